import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import SheetShape, ViewsDiffer
from spade_station.imaging.sheet import sheet_of, views_of


def noisy(seed: int, height: int = 40, width: int = 50) -> Picture:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@given(count=st.integers(1, 8), height=st.integers(1, 20), width=st.integers(1, 20))
def test_what_is_laid_together_comes_apart_again(count: int, height: int, width: int) -> None:
    views = [noisy(seed, height, width) for seed in range(count)]
    sheet = sheet_of(views)
    assert sheet.shape == (height, count * width, 3)
    assert sheet.flags.c_contiguous
    found = views_of(sheet, count)
    assert len(found) == count
    for view, again in zip(views, found, strict=True):
        assert np.array_equal(view, again)


def test_views_are_the_sheets_own_pixels() -> None:
    sheet = noisy(1)
    assert all(np.shares_memory(view, sheet) for view in views_of(sheet, 5))


def test_a_sheet_keeps_nothing_of_its_views() -> None:
    views = [noisy(1), noisy(2)]
    sheet = sheet_of(views)
    assert not any(np.shares_memory(view, sheet) for view in views)


def test_views_of_other_sizes_are_refused() -> None:
    with pytest.raises(ViewsDiffer, match="part07 differ in size: 50×40, 50×40, 50×41"):
        sheet_of([noisy(1), noisy(2), noisy(3, 41)], "part07")


@pytest.mark.parametrize(("width", "count"), [(50, 3), (2, 3), (50, 4)])
def test_a_picture_that_is_no_sheet_is_refused(width: int, count: int) -> None:
    with pytest.raises(SheetShape, match=f"{width}×40.* {count} views"):
        views_of(noisy(1, 40, width), count)
