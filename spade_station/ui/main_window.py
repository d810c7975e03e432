"""The window: puts the pages together and connects the keys."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from spade_station.app.notices import Notice
from spade_station.app.status import RunState
from spade_station.domain.source_settings import SourceKind
from spade_station.ui.engineer_page import EngineerPage
from spade_station.ui.evaluation_page import EvaluationPage
from spade_station.ui.imaging_page import ImagingPage
from spade_station.ui.keys import KEYS
from spade_station.ui.look import icon
from spade_station.ui.operator_page import OperatorPage
from spade_station.ui.shown import Shown
from spade_station.ui.station_page import StationPage
from spade_station.ui.welcome_page import WelcomePage
from spade_station.ui.widgets.header import Header
from spade_station.ui.widgets.job_bar import JobBar
from spade_station.ui.widgets.notice_bar import NoticeBar
from spade_station.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from spade_station.app.station import Station

INSPECT, TEACH, IMAGING, EVALUATE, STATION, WELCOME = range(6)
_SOURCE_TAB = 2


class MainWindow(QMainWindow):
    """Header, notices, one of the pages, the running job, and the status line."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.shown = Shown(station, self)
        self.header = Header(station)
        self.notices = NoticeBar()
        self.operator = OperatorPage(station, self.shown)
        self.engineer = EngineerPage(station, self.shown)
        self.imaging = ImagingPage(station, self.shown)
        self.evaluation = EvaluationPage(station)
        self.about = StationPage(station)
        self.welcome = WelcomePage(station)
        self.job = JobBar(station)
        self.status = StatusLine(station)
        self.pages = QStackedWidget()
        self.setWindowTitle("SPADE Station")
        self.setWindowIcon(icon("app"))
        self._lay_out()
        self._connect()
        self._bind_keys()
        self.pages.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.pages.setFocus()
        self.show_page(INSPECT if station.settings.welcomed else WELCOME)

    def show_page(self, number: int) -> None:
        """Go to a page."""
        focused = self.focusWidget()
        if focused is not None and self.pages.isAncestorOf(focused):
            self.pages.setFocus()  # or Qt gives it to what comes next, where a key may change much
        self.pages.setCurrentIndex(number)
        self.header.setVisible(number != WELCOME)
        if number != WELCOME:
            self.header.show_page(number)
        if number == STATION:
            self.about.messages.show_history(self.notices.history)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the threads and let the home go."""
        self._station.close()
        super().closeEvent(event)

    def _on_noticed(self, notice: Notice) -> None:
        self.notices.add(notice)
        if self.pages.currentIndex() == STATION:
            self.about.messages.show_history(self.notices.history)

    def _on_history_wanted(self) -> None:
        self.show_page(STATION)

    def _on_demo_chosen(self, product: str) -> None:
        self._station.change_settings(welcomed=True)
        self._station.start_demo(product)
        self.show_page(INSPECT)

    def _on_welcome_done(self, kind: SourceKind | None) -> None:
        self._station.change_settings(welcomed=True)
        if kind is None:
            self.show_page(STATION)
            return
        self.engineer.tabs.setCurrentIndex(_SOURCE_TAB)
        self.engineer.source.choose(kind)
        self.show_page(TEACH)

    def _show_last_ng(self) -> None:
        recent = self._station.live.recent_ng
        if recent:
            self.shown.pick(recent[0])

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def _connect(self) -> None:
        self._station.noticed.connect(self._on_noticed)
        self._station.withdrawn.connect(self.notices.withdraw)
        self.header.pageWanted.connect(self.show_page)
        self.notices.historyWanted.connect(self._on_history_wanted)
        self.welcome.demoChosen.connect(self._on_demo_chosen)
        self.welcome.done.connect(self._on_welcome_done)

    def _bind_keys(self) -> None:
        commands = self.commands()
        for key in KEYS:
            shortcut = QShortcut(QKeySequence(key.keys), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(commands[key.action])

    def commands(self) -> dict[str, Callable[[], None]]:
        """Name what the keys do."""
        station, stopped = self._station, self._while_stopped
        teach, tune = self._while_teaching, self._while_tuning
        return {
            "help": lambda: self.show_page(STATION),
            "inspect": lambda: self.show_page(INSPECT),
            "teach": lambda: self.show_page(TEACH),
            "imaging": lambda: self.show_page(IMAGING),
            "evaluate": lambda: self.show_page(EVALUATE),
            "station": lambda: self.show_page(STATION),
            "start": lambda: stopped(station.start),
            "stop": station.stop,
            "step": lambda: stopped(station.step),
            "dismiss": self.notices.dismiss,
            "last_ng": self._show_last_ng,
            "full_screen": self._toggle_full_screen,
            "live": self.shown.back_to_live,
            "good": lambda: teach(self.engineer.add_good),
            "miss": lambda: teach(self.engineer.add_miss),
            "hold": lambda: tune(self.shown.hold),
            "undo_learning": lambda: teach(self.engineer.learning.undo.click),
            "undo_setting": lambda: tune(station.undo_setting),
        }

    def _while_stopped(self, command: Callable[[], None]) -> None:
        if self._station.state is RunState.STOPPED:
            command()

    def _while_teaching(self, command: Callable[[], None]) -> None:
        if self.pages.currentIndex() == TEACH:
            command()

    def _while_tuning(self, command: Callable[[], None]) -> None:
        if self.pages.currentIndex() in (TEACH, IMAGING):
            command()

    def _lay_out(self) -> None:
        for page in (
            self.operator,
            self.engineer,
            self.imaging,
            self.evaluation,
            self.about,
            self.welcome,
        ):
            self.pages.addWidget(page)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.notices)
        column.addWidget(self.pages, 1)
        column.addWidget(self.job)
        column.addWidget(self.status)
        self.setCentralWidget(middle)
        self.setMinimumSize(1024, 700)
