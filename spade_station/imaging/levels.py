"""One picture at several resolutions: full pixels are halved, and halved again.

A pixel of a level covers ``factor`` pixels of the picture each way, so that its middle ``l`` lies
at ``factor * l + (factor - 1) / 2``.
"""

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.imaging.pose import Point

Bytes = npt.NDArray[np.uint8]
"""``(h, w)`` or ``(h, w, 3)``."""


def halved(picture: Bytes, factor: int = 2) -> Bytes:
    """Shrink by a power of two, by area; what is left over at the right and the bottom is cut."""
    while factor > 1:
        height, width = picture.shape[0] // 2, picture.shape[1] // 2
        picture = np.asarray(
            cv2.resize(
                picture[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA
            ),
            np.uint8,
        )
        factor //= 2
    return picture


def power_of_two(most: float) -> int:
    """Give the largest power of two that is not more, at least 1."""
    return 1 << max(0, int(np.floor(np.log2(max(most, 1.0)))))


def to_level(point: Point, factor: int) -> Point:
    """Take a point of the picture to the pixels of a level."""
    offset = (factor - 1) / 2
    return (point[0] - offset) / factor, (point[1] - offset) / factor


def from_level(point: Point, factor: int) -> Point:
    """Take a point in the pixels of a level to the picture."""
    offset = (factor - 1) / 2
    return factor * point[0] + offset, factor * point[1] + offset
