"""A lamp that fades or turns blue is seen; a defect is not a lamp."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from spade_station.domain.frame import Picture
from spade_station.imaging.drift import drift_of, light_level_of

SIZE = (300, 400)


def part(
    light: float = 1.0, tint: tuple[float, float, float] = (1, 1, 1), seed: int = 0
) -> Picture:
    """Draw a brown part with grain under a lamp of this strength and colour."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    grey = 110 + 30 * np.sin(x / 15) * np.cos(y / 9) + random.normal(0, 5, SIZE)
    scene = light * grey[..., None] * np.array([1.1, 1.0, 0.7]) * np.array(tint)
    return np.asarray(scene.round().clip(0, 255), np.uint8)


USUAL = light_level_of(part())


@pytest.mark.parametrize("change", [-0.4, -0.2, -0.05, 0.0, 0.1, 0.2])
def test_brightness(change: float) -> None:
    now = light_level_of(part(1 + change, seed=3))
    assert drift_of(now, USUAL) == pytest.approx(abs(change), abs=0.02)


@pytest.mark.parametrize("channel", [0, 1, 2])
@pytest.mark.parametrize("change", [-0.2, -0.1, 0.1, 0.2])
def test_colour(channel: int, change: float) -> None:
    tint = np.ones(3)
    tint[channel] += change
    now = light_level_of(part(1 / tint.mean(), (tint[0], tint[1], tint[2]), seed=3))
    assert drift_of(now, USUAL) == pytest.approx(abs(change), abs=0.02)


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (255, 0, 0), (40, 90, 200)])
def test_a_defect_is_not_drift(colour: tuple[int, int, int]) -> None:
    picture = part(seed=3)
    picture[20:87, 30:120] = colour  # 5 % of the picture
    assert drift_of(light_level_of(picture), USUAL) < 0.03


def test_other_parts_of_a_product_are_not_drift() -> None:
    assert max(drift_of(light_level_of(part(seed=seed)), USUAL) for seed in range(1, 9)) < 0.01


def test_black_pictures_have_no_colour() -> None:
    black = light_level_of(np.zeros((*SIZE, 3), np.uint8))
    assert black.brightness == 0
    assert black.colour == (1, 1, 1)
    assert drift_of(black, black) == 0
    noise = np.random.default_rng(0).integers(0, 3, (*SIZE, 3), np.uint8)
    assert drift_of(light_level_of(noise), black) == 0


def test_a_lamp_that_is_off() -> None:
    black = light_level_of(np.zeros((*SIZE, 3), np.uint8))
    assert drift_of(black, USUAL) > 0.9
    assert drift_of(USUAL, black) > 1


@given(arrays(np.uint8, st.tuples(st.integers(1, 70), st.integers(1, 70), st.just(3))))
@settings(max_examples=50, deadline=None)
def test_any_picture_has_a_level(picture: Picture) -> None:
    level = light_level_of(picture)
    assert 0 <= level.brightness <= 1
    assert sum(level.colour) == pytest.approx(3)
    assert drift_of(level, level) == 0
    assert np.isfinite(drift_of(level, USUAL))
