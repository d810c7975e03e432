"""The pictures that somebody names on the command line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from spade_station.app.reading import read_ahead
from spade_station.app.user import user
from spade_station.capture.pictures import list_pictures, read_picture
from spade_station.domain.errors import SourceMissing
from spade_station.domain.frame import Frame
from spade_station.storage.samples import NewSample


def picture_paths(paths: Sequence[Path]) -> list[Path]:
    """List the files, those in named folders included.

    Raises
    ------
    SourceMissing, NoPictures
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += list_pictures(path)
        elif path.is_file():
            files.append(path)
        else:
            raise SourceMissing(source=path)
    return files


def named_pictures(files: Sequence[Path]) -> Iterator[NewSample]:
    """Read files for a product to keep, a few ahead.

    Raises
    ------
    UnreadablePicture, PictureTooSmall, PictureTooLarge
    """
    by = user()
    for number, (path, picture) in enumerate(
        zip(files, read_ahead(read_picture, files), strict=True)
    ):
        yield NewSample(Frame(picture, number, path.name), by)
