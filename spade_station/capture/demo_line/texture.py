"""Noise that is made once and then cropped at a random place for every part."""

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.capture.demo_line.geometry import Box, Size

Plane = npt.NDArray[np.float32]
Gray = npt.NDArray[np.uint8]


def smooth_noise(size: Size, sigma_x: float, sigma_y: float, seed: int) -> Plane:
    """Blurred white noise of mean 0 and deviation 1.

    Parameters
    ----------
    size
        Height and width.
    sigma_x, sigma_y
        How far neighbours resemble each other, in pixels.
    seed
        The same seed gives the same noise.
    """
    # A wide blur is made small and enlarged: same look, a fraction of the time.
    shrink_x, shrink_y = max(1, int(sigma_x / 3)), max(1, int(sigma_y / 3))
    small = (size[0] // shrink_y + 2, size[1] // shrink_x + 2)
    noise = np.random.default_rng(seed).standard_normal(small, dtype=np.float32)
    blurred = cv2.GaussianBlur(
        noise, (0, 0), max(sigma_x / shrink_x, 1e-3), sigmaY=max(sigma_y / shrink_y, 1e-3)
    )
    wide = cv2.resize(blurred, (size[1], size[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray((wide - wide.mean()) / (wide.std() + 1e-6), np.float32)


@lru_cache(maxsize=8)
def sensor_tile(size: Size, spare: int) -> npt.NDArray[np.int8]:
    """White noise for three channels, deviation 32, larger than the picture by `spare`."""
    height, width = size
    rng = np.random.default_rng(7001)
    noise = rng.standard_normal((height + spare, width + spare, 3), dtype=np.float32)
    # Neighbours share a little: the colour filter of the camera mixes them.
    soft = np.asarray(cv2.GaussianBlur(noise, (0, 0), 0.45), np.float32)
    tile = np.asarray(np.clip(soft * (32.0 / soft.std()), -127, 127), np.int8)
    tile.flags.writeable = False
    return tile


def random_crop(room: Size, size: Size, rng: np.random.Generator) -> Box:
    """Choose where to cut a picture of `size` out of a tile of size `room`."""
    top = int(rng.integers(0, room[0] - size[0] + 1))
    left = int(rng.integers(0, room[1] - size[1] + 1))
    return Box(left, top, left + size[1], top + size[0])


def to_bytes(plane: Plane) -> Gray:
    """Round and clip to 8 bits."""
    return np.asarray(np.clip(plane + 0.5, 0, 255), np.uint8)
