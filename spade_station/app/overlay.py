"""The heatmap and the regions drawn into a picture, for reports and saved pictures."""

import cv2
import numpy as np

from spade_station.domain.frame import Picture
from spade_station.domain.heat_colours import TABLE, indices
from spade_station.domain.inspection import Inspection

OPACITY = 0.6
OUTLINE = (255, 255, 255)
SHADOW = (0, 0, 0)


def with_heatmap(inspection: Inspection, width: int | None = None) -> Picture:
    """Draw heatmap and contours over the inspected picture.

    Parameters
    ----------
    width
        Of the result in pixels; None keeps the picture's own.
    """
    image = inspection.frame.image
    scale = 1.0 if width is None else width / image.shape[1]
    size = (round(image.shape[1] * scale), max(1, round(image.shape[0] * scale)))
    picture = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    if inspection.heatmap is None:
        return picture
    heat = np.asarray(cv2.resize(inspection.heatmap, size), np.float32)
    colours = TABLE[indices(heat)].astype(np.float32)
    alpha = colours[..., 3:] * np.float32(OPACITY / 255)
    mixed = picture * (1 - alpha) + colours[..., :3] * alpha
    drawn = np.ascontiguousarray(mixed.round().astype(np.uint8))
    for region in inspection.regions:
        contour = np.round(region.contour * scale).astype(np.int32)
        cv2.polylines(drawn, [contour], True, SHADOW, 3, cv2.LINE_AA)
        cv2.polylines(drawn, [contour], True, OUTLINE, 1, cv2.LINE_AA)
    return drawn
