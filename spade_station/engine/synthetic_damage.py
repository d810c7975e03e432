"""Synthetic damage: small flaws painted on good pictures, to compare ways of matching.

They stand for what factories find, one kind after the other: a piece that is somewhere else
(a part missing, turned or exchanged), a scratch, a spot, a smear.
"""

import cv2
import numpy as np

from spade_station.domain.frame import Mask, Picture

SIDE = (0.05, 0.12)  # of the short side of the picture
CONTRAST = 45.0  # grey levels of a scratch or a spot
EDGE = 1.0  # deviation of the soft border, pixels


def damaged(picture: Picture, number: int, within: Mask | None = None) -> Picture:
    """Paint one flaw on a copy of a picture ``(H, W, 3)`` uint8; the same for the same number.

    Parameters
    ----------
    within
        ``(H, W)``, True on the part; the flaw lies in the box around that. None for anywhere.
    """
    random = np.random.default_rng(number)
    kinds = (_moved, _scratched, _spotted, _smeared)
    left, top, width, height = 0, 0, picture.shape[1], picture.shape[0]
    if within is not None:
        left, top, width, height = cv2.boundingRect(within.astype(np.uint8))
    whole = picture.copy()
    box = (slice(top, top + height), slice(left, left + width))
    whole[box] = kinds[number % len(kinds)](picture[box], random)
    return whole


def _box(picture: Picture, random: np.random.Generator) -> tuple[slice, slice]:
    """Choose where, anywhere on the picture."""
    height, width = picture.shape[:2]
    down, across = (int(side) + 3 for side in min(height, width) * random.uniform(*SIDE, size=2))
    top, left = int(random.integers(0, height - down)), int(random.integers(0, width - across))
    return slice(top, top + down), slice(left, left + across)


def _moved(picture: Picture, random: np.random.Generator) -> Picture:
    """Put a piece of the picture in the place of another."""
    here = _box(picture, random)
    height, width = here[0].stop - here[0].start, here[1].stop - here[1].start
    top = int(random.integers(0, picture.shape[0] - height))
    left = int(random.integers(0, picture.shape[1] - width))
    piece = np.zeros_like(picture)
    piece[here] = picture[top : top + height, left : left + width]
    return _blended(picture, piece, _soft_mask(picture, here))


def _scratched(picture: Picture, random: np.random.Generator) -> Picture:
    """Draw a thin line."""
    rows, columns = _box(picture, random)
    mask = np.zeros(picture.shape[:2], np.float32)
    ends = ((columns.start, rows.start), (columns.stop, rows.stop))
    if random.random() < 0.5:
        ends = ((columns.start, rows.stop), (columns.stop, rows.start))
    cv2.line(mask, *ends, 1.0, 2, cv2.LINE_AA)
    return _blended(picture, _lighter(picture, random), mask)


def _spotted(picture: Picture, random: np.random.Generator) -> Picture:
    """Lighten or darken an area."""
    return _blended(picture, _lighter(picture, random), _soft_mask(picture, _box(picture, random)))


def _smeared(picture: Picture, random: np.random.Generator) -> Picture:
    """Blur an area."""
    blurred = np.asarray(cv2.GaussianBlur(picture, (0, 0), 3.0), np.uint8)
    return _blended(picture, blurred, _soft_mask(picture, _box(picture, random)))


def _lighter(picture: Picture, random: np.random.Generator) -> Picture:
    change = random.choice([-CONTRAST, CONTRAST])
    return np.asarray(np.clip(picture + change, 0, 255), np.uint8)


def _soft_mask(picture: Picture, where: tuple[slice, slice]) -> np.ndarray:
    mask = np.zeros(picture.shape[:2], np.float32)
    mask[where] = 1
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), EDGE), np.float32)


def _blended(picture: Picture, other: Picture, mask: np.ndarray) -> Picture:
    weight = mask[..., None]
    return np.asarray(np.round(picture * (1 - weight) + other * weight), np.uint8)
