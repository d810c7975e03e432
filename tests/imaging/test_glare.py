"""Highlights are found with their margin; noise, scratches and white print stay judged."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage

from spade_station.domain.frame import Mask, Picture
from spade_station.domain.imaging_settings import GlareSettings
from spade_station.imaging.glare import CELLS, Glare

SIZE = (480, 640)
SHORT = SIZE[0]


def metal() -> Picture:
    """Draw brushed grey metal."""
    random = np.random.default_rng(0)
    grey = 130 + 15 * random.standard_normal((SIZE[0], 1)) + random.normal(0, 4, SIZE)
    return np.asarray(np.repeat(grey[..., None], 3, axis=2).clip(0, 255), np.uint8)


def lit(picture: Picture, x: int, y: int, radius: float) -> Picture:
    """Add a soft highlight with a clipped middle of this radius."""
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]]
    away = np.hypot(rows - y, columns - x)
    lamp = 130 * np.exp(-((np.maximum(away - radius, 0) / (0.5 * radius)) ** 2))
    return np.asarray((picture + lamp[..., None]).clip(0, 255), np.uint8)


def found(picture: Picture, level: int = 240, margin: float = 0.5) -> Mask | None:
    return Glare(GlareSettings(level=level, margin=margin)).found(picture)


@pytest.mark.parametrize("margin", [0.0, 0.5, 3.0, 10.0])
@pytest.mark.parametrize("radius", [8, 25, 70])
def test_a_highlight_is_found_with_its_margin(radius: int, margin: float) -> None:
    picture = lit(np.full((*SIZE, 3), 130, np.uint8), 300, 200, radius)
    mask = found(picture, margin=margin)
    assert mask is not None
    assert mask.shape == SIZE
    assert mask.dtype == np.bool_
    away = ndimage.distance_transform_edt(picture.min(axis=2) < 240)
    reach = margin / 100 * SHORT
    cell = SHORT // CELLS
    assert mask[away <= reach].all()
    assert not mask[away > reach + 3 * cell].any()


def test_every_highlight_is_found_at_the_border_too() -> None:
    picture = lit(lit(lit(metal(), 0, 0, 20), 639, 300, 20), 320, 479, 20)
    mask = found(picture)
    assert mask is not None
    assert ndimage.label(mask)[1] == 3


@pytest.mark.parametrize("grey", [0, 128, 239])
def test_a_constant_picture_has_no_glare(grey: int) -> None:
    assert found(np.full((*SIZE, 3), grey, np.uint8)) is None


def test_a_white_picture_is_all_glare() -> None:
    mask = found(np.full((*SIZE, 3), 255, np.uint8))
    assert mask is not None
    assert mask.all()


def test_switched_off_nothing_is_found() -> None:
    assert Glare(GlareSettings()).found(np.full((*SIZE, 3), 255, np.uint8)) is None


def test_white_noise_is_no_glare() -> None:
    picture = metal()
    picture[np.random.default_rng(1).random(SIZE) < 0.03] = 255
    assert found(picture) is None


@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_scratch_that_glints_stays_judged(width: int) -> None:
    picture = metal()
    cv2.line(picture, (50, 60), (500, 400), (255, 255, 255), width)
    assert found(picture) is None
    both = lit(picture, 500, 150, 20)
    mask = found(both)
    assert mask is not None
    assert not mask[60:300, 50:300].any()


def test_coloured_light_places_are_part() -> None:
    picture = metal()
    picture[100:200, 100:200] = (255, 255, 200)
    assert found(picture) is None


def test_a_white_label_that_shows_its_print_is_part() -> None:
    picture = metal()
    picture[100:300, 100:400] = 244
    assert found(picture, level=235) is None
    picture[100:300, 100:400] = 255  # nothing could be seen on it
    assert found(picture, level=235) is not None


def test_a_highlight_on_a_label_takes_it_along() -> None:
    picture = metal()
    picture[100:300, 100:400] = 244
    cv2.circle(picture, (200, 200), 20, (255, 255, 255), -1)
    mask = found(picture, level=235)
    assert mask is not None
    assert mask[100:300, 100:400].all()


@given(
    arrays(np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 60), st.just(3))),
    st.integers(0, 255),
    st.floats(0, 10),
)
@settings(max_examples=100, deadline=None)
def test_whatever_comes_gives_a_mask_of_its_size(
    picture: Picture, level: int, margin: float
) -> None:
    mask = found(picture, level, margin)
    assert mask is None or (mask.shape == picture.shape[:2] and mask.any())
