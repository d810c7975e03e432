"""Pictures from a folder, one after the other."""

from pathlib import Path

from spade_station.capture.live_parts import LiveParts
from spade_station.capture.paced_source import NamedPicture, PacedSource
from spade_station.capture.pacing import Clock
from spade_station.capture.part_files import PartFiles, parts_of, read_part
from spade_station.capture.pictures import LEAST_SIDE, list_pictures
from spade_station.capture.strip_numbers import missing_before
from spade_station.domain.errors import (
    NoPictures,
    SourceEnded,
    SourceMissing,
    UnreadablePicture,
)
from spade_station.domain.imaging_errors import WrongViews
from spade_station.domain.web_errors import StripsMissing


class FolderSource(PacedSource):
    """Delivers the pictures of a folder in natural order, once or for ever.

    Every round lists the folder anew, so that pictures put there meanwhile take part. A part whose
    views are not all there by then holds up no other; see `LiveParts`.

    Parameters
    ----------
    loop
        Begin again after the last picture.
    rate
        Pictures per second; 0 for full speed.
    views
        How many pictures show the same part; their names say which, see `grouped`.
    least
        Pixels that each side of a picture has at least.
    are_strips
        Whether they are strips of a web: then those that are missing by their numbers are told.
    """

    def __init__(
        self,
        folder: Path,
        *,
        rate: float,
        loop: bool,
        clock: Clock,
        views: int = 1,
        least: int = LEAST_SIDE,
        are_strips: bool = False,
    ) -> None:
        super().__init__(folder.name or str(folder), rate, clock)
        self._folder = folder
        self._loop = loop
        self._views = views
        self._least = least
        self._are_strips = are_strips
        self._missing: dict[Path, int] = {}  # how many before which file
        self._waiting: list[PartFiles] = []
        self._lost: list[WrongViews] = []
        self._stop()

    def _stop(self) -> None:
        self._live = LiveParts(self._views, self._clock) if self._loop and self._views > 1 else None

    def _start(self) -> None:
        files = list_pictures(self._folder)
        self._missing = missing_before(files) if self._are_strips else {}
        if self._live is None:
            parts = parts_of(files, self._views)
        else:
            parts, self._lost = self._live.of(files)
        self._waiting = parts[::-1]

    def _next(self, number: int) -> NamedPicture:
        if not (self._waiting or self._lost):
            if not self._loop:
                raise SourceEnded
            self._start()
        if self._lost:
            raise self._lost.pop()
        if not self._waiting:
            raise NoPictures(path=self._folder)  # of a part that is whole
        missing = self._missing.pop(self._waiting[-1].files[0], 0)
        if missing:
            raise StripsMissing(name=self._waiting[-1].name, count=missing)
        part = self._waiting.pop()
        try:
            return NamedPicture(read_part(part, self._least), part.name)
        except UnreadablePicture:
            if not self._folder.is_dir():  # nothing is wrong with its pictures, should it return
                self._waiting.append(part)
                raise SourceMissing(source=self._folder) from None
            raise
