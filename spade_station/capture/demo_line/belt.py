"""The belt that parts come on when no fixture holds them: shifted, and turned."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from spade_station.capture.demo_line.geometry import Size
from spade_station.capture.demo_line.sprite import Sprite, place
from spade_station.capture.demo_line.staging import Staging
from spade_station.capture.demo_line.texture import Gray, random_crop, smooth_noise, to_bytes
from spade_station.domain.frame import Mask, Picture

RUBBER = {"electronics": (46.0, 47.0, 50.0), "metal": (34.0, 34.7, 36.0)}
"""What the belt looks like; that of a fixed part goes over into it."""
FILLED = 0.95
"""Share of its own picture that a part takes up, shadow included."""
SOFT = 0.028
"""Share of that picture's height over which it goes over into the belt."""
SEEN = 64


@dataclass(frozen=True, slots=True)
class Lie:
    """Where the middle of a part is in the picture, and how far it is turned (degrees)."""

    x: float
    y: float
    degrees: float

    @classmethod
    def of_part(cls, size: Size, staging: Staging, rng: np.random.Generator) -> "Lie":
        """Let a part fall on the belt."""
        along, across, turn = rng.uniform(-1, 1, 3)
        return cls(
            size[1] * (0.5 + staging.shift * along) - 0.5,
            size[0] * (0.5 + staging.shift * across) - 0.5,
            staging.turn * turn,
        )


def fitting(size: Size, staging: Staging, least: Size) -> Size:
    """Say how large a part is drawn, so that it stays in view however it lies.

    Parameters
    ----------
    size
        Of the camera's picture.
    least
        The smallest that a part can be drawn; it may reach out of view then.
    """
    angles = np.radians(np.linspace(0, staging.turn, 37))
    height, width = size
    c, s = np.abs(np.cos(angles)), np.abs(np.sin(angles))
    room = (1 - 2 * staging.shift) / FILLED
    across = room * width / (width * c + height * s)
    down = room * height / (width * s + height * c)
    share = min(1.0, float(across.min()), float(down.min()))
    return max(least[0], round(height * share)), max(least[1], round(width * share))


def lay(product: str, size: Size, scene: Picture, lie: Lie, rng: np.random.Generator) -> Picture:
    """Lay the picture of a part on the belt."""
    rubber = _rubber(product, size)
    crop = random_crop((rubber.shape[0], rubber.shape[1]), size, rng)
    picture = rubber[crop.slices].copy()
    cover = _cover((scene.shape[0], scene.shape[1]))
    colour = cv2.multiply(scene, cv2.merge([cover] * 3), scale=1 / 255)
    place(picture, Sprite(np.asarray(colour, np.uint8), cover), lie.x, lie.y, lie.degrees)
    return picture


def lay_mask(size: Size, mask: Mask, lie: Lie) -> Mask:
    """Move the mask of a defect along with its part."""
    moved = np.zeros((*size, 3), np.uint8)
    white = np.asarray(mask * np.uint8(255), np.uint8)
    place(moved, Sprite(np.repeat(white[..., None], 3, 2), white), lie.x, lie.y, lie.degrees)
    return np.asarray(moved[..., 0] > SEEN, np.bool_)


@lru_cache(maxsize=4)
def _rubber(product: str, size: Size) -> Picture:
    """Draw plain dark rubber, larger than a picture, to be cut at random."""
    room = (size[0] + size[0] // 2, size[1] + size[1] // 2)
    scale = size[0] / 960
    cloth = 4.0 * smooth_noise(room, 1.2, 1.2, 101) + 3.0 * smooth_noise(room, 60, 60, 102)
    cloth += 1.5 * smooth_noise(room, 220 * scale, 1.5, 103)  # wear along the belt
    tint = np.asarray(RUBBER[product], np.float32) + cloth[..., None]
    rubber = to_bytes(np.asarray(tint, np.float32))
    rubber.flags.writeable = False
    return rubber


@lru_cache(maxsize=4)
def _cover(size: Size) -> Gray:
    """Let the surroundings of a part fade into the belt."""
    y, x = (np.minimum(np.arange(n) + 0.5, n - np.arange(n) - 0.5) for n in size)
    away = np.minimum(y[:, None], x[None, :]) / (SOFT * size[0])
    cover = to_bytes(np.asarray(255 * np.clip(away, 0, 1), np.float32))
    cover.flags.writeable = False
    return cover
