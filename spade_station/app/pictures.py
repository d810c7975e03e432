"""The pictures that somebody names on the command line."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from spade_station.app.reading import read_ahead
from spade_station.app.user import user
from spade_station.capture.part_files import PartFiles, parts_of, read_part
from spade_station.capture.pictures import list_pictures
from spade_station.domain.errors import NotReadable, SourceMissing, UnreadablePicture
from spade_station.domain.frame import Frame
from spade_station.storage.samples import NewSample


def picture_paths(paths: Sequence[Path]) -> list[Path]:
    """List the files, those in named folders included.

    Raises
    ------
    SourceMissing, UnreadablePicture, NotReadable, NoPictures
    """
    files: list[Path] = []
    for path in paths:
        try:
            is_folder, is_file = path.is_dir(), path.is_file()
        except PermissionError as error:
            raise NotReadable(path=path) from error
        except OSError as error:  # too long for a name
            raise SourceMissing(source=path) from error
        if is_folder:
            files += list_pictures(path)
        elif is_file:
            files.append(path)
        elif path.exists():  # a pipe or a device
            raise UnreadablePicture(path=path)
        else:
            raise SourceMissing(source=path)
    return files


def listed_parts(paths: Sequence[Path], views: int) -> list[PartFiles]:
    """List the parts that the files show, those in named folders included.

    Parameters
    ----------
    views
        How many pictures there are of each part: files that belong together by their names, or
        sheets with all of them.

    Raises
    ------
    SourceMissing, NoPictures, WrongViews
    """
    return parts_of(picture_paths(paths), views)


def named_pictures(parts: Sequence[PartFiles]) -> Iterator[NewSample]:
    """Read parts for a product to keep, a few ahead.

    Raises
    ------
    UnreadablePicture, PictureTooSmall, PictureTooLarge, ViewsDiffer
    """
    by = user()
    for number, (part, picture) in enumerate(zip(parts, read_ahead(read_part, parts), strict=True)):
        yield NewSample(Frame(picture, number, part.name), by)
