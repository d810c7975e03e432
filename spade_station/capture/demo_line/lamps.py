"""Light that wanders from picture to picture, and lamps that each leave their glare elsewhere."""

from functools import lru_cache

import cv2
import numpy as np

from spade_station.capture.demo_line.geometry import Size
from spade_station.capture.demo_line.texture import Plane
from spade_station.domain.frame import Picture

LAMPS = (0.0, 75.6, 217.8)
"""Degrees that each view's lamp stands away from the first: upper left, upper right, below."""
TOWARDS = ((-0.66, -0.42), (0.66, -0.42), (0.0, 0.75))
"""Where in the picture, -1 to 1, a lamp is mirrored."""
SLOPE = 0.10
"""How much more light falls on the side where the lamp stands."""
DULL = np.uint8(70)
"""Grey level below which a surface mirrors nothing."""
GLARE = ((4.5, 0.05, 0.30), (2.6, 0.022, 0.22), (1.0, 0.11, 0.42))
"""Strength and half width and height of what a lamp leaves: streak, second streak, halo."""
COARSE = 4
"""Glare is soft: it is worked out on so many times fewer rows and columns."""
WAVE, TURNING = 97, 61
"""Parts in which the light goes up and down once, and in which its slope turns once."""


def wander(picture: Picture, drift: float, number: int, rng: np.random.Generator) -> Picture:
    """Let the light drift: brighter and darker, warmer and cooler, and sloping another way.

    Parameters
    ----------
    drift
        Greatest change of the light anywhere, as a share.
    number
        Of the part; the light goes in slow waves, and each part adds some of its own.
    """
    luck, tint, lean = rng.uniform(-1, 1, 3)
    level = 0.6 * np.sin(2 * np.pi * number / WAVE) + 0.4 * luck
    heading = 2 * np.pi * number / TURNING + np.pi / 2 * lean
    x, y = _plane((picture.shape[0], picture.shape[1]))
    slope = (np.cos(heading) * x + np.sin(heading) * y) / np.sqrt(2)
    light = np.asarray(1 + drift * (0.45 * level + 0.45 * slope), np.float32)
    warmth = np.float32(0.1 * drift * tint)
    return _lit(picture, light * (1 + warmth), light, light * (1 - warmth))


def from_side(picture: Picture, view: int) -> Picture:
    """Light a view from its own side."""
    x, y = _plane((picture.shape[0], picture.shape[1]))
    away = TOWARDS[view]
    light = np.asarray(1 + SLOPE * (away[0] * x + away[1] * y), np.float32)
    return _lit(picture, light, light, light)


def glare(picture: Picture, view: int, rng: np.random.Generator) -> Picture:
    """Mirror a view's lamp in brushed metal: stretched across the grain, burnt out in the middle.

    What is dark (holes, lettering, the bench) mirrors nothing.
    """
    height, width = picture.shape[:2]
    x, y = _plane((height // COARSE, width // COARSE))
    shine = np.zeros(x.shape, np.float32)
    middle_x, middle_y = TOWARDS[view]
    for strength, wide, high in GLARE:
        across = middle_x + rng.uniform(-0.30, 0.30)
        down = middle_y + rng.uniform(-0.28, 0.28)
        size, lean = rng.uniform(0.7, 1.2), rng.uniform(-0.12, 0.12)
        u = (x - across - lean * (y - down)) / (wide * size)
        v = (y - down) / (high * size)
        shine += np.asarray(strength * np.exp(-(np.hypot(u, v) ** 1.7)), np.float32)
    wide_shine = np.asarray(cv2.resize(shine, (width, height)), np.float32)
    bare = np.maximum(picture, DULL) - DULL
    mirrored = _lit(bare, wide_shine, wide_shine, wide_shine)
    return np.asarray(cv2.add(picture, mirrored), np.uint8)


def _lit(picture: Picture, red: Plane, green: Plane, blue: Plane) -> Picture:
    """Multiply each channel, burning out at white."""
    light = cv2.merge([red, green, blue])
    return np.asarray(cv2.multiply(picture, light, dtype=cv2.CV_8U), np.uint8)


@lru_cache(maxsize=4)
def _plane(size: Size) -> tuple[Plane, Plane]:
    y, x = np.mgrid[-1 : 1 : size[0] * 1j, -1 : 1 : size[1] * 1j].astype(np.float32)
    x.flags.writeable = False
    y.flags.writeable = False
    return x, y
