"""Masks at other sizes."""

import cv2
import numpy as np

from spade_station.domain.frame import Mask


def touched(mask: Mask, size: tuple[int, int]) -> Mask:
    """Say which cells of a grid ``(h, w)`` a mask ``(H, W)`` reaches into, however little."""
    share = cv2.resize(mask.astype(np.uint8) * 255, size[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(share > 0)
