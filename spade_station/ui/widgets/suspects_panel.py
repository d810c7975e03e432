"""The samples that look unlike the rest: shown with the reason, to be dropped or kept."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from spade_station.app.status import SampleEntry
from spade_station.domain.sample_report import SampleReport
from spade_station.domain.text import QT_TRANSLATE_NOOP
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.sample_strip import sample_pixmap, sample_text

if TYPE_CHECKING:
    from spade_station.app.station import Station

_PICTURE = QSize(112, 84)
_REASONS = {
    "differs": QT_TRANSLATE_NOOP("SuspectsPanel", "unlike the rest"),
    "covered": QT_TRANSLATE_NOOP("SuspectsPanel", "same picture twice"),
    "blurred": QT_TRANSLATE_NOOP("SuspectsPanel", "blurred"),
    "underexposed": QT_TRANSLATE_NOOP("SuspectsPanel", "too dark"),
    "overexposed": QT_TRANSLATE_NOOP("SuspectsPanel", "too bright"),
}
_NUMBER = Qt.ItemDataRole.UserRole


class SuspectsPanel(Translated):
    """The doubtful samples, the worst first; `countChanged` says how many there are."""

    countChanged = Signal(int)

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.strip = QListWidget()
        self.all = QPushButton()
        self.keep = QPushButton()
        self.drop = QPushButton(icon("delete"), "")
        self._lay_out()
        self.strip.itemSelectionChanged.connect(self._offer)
        self.all.clicked.connect(self.strip.selectAll)
        self.keep.clicked.connect(self._on_keep_clicked)
        self.drop.clicked.connect(self._on_drop_clicked)
        station.gate.reportsChanged.connect(self.refresh)
        station.samplesChanged.connect(self.refresh)
        station.jobChanged.connect(self._offer)
        self.retranslate()

    @property
    def chosen(self) -> tuple[int, ...]:
        """Numbers of the selected samples."""
        return tuple(item.data(_NUMBER) for item in self.strip.selectedItems())

    def refresh(self) -> None:
        """Show what the gate says now; of samples whose pictures have been read."""
        entries = {entry.number: entry for entry in self._station.samples()}
        suspects = [each for each in self._station.gate.suspects if each.number in entries]
        chosen = self.chosen
        self.strip.clear()
        for report in suspects:
            item = _item(report, entries[report.number])
            self.strip.addItem(item)
            item.setSelected(report.number in chosen)
        self._offer()
        self.countChanged.emit(len(suspects))

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.strip.setAccessibleName(self.tr("Doubtful samples"))
        self.all.setText(self.tr("Choose all"))
        self.keep.setToolTip(self.tr("They are good parts; they are not listed again."))
        self.drop.setToolTip(self.tr("Learns again without them; “Undo learning” takes it back."))
        self.refresh()

    def _offer(self) -> None:
        count = len(self.chosen)
        free = self._station.job is None
        self.keep.setText(self.tr("Keep {n}").format(n=count) if count else self.tr("Keep"))
        self.drop.setText(self.tr("Drop {n}").format(n=count) if count else self.tr("Drop"))
        self.keep.setEnabled(free and count > 0)
        self.drop.setEnabled(free and count > 0)

    def _on_keep_clicked(self) -> None:
        self._station.gate.keep(self.chosen)

    def _on_drop_clicked(self) -> None:
        self._station.gate.drop(self.chosen)

    def _lay_out(self) -> None:
        self.strip.setViewMode(QListWidget.ViewMode.IconMode)
        self.strip.setSelectionMode(QListWidget.SelectionMode.MultiSelection)
        self.strip.setMovement(QListWidget.Movement.Static)
        self.strip.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.strip.setWordWrap(True)
        self.strip.setIconSize(_PICTURE)
        self.strip.setGridSize(QSize(_PICTURE.width() + 24, _PICTURE.height() + 70))
        self.strip.setMinimumHeight(80)
        buttons = QHBoxLayout()
        buttons.addWidget(self.all)
        buttons.addStretch(1)
        for button in (self.all, self.keep, self.drop):
            button.setMinimumHeight(36)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.drop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.strip, 1)
        column.addLayout(buttons)


def _item(report: SampleReport, entry: SampleEntry) -> QListWidgetItem:
    reasons = "\n".join(
        QCoreApplication.translate("SuspectsPanel", _REASONS[finding])
        for finding in report.findings
    )
    score = "" if report.unlikeness is None else f"  {report.unlikeness:.1f} σ"
    item = QListWidgetItem(
        QIcon(sample_pixmap(entry, _PICTURE)), f"#{report.number}{score}\n{reasons}"
    )
    item.setData(_NUMBER, report.number)
    item.setToolTip(f"{reasons}\n{sample_text(entry)}")
    item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
    return item
