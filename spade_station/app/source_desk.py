"""The source: what is read, and what it means for the screen when nothing comes of it."""

import logging

from PySide6.QtCore import QObject, Qt, Signal

from spade_station.app.capturing import CaptureLoop
from spade_station.app.inspecting import InspectLoop
from spade_station.app.notices import Level, Notice
from spade_station.app.status import RunState
from spade_station.domain.errors import SourceEnded, StationError
from spade_station.domain.source_settings import SourceSettings

log = logging.getLogger(__name__)

AT_ONCE = Qt.ConnectionType.DirectConnection  # in the capture thread, between two pictures


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
        capturing.stateChanged.connect(self._lose_sight, AT_ONCE)
        capturing.pictureLost.connect(self._lose_part, AT_ONCE)
        capturing.stateChanged.connect(self._on_state)
        capturing.pictureLost.connect(self._on_picture_lost)

    def start(self, source: SourceSettings, views: int) -> None:
        """Inspect what a source delivers, so many views of each part."""
        begin = self._inspecting.begin_source
        self._capturing.start_source(source, views=views, begun=begin)

    def step(self, source: SourceSettings, views: int) -> None:
        """Inspect one picture, whatever the trigger says, and stop."""
        wish = self._inspecting.inspect_next
        self._capturing.start_source(source, single=True, views=views, begun=wish)

    def stop(self) -> None:
        """Close the source."""
        self._capturing.stop_source()

    def change(self, source: SourceSettings, views: int) -> None:
        """Show nothing of the source before any more, and go on with another if it was read."""
        leave = self._inspecting.leave_source
        leave()
        self._capturing.change_source(source, views, left=leave)  # it may be reading yet

    def change_views(self, source: SourceSettings, views: int) -> None:
        """Read another number of views of each part, if any are read."""
        self._capturing.change_source(source, views, left=self._inspecting.interrupt)

    def _lose_sight(self, _state: RunState, reason: StationError | None) -> None:
        if reason is not None and not isinstance(reason, SourceEnded):
            self._inspecting.lose(reason, counts=False)

    def _lose_part(self, reason: StationError) -> None:
        self._inspecting.lose(reason, counts=True)

    def _on_state(self, state: RunState, reason: StationError | None) -> None:
        if reason is not None:
            self._tell(state, reason)
        self.state = state
        self.stateChanged.emit(state)

    def _tell(self, state: RunState, reason: StationError) -> None:
        """Say why nothing comes; while a camera is waited for, once."""
        is_end = isinstance(reason, SourceEnded)
        is_stopped = state is RunState.STOPPED
        if is_stopped or state is not self.state:
            log.warning("%s", reason)
            level = Level.ERROR if is_stopped and not is_end else Level.WARNING
            self.noticed.emit(Notice.of(reason, level))

    def _on_picture_lost(self, reason: StationError) -> None:
        self.noticed.emit(Notice.of(reason, Level.WARNING))
