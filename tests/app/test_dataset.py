from pathlib import Path

import numpy as np
import pytest

from spade_station.app.dataset import open_dataset
from spade_station.domain.dataset_errors import DatasetLayout, DatasetNested, MaskEmpty, MaskShape
from spade_station.domain.errors import (
    NoPictures,
    PictureTooSmall,
    SourceMissing,
    StationError,
    UnreadablePicture,
)
from spade_station.domain.frame import Truth
from spade_station.domain.imaging_errors import ViewsDiffer, WrongViews

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


def test_a_kind_whose_pictures_lie_in_further_folders_is_not_passed_over(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path)
    write_picture(folder / "test" / "hole" / "deep" / "0.png", good_picture(0))
    with pytest.raises(DatasetNested, match="hole has no pictures of its own"):
        open_dataset(folder)


def test_good_parts_are_good_however_that_is_written(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, good=1)
    (folder / "test" / "good").rename(folder / "test" / "Good")
    assert [each.kind for each in open_dataset(folder, 1).test].count("good") == 1


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


# --- several views of a part ----------------------------------------------------------------------


def make_views(folder: Path, masks: dict[str, tuple[int, int]]) -> Path:
    """Make parts of two views; masks by their names: height and width of what is all white."""
    for kind, parts in {"train/good": 3, "test/good": 1, "test/dent": 1}.items():
        for part in range(parts):
            for view in ("left", "right"):
                seed = 10 * part + (view == "right")
                write_picture(folder / kind / f"p{part}_{view}.png", good_picture(seed))
    for name, size in masks.items():
        white = np.full((*size, 3), 255, np.uint8)
        write_picture(folder / "ground_truth" / "dent" / f"{name}_mask.png", white)
    return folder


def test_views_of_a_part_are_one_picture(tmp_path: Path) -> None:
    dataset = open_dataset(make_views(tmp_path, {}), views=2)
    assert [part.name for part in dataset.train] == ["p0", "p1", "p2"]
    assert [picture.name for picture in dataset.test] == ["dent/p0", "good/p0"]
    assert not dataset.has_masks
    good = dataset.test[1].frame(3)
    assert (good.name, good.number) == ("good/p0", 3)
    assert np.array_equal(good.image, np.hstack([good_picture(0), good_picture(1)]))
    assert good.truth is not None
    assert good.truth.mask is not None
    assert good.truth.mask.shape == (96, 256)


@pytest.mark.parametrize(
    ("masks", "left", "right"),
    [
        ({"p0": (96, 128)}, True, True),
        ({"p0": (48, 64)}, True, True),
        ({"p0": (96, 256)}, True, True),
        ({"p0_left": (96, 128)}, True, False),
        ({"p0_right": (96, 128)}, False, True),
        ({"p0_left": (96, 128), "p0_right": (96, 128)}, True, True),
    ],
)
def test_a_mask_holds_for_every_view_or_for_its_own(
    tmp_path: Path, masks: dict[str, tuple[int, int]], left: bool, right: bool
) -> None:
    dataset = open_dataset(make_views(tmp_path, masks), views=2)
    assert dataset.has_masks
    frame, problem = dataset.test[0].read(0)
    assert problem is None
    assert frame.truth is not None
    assert frame.truth.mask is not None
    assert frame.truth.mask.shape == frame.size == (96, 256)
    assert np.array_equal(frame.truth.mask[:, :128], np.full((96, 128), left))
    assert np.array_equal(frame.truth.mask[:, 128:], np.full((96, 128), right))


@pytest.mark.parametrize("masks", [{"p0": (96, 100)}, {"p0_left": (96, 256)}])
def test_a_mask_that_fits_no_view(tmp_path: Path, masks: dict[str, tuple[int, int]]) -> None:
    frame, problem = open_dataset(make_views(tmp_path, masks), views=2).test[0].read(0)
    assert isinstance(problem, MaskShape)
    assert frame.truth is not None
    assert frame.truth.mask is None


def test_a_dataset_of_sheets(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path)
    for path in folder.rglob("0*[0-9].png"):
        write_picture(path, np.hstack([good_picture(0)] * 2))
    dataset = open_dataset(folder, views=2)
    assert [part.name for part in dataset.train] == [f"00{number}.png" for number in range(6)]
    truth = dataset.test[0].frame(0).truth
    assert truth is not None
    assert truth.mask is not None
    expected = np.zeros((96, 128), bool)
    expected[SQUARE] = True
    assert np.array_equal(truth.mask, np.tile(expected, (1, 2)))


def test_views_that_do_not_belong_together(tmp_path: Path) -> None:
    folder = make_views(tmp_path, {})
    with pytest.raises(WrongViews, match="“p0” has not 3 pictures but 2"):
        open_dataset(folder, views=3)
    write_picture(folder / "test" / "dent" / "p0_left.png", good_picture(0)[:-1])
    with pytest.raises(ViewsDiffer, match="part p0"):
        open_dataset(folder, views=2).test[0].read(0)
    (folder / "test" / "dent" / "p0_left.png").unlink()
    with pytest.raises(WrongViews, match=r"p0_right\.png"):
        open_dataset(folder, views=2)
