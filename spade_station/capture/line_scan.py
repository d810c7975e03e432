"""An endless web, seen by a line camera that delivers it strip by strip."""

import math
import threading
from collections import deque

from spade_station.capture.joined_strips import JoinedStrips
from spade_station.capture.pacing import Clock
from spade_station.capture.pictures import LEAST_SIDE, MOST_MEGAPIXELS
from spade_station.capture.source import GONE, FrameSource
from spade_station.domain.errors import CameraGone, PictureTooLarge, SourceEnded, StationError
from spade_station.domain.frame import Frame
from spade_station.domain.web_errors import (
    StripsLost,
    StripsMissing,
    StripTooNarrow,
    StripWidth,
    WebTooShort,
)


class LineScanSource:
    """Joins the strips of another source to pictures of `length` lines; a `FrameSource`.

    Only neighbours are joined. Where strips are lost, broken or of another width, the lines
    before are delivered as a last picture, the reason is raised, and the web begins anew with the
    next strip; from there on its position is marked as inexact. Where it is known how many strips
    are missing, it goes on behind as many of their neighbours' height. What is left of a piece
    that is shorter than a picture is `WebTooShort`, lest it be taken for inspected.

    Parameters
    ----------
    source
        Delivers strips of one width and any height; ends after the last one, if it has one.
    length
        Lines per picture.
    overlap
        Lines that a picture shares with the one before; fewer than `length`.
    loop
        Open the source again at its end: another web.
    """

    def __init__(
        self, source: FrameSource, *, length: int, overlap: int, loop: bool, clock: Clock
    ) -> None:
        self.name = source.name
        self._source = source
        self._length = length
        self._overlap = overlap
        self._loop = loop
        self._clock = clock
        self._opening = threading.Lock()  # nothing is opened again that was closed meanwhile
        self._closed = threading.Event()
        self._closed.set()
        self._begin()

    @property
    def interval(self) -> float | None:
        """Seconds between two pictures, by the pace of the last strips; None before the third."""
        spacing = self._source.interval
        if spacing is None and len(self._spacings) == self._spacings.maxlen:
            spacing = min(self._spacings)  # one pause of the web is not its pace
        if spacing is None or not self._lines:
            return None
        return spacing * (self._length - self._overlap) / self._lines

    @property
    def skipped(self) -> int:
        """How many strips the camera threw away."""
        return self._source.skipped

    def open(self) -> None:
        """Open the source of the strips; see `FrameSource`."""
        self.close()
        with self._opening:
            self._source.open()
            self._begin()
            self._closed.clear()

    def read(self, timeout: float) -> Frame | None:
        """Deliver the next picture, joining strips until there is one; see `FrameSource`.

        Raises
        ------
        StripsLost, StripsMissing, StripWidth, StripTooNarrow, PictureTooLarge
            When the web breaks off.
        WebTooShort
            When a piece of it is less than a picture.
        """
        due = self._clock.now() + timeout
        while not self._closed.is_set():
            frame = self._next_due()
            if frame is not None:
                return frame
            left = due - self._clock.now()
            if not self._take_strip(max(0.0, left)) or left <= 0:
                return self._next_due()
        return None

    def catch_up(self) -> bool:
        """Begin a piece of the web with the next strip of a camera; see `FrameSource`."""
        if not self._source.catch_up():
            return False
        self._waiting.clear()
        self._begin_piece()
        return True

    def close(self) -> None:
        """Close the source of the strips and wake a waiting `read`."""
        self._closed.set()
        self._source.close()
        with self._opening:
            self._closed.set()  # should `open` have come in between
            self._source.close()

    def _begin(self) -> None:
        """Begin a web at its first line."""
        self._web = JoinedStrips(self._length, self._overlap)
        self._waiting: deque[Frame | StationError] = deque()
        self._number = 0
        self._ended = False
        self._expected: int | None = None
        self._spacings: deque[float] = deque(maxlen=2)
        self._received: float | None = None
        self._lines = 0  # of the strip that came last
        self._missing = 0  # strips before the next one

    def _next_due(self) -> Frame | None:
        """Give what waits, or a picture for which there are lines enough."""
        if self._waiting:
            item = self._waiting.popleft()
            if isinstance(item, StationError):
                raise item
            return item
        return self._counted(self._web.next_picture(self._number, self._picture_name))

    def _take_strip(self, timeout: float) -> bool:
        """Read one strip; whether there was one, or something else to go on with."""
        if self._ended and not self._goes_round():
            self._clock.wait(self._closed, timeout)
            return False
        try:
            strip = self._source.read(timeout)
        except SourceEnded:
            self._ended = True
            self._end_piece()
        except CameraGone:
            self._end_piece()
            if not self._waiting:
                raise
        except StationError as reason:
            if isinstance(reason, StripsMissing):
                self._missing += reason.count
            self._end_piece()
            self._waiting.append(reason)
        else:
            if strip is None:
                return False
            self._add(strip)
        return True

    def _goes_round(self) -> bool:
        """Open the source again at its end, if it is still there."""
        if not self._loop:
            raise SourceEnded
        with self._opening:
            if self._closed.is_set():
                return False
            try:
                self._source.open()
            except GONE:
                return False
        self._ended = False
        self._expected = None
        self._missing = 0
        self._web = JoinedStrips(self._length, self._overlap)
        return True

    def _add(self, strip: Frame) -> None:
        if self._expected is not None and strip.number != self._expected:
            lost = StripsLost(name=strip.name, count=max(1, strip.number - self._expected))
            self._end_piece()
            self._waiting.append(lost)
        if self._missing:
            self._pass_over(self._missing * min(strip.size[0], self._lines or strip.size[0]))
            self._missing = 0
        refusal = self._refusal(strip)
        if refusal is not None:
            self._end_piece()
            self._waiting.append(refusal)
            return
        self._expected = strip.number + 1
        if self._received is not None:
            self._spacings.append(strip.received - self._received)
        self._received, self._lines = strip.received, strip.size[0]
        self._web.add(strip)

    def _refusal(self, strip: Frame) -> StationError | None:
        """Say why a strip cannot go on with the web."""
        _, width = strip.size
        if width < LEAST_SIDE:
            return StripTooNarrow(name=strip.name, width=width, least=LEAST_SIDE)
        if self._web.width not in (None, width):
            return StripWidth(name=strip.name, width=width, expected=self._web.width)
        megapixels = width * self._length / 1e6
        if megapixels > MOST_MEGAPIXELS:
            return PictureTooLarge(
                path=self._picture_name, megapixels=math.ceil(megapixels), most=MOST_MEGAPIXELS
            )
        return None

    def _end_piece(self) -> None:
        """Leave the lines that no picture has shown yet, and begin another piece."""
        try:
            rest = self._counted(self._web.rest(self._number, self._picture_name))
            if rest is not None:
                self._waiting.append(rest)
        except WebTooShort as reason:
            self._waiting.append(reason)
        self._begin_piece()

    def _begin_piece(self) -> None:
        """Go on with the next strip, at a position that is not exact."""
        self._pass_over(0)
        self._expected = None

    def _pass_over(self, lines: int) -> None:
        """Begin a piece behind lines that nobody has seen."""
        start = self._web.end + lines
        self._web = JoinedStrips(self._length, self._overlap, start, is_exact=False)

    @property
    def _picture_name(self) -> str:
        return f"{self.name} {self._number}"

    def _counted(self, frame: Frame | None) -> Frame | None:
        self._number += frame is not None
        return frame
