"""Pictures from a video file."""

from pathlib import Path
from typing import TYPE_CHECKING

from spade_station.capture.paced_source import NamedPicture, PacedSource
from spade_station.capture.pacing import Clock
from spade_station.capture.pictures import LEAST_SIDE, as_rgb, check_size
from spade_station.domain.errors import (
    PictureTooSmall,
    SourceEnded,
    SourceMissing,
    VideoCutOff,
)
from spade_station.domain.imaging_errors import PartIncomplete

if TYPE_CHECKING:
    from spade_station.capture.film import Film  # 60 ms and 18 MB, for videos alone

MISCOUNTED = 0.02  # of the pictures that a file says it has: it reckons them by time and rate


class VideoSource(PacedSource):
    """Delivers every frame of a video file at the station's pace, not at the video's own.

    A file that is cut off ends where its last readable frame ends, and tells that there were more.

    Parameters
    ----------
    loop
        Begin again after the last frame.
    rate
        Frames per second; 0 for full speed.
    views
        How many frames show the same part; none goes on from the end to the beginning.
    least
        Pixels that each side of a frame has at least.
    """

    def __init__(
        self,
        path: Path,
        *,
        rate: float,
        loop: bool,
        clock: Clock,
        views: int = 1,
        least: int = LEAST_SIDE,
    ) -> None:
        super().__init__(path.name, rate, clock)
        self._path = path
        self._loop = loop
        self._views = views
        self._least = least
        self._film: Film | None = None
        self._expected = 0  # 0 where the file does not say it, or it is told

    def _start(self) -> None:
        self._stop()
        self._film = self._begun()

    def _next(self, number: int) -> NamedPicture:
        if self._film is None:
            self._film, self._row = self._begun(), number  # its first picture is a view 1
        film = self._film
        picture = as_rgb(film.read())
        if picture is not None:
            name = f"{self.name} {film.position - 1}"
            check_size(picture.shape[:2], name, self._least)
            return NamedPicture(picture, name)
        self._tell_whether_cut_off(film.position)
        if not self._loop:
            raise SourceEnded
        over = film.position % self._views
        self._stop()  # seeking back is inexact in many formats
        if over:
            raise PartIncomplete(have=over, count=self._views)
        return self._next(number)

    def _begun(self) -> "Film":
        from spade_station.capture.film import Film  # 60 ms and 18 MB, for videos alone

        if not self._path.is_file():
            raise SourceMissing(source=self._path)
        film = Film(str(self._path), self.name)
        try:
            check_size(film.size, self._path, self._least)
        except PictureTooSmall:
            film.close()
            raise
        self._expected = film.count
        return film

    def _tell_whether_cut_off(self, have: int) -> None:
        """Raise once that pictures are missing at the end; files round how many they have."""
        expected, self._expected = self._expected, 0
        if have < expected - max(1, MISCOUNTED * expected):
            raise VideoCutOff(path=self._path, have=have, count=expected)

    def _stop(self) -> None:
        if self._film is not None:
            self._film.close()
        self._film = None
