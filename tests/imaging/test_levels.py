"""Halving a picture moves nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spade_station.imaging.levels import from_level, halved, power_of_two, to_level


@given(st.integers(8, 70), st.integers(8, 70), st.sampled_from([1, 2, 4, 8]))
def test_pixels_are_averaged_over_squares_and_leftovers_cut(
    height: int, width: int, factor: int
) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
    found = halved(picture, factor)
    rows, columns = height // factor, width // factor
    cut = picture[: rows * factor, : columns * factor].astype(float)
    wanted = cut.reshape(rows, factor, columns, factor, 3).mean(axis=(1, 3))
    assert np.abs(found - wanted).max() <= 1.5  # rounded at each halving


@pytest.mark.parametrize(("most", "wanted"), [(0.3, 1), (1, 1), (3.9, 2), (4, 4), (13.3, 8)])
def test_powers_of_two(most: float, wanted: int) -> None:
    assert power_of_two(most) == wanted


@given(st.floats(0, 4000), st.sampled_from([1, 2, 4, 16]))
def test_there_and_back(place: float, factor: int) -> None:
    assert from_level(to_level((place, 7.0), factor), factor) == pytest.approx((place, 7.0))


def test_the_middle_of_a_pixel_is_the_middle_of_what_it_covers() -> None:
    assert from_level((0.0, 1.0), 4) == (1.5, 5.5)
