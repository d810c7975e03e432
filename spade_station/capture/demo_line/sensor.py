"""The camera and the lamp: uneven light that drifts, and the noise of the sensor."""

from functools import lru_cache

import cv2
import numpy as np

from spade_station.capture.demo_line.geometry import Size
from spade_station.capture.demo_line.texture import Gray, random_crop, sensor_tile
from spade_station.domain.frame import Picture

READ_NOISE = 1.1
"""Deviation of the noise in the dark, in grey levels."""
SHOT_NOISE = 0.030
"""Variance that every grey level of light adds, in grey levels."""
_SPARE = 96
_FINE = 32.0


def drift(seed: int, number: int, rng: np.random.Generator) -> tuple[float, float, float]:
    """How bright the lamp is in red, green and blue for this part; about 1.

    The lamp ages and warms up in slow waves that depend on the line alone; every part adds a
    small flicker of its own.
    """
    wave = np.random.default_rng((11, seed)).uniform(0, 2 * np.pi, 3)
    slow = 0.020 * np.sin(2 * np.pi * number / 173 + wave[0])
    slow += 0.010 * np.sin(2 * np.pi * number / 41 + wave[1])
    warm = 0.006 * np.sin(2 * np.pi * number / 260 + wave[2])
    flicker, tint = 0.006 * np.clip(rng.normal(0, 1, 2), -2, 2)
    gain = float(1 + slow + flicker)
    return gain * float(1 + warm), gain, gain * float(1 - warm + tint / 3)


@lru_cache(maxsize=8)
def _field(size: Size, falloff: float, slope: float) -> Picture:
    """Light over the field of view, larger than the picture so that it can wander a little."""
    rows, columns = size[0] + _SPARE, size[1] + _SPARE
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j].astype(np.float32)
    light = 1 - falloff * (0.5 * x**2 + 0.5 * y**2) - slope * (0.5 + 0.35 * x + 0.25 * y)
    field = np.asarray(np.clip(255 * light / light.max() + 0.5, 0, 255), np.uint8)
    stacked = np.asarray(cv2.merge([field, field, field]), np.uint8)
    stacked.flags.writeable = False
    return stacked


@lru_cache(maxsize=1)
def _noise_of_level() -> Gray:
    """Deviation of the noise for every grey level, in 32nds of a level."""
    level = np.arange(256, dtype=np.float64)
    table = np.asarray(np.round(_FINE * np.sqrt(READ_NOISE**2 + SHOT_NOISE * level)), np.uint8)
    table.flags.writeable = False
    return table


def illuminate(
    scene: Picture,
    light: tuple[float, float, float],
    falloff: float,
    slope: float,
    rng: np.random.Generator,
) -> Picture:
    """Light a scene: `falloff` towards the corners, `slope` from one side to the other."""
    levels = np.arange(256, dtype=np.float64)[:, None] * np.array(light)
    table = np.asarray(np.clip(levels + 0.5, 0, 255), np.uint8)[None]
    field = _field((scene.shape[0], scene.shape[1]), falloff, slope)
    crop = random_crop((field.shape[0], field.shape[1]), (scene.shape[0], scene.shape[1]), rng)
    return np.asarray(
        cv2.multiply(cv2.LUT(scene, table), field[crop.slices], scale=1 / 255), np.uint8
    )


def expose(lit: Picture, rng: np.random.Generator) -> Picture:
    """Add shot and read noise."""
    size = (lit.shape[0], lit.shape[1])
    tile = sensor_tile(size, _SPARE)
    crop = random_crop((tile.shape[0], tile.shape[1]), size, rng)
    deviation = cv2.LUT(lit, _noise_of_level())
    # The tile's own deviation is 32, so is the table's unit.
    noise = cv2.multiply(deviation, tile[crop.slices], scale=1 / (_FINE * 32.0), dtype=cv2.CV_16S)
    return np.asarray(cv2.add(lit, noise, dtype=cv2.CV_8U), np.uint8)
