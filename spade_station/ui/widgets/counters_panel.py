"""How many parts of which verdict since the last reset, and how fast they come."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from spade_station.app.status import LiveStatus
from spade_station.domain.inspection import Verdict
from spade_station.ui.look import look_of
from spade_station.ui.symbols import symbol_pixmap
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.buttons import TOUCH, ConfirmButton
from spade_station.ui.words import word

_VERDICTS = {
    "ok": Verdict.OK,
    "check": Verdict.CHECK,
    "ng": Verdict.NG,
    "not_inspected": Verdict.NOT_INSPECTED,
}


class CountersPanel(Translated):
    """Total, verdicts, yield, cycle time and skipped pictures; `reset` after a second press."""

    reset = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = LiveStatus()
        self.values: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        self._pace = QLabel()
        self._pace.setProperty("quiet", True)
        self._pace.setWordWrap(True)
        self.reset_button = ConfirmButton("reset")
        self.reset_button.setMinimumHeight(TOUCH)
        self.reset_button.confirmed.connect(self.reset)
        self.make_panel()
        self._lay_out()
        self.retranslate()

    def show_status(self, status: LiveStatus) -> None:
        """Show newer counters."""
        self._status = status
        counters = status.counters
        for name in _VERDICTS:
            self.values[name].setText(f"{getattr(counters, name)}")
        self.values["total"].setText(f"{counters.total}")
        share = counters.yield_share
        self.values["yield"].setText("–" if share is None else f"{100 * share:.1f} %")
        cycle = "–" if status.cycle_ms is None else f"{status.cycle_ms:.0f} ms"
        took = 0.0 if status.latest is None else status.latest.milliseconds
        verdict = f"{took:.0f} ms" if took else "–"
        pace = self.tr("Cycle {cycle} · verdict in {verdict} · skipped {skipped}").format(
            cycle=cycle, verdict=verdict, skipped=counters.skipped
        )
        if status.cache.share is not None:
            pace += self.tr(" · {share} % from the cache").format(
                share=f"{100 * status.cache.share:.0f}"
            )
        self._pace.setText(pace)

    @property
    def pace(self) -> str:
        """Cycle time, time to the verdict, skipped pictures and hits of the cache."""
        return self._pace.text()

    def retranslate(self) -> None:
        """Write the names in the language of the window."""
        for name, verdict in _VERDICTS.items():
            self._names[name].setText(word(verdict))
        self._names["total"].setText(self.tr("Total"))
        self._names["yield"].setText(self.tr("Yield"))
        self.reset_button.set_texts(self.tr("Reset"), self.tr("Press again to reset"))
        self.reset_button.setToolTip(self.tr("Sets all counters to zero."))
        self._pace.setToolTip(
            self.tr(
                "Pictures of files and of the demo line that come again, the same byte for byte, "
                "are not judged twice by the same settings and bank."
            )
        )
        for name, label in self.values.items():
            label.setAccessibleName(self._names[name].text())
        self.show_status(self._status)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(2)
        places = ("ok", "check", "total", "ng", "not_inspected", "yield")
        for place, name in enumerate(places):
            grid.addLayout(self._tile(name), place // 3, place % 3)
            grid.setColumnStretch(place % 3, 1)
        below = QHBoxLayout()
        below.addWidget(self._pace, 1)
        below.addWidget(self.reset_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 10)
        column.setSpacing(6)
        column.addLayout(grid)
        column.addLayout(below)

    def _tile(self, name: str) -> QVBoxLayout:
        self._names[name] = QLabel()
        self._names[name].setProperty("quiet", True)
        self.values[name] = QLabel("0")
        self.values[name].setProperty("figure", True)
        head = QHBoxLayout()
        head.setSpacing(6)
        if name in _VERDICTS:
            look = look_of(_VERDICTS[name])
            badge = QLabel()
            badge.setFixedSize(QSize(16, 16))
            badge.setPixmap(symbol_pixmap(look.symbol, 16, look.ink, look.fill))
            head.addWidget(badge)
        head.addWidget(self._names[name], 1)
        tile = QVBoxLayout()
        tile.setSpacing(0)
        tile.addLayout(head)
        tile.addWidget(self.values[name], 0, Qt.AlignmentFlag.AlignLeft)
        return tile
