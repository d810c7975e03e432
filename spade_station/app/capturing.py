"""The capture loop: reads the source and hands its frames on."""

import logging
from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, Signal

from spade_station.app.status import RunState
from spade_station.app.threads import LoopThread
from spade_station.capture.open_source import make_source
from spade_station.capture.source import FrameSource
from spade_station.domain.errors import (
    CameraGone,
    CameraNotThere,
    InternalFault,
    SourceEnded,
    Stale,
    StationError,
)
from spade_station.domain.frame import Frame
from spade_station.domain.source_settings import SourceKind, SourceSettings

log = logging.getLogger(__name__)

READ_WITHIN = 0.2  # s; how long a command can have to wait
STALE_AFTER = 3.0  # s without a picture, or twice the source's own interval if that is more
RETRY_AFTER = 2.0  # s, for a camera that is not there


class CaptureLoop(LoopThread[None]):
    """Reads frames while a source is open.

    `stateChanged` tells the `RunState` and, for WAITING and STOPPED, the reason if there is one.
    `pictureLost` tells why one picture could not be delivered.

    Parameters
    ----------
    deliver
        Takes a frame and how many the source has skipped before it; called in this thread.
    wait_taken
        Waits some seconds for the last frame to be taken; for sources that can wait.
    """

    stateChanged = Signal(object, object)
    pictureLost = Signal(object)  # noqa: N815

    def __init__(
        self,
        deliver: Callable[[Frame, int], None],
        wait_taken: Callable[[float], bool],
        make: Callable[[SourceSettings, int], FrameSource] = make_source,
        parent: QObject | None = None,
    ) -> None:
        super().__init__("capture", parent)
        self._deliver = deliver
        self._wait_taken = wait_taken
        self._make = make
        self._source: FrameSource | None = None
        self._settings = SourceSettings()
        self._views = 1
        self._wanted = False
        self._single = False
        self._state = RunState.STOPPED
        self._last = 0.0
        self._skipped = 0  # of the open source, as far as it is told

    def run(self) -> None:
        """Alternate between commands and reading."""
        while not self.inbox.closed:
            command = self.inbox.take(0.0 if self._wanted else None)
            if callable(command):
                self.guarded(command)
            elif self._wanted:
                self._read_or_open()
        self._close(RunState.STOPPED, None)

    def start_source(
        self,
        settings: SourceSettings,
        single: bool = False,
        views: int = 1,
        begun: Callable[[], None] = lambda: None,
    ) -> None:
        """Open a source and go on reading; with `single` stop after one frame or lost picture.

        Parameters
        ----------
        views
            How many pictures of a part make one frame.
        begun
            Called in this thread before the first frame that comes of it.
        """

        def start() -> None:
            self._begin(settings, single, views)
            begun()

        self.inbox.tell(start)

    def change_source(self, settings: SourceSettings, views: int, left: Callable[[], None]) -> None:
        """Go on with another source, if one is read by then.

        Parameters
        ----------
        left
            Called in this thread when nothing can come of the source before any more.
        """
        self.inbox.tell(lambda: self._change(settings, views, left))

    def stop_source(self) -> None:
        """Close the source."""
        self.inbox.tell(lambda: self._close(RunState.STOPPED, None))

    def _begin(self, settings: SourceSettings, single: bool, views: int) -> None:
        is_same = (settings, views) == (self._settings, self._views)
        if single and self._source is not None and is_same:
            if self._source.catch_up():  # who asks for a picture means the part that is there now
                self._tell(RunState.STARTING, None)  # what is shown is the verdict of another
        else:
            self._close(RunState.STARTING, None)
        self._views = views
        self._settings, self._single, self._wanted = settings, single, True
        self._last = monotonic()

    def _change(self, settings: SourceSettings, views: int, left: Callable[[], None]) -> None:
        is_wanted = self._wanted
        self._close(RunState.STARTING if is_wanted else RunState.STOPPED, None)
        left()
        if is_wanted:
            self._begin(settings, self._single, views)

    def _read_or_open(self) -> None:
        try:
            if self._source is None:
                self._open()
            else:
                self._read(self._source)
        except SourceEnded as reason:
            self._close(RunState.STOPPED, reason)
        except (CameraGone, CameraNotThere) as reason:
            self._tell(RunState.WAITING, reason)
            self._pause(RETRY_AFTER if self._source is None else READ_WITHIN)
        except Exception as error:
            if not isinstance(error, StationError):
                log.exception("The source failed")
            self._close(RunState.STOPPED, InternalFault.of(error))

    def _open(self) -> None:
        source = self._make(self._settings, self._views)
        source.open()
        self._source, self._skipped = source, 0
        self._last = monotonic()

    def _read(self, source: FrameSource) -> None:
        if self._settings.kind in (SourceKind.FOLDER, SourceKind.VIDEO) and not self._wait_taken(
            READ_WITHIN
        ):
            return
        try:
            frame = source.read(READ_WITHIN)
        except (SourceEnded, CameraGone):
            raise
        except StationError as reason:
            log.warning("%s", reason)
            self._last = monotonic()
            self.pictureLost.emit(reason)
            if self._single:
                self._end_step()  # the next picture shows another part
            else:
                self._pause(READ_WITHIN)
            return
        self._take(source, frame)

    def _take(self, source: FrameSource, frame: Frame | None) -> None:
        if frame is None:
            silent = monotonic() - self._last
            if silent > max(STALE_AFTER, 2 * (source.interval or 0.0)):
                self._tell(RunState.WAITING, Stale(seconds=round(silent)))
            return
        self._last = monotonic()
        skipped, self._skipped = source.skipped - self._skipped, source.skipped
        self._deliver(frame, skipped)
        if self._single:
            self._end_step()
        else:
            self._tell(RunState.RUNNING, None)

    def _end_step(self) -> None:
        self._wanted = False
        self._tell(RunState.STOPPED, None)

    def _close(self, state: RunState, reason: StationError | None) -> None:
        source, self._source, self._wanted = self._source, None, False
        if source is not None:
            self.guarded(source.close)
        self._tell(state, reason)

    def _pause(self, seconds: float) -> None:
        command = self.inbox.take(seconds)
        if callable(command):
            self.guarded(command)

    def _tell(self, state: RunState, reason: StationError | None) -> None:
        if state is not self._state or reason is not None:
            self._state = state
            self.stateChanged.emit(state, reason)
