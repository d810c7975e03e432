"""Teach: show the station good parts, and tune what it makes of them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from spade_station.app.status import RunState
from spade_station.domain.inspection import Inspection
from spade_station.domain.station_settings import StationSettings
from spade_station.ui.look import Face
from spade_station.ui.shown import Shown
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.box_mark import BoxMark
from spade_station.ui.widgets.buttons import touch_button
from spade_station.ui.widgets.defects_panel import DefectsPanel
from spade_station.ui.widgets.findings_label import FindingsLabel
from spade_station.ui.widgets.learning_panel import LearningPanel
from spade_station.ui.widgets.picture_panel import PicturePanel
from spade_station.ui.widgets.preset_bar import PresetBar
from spade_station.ui.widgets.scrolling import scrolling
from spade_station.ui.widgets.settings_panel import SettingsPanel
from spade_station.ui.widgets.source_chooser import SourceChooser
from spade_station.ui.widgets.verdict_banner import VerdictBanner
from spade_station.ui.words import word

if TYPE_CHECKING:
    from spade_station.app.station import Station


SOON = 300  # ms; of what is over by then nothing need be said


class EngineerPage(Translated):
    """Picture and the big button on the left; samples, settings and source on the right."""

    def __init__(self, station: "Station", shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._shown = shown
        self._judged: tuple[Inspection, Inspection] | None = None
        self._working = QTimer(self, interval=SOON, singleShot=True)
        self._is_working = False
        self.picture = PicturePanel(station, shown)
        self.banner = VerdictBanner(compact=True)
        self.findings = FindingsLabel()
        self.good = touch_button("good", kind="good")
        self.miss = touch_button("miss", kind="miss")
        self.mark = BoxMark(self)
        self.picture.view.mark_with(self.mark)
        self.hold = touch_button("hold")
        self.step = touch_button("step")
        self.result = QLabel()
        self.result.setObjectName("result")
        self.learning = LearningPanel(station)
        self.defects = DefectsPanel(station)
        self.presets = PresetBar(station)
        self.settings = SettingsPanel(station)
        self.source = SourceChooser(station.settings.source)
        self.tabs = QTabWidget()
        self._lay_out()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.good.setText(self.tr("This is good (G)"))
        self.good.setToolTip(self.tr("Adds the picture on the screen to the good samples."))
        self.miss.setText(self.tr("This is a miss (M)"))
        self.miss.setToolTip(
            self.tr(
                "Adds the picture on the screen to the known defects: what looks like it is NG. "
                "Drag a box on the picture first, to mark where the defect is."
            )
        )
        self.hold.setText(self.tr("Hold (H)") if self._shown.is_live else self.tr("Go on (H)"))
        self.hold.setToolTip(self.tr("Keeps this picture on the screen; the line goes on."))
        self.step.setText(self.tr("One picture (F7)"))
        self.step.setToolTip(self.tr("Takes and inspects one picture while the line is stopped."))
        titles = (
            self.tr("Samples"),
            self.tr("Settings"),
            self.tr("Source"),
            self.tr("Defects"),
        )
        for number, title in enumerate(titles):
            self.tabs.setTabText(number, title)
        self._show_result()

    def refresh(self) -> None:
        """Show the inspection on the screen, while the page is seen."""
        if not self.isVisible():
            return
        inspection = self._shown.inspection
        state = self._state_of_shown()
        self.banner.show_status(state, inspection)
        self.findings.show_status(state, inspection)
        self.findings.setVisible(self.banner.face in (Face.NOT_INSPECTED, Face.WAITING))
        self.good.setEnabled(inspection is not None)
        self.miss.setEnabled(inspection is not None)
        self.hold.setText(self.tr("Hold (H)") if self._shown.is_live else self.tr("Go on (H)"))
        stopped = self._station.state is RunState.STOPPED
        self.hold.setVisible(not stopped or not self._shown.is_live)
        self.hold.setEnabled(inspection is not None)
        self.step.setVisible(stopped and self._shown.is_live)
        self._show_result()

    def add_good(self) -> None:
        """Take the part on the screen as good."""
        inspection = self._shown.inspection
        if inspection is not None:
            self._station.add_good(inspection)

    def add_miss(self) -> None:
        """Take the part on the screen as a known defect, with the box that was drawn."""
        inspection = self._shown.inspection
        if inspection is not None:
            self._station.defects.add(inspection, self.mark.box)
            self.mark.forget()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self.refresh()

    def _state_of_shown(self) -> RunState:
        """Give a held picture its own verdict, whether the line waits or not."""
        state = self._station.state
        held = not self._shown.is_live and state is RunState.WAITING
        return RunState.RUNNING if held else state

    def _on_verdict_changed(self, before: Inspection, after: Inspection) -> None:
        self._judged = (before, after)
        self._show_result()

    def _on_doubted(self, inspection: Inspection) -> None:
        """Keep the doubtful part on the screen, so that the next press means it."""
        if self.isVisible() and self._shown.is_live:
            self._shown.pick(inspection)

    def _on_marked(self) -> None:
        """Keep a picture with a box on the screen while the line goes on."""
        marked = self.picture.view.inspection
        running = self._station.state is RunState.RUNNING
        if self.mark.box is not None and marked is not None and running and self._shown.is_live:
            self._shown.pick(marked)
        else:
            self.picture.view.show_inspection(self._shown.inspection)

    def _on_settings_changed(self, settings: StationSettings) -> None:
        if settings.source != self.source.current:
            self.source.show_settings(settings.source)

    def _on_busy_changed(self, is_busy: bool) -> None:
        """Say that something goes on, where it is not over at once."""
        if is_busy:
            self._working.start()
        else:
            self._working.stop()
            self._show_working(is_working=False)

    def _show_working(self, *, is_working: bool = True) -> None:
        self._is_working = is_working
        self._show_result()

    def _show_result(self) -> None:
        """Say what became of the verdict of the picture on the screen, of no other one."""
        if self._is_working:
            self.result.setText(self.tr("One moment…"))
            return
        shown = self._shown.inspection
        if self._judged is None or shown is None or shown.frame is not self._judged[1].frame:
            self.result.setText(self.tr("Judged wrongly? G: it is good. M: it is a miss."))
            return
        before, after = (_said(one) for one in self._judged)
        self.result.setText(f"{before}  →  {after}")

    def _connect(self) -> None:
        self._shown.changed.connect(self.refresh)
        self._station.stateChanged.connect(self.refresh)
        self._station.verdictChanged.connect(self._on_verdict_changed)
        self._station.busyChanged.connect(self._on_busy_changed)
        self._working.timeout.connect(self._show_working)
        self._station.gate.doubted.connect(self._on_doubted)
        self._station.settingsChanged.connect(self._on_settings_changed)
        self.source.chosen.connect(self._station.choose_source)
        self.good.clicked.connect(self.add_good)
        self.miss.clicked.connect(self.add_miss)
        self.mark.ended.connect(self._on_marked)
        self.hold.clicked.connect(self._shown.hold)
        self.step.clicked.connect(self._station.step)

    def _lay_out(self) -> None:
        actions = QHBoxLayout()
        actions.setSpacing(8)
        for button, share in ((self.good, 3), (self.miss, 2), (self.hold, 1), (self.step, 1)):
            button.setMinimumHeight(64)
            actions.addWidget(button, share)
        self.step.hide()  # it is never there beside Hold, but both would ask for room
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.banner)
        left.addWidget(self.findings)
        left.addWidget(self.picture, 1)
        left.addLayout(actions)
        left.addWidget(self.result)
        tuning = QWidget()
        column = QVBoxLayout(tuning)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.presets)
        column.addWidget(self.settings, 1)
        for page in (scrolling(self.learning), tuning, self.source, self.defects):
            self.tabs.addTab(page, "")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 10, 10, 8)
        row.setSpacing(12)
        row.addLayout(left, 58)
        row.addWidget(self.tabs, 42)


def _said(inspection: Inspection) -> str:
    score = "" if inspection.score is None else f" {inspection.score:.2f}"
    return f"{word(inspection.verdict)}{score}"
