"""The source: what is read, and what it means for the screen when nothing comes of it."""

import logging

from PySide6.QtCore import QObject, Signal

from spade_station.app.capturing import CaptureLoop
from spade_station.app.inspecting import InspectLoop
from spade_station.app.notices import Level, Notice
from spade_station.app.status import RunState
from spade_station.domain.errors import SourceEnded, StationError
from spade_station.domain.source_settings import SourceSettings

log = logging.getLogger(__name__)


class SourceDesk(QObject):
    """Starts and stops the capture loop, and keeps the inspect loop told.

    Signals
    -------
    stateChanged
        `state` is another one.
    noticed
        A `Notice`.
    """

    stateChanged = Signal(object)
    noticed = Signal(object)

    def __init__(
        self, capturing: CaptureLoop, inspecting: InspectLoop, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._capturing = capturing
        self._inspecting = inspecting
        self.state = RunState.STOPPED
        capturing.stateChanged.connect(self._on_state)
        capturing.pictureLost.connect(self._on_picture_lost)

    def start(self, source: SourceSettings, views: int) -> None:
        """Inspect what a source delivers, so many views of each part."""
        self._inspecting.inbox.tell(self._inspecting.begin_source)
        self._capturing.start_source(source, views=views)

    def step(self, source: SourceSettings, views: int) -> None:
        """Inspect one picture, whatever the trigger says, and stop."""
        self._inspecting.inbox.tell(self._inspecting.inspect_next)
        self._capturing.start_source(source, single=True, views=views)

    def stop(self) -> None:
        """Close the source."""
        self._capturing.stop_source()

    def change(self, source: SourceSettings, views: int) -> None:
        """Show nothing of the source before any more, and go on with another if it was read."""
        self._forget()
        self._capturing.change_source(source, views, left=self._forget)  # it may be reading yet

    def change_views(self, source: SourceSettings, views: int) -> None:
        """Read another number of views of each part, if any are read."""
        begin = self._inspecting.begin_source
        self._capturing.change_source(source, views, lambda: self._inspecting.inbox.tell(begin))

    def _forget(self) -> None:
        """Let nothing be shown or judged that came so far; for any thread."""
        self._inspecting.inbox.drop()
        self._inspecting.inbox.tell(self._inspecting.forget)

    def _on_state(self, state: RunState, reason: StationError | None) -> None:
        if reason is not None:
            self._tell(state, reason)
        self.state = state
        self.stateChanged.emit(state)

    def _tell(self, state: RunState, reason: StationError) -> None:
        """Say why nothing comes; while a camera is waited for, once."""
        is_end = isinstance(reason, SourceEnded)
        if not is_end:
            self._inspecting.inbox.tell(lambda: self._inspecting.lose(reason, counts=False), "lose")
        is_stopped = state is RunState.STOPPED
        if is_stopped or state is not self.state:
            log.warning("%s", reason)
            level = Level.ERROR if is_stopped and not is_end else Level.WARNING
            self.noticed.emit(Notice.of(reason, level))

    def _on_picture_lost(self, reason: StationError) -> None:
        self._inspecting.inbox.tell(lambda: self._inspecting.lose(reason, counts=True))
        self.noticed.emit(Notice.of(reason, Level.WARNING))
