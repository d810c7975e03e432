"""The pictures that somebody names on the command line."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from spade_station.app.reading import read_ahead
from spade_station.app.user import user
from spade_station.capture.part_files import PartFiles, parts_of, read_part
from spade_station.capture.pictures import list_pictures
from spade_station.domain.errors import (
    NotReadable,
    SourceMissing,
    StationError,
    UnreadablePicture,
)
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import PicturesUnfit
from spade_station.storage.samples import NewSample

NAMED = 8  # pictures, at most, in a message
Check = Callable[[], None]


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


def named_pictures(parts: Sequence[PartFiles], check: Check = lambda: None) -> Iterator[NewSample]:
    """Read parts for a product to keep, a few ahead; as `pictures_of`.

    Raises
    ------
    PicturesUnfit
    """
    by = user()
    for number, (part, picture) in enumerate(zip(parts, pictures_of(parts, check), strict=True)):
        yield NewSample(Frame(picture, number, part.name), by)


def pictures_of(parts: Sequence[PartFiles], check: Check = lambda: None) -> Generator[Picture]:
    """Read parts to learn all of them or none, a few ahead.

    Where one is of no use the rest is looked at before it is told, so that all can be mended at
    once.

    Parameters
    ----------
    check
        Called at each picture of that rest; what it raises ends the looking.

    Raises
    ------
    PicturesUnfit
    """
    unfit: list[tuple[str, StationError]] = []
    with closing(read_ahead(_picture_or_reason, parts)) as read:
        for part, found in zip(parts, read, strict=True):
            if isinstance(found, StationError):
                unfit.append((part.name, found))
            elif not unfit:
                yield found
            if unfit:
                check()
    if unfit:
        names = ", ".join(name for name, _ in unfit[:NAMED]) + ", …" * (len(unfit) > NAMED)
        raise PicturesUnfit(count=len(unfit), names=names, reason=unfit[0][1])


def _picture_or_reason(part: PartFiles) -> Picture | StationError:
    try:
        return read_part(part)
    except StationError as reason:
        return reason
