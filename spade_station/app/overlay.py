"""What the live picture shows, drawn into a picture for reports and saved pictures."""

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.area_colours import SHADE, STRIPE, STRIPE_WIDTH, STRIPES, TOLERANT
from spade_station.domain.frame import Mask, Picture
from spade_station.domain.heat_colours import TABLE, indices
from spade_station.domain.inspection import Heatmap, Inspection, Tolerance

OPACITY = 0.6
OUTLINE = (255, 255, 255)
SHADOW = (0, 0, 0)
DASH, GAP, DOT = 9, 5, 2  # pixels of the outline of a tolerant zone
FONT, FONT_SCALE = cv2.FONT_HERSHEY_SIMPLEX, 0.4
MARGIN = 3  # pixels around a label


def with_heatmap(inspection: Inspection, width: int | None = None) -> Picture:
    """Draw heatmap and contours over the inspected picture, and what was not fully judged.

    Parameters
    ----------
    width
        Of the result in pixels; None keeps the picture's own.
    """
    image = inspection.frame.image
    scale = 1.0 if width is None else width / image.shape[1]
    size = (round(image.shape[1] * scale), max(1, round(image.shape[0] * scale)))
    resized = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    drawn = np.array(resized, np.uint8)  # never the picture of the camera itself
    if inspection.heatmap is not None:
        drawn = _heated(drawn, inspection.heatmap)
    if inspection.unjudged is not None:
        _hatch(drawn, inspection.unjudged)
    for tolerance in inspection.tolerances:
        _outline(drawn, tolerance, scale)
    for region in inspection.regions:
        contour = np.round(region.contour * scale).astype(np.int32)
        cv2.polylines(drawn, [contour], True, SHADOW, 3, cv2.LINE_AA)
        cv2.polylines(drawn, [contour], True, OUTLINE, 1, cv2.LINE_AA)
    return drawn


def _heated(picture: Picture, heatmap: Heatmap) -> Picture:
    """Give a picture with a heatmap over it."""
    heat = np.asarray(cv2.resize(heatmap, picture.shape[1::-1]), np.float32)
    colours = TABLE[indices(heat)].astype(np.float32)
    alpha = colours[..., 3:] * np.float32(OPACITY / 255)
    mixed = picture * (1 - alpha) + colours[..., :3] * alpha
    return np.ascontiguousarray(mixed.round().astype(np.uint8))


def _hatch(drawn: Picture, unjudged: Mask) -> None:
    """Shade and stripe what is True in a mask of any size; nothing else is touched."""
    height, width = drawn.shape[:2]
    shares = cv2.resize(unjudged.astype(np.float32), (width, height))
    hidden = (np.asarray(shares) > 0.5).astype(np.uint8)
    if not hidden.any():
        return
    shaded = _washed(drawn, np.full_like(drawn, SHADE[:3]), SHADE[3])
    lines = shaded.copy()
    for left in range(0, width + height, STRIPES):
        cv2.line(lines, (left, 0), (left - height, height), STRIPE[:3], STRIPE_WIDTH, cv2.LINE_AA)
    cv2.copyTo(_washed(shaded, lines, STRIPE[3]), hidden, drawn)


def _washed(picture: Picture, over: Picture, alpha: int) -> Picture:
    """Lay a picture over another; `alpha` up to 255."""
    share = alpha / 255
    return np.asarray(cv2.addWeighted(over, share, picture, 1 - share, 0), np.uint8)


def _outline(drawn: Picture, tolerance: Tolerance, scale: float) -> None:
    """Draw a tolerant zone with its factor."""
    corners = np.round(tolerance.outline * scale - 0.5)  # of OpenCV's pixels 0 is the middle
    cv2.polylines(drawn, [corners.astype(np.int32)], True, SHADOW, 3, cv2.LINE_AA)
    dashes = [np.round(dash).astype(np.int32) for dash in _dashes(corners)]
    cv2.polylines(drawn, dashes, False, TOLERANT, 1, cv2.LINE_AA)
    _label(drawn, f"{tolerance.factor:g}x", corners)


def _dashes(corners: npt.NDArray[np.float32]) -> Iterator[npt.NDArray[np.float32]]:
    """Cut the dashes and dots out of a closed line, a place every pixel."""
    closed = np.vstack([corners, corners[:1]])
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    start, is_dash = 0.0, True
    while start < along[-1]:
        end = min(start + (DASH if is_dash else DOT), along[-1])
        steps = np.linspace(start, end, max(2, round(end - start) + 1))
        yield np.column_stack([np.interp(steps, along, axis) for axis in closed.T])
        start, is_dash = end + GAP, not is_dash


def _label(drawn: Picture, text: str, corners: npt.NDArray[np.float32]) -> None:
    """Write above a zone, or in it where there is no room."""
    (width, high), _ = cv2.getTextSize(text, FONT, FONT_SCALE, 1)
    left, top = corners.min(axis=0).astype(int).tolist()
    left = max(0, min(left, drawn.shape[1] - width - 2 * MARGIN))
    top = max(0, top - high - 2 * MARGIN - 1)
    right, bottom = left + width + 2 * MARGIN, top + high + 2 * MARGIN
    cv2.rectangle(drawn, (left, top), (right, bottom), SHADE[:3], cv2.FILLED)
    place = (left + MARGIN, bottom - MARGIN)
    cv2.putText(drawn, text, place, FONT, FONT_SCALE, TOLERANT, 1, cv2.LINE_AA)
