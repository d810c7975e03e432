"""How good a picture is as a picture, whatever it shows: sharpness and exposure."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from spade_station.domain.frame import Picture
from spade_station.domain.sample_report import Finding
from spade_station.imaging.spread import middle_and_spread

SHORT_SIDE = 512  # px; measuring more than this takes longer and says the same
GRAIN = 1.0  # px; the sensor's noise is finer than what focus can change
BLACK, WHITE = 4, 251  # grey values; at and beyond them a pixel says nothing
ENOUGH = 5  # kept pictures, from which on one can be compared with them
DEVIATIONS = 4.0  # from the kept pictures, and in any case:
BLUR = 1.5  # times less sharp
EXPOSURE = 1.25  # times brighter or darker
CLIPPED = 0.05  # more of the picture black or white
LEAST = 1e-3


@dataclass(frozen=True, slots=True)
class PictureQuality:
    """Measures of one picture, to be compared with those of others of the same product.

    Parameters
    ----------
    sharpness
        Mean absolute Laplacian of Gaussian over the mean grey value: independent of the lamp.
    brightness
        Mean grey value, 0 to 1.
    clipped
        Share of pixels that are black or white.
    """

    sharpness: float
    brightness: float
    clipped: float


def quality_of(picture: Picture) -> PictureQuality:
    """Measure an ``(H, W, 3)`` uint8 RGB picture."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    scale = SHORT_SIDE / min(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    smooth = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), GRAIN)
    edges = float(np.abs(cv2.Laplacian(smooth, cv2.CV_32F)).mean())
    brightness = float(grey.mean())
    return PictureQuality(
        sharpness=edges / max(brightness, 1.0),
        brightness=brightness / 255,
        clipped=float(((grey <= BLACK) | (grey >= WHITE)).mean()),
    )


def findings_of(quality: PictureQuality, kept: Sequence[PictureQuality]) -> tuple[Finding, ...]:
    """Compare a picture with the kept ones; says nothing while there are too few of them."""
    if len(kept) < ENOUGH:
        return ()
    sharper = _deviation([each.sharpness for each in kept], quality.sharpness, BLUR)
    brighter = _deviation([each.brightness for each in kept], quality.brightness, EXPOSURE)
    middle = float(np.median([each.brightness for each in kept]))
    usual, spread = middle_and_spread(np.array([each.clipped for each in kept]))
    saturates = quality.clipped - usual > max(CLIPPED, DEVIATIONS * spread)
    found: list[Finding] = []
    if sharper < 0:
        found.append(Finding.BLURRED)
    if brighter < 0 or (saturates and quality.brightness < middle):
        found.append(Finding.UNDEREXPOSED)
    if brighter > 0 or (saturates and quality.brightness >= middle):
        found.append(Finding.OVEREXPOSED)
    return tuple(found)


def _deviation(kept: Sequence[float], value: float, times: float) -> int:
    """Say whether a value is far below (-1) or far above (1) the kept ones, as a ratio."""
    logs = np.log(np.maximum(kept, LEAST))
    middle, spread = middle_and_spread(logs)
    off = float(np.log(max(value, LEAST))) - middle
    return int(np.sign(off)) if abs(off) > max(DEVIATIONS * spread, float(np.log(times))) else 0
