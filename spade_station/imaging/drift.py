"""How far the light has moved since the good samples were taken, as one number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Picture
from spade_station.imaging.light import shrunk

LOOKED_AT = 64  # px on the short side; more says the same
TRIMMED = 0.1  # of the pixels at either end: defects and highlights are not light
LEVELS = 256
CHANNELS = np.arange(3) * LEVELS
DIMMEST = 4.0  # grey values; what is darker has no colour that could be told from noise


@dataclass(frozen=True)
class LightLevel:
    """Brightness and colour of a picture.

    Parameters
    ----------
    brightness
        Trimmed mean of the grey values, 0 to 1.
    colour
        Trimmed means of red, green and blue over their mean.
    """

    brightness: float
    colour: tuple[float, float, float]


def light_level_of(picture: Picture) -> LightLevel:
    """Measure an ``(H, W, 3)`` uint8 RGB picture shrunk."""
    pixels = shrunk(picture, LOOKED_AT).reshape(-1, 3)
    means = _trimmed_means(pixels)
    red, green, blue = (float(mean) for mean in np.maximum(means, DIMMEST))
    whole = (red + green + blue) / 3
    return LightLevel(float(means.mean()) / 255, (red / whole, green / whole, blue / whole))


def _trimmed_means(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Give the means ``(3,)`` of ``(n, 3)`` without `TRIMMED` of the values at either end.

    How often each value is there says as much as their order, and is quicker to know.
    """
    count = len(pixels)
    cut = int(TRIMMED * count)
    often = np.bincount((pixels + CHANNELS).ravel(), minlength=3 * LEVELS)
    upto = np.minimum(np.maximum(often.reshape(3, LEVELS).cumsum(axis=1) - cut, 0), count - 2 * cut)
    # the mean of whole numbers is how many of them are above each level
    return np.asarray(LEVELS - 1 - upto[:, :-1].sum(axis=1) / (count - 2 * cut))


def usual_level(levels: Sequence[LightLevel]) -> LightLevel:
    """Give the median of at least one level, brightness and colours each."""
    colours = np.median([level.colour for level in levels], axis=0)
    red, green, blue = (float(each) for each in colours)
    return LightLevel(float(np.median([level.brightness for level in levels])), (red, green, blue))


def drift_of(now: LightLevel, usual: LightLevel) -> float:
    """Give the largest relative change of brightness or colour: 0.2 for a fifth either way.

    Colour is the change of each channel against the middle one: one channel that moves by a tenth
    is a tenth, whatever the picture shows.
    """
    least = DIMMEST / 255
    brighter = max(now.brightness, least) / max(usual.brightness, least)
    changes = np.array(now.colour) / np.array(usual.colour)
    tinted = np.abs(changes / np.median(changes) - 1)
    return max(abs(brighter - 1), float(tinted.max()))
