"""Labelled pictures in MVTec AD layout."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.app.pictures import listed_parts
from spade_station.capture.part_files import PartFiles, read_part
from spade_station.capture.pictures import read_picture
from spade_station.domain.dataset_errors import DatasetLayout, DatasetNested, MaskEmpty, MaskShape
from spade_station.domain.errors import NoPictures, NotReadable, SourceMissing, StationError
from spade_station.domain.frame import Frame, Mask, Truth

GOOD = "good"
WHITE = 127  # a mask is drawn in black and white; what scaling left between them is rounded
ASPECT_TOLERANCE = 1.02  # between a mask and its picture: one rounded pixel on a short side


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """One test picture: its file or files, its kind and, where somebody drew them, its masks.

    Parameters
    ----------
    masks
        One for the whole part, or one a view, None where the defect does not show; empty where
        nobody drew any.
    views
        How many the picture shows side by side.
    """

    part: PartFiles
    kind: str
    masks: tuple[Path | None, ...]
    views: int = 1

    @property
    def name(self) -> str:
        """Kind and file name."""
        return f"{self.kind}/{self.part.name}"

    def frame(self, number: int) -> Frame:
        """Read it; see `read` for what becomes of a mask that does not fit."""
        return self.read(number)[0]

    def read(self, number: int) -> tuple[Frame, StationError | None]:
        """Read it, and say what is wrong with its mask; the frame has none then.

        Raises
        ------
        UnreadablePicture, PictureTooSmall, PictureTooLarge, ViewsDiffer
            For the picture alone.
        """
        picture = read_part(self.part)
        mask, problem = None, None
        try:
            mask = self._read_mask(picture.shape[:2])
        except StationError as error:
            problem = error
        return Frame(picture, number, self.name, truth=Truth(self.kind, mask)), problem

    def _read_mask(self, size: tuple[int, int]) -> Mask | None:
        """Read the mask at the size of its picture; one of a single view holds for each.

        Raises
        ------
        MaskShape, MaskEmpty, UnreadablePicture, PictureTooSmall, PictureTooLarge
        """
        if self.kind == GOOD:
            return np.zeros(size, np.bool_)
        if not self.masks:
            return None
        drawn = [None if path is None else _Drawn.read(path) for path in self.masks]
        whole = drawn[0]
        if len(drawn) == 1 and whole is not None and whole.fits(size):
            return whole.at(size)
        view = (size[0], size[1] // self.views)
        each = [np.zeros(view, np.bool_) if mask is None else mask.at(view) for mask in drawn]
        return np.tile(np.concatenate(each, axis=1), (1, self.views // len(each)))


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """A mask as it was drawn."""

    path: Path
    grey: npt.NDArray[np.uint8]

    @classmethod
    def read(cls, path: Path) -> "_Drawn":
        return cls(path, read_picture(path)[..., 0])

    def fits(self, size: tuple[int, int]) -> bool:
        scales = (self.grey.shape[0] / size[0], self.grey.shape[1] / size[1])
        return bool(max(scales) <= ASPECT_TOLERANCE * min(scales))

    def at(self, size: tuple[int, int]) -> Mask:
        """Give what it marks, at the size of its picture."""
        grey = self.grey
        if not self.fits(size):
            raise MaskShape(path=self.path, width=grey.shape[1], height=grey.shape[0])
        if grey.shape != size:
            grey = np.asarray(cv2.resize(grey, size[::-1], interpolation=cv2.INTER_NEAREST))
        mask: Mask = grey > WHITE
        if not mask.any():
            raise MaskEmpty(path=self.path)
        return mask


@dataclass(frozen=True, slots=True)
class Dataset:
    """Good pictures to learn from and labelled pictures to test with.

    Parameters
    ----------
    train
        Files of good parts.
    test
        Labelled pictures, kind by kind.
    """

    folder: Path
    train: tuple[PartFiles, ...]
    test: tuple[LabelledPicture, ...]

    @property
    def has_masks(self) -> bool:
        """Whether each defective picture has a mask."""
        return all(picture.masks for picture in self.test if picture.kind != GOOD)


def open_dataset(folder: Path, views: int = 1) -> Dataset:
    """List ``train/good``, ``test/<kind>`` and ``ground_truth/<kind>/<name>_mask.png``.

    A kind without pictures, ``good`` included, is left out.

    Parameters
    ----------
    views
        How many pictures there are of each part, see `listed_parts`; its mask has the name of the
        part, or each view has its own.

    Raises
    ------
    SourceMissing, NotReadable, DatasetLayout, DatasetNested, NoPictures, WrongViews
    """
    try:
        return _listed(folder, views)
    except PermissionError as error:
        raise NotReadable(path=error.filename or folder) from error


def _listed(folder: Path, views: int) -> Dataset:
    if not folder.is_dir():
        raise SourceMissing(source=folder)
    if not (folder / "train" / GOOD).is_dir() or not (folder / "test").is_dir():
        raise DatasetLayout(path=folder)
    kinds = sorted(path for path in (folder / "test").iterdir() if _is_kind(path))
    if not kinds:
        raise DatasetLayout(path=folder)
    test = [
        LabelledPicture(
            part, _name_of(kind), _masks_of(folder / "ground_truth" / kind.name, part), views
        )
        for kind in kinds
        for part in _parts_of(kind, views)
    ]
    if not test:
        raise NoPictures(path=folder / "test")
    return Dataset(folder, tuple(listed_parts([folder / "train" / GOOD], views)), tuple(test))


def _is_kind(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".")


def _parts_of(kind: Path, views: int) -> list[PartFiles]:
    try:
        return listed_parts([kind], views)
    except NoPictures:
        if any(_is_kind(path) for path in kind.iterdir()):
            raise DatasetNested(path=kind) from None
        return []


def _name_of(kind: Path) -> str:
    """Name a kind; good parts are good however that is written."""
    return GOOD if kind.name.casefold() == GOOD else kind.name


def _masks_of(folder: Path, part: PartFiles) -> tuple[Path | None, ...]:
    """Find the mask of a part, or those of its views."""
    whole, *others = (folder / f"{name}_mask.png" for name in part.stems)
    if whole.is_file():
        return (whole,)
    each = tuple(mask if mask.is_file() else None for mask in others)
    return each if any(each) else ()
