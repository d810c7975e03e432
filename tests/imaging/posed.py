"""Parts that lie where a test wants them."""

import cv2
import numpy as np

from spade_station.domain.frame import Picture
from spade_station.imaging.pose import Point, Pose, centre_of


def texture(size: tuple[int, int], seed: int = 0) -> Picture:
    """Draw something that looks the same nowhere else: patches of several sizes, in colour."""
    random = np.random.default_rng(seed)
    height, width = size
    grey = np.zeros(size)
    for cell in (6, 14, 30):
        coarse = random.normal(0, 1, (height // cell + 3, width // cell + 3)).astype(np.float32)
        grey += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    picture = 120 + 30 * grey[..., None] * np.array([1.0, 0.8, 0.9])
    return picture.clip(0, 255).astype(np.uint8)


def noise(size: tuple[int, int], seed: int = 0) -> Picture:
    """Draw an even background as a camera sees it."""
    values = np.random.default_rng(seed).normal(90, 4, (*size, 3))
    return values.clip(0, 255).astype(np.uint8)


def pose_of(picture: Picture, angle: float, shift: Point) -> Pose:
    return Pose(angle, shift, 1.0, centre_of((picture.shape[0], picture.shape[1])))


def moved(picture: Picture, pose: Pose, ground: tuple[int, int, int] | None = None) -> Picture:
    """Show a part in this pose, around it its own mirror image or an even ground."""
    border = cv2.BORDER_REFLECT_101 if ground is None else cv2.BORDER_CONSTANT
    size = picture.shape[1], picture.shape[0]
    shown = cv2.warpAffine(
        picture, pose.to_picture, size, borderMode=border, borderValue=ground or (0, 0, 0)
    )
    return np.asarray(shown, np.uint8)


def seen_by(picture: Picture, gain: float = 1.0, seed: int = 0) -> Picture:
    """Take a picture under more or less light, with the camera's noise."""
    random = np.random.default_rng(seed)
    values = picture * gain + random.normal(0, 2, picture.shape)
    return values.clip(0, 255).astype(np.uint8)


def off(found: Pose, wanted: Pose) -> tuple[float, float]:
    """Say how far two poses are apart, in pixels and degrees."""
    apart = np.hypot(found.shift[0] - wanted.shift[0], found.shift[1] - wanted.shift[1])
    return float(apart), abs((found.angle - wanted.angle + 180) % 360 - 180)
