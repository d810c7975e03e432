from pathlib import Path

import numpy as np
import pytest

from spade_station.app.dataset import open_dataset
from spade_station.domain.errors import (
    DatasetLayout,
    MaskEmpty,
    MaskShape,
    NoPictures,
    PictureTooSmall,
    SourceMissing,
    StationError,
    UnreadablePicture,
)
from spade_station.domain.frame import Truth

from .dataset_on_disk import SQUARE, make_dataset
from .parts import good_picture, write_picture


def test_the_layout(tmp_path: Path) -> None:
    dataset = open_dataset(make_dataset(tmp_path, train=3, good=2, bad=1, kinds=("dent", "ash")))
    assert [path.name for path in dataset.train] == ["000.png", "001.png", "002.png"]
    assert [picture.kind for picture in dataset.test] == ["ash", "dent", "good", "good"]
    assert dataset.has_masks


def test_a_bad_picture_and_its_mask(tmp_path: Path) -> None:
    dataset = open_dataset(make_dataset(tmp_path))
    bad = dataset.test[0].frame(7)
    assert (bad.number, bad.name) == (7, "dent/000.png")
    assert bad.truth is not None
    assert (bad.truth.kind, bad.truth.is_good) == ("dent", False)
    assert bad.truth.mask is not None
    expected = np.zeros((96, 128), bool)
    expected[SQUARE] = True
    assert np.array_equal(bad.truth.mask, expected)


def test_a_good_picture_has_an_empty_mask(tmp_path: Path) -> None:
    good = open_dataset(make_dataset(tmp_path)).test[-1].frame(0)
    assert good.truth is not None
    assert good.truth.is_good
    assert good.truth.mask is not None
    assert not good.truth.mask.any()


def test_a_mask_of_another_size_is_resized(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path)
    large = np.zeros((192, 256, 3), np.uint8)
    large[72:120, 108:148] = 255
    write_picture(folder / "ground_truth" / "dent" / "000_mask.png", large)
    truth = open_dataset(folder).test[0].frame(0).truth
    assert truth is not None
    assert truth.mask is not None
    assert truth.mask.shape == (96, 128)
    assert truth.mask.sum() == 24 * 20


def test_a_missing_mask(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, bad=2)
    (folder / "ground_truth" / "dent" / "001_mask.png").unlink()
    dataset = open_dataset(folder)
    assert not dataset.has_masks
    truth = dataset.test[1].frame(0).truth
    assert truth is not None
    assert truth.mask is None
    assert not truth.is_good


def mask_of(folder: Path, drawn: np.ndarray | bytes) -> tuple[Truth, StationError | None]:
    """Leave a mask beside the bad picture, and read both."""
    path = folder / "ground_truth" / "dent" / "000_mask.png"
    if isinstance(drawn, bytes):
        path.write_bytes(drawn)
    else:
        write_picture(path, drawn)
    frame, problem = open_dataset(folder).test[0].read(0)
    assert frame.truth is not None
    return frame.truth, problem


@pytest.mark.parametrize(
    ("drawn", "problem"),
    [
        (np.full((128, 96, 3), 255, np.uint8), MaskShape),
        (np.full((96, 64, 3), 255, np.uint8), MaskShape),
        (np.zeros((96, 128, 3), np.uint8), MaskEmpty),
        (np.full((12, 16, 3), 255, np.uint8), PictureTooSmall),
        (b"", UnreadablePicture),
        (b"no picture", UnreadablePicture),
    ],
)
def test_a_mask_that_does_not_fit_is_told_and_the_picture_counts_without_it(
    tmp_path: Path, drawn: np.ndarray | bytes, problem: type[StationError]
) -> None:
    truth, found = mask_of(make_dataset(tmp_path), drawn)
    assert isinstance(found, problem)
    assert "000_mask.png" in str(found)
    assert truth.mask is None
    assert not truth.is_good


def test_a_mask_that_fits_is_no_problem(tmp_path: Path) -> None:
    for size in ((96, 128), (48, 64), (97, 128), (191, 256)):
        truth, problem = mask_of(make_dataset(tmp_path), np.full((*size, 3), 255, np.uint8))
        assert problem is None
        assert truth.mask is not None
        assert truth.mask.shape == (96, 128)
        assert truth.mask.all()


def test_a_picture_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path)
    (folder / "test" / "dent" / "000.png").write_bytes(b"")
    with pytest.raises(UnreadablePicture):
        open_dataset(folder).test[0].frame(0)


def test_kinds_without_pictures_are_left_out(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, good=0)
    for name in ("good", "empty", ".cache"):
        (folder / "test" / name).mkdir(parents=True, exist_ok=True)
    write_picture(folder / "test" / ".cache" / "0.png", good_picture(0))
    assert {picture.kind for picture in open_dataset(folder).test} == {"dent"}


def test_folders_that_are_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing):
        open_dataset(tmp_path / "absent")
    write_picture(tmp_path / "train" / "good" / "0.png", good_picture(0))
    with pytest.raises(DatasetLayout):
        open_dataset(tmp_path)
    (tmp_path / "test").mkdir()
    with pytest.raises(DatasetLayout):
        open_dataset(tmp_path)
    (tmp_path / "test" / "good").mkdir()
    with pytest.raises(NoPictures):
        open_dataset(tmp_path)
