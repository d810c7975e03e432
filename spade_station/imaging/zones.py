"""Zones: what each place of the heatmap counts for."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.imaging_errors import NothingJudged
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape

ROUND = 360  # corners of an ellipse: off by less than a tenth of a pixel on any map

Outline = npt.NDArray[np.float64]
"""``(n, 2)``: x and y of the corners, in pixels of the map; pixel 0 reaches from 0 to 1."""


def zone_factors(zones: Sequence[Zone], size: tuple[int, int]) -> npt.NDArray[np.float32] | None:
    """Give what the heat is multiplied with; None without zones.

    Exclude beats include, include beats nothing drawn. Where tolerant zones overlap, the most
    tolerant one counts.

    Parameters
    ----------
    size
        Height and width of the map.

    Returns
    -------
    ``(h, w)`` float32: 0 where nothing is judged, 1 / factor in a tolerant zone, 1 elsewhere.

    Raises
    ------
    NothingJudged
        When the zones leave no pixel to be judged.
    """
    if not zones:
        return None
    judged = np.full(size, all(zone.kind is not ZoneKind.INCLUDE for zone in zones))
    excluded = np.zeros(size, np.bool_)
    tolerance = np.zeros(size, np.float32)
    for zone in zones:
        inside = pixels_of(zone, size)
        match zone.kind:
            case ZoneKind.INCLUDE:
                judged |= inside
            case ZoneKind.EXCLUDE:
                excluded |= inside
            case ZoneKind.TOLERANT:
                tolerance[inside] = np.maximum(tolerance[inside], zone.factor)
    judged &= ~excluded
    if not judged.any():
        raise NothingJudged
    tolerance[tolerance == 0] = 1
    return np.where(judged, 1 / tolerance, 0).astype(np.float32)


def pixels_of(zone: Zone, size: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Mark the pixels ``(h, w)`` whose middle lies in a zone.

    A zone so small or thin that it holds no pixel's middle marks the pixels that it touches.
    """
    height, width = size
    outline = corners_of(zone) * np.array([width, height])
    inside = _middles_inside(outline, size)
    if inside.any():
        return inside
    touched = np.zeros(size, np.uint8)
    cv2.fillPoly(touched, [np.floor(outline).astype(np.int32)], 1)
    return touched.astype(np.bool_)


def corners_of(zone: Zone) -> Outline:
    """Give the outline of a zone as a polygon, in shares of the picture."""
    points = np.array(zone.points, np.float64)
    if zone.shape is ZoneShape.POLYGON:
        return points
    if zone.shape is ZoneShape.RECTANGLE:
        (left, top), (right, bottom) = points
        return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    angles = np.linspace(0, 2 * np.pi, ROUND, endpoint=False)
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return np.asarray(points.mean(axis=0) + np.abs(points[1] - points[0]) / 2 * directions)


def _middles_inside(outline: Outline, size: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Mark the pixels whose middle has an odd number of edges to its left (even-odd rule).

    `cv2.fillPoly` also marks what the outline touches: a fifth too much on a small map.
    """
    height, width = size
    rows = np.arange(height) + 0.5
    (x, y), (next_x, next_y) = outline.T, np.roll(outline, -1, axis=0).T
    edge, row = np.nonzero((y[:, None] > rows) != (next_y[:, None] > rows))
    along = (rows[row] - y[edge]) / (next_y[edge] - y[edge])
    crossing = x[edge] + along * (next_x[edge] - x[edge])
    first_right = np.clip(np.ceil(crossing - 0.5), 0, width).astype(np.int32)
    flips = np.zeros((height, width + 1), np.bool_)
    np.logical_xor.at(flips, (row, first_right), True)
    return np.asarray(np.logical_xor.accumulate(flips[:, :width], axis=1))
