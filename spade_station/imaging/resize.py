"""The working picture at the size that the network sees."""

import cv2
import numpy as np

from spade_station.domain.frame import Picture

MULTIPLE = 32
LONGEST = 8  # times the short side; a longer strip is squeezed


def network_size(size: tuple[int, int], short_side: int) -> tuple[int, int]:
    """Give the height and width for the network: aspect kept, both multiples of 32.

    Parameters
    ----------
    size
        Height and width of the picture.
    short_side
        Wanted pixels on the short side, a multiple of 32.
    """
    scale = short_side / min(size)

    def rounded(length: int) -> int:
        steps = round(length * scale / MULTIPLE) * MULTIPLE
        return max(short_side, min(steps, LONGEST * short_side))

    return rounded(size[0]), rounded(size[1])


def to_network(picture: Picture, short_side: int) -> Picture:
    """Resize an ``(H, W, 3)`` picture for the network; shrinks by area, so that nothing aliases."""
    height, width = network_size(picture.shape[:2], short_side)
    if picture.shape[:2] == (height, width):
        return picture
    picture = shrunk_evenly(picture, even_factor(picture.shape[:2], short_side))
    shrinks = height * width < picture.shape[0] * picture.shape[1]
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (width, height), interpolation=way), dtype=np.uint8)


def at_own_resolution(picture: Picture) -> Picture:
    """Bring both sides to a multiple of 32, at least 64, and leave the scale as it is."""
    height, width = own_size(picture.shape[:2])
    if picture.shape[:2] == (height, width):
        return picture
    resized = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(resized, dtype=np.uint8)


def own_size(size: tuple[int, int]) -> tuple[int, int]:
    """Give the height and width that a picture has at its own resolution."""
    height, width = (max(2 * MULTIPLE, round(side / MULTIPLE) * MULTIPLE) for side in size)
    return height, width


def even_factor(size: tuple[int, int], short_side: int) -> int:
    """Give the largest whole number that divides both sides and leaves enough for the network."""
    height, width = network_size(size, short_side)
    most = min(size[0] // height, size[1] // width)
    return next((n for n in range(most, 1, -1) if size[0] % n == size[1] % n == 0), 1)


def shrunk_evenly(picture: Picture, factor: int) -> Picture:
    """Shrink by a whole number that divides both sides: several times as quick as by any other."""
    if factor == 1:
        return picture
    size = picture.shape[1] // factor, picture.shape[0] // factor
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
