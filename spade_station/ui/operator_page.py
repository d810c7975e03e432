"""Inspect: one big answer, the picture that explains it, and the counters."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spade_station.app.status import RunState
from spade_station.ui.shown import Shown
from spade_station.ui.widgets.counters_panel import CountersPanel
from spade_station.ui.widgets.findings_label import FindingsLabel
from spade_station.ui.widgets.ng_strip import NgStrip
from spade_station.ui.widgets.picture_panel import PicturePanel
from spade_station.ui.widgets.score_bar import ScoreBar
from spade_station.ui.widgets.verdict_banner import VerdictBanner

if TYPE_CHECKING:
    from spade_station.app.station import Station


class OperatorPage(QWidget):
    """Picture on the left, answer on the right; the answer is always the line's newest."""

    def __init__(self, station: "Station", shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.picture = PicturePanel(station, shown)
        self.strip = NgStrip(self.picture.opacity)
        self.banner = VerdictBanner()
        self.findings = FindingsLabel()
        self.score = ScoreBar()
        self.counters = CountersPanel()
        self._lay_out()
        self.strip.picked.connect(shown.pick)
        self.counters.reset.connect(station.reset_counters)
        station.liveChanged.connect(self.refresh)
        station.stateChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the live status again, while the page is seen."""
        if not self.isVisible():
            return
        live, state = self._station.live, self._station.state
        self.banner.show_status(state, live.latest)
        self.findings.show_status(state, live.latest)
        judged = None if state is RunState.WAITING else live.latest
        self.score.show_inspection(judged, still=state is RunState.STOPPED)
        self.counters.show_status(live)
        self.strip.show_inspections(live.recent_ng)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self.refresh()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.picture, 1)
        left.addWidget(self.strip)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.banner, 1)
        right.addWidget(self.findings)
        right.addWidget(self.score)
        right.addWidget(self.counters)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 10, 10, 8)
        row.setSpacing(12)
        row.addLayout(left, 60)
        row.addLayout(right, 40)
