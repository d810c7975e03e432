"""Labelled pictures in MVTec AD layout."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from spade_station.capture.pictures import list_pictures, read_picture
from spade_station.domain.errors import DatasetLayout, SourceMissing
from spade_station.domain.frame import Frame, Mask, Truth


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """One test picture: its file, its kind and, where somebody drew one, its mask file."""

    path: Path
    kind: str
    mask: Path | None

    def frame(self, number: int) -> Frame:
        """Read it."""
        picture = read_picture(self.path)
        truth = Truth(self.kind, self._read_mask(picture.shape[:2]))
        return Frame(picture, number, f"{self.kind}/{self.path.name}", truth=truth)

    def _read_mask(self, size: tuple[int, int]) -> Mask | None:
        if self.kind == "good":
            return np.zeros(size, np.bool_)
        if self.mask is None:
            return None
        drawn = read_picture(self.mask)[..., 0]
        if drawn.shape != size:
            drawn = np.asarray(cv2.resize(drawn, size[::-1], interpolation=cv2.INTER_NEAREST))
        mask: Mask = drawn > 127
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
        """Whether each defective picture has a mask; without, there are no pixel figures."""
        return all(picture.mask for picture in self.test if picture.kind != "good")


def open_dataset(folder: Path) -> Dataset:
    """List ``train/good``, ``test/<kind>`` and ``ground_truth/<kind>/<name>_mask.png``.

    Raises
    ------
    SourceMissing, DatasetLayout, NoPictures
    """
    if not folder.is_dir():
        raise SourceMissing(source=folder)
    if not (folder / "train" / "good").is_dir() or not (folder / "test").is_dir():
        raise DatasetLayout(path=folder)
    kinds = sorted(path for path in (folder / "test").iterdir() if path.is_dir())
    test = [
        LabelledPicture(path, kind.name, _mask_of(folder, path))
        for kind in kinds
        for path in list_pictures(kind)
    ]
    if not test:
        raise DatasetLayout(path=folder)
    return Dataset(folder, tuple(list_pictures(folder / "train" / "good")), tuple(test))


def _mask_of(folder: Path, picture: Path) -> Path | None:
    mask = folder / "ground_truth" / picture.parent.name / f"{picture.stem}_mask.png"
    return mask if mask.is_file() else None
