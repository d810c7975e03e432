"""Glare: highlights in which nothing can be seen, and around which nothing should be said."""

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Mask, Picture
from spade_station.domain.imaging_settings import GlareSettings

Plane = npt.NDArray[np.uint8]
"""``(h, w)``, 255 where something is, else 0."""

CELLS = 240  # on the short side, about; a highlight is at least three of them wide
CLIPPED = 250  # grey values; from here on a sensor says little
WHITE = 255


class Glare:
    """Finds the highlights of a picture.

    A highlight is a place where all three channels reach the level (so it has next to no colour),
    whose middle is clipped (`CLIPPED` and more, as a reflected lamp is), and which is at least a
    good hundredth of the short side wide and high. Not glare, and judged as ever, are:

    - single white pixels and thin bright lines: noise, dust and scratches that glint;
    - white print and labels above the level that the camera shows with some drawing, below
      `CLIPPED`. A label that is itself clipped is glare (no flaw could be seen in it): expose for
      it, or draw a zone.
    """

    def __init__(self, settings: GlareSettings) -> None:
        self._level = settings.level
        self._margin = settings.margin / 100

    def found(self, picture: Picture) -> Mask | None:
        """Mark the highlights of an ``(H, W, 3)`` uint8 RGB picture and the margin around them.

        Gives ``(H, W)``, True in glare; None when there is none, or none is looked for. Edges are
        as fine as a cell; where in doubt, up to three cells more are marked.
        """
        if self._level == 0:
            return None
        red, green, blue = cv2.split(picture)
        lowest = np.asarray(cv2.min(cv2.min(red, green), blue), np.uint8)
        bright = _cells(lowest, self._level)
        wide = _wide(bright)
        if not wide.any():
            return None
        clipped = bright if self._level >= CLIPPED else _cells(lowest, CLIPPED)
        highlights = _touching(wide, clipped)
        if not highlights.any():
            return None
        away = cv2.distanceTransform(WHITE - highlights, cv2.DIST_L2, cv2.DIST_MASK_5)
        reach = self._margin * min(highlights.shape) + 1.5  # a cell is marked when half full
        height, width = lowest.shape
        near = (away <= reach).astype(np.uint8)
        enlarged = cv2.resize(near, (width, height), interpolation=cv2.INTER_NEAREST)
        return np.asarray(enlarged, np.uint8).view(np.bool_)


def _cells(lowest: Plane, level: int) -> Plane:
    """Mark the cells of which at least half reaches the level."""
    height, width = lowest.shape
    cell = max(1, min(height, width) // CELLS)
    size = (max(1, round(width / cell)), max(1, round(height / cell)))
    _, reached = cv2.threshold(lowest, level - 1, WHITE, cv2.THRESH_BINARY)
    filled = cv2.resize(reached, size, interpolation=cv2.INTER_AREA)
    _, cells = cv2.threshold(filled, WHITE // 2, WHITE, cv2.THRESH_BINARY)
    return np.asarray(cells, np.uint8)


def _wide(areas: Plane) -> Plane:
    """Leave out what is less than three cells wide, and keep the corners of the rest."""
    square = np.ones((3, 3), np.uint8)
    opened = cv2.morphologyEx(areas, cv2.MORPH_OPEN, square)
    return np.asarray(cv2.bitwise_and(cv2.dilate(opened, square), areas), np.uint8)


def _touching(areas: Plane, cores: Plane) -> Plane:
    """Keep the connected areas with some core in them (hysteresis)."""
    _, labels = cv2.connectedComponents(areas, connectivity=8)
    labels = np.asarray(labels)
    kept = np.zeros(int(labels.max()) + 1, np.uint8)
    kept[labels[cores > 0]] = WHITE
    kept[0] = 0
    return np.asarray(kept[labels])
