"""Which picture files show the same part, by their names, and reading them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spade_station.capture.picture_header import picture_size
from spade_station.capture.pictures import LEAST_SIDE, natural_key, read_picture
from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import OtherViews, WrongViews
from spade_station.imaging.sheet import sheet_of

_Views = list[tuple[str, Path]]
"""Name and file of each view of a part."""

_Parts = dict[tuple[Path, str], _Views]
"""By folder and name of the part."""

Lacking = dict[tuple[Path, ...], WrongViews]
"""What is wrong with the files of parts that are not whole."""

_RULES = tuple(
    re.compile(rule, re.DOTALL)
    for rule in (
        r"(?P<part>.+)[_\-.](?P<view>[^_\-.]+)",
        r"(?P<part>.*[^0-9])(?P<view>[0-9]+)",
        r"(?P<part>.+)(?P<view>[A-Za-z])",
    )
)
"""Where a part's name ends and its view's begins, in a file name without its ending: the last word,
the number at the end, or the letter at the end. One rule holds for all files."""

_NAMED = 8  # views, at most, in a message


@dataclass(frozen=True, slots=True)
class PartFiles:
    """The pictures of one part.

    Parameters
    ----------
    name
        The file's name, or what the names of all its views have in common.
    files
        One a view, in the order of the views; or a single one with a picture or a sheet.
    """

    name: str
    files: tuple[Path, ...]

    @property
    def stems(self) -> tuple[str, ...]:
        """The names without endings, that of the part first and then those of its views."""
        stems = tuple(file.stem for file in self.files)
        return stems if len(stems) == 1 else (self.name, *stems)

    @property
    def path(self) -> Path:
        """Where it is, for a person: the file, or the common beginning of all files."""
        return self.files[0].with_name(self.name)


def read_part(part: PartFiles, least: int = LEAST_SIDE) -> Picture:
    """Read the picture of a part, or the sheet of its views.

    Parameters
    ----------
    least
        Pixels that each side of a picture has at least.

    Raises
    ------
    UnreadablePicture, PictureTooSmall, PictureTooLarge, ViewsDiffer
    """
    return sheet_of([read_picture(file, least) for file in part.files], part.name)


def parts_of(files: Sequence[Path], count: int) -> list[PartFiles]:
    """Group files as `grouped` does; where their names do not say so, each may be a whole sheet.

    Raises
    ------
    WrongViews
        When they are neither.
    """
    try:
        return grouped(files, count)
    except WrongViews:
        if all(_may_be_sheet(file, count) for file in files):
            return grouped(files, 1)
        raise


def grouped(files: Sequence[Path], count: int) -> list[PartFiles]:
    """Group the pictures of each part: ``part07_1.png`` and ``part07_2.png``.

    Names agree but for the last part after ``_``, ``-`` or ``.``, or a number or letter at the
    end. Every part has the same `count` views, so that each is always the same lamp or angle.

    Returns
    -------
    list
        In the order of `files`; the views of a part in the natural order of their names.

    Raises
    ------
    WrongViews
        Names the first part with too few or too many pictures, or with other views than the rest.
    """
    if count == 1:
        return [PartFiles(file.name, (file,)) for file in files]
    problems: list[tuple[bool, int, WrongViews]] = []
    for rule in _RULES:
        whole, lacking = _apart(files, rule, count)
        if not lacking:
            return whole
        fits_all = all(rule.fullmatch(file.stem) for file in files)
        problems.append((not fits_all, len(problems), next(iter(lacking.values()))))
    raise min(problems)[-1]


def whole_parts(files: Sequence[Path], count: int) -> tuple[list[PartFiles], Lacking]:
    """Group files as `grouped` does, by the rule by which most parts are whole.

    Returns
    -------
    list, dict
        The parts that are whole, and what is wrong with the others.
    """
    return max((_apart(files, rule, count) for rule in _RULES), key=lambda found: len(found[0]))


def whole_sheets(files: Sequence[Path], count: int) -> tuple[list[PartFiles], Lacking]:
    """Tell sheets of `count` views from what is no sheet, or none yet; as `whole_parts`."""
    sheets: list[Path] = []
    lacking: Lacking = {}
    for file in files:
        if _may_be_sheet(file, count):
            sheets.append(file)
        else:
            error = WrongViews(part=file.stem, have=1, files=file.name, count=count)
            lacking[(file,)] = error
    return grouped(sheets, 1), lacking


def _apart(
    files: Sequence[Path], rule: re.Pattern[str], count: int
) -> tuple[list[PartFiles], Lacking]:
    """Take each name apart by a rule."""
    parts: _Parts = {}
    for file in files:
        found = rule.fullmatch(file.stem)
        part, view = (found["part"], found["view"]) if found else (file.stem, "")
        parts.setdefault((file.parent, part), []).append((view, file))
    for views in parts.values():
        views.sort(key=lambda view: natural_key(view[0]))
    return _sorted_out(parts, count)


def _sorted_out(parts: _Parts, count: int) -> tuple[list[PartFiles], Lacking]:
    """Say what is wrong with each part that does not have the views of all others."""
    names = {part: tuple(view for view, _ in views) for part, views in parts.items()}
    usual = Counter(views for views in names.values() if len(set(views)) == count == len(views))
    others = usual.most_common(1)[0][0] if usual else ()
    whole: list[PartFiles] = []
    lacking: Lacking = {}
    for part, views in names.items():
        files = tuple(file for _, file in parts[part])
        if views == others:
            whole.append(PartFiles(part[1], files))
            continue
        have, said = len(views), _said([file.name for file in files])
        if have == count and others:
            lacking[files] = OtherViews(part=part[1], files=said, others=_said(others))
        else:
            lacking[files] = WrongViews(part=part[1], have=have, files=said, count=count)
    return whole, lacking


def _said(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + ", …" * (len(names) > _NAMED)


def _may_be_sheet(file: Path, count: int) -> bool:
    """Whether a picture is so wide that it shows `count` equal views, none higher than wide."""
    try:
        with file.open("rb") as opened:
            size = picture_size(opened)
    except OSError:
        return False
    return size is not None and size[0] % count == 0 and size[0] >= count * size[1]
