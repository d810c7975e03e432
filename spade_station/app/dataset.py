"""Labelled pictures in MVTec AD layout."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from spade_station.capture.pictures import list_pictures, read_picture
from spade_station.domain.errors import (
    DatasetLayout,
    MaskEmpty,
    MaskShape,
    NoPictures,
    SourceMissing,
    StationError,
)
from spade_station.domain.frame import Frame, Mask, Truth

GOOD = "good"
WHITE = 127  # a mask is drawn in black and white; what scaling left between them is rounded
ASPECT_TOLERANCE = 1.02  # between a mask and its picture: one rounded pixel on a short side


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """One test picture: its file, its kind and, where somebody drew one, its mask file."""

    path: Path
    kind: str
    mask: Path | None

    def frame(self, number: int) -> Frame:
        """Read it; see `read` for what becomes of a mask that does not fit."""
        return self.read(number)[0]

    def read(self, number: int) -> tuple[Frame, StationError | None]:
        """Read it, and say what is wrong with its mask; the frame has none then.

        Raises
        ------
        UnreadablePicture, PictureTooSmall, PictureTooLarge
            For the picture alone.
        """
        picture = read_picture(self.path)
        mask, problem = None, None
        try:
            mask = self._read_mask(picture.shape[:2])
        except StationError as error:
            problem = error
        name = f"{self.kind}/{self.path.name}"
        return Frame(picture, number, name, truth=Truth(self.kind, mask)), problem

    def _read_mask(self, size: tuple[int, int]) -> Mask | None:
        """Read the mask at the size of its picture.

        Raises
        ------
        MaskShape, MaskEmpty, UnreadablePicture, PictureTooSmall, PictureTooLarge
        """
        if self.kind == GOOD:
            return np.zeros(size, np.bool_)
        if self.mask is None:
            return None
        drawn = read_picture(self.mask)[..., 0]
        height, width = drawn.shape
        scales = (height / size[0], width / size[1])
        if max(scales) > ASPECT_TOLERANCE * min(scales):
            raise MaskShape(path=self.mask, width=width, height=height)
        if drawn.shape != size:
            drawn = np.asarray(cv2.resize(drawn, size[::-1], interpolation=cv2.INTER_NEAREST))
        mask: Mask = drawn > WHITE
        if not mask.any():
            raise MaskEmpty(path=self.mask)
        return mask


@dataclass(frozen=True, slots=True)
class Dataset:
    """Good pictures to learn from and labelled pictures to test with.

    Parameters
    ----------
    train
        Files of good pictures.
    test
        Labelled pictures, kind by kind.
    """

    folder: Path
    train: tuple[Path, ...]
    test: tuple[LabelledPicture, ...]

    @property
    def has_masks(self) -> bool:
        """Whether each defective picture has a mask."""
        return all(picture.mask for picture in self.test if picture.kind != GOOD)


def open_dataset(folder: Path) -> Dataset:
    """List ``train/good``, ``test/<kind>`` and ``ground_truth/<kind>/<name>_mask.png``.

    A kind without pictures, ``good`` included, is left out.

    Raises
    ------
    SourceMissing, DatasetLayout, NoPictures
    """
    if not folder.is_dir():
        raise SourceMissing(source=folder)
    if not (folder / "train" / GOOD).is_dir() or not (folder / "test").is_dir():
        raise DatasetLayout(path=folder)
    kinds = sorted(path for path in (folder / "test").iterdir() if _is_kind(path))
    if not kinds:
        raise DatasetLayout(path=folder)
    test = [
        LabelledPicture(path, kind.name, _mask_of(folder, path))
        for kind in kinds
        for path in _pictures_of(kind)
    ]
    if not test:
        raise NoPictures(path=folder / "test")
    return Dataset(folder, tuple(list_pictures(folder / "train" / GOOD)), tuple(test))


def _is_kind(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".")


def _pictures_of(kind: Path) -> list[Path]:
    try:
        return list_pictures(kind)
    except NoPictures:
        return []


def _mask_of(folder: Path, picture: Path) -> Path | None:
    mask = folder / "ground_truth" / picture.parent.name / f"{picture.stem}_mask.png"
    return mask if mask.is_file() else None
