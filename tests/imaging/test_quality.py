"""Blur and exposure are seen against the kept pictures, not against a number of ours."""

import cv2
import numpy as np
import pytest

from spade_station.domain.frame import Picture
from spade_station.domain.sample_report import Finding
from spade_station.imaging.quality import findings_of, quality_of


def part(seed: int, light: float = 1.0) -> Picture:
    """Draw a textured part under a lamp of this strength."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:120, 0:160]
    grey = 110 + 50 * np.sin(x / 2) * np.cos(y / 3) + random.normal(0, 3, x.shape)
    return np.repeat((light * grey)[..., None], 3, axis=2).clip(0, 255).astype(np.uint8)


KEPT = [quality_of(part(seed, 1 + 0.01 * seed)) for seed in range(8)]


def blurred(picture: Picture) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 2.5), np.uint8)


@pytest.mark.parametrize(
    ("picture", "found"),
    [
        (part(99), ()),
        (part(99, 1.05), ()),
        (blurred(part(99)), (Finding.BLURRED,)),
        (part(99, 0.5), (Finding.UNDEREXPOSED,)),
        (part(99, 1.7), (Finding.OVEREXPOSED,)),
        (np.zeros((120, 160, 3), np.uint8), (Finding.BLURRED, Finding.UNDEREXPOSED)),
    ],
)
def test_what_is_wrong_with_a_picture(picture: Picture, found: tuple[Finding, ...]) -> None:
    assert findings_of(quality_of(picture), KEPT) == found


def test_a_dimmer_lamp_is_not_blur() -> None:
    assert quality_of(part(1, 0.8)).sharpness == pytest.approx(quality_of(part(1)).sharpness, 0.1)


def test_nothing_is_said_against_a_handful_of_pictures() -> None:
    assert findings_of(quality_of(blurred(part(9))), KEPT[:4]) == ()


def test_constant_pictures_are_alike() -> None:
    kept = [quality_of(np.full((64, 64, 3), 128, np.uint8))] * 6
    assert findings_of(kept[0], kept) == ()


def test_clipped_counts_black_and_white() -> None:
    picture = np.full((100, 100, 3), 128, np.uint8)
    picture[:10] = 0
    picture[-20:] = 255
    assert quality_of(picture).clipped == pytest.approx(0.3)
