"""What is alike does not depend on the light, and noise is not structure."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spade_station.imaging.likeness import Plane, contrast_of, likeness, structure_of

from .posed import seen_by, texture

GREY = texture((120, 160))[..., 1]
EVERYWHERE = np.ones(GREY.shape, np.float32)


def alike(one: Plane, other: Plane) -> float:
    return likeness(structure_of(one), structure_of(other), EVERYWHERE)


@given(st.integers(0, 50))
def test_it_is_the_normalised_correlation_of_what_counts(seed: int) -> None:
    random = np.random.default_rng(seed)
    one, other = random.normal(0, 1, (2, 7, 9)).astype(np.float32)
    weight = (random.random((7, 9)) < 0.6).astype(np.float32)
    x, y = one[weight > 0], other[weight > 0]
    wanted = sum(x * y) / np.sqrt(sum(x * x) * sum(y * y))
    assert likeness(one, other, weight) == pytest.approx(wanted, abs=1e-5)


def test_nothing_is_like_nothing() -> None:
    nothing = np.zeros((8, 8), np.float32)
    assert likeness(nothing, nothing, nothing) == 0
    assert not structure_of(np.full((40, 40), 77, np.uint8)).any()


@pytest.mark.parametrize("gain", [0.5, 0.8, 1.2])
def test_brightness_and_a_slope_of_light_do_not_matter(gain: float) -> None:
    slope = np.linspace(0.8, 1.2, GREY.shape[1])
    assert alike(GREY, (GREY * gain * slope).astype(np.float32)) > 0.99


def test_a_defect_counts_by_its_area() -> None:
    spoilt = GREY.copy()
    spoilt[40:70, 50:80] = 255  # 5 %
    assert alike(GREY, spoilt) > 0.88


def test_noise_of_empty_places_counts_little() -> None:
    picture = np.full((120, 160, 3), 90, np.uint8)
    picture[:, :50] = texture((120, 50))
    first, second = (seen_by(picture, seed=seed)[..., 0] for seed in (1, 2))
    assert alike(first, second) > 0.8


def test_contrast_is_that_of_the_fine_structure_in_grey_values() -> None:
    y, x = np.mgrid[:200, :200]
    waves = 100 + 20 * np.sin(x * 1.5) + 0.3 * y
    assert contrast_of(waves) == pytest.approx(20 / np.sqrt(2), rel=0.05)
