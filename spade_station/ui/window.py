"""The door to the window: the application object, its look and its language."""

import logging
import signal
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from spade_station.app.notices import Notice
from spade_station.domain.errors import InternalFault
from spade_station.domain.station_settings import Language
from spade_station.ui.look import font_for, icon, palette, style_sheet
from spade_station.ui.main_window import MainWindow
from spade_station.ui.translation import Translation
from spade_station.ui.widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from spade_station.app.station import Station

log = logging.getLogger(__name__)

_ENDING = (signal.SIGINT, signal.SIGTERM)


def make_application(argv: Sequence[str]) -> QApplication:
    """Make the application object with the station's look."""
    app = QApplication(list(argv))
    app.setApplicationName("SPADE Station")
    app.setWindowIcon(icon("app"))
    dress(app)
    return app


def dress(app: QApplication) -> None:
    """Give an application the station's style, palette, font and style sheet."""
    app.setStyle("Fusion")
    app.setPalette(palette())
    app.setFont(font_for(Language.ENGLISH))
    app.setStyleSheet(style_sheet())


def make_window(app: QApplication, station: "Station") -> MainWindow:
    """Make the window, not shown yet.

    The style sheet waits until all widgets are in their places: Qt goes through it for all that is
    inside whenever a widget gets another parent, which took two thirds of the making.
    """
    sheet = app.styleSheet()
    app.setStyleSheet("")
    try:
        return MainWindow(station)
    finally:
        app.setStyleSheet(sheet)


def run_window(station: "Station", argv: Sequence[str]) -> int:
    """Show the window of an opened station until it is closed; return the exit code."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else make_application(argv)
    translation = Translation(app)
    translation.use(station.settings.language)
    station.settingsChanged.connect(translation.follow)
    window = make_window(app, station)
    window.resize(1440, 900)
    window.show()
    before, sys.excepthook = sys.excepthook, _fault_hook(window.notices)
    handlers = {one: signal.signal(one, lambda *_: window.close()) for one in _ENDING}
    awake = QTimer(window, interval=300)  # lets Python see a signal while Qt waits for events
    awake.timeout.connect(window.isVisible)
    awake.start()
    try:
        return app.exec()
    finally:
        sys.excepthook = before
        for one, handler in handlers.items():
            signal.signal(one, handler)
        station.close()


def _fault_hook(notices: NoticeBar) -> Callable[[type[BaseException], BaseException, object], None]:
    """Make what happens to an exception that nobody caught: it is logged, shown and survived."""

    def on_fault(kind: type[BaseException], error: BaseException, _traceback: object) -> None:
        log.critical("A fault in the window", exc_info=error)
        notices.add(Notice.of(InternalFault(reason=f"{kind.__name__}: {error}")))

    return on_fault
