"""Collecting good samples: from the screen, from the line, from a folder; and taking it back."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from spade_station.app.forecast import forecast
from spade_station.app.status import JobStatus, RunState
from spade_station.ui.file_picker import ask_for_folder
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.bank_panel import BankPanel
from spade_station.ui.widgets.buttons import touch_button
from spade_station.ui.widgets.sample_strip import SampleStrip
from spade_station.ui.widgets.suspects_panel import SuspectsPanel

if TYPE_CHECKING:
    from spade_station.app.station import Station


class LearningPanel(Translated):
    """What was learned, the buttons that add to it, and the samples."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.bank = BankPanel(station)
        self.count = QSpinBox()
        self.count.setRange(1, 1000)
        self.count.setValue(20)
        self.count.setMinimumHeight(44)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.collect = touch_button("collect")
        self.folder = touch_button("folder")
        self.undo = QPushButton(icon("undo"), "")
        self.relearn = QPushButton(icon("relearn"), "")
        self.cost = QLabel()
        self.cost.setProperty("quiet", True)
        self.cost.setWordWrap(True)
        self.samples = SampleStrip(station)
        self.suspects = SuspectsPanel(station)
        self.lists = QTabWidget()
        self._lay_out()
        self._connect()
        self._on_state_changed()
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.collect.setText(self.tr("Collect from line"))
        self.collect.setToolTip(
            self.tr("Takes the next pictures of the running line as good; only good parts, please.")
        )
        self.count.setSuffix(" " + self.tr("parts"))
        self.count.setAccessibleName(self.tr("How many parts to collect"))
        self.folder.setText(self.tr("Collect from folder…"))
        self.folder.setToolTip(self.tr("Takes all pictures of a folder as good."))
        self.undo.setText(self.tr("Undo learning"))
        self.undo.setToolTip(
            self.tr(
                "Takes the last change back (Ctrl+Z): a known defect that was marked or removed "
                "since the last learning, or else the learning."
            )
        )
        self.relearn.setText(self.tr("Learn again"))
        self.relearn.setToolTip(self.tr("Makes a new bank from the kept samples."))
        self._show_cost()
        self.lists.setTabText(0, self.tr("All samples"))
        self._on_suspects_counted(self.suspects.strip.count())

    def _on_suspects_counted(self, count: int) -> None:
        """Bring new doubts to the front; nobody has to look for them."""
        is_new = count > 0 and not self.lists.isTabVisible(1)
        self.lists.setTabText(1, self.tr("Unlike the rest ({n})").format(n=count))
        self.lists.setTabVisible(1, count > 0)
        if is_new:
            self.lists.setCurrentIndex(1)

    def _on_live_changed(self) -> None:
        if self.isVisible():
            self._show_cost()

    def _show_cost(self) -> None:
        """Say what the bank and the time per part become with so many more samples."""
        latest = self._station.live.latest
        timings = latest.timings if latest is not None and not latest.is_cached else {}
        cost = forecast(self._station.bank, self._station.preset, self.count.value(), timings)
        self.cost.setVisible(cost is not None)
        if cost is None:
            return
        text = self.tr("With {n} more: about {rows} rows, {mb} MB").format(
            n=self.count.value(),
            rows=f"{cost.rows:,}".replace(",", "\u202f"),
            mb=f"{cost.bytes / 1e6:.1f}",
        )
        if cost.milliseconds is not None:
            text += self.tr(", {ms} ms per part").format(ms=f"{cost.milliseconds:.0f}")
        self.cost.setText(text)

    def _on_collect_clicked(self) -> None:
        self._station.collect_next(self.count.value())

    def _on_folder_clicked(self) -> None:
        ask_for_folder(self, self.tr("Folder with good parts"), self._on_folder_picked)

    def _on_folder_picked(self, folder: Path) -> None:
        self._station.collect_folder(folder)

    def _on_state_changed(self) -> None:
        """Offer only what can be done now."""
        job: JobStatus | None = self._station.job
        free = (job is None or job.gives_way) and not self._station.bank.is_broken
        running = self._station.state in (RunState.RUNNING, RunState.WAITING)
        self.collect.setEnabled(free and running)
        self.folder.setEnabled(free)
        self.undo.setEnabled(free and self._station.bank.can_undo)
        self.relearn.setEnabled(free and bool(self._station.samples()))
        self._show_cost()

    def _connect(self) -> None:
        station = self._station
        self.collect.clicked.connect(self._on_collect_clicked)
        self.count.valueChanged.connect(self._show_cost)
        self.folder.clicked.connect(self._on_folder_clicked)
        self.undo.clicked.connect(station.undo_learning)
        self.relearn.clicked.connect(station.relearn)
        self.samples.dropped.connect(station.gate.drop)
        self.suspects.countChanged.connect(self._on_suspects_counted)
        station.liveChanged.connect(self._on_live_changed)
        for signal in (
            station.stateChanged,
            station.jobChanged,
            station.bankChanged,
            station.samplesChanged,
        ):
            signal.connect(self._on_state_changed)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self.collect, 1)
        row.addWidget(self.count)
        grid.addLayout(row, 0, 0, 1, 2)
        grid.addWidget(self.cost, 1, 0, 1, 2)
        grid.addWidget(self.folder, 2, 0, 1, 2)
        for place, button in enumerate((self.undo, self.relearn)):
            button.setMinimumHeight(36)
            grid.addWidget(button, 3, place)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 10)
        column.setSpacing(10)
        column.addWidget(self.bank)
        column.addLayout(grid)
        self.lists.setDocumentMode(True)
        for page in (self.samples, self.suspects):
            self.lists.addTab(page, "")
        self.lists.setTabVisible(1, False)
        column.addWidget(self.lists, 1)
