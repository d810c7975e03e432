"""Pictures from a folder, one after the other."""

from pathlib import Path

from spade_station.capture.paced_source import NamedPicture, PacedSource
from spade_station.capture.pacing import Clock
from spade_station.capture.pictures import LEAST_SIDE, list_pictures, read_picture
from spade_station.domain.errors import SourceEnded


class FolderSource(PacedSource):
    """Delivers the pictures of a folder in natural order, once or for ever.

    Every round lists the folder anew, so that pictures put there meanwhile take part.

    Parameters
    ----------
    loop
        Begin again after the last picture.
    rate
        Pictures per second; 0 for full speed.
    least
        Pixels that each side of a picture has at least.
    """

    def __init__(
        self, folder: Path, *, rate: float, loop: bool, clock: Clock, least: int = LEAST_SIDE
    ) -> None:
        super().__init__(folder.name or str(folder), rate, clock)
        self._folder = folder
        self._loop = loop
        self._least = least
        self._waiting: list[Path] = []

    def _start(self) -> None:
        self._waiting = list_pictures(self._folder)[::-1]

    def _next(self, number: int) -> NamedPicture:
        if not self._waiting:
            if not self._loop:
                raise SourceEnded
            self._start()
        path = self._waiting.pop()
        return NamedPicture(read_picture(path, self._least), path.name)
