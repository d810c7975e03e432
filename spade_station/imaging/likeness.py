"""What of a picture is compared: its structure, whatever the light; and how alike two are."""

import cv2
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.float32]
"""``(h, w)``."""

LARGEST = 4.0  # px, deviation; what is coarser is light rather than part
REGION = 21  # px; over which contrast is evened out
FLOOR = 0.5  # of the mean contrast: what has less stays faint
NOISE = 1.0  # grey values; the camera's own


def structure_of(grey: npt.NDArray[np.generic]) -> Plane:
    """Give the fine structure of a grey picture, ``(h, w)``, with its contrast evened out.

    Light that changes slowly over the part or from part to part falls out, and a defect counts by
    its area, however dark or bright it is.
    """
    band = _band(grey)
    square = cv2.blur(band * band, (REGION, REGION), borderType=cv2.BORDER_REFLECT_101)
    contrast = np.sqrt(np.maximum(square, 0))
    return np.asarray(band / (contrast + FLOOR * contrast.mean() + NOISE), np.float32)


def contrast_of(grey: npt.NDArray[np.generic]) -> float:
    """Give the deviation of the fine structure, in grey values."""
    return float(np.sqrt(np.square(_band(grey)).mean()))


def _band(grey: npt.NDArray[np.generic]) -> Plane:
    values = grey.astype(np.float32)
    smooth = cv2.GaussianBlur(values, (0, 0), LARGEST, borderType=cv2.BORDER_REFLECT_101)
    return np.asarray(values - smooth, np.float32)


def likeness(one: Plane, other: Plane, weight: Plane) -> float:
    """Give the normalised correlation of two structures of one size, -1 to 1."""
    weighted = one * weight
    energy = float(np.vdot(weighted, one)) * float(np.vdot(other * weight, other))
    return float(np.vdot(weighted, other) / np.sqrt(energy)) if energy > 0 else 0.0
