"""What folder, video and demo line have in common: they deliver when it is time to."""

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass

from spade_station.capture.pacing import Clock, Pace
from spade_station.capture.source import GONE
from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame, Picture, Truth


@dataclass(frozen=True, slots=True, eq=False)
class NamedPicture:
    """One picture of a paced source, before it becomes a frame."""

    picture: Picture
    name: str
    truth: Truth | None = None


class PacedSource(ABC):
    """A `FrameSource` that makes its own time and skips nothing.

    Parameters
    ----------
    rate
        Pictures per second; 0 for full speed.
    """

    skipped = 0

    def __init__(self, name: str, rate: float, clock: Clock) -> None:
        self.name = name
        self._clock = clock
        self._pace = Pace(rate, clock)
        self._number = 0
        self._row = 0  # see `Frame.row`
        self._closed = threading.Event()
        self._closed.set()
        self._using = threading.Lock()  # nothing is given back while a picture is being read

    @property
    def interval(self) -> float | None:
        """Seconds between two frames; None at full speed."""
        return self._pace.interval

    def open(self) -> None:
        """Start at the first picture, which is due at once."""
        self.close()
        with self._using:
            try:
                self._start()
            except StationError:
                self._stop()
                raise
            self._number = self._row = 0
            self._pace.restart()
            self._closed.clear()

    def read(self, timeout: float) -> Frame | None:
        """Deliver the next picture when it is due; see `FrameSource`."""
        if not self._pace.await_turn(self._closed, timeout):
            return None
        with self._using:
            if self._closed.is_set():
                return None
            number = self._number
            self._number += 1  # before the picture is read: a broken one has a number too
            found = self._found(number)
        if found is None:
            self._clock.wait(self._closed, timeout)  # it is not looked for at full speed
            return None
        return Frame(
            image=found.picture,
            number=number,
            row=self._row,
            name=found.name,
            received=self._clock.now(),
            truth=found.truth,
            may_recur=True,
        )

    def catch_up(self) -> bool:
        """Pass over nothing; see `FrameSource`."""
        return False

    def close(self) -> None:
        """Wake a waiting `read`, and give back what the source holds."""
        self._closed.set()  # wakes the reader, who holds the lock while it reads
        with self._using:
            self._closed.set()  # should `open` have come in between
            self._stop()

    def _found(self, number: int) -> NamedPicture | None:
        """Read the next picture; None while nothing is there any more to begin again with."""
        try:
            return self._next(number)
        except GONE:
            self._number = number
            return None

    @abstractmethod
    def _start(self) -> None:
        """Find the first picture, or raise what is wrong."""

    @abstractmethod
    def _next(self, number: int) -> NamedPicture:
        """Read the next picture; raise `SourceEnded` when there is none."""

    def _stop(self) -> None:
        """Give back what `_start` took; may be called without it."""
        return
