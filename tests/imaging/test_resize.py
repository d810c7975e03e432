import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.domain.frame import Picture
from spade_station.imaging.resize import (
    LONGEST,
    MULTIPLE,
    even_factor,
    network_size,
    shrunk_evenly,
    to_network,
)


def picture(height: int, width: int) -> Picture:
    """Draw waves of several lengths and noise, in three colours."""
    y, x = np.mgrid[:height, :width]
    grey = 128 + 60 * np.sin(x / 9) * np.cos(y / 7)
    noise = np.random.default_rng(0).normal(0, 8, (height, width, 3))
    return np.asarray((grey[..., None] + noise).clip(0, 255), np.uint8)


@pytest.mark.parametrize("size", [(960, 1280), (480, 480), (700, 1001), (897, 897), (1793, 2690)])
def test_a_picture_is_averaged_over_the_area_of_each_pixel(size: tuple[int, int]) -> None:
    found = to_network(picture(*size), 224)
    wanted = cv2.resize(
        picture(*size), (found.shape[1], found.shape[0]), interpolation=cv2.INTER_AREA
    )
    difference = np.abs(found.astype(float) - wanted)
    assert difference.mean() < 2
    assert np.percentile(difference, 99) <= 7


@given(st.integers(32, 1500), st.integers(32, 1500), st.sampled_from([64, 224, 320]))
@settings(max_examples=40, deadline=None)
def test_sides_are_what_the_network_takes(height: int, width: int, short: int) -> None:
    found = network_size((height, width), short)
    assert found[0] % MULTIPLE == found[1] % MULTIPLE == 0
    assert min(found) == short
    assert max(found) <= LONGEST * short


def test_a_picture_of_the_right_size_is_left_alone() -> None:
    same = picture(224, 288)
    assert to_network(same, 224) is same


def test_a_small_one_grows() -> None:
    assert to_network(picture(50, 60), 224).shape == (224, 256, 3)


@given(st.integers(64, 1500), st.integers(64, 1500), st.sampled_from([64, 224, 320]))
@settings(max_examples=60, deadline=None)
def test_what_is_shrunk_evenly_has_whole_blocks_and_enough_pixels_left(
    height: int, width: int, short: int
) -> None:
    factor = even_factor((height, width), short)
    assert height % factor == width % factor == 0
    if factor > 1:
        assert (height // factor, width // factor) >= network_size((height, width), short)
        assert min(height, width) // factor >= short


def test_an_evenly_shrunk_picture_shows_the_mean_of_each_block() -> None:
    shown = picture(60, 90)
    blocks = shown.reshape(20, 3, 30, 3, 3).astype(float).mean(axis=(1, 3))
    assert np.abs(shrunk_evenly(shown, 3) - blocks).max() <= 0.5 + 1e-6
    assert shrunk_evenly(shown, 1) is shown
