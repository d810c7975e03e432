"""The colours of the heatmap in the form that Qt paints."""

import numpy as np
import numpy.typing as npt

from spade_station.domain.heat_colours import LIMIT, START, STEPS, TABLE, TOP, indices
from spade_station.domain.inspection import Heatmap

__all__ = ["LIMIT", "START", "STEPS", "TOP", "colour_of", "coloured", "indices"]


def _premultiplied() -> npt.NDArray[np.uint32]:
    """Pack the table as Qt's ``ARGB32_Premultiplied``."""
    table = TABLE.astype(np.uint32)
    alpha = table[:, 3]
    red, green, blue = ((table[:, channel] * alpha + 127) // 255 for channel in range(3))
    return np.asarray((alpha << 24) | (red << 16) | (green << 8) | blue, np.uint32)


_PACKED = _premultiplied()


def colour_of(value: float) -> tuple[int, int, int, int]:
    """Return red, green, blue and alpha of one value of a heatmap."""
    red, green, blue, alpha = TABLE[int(indices(np.array([value], np.float32))[0])]
    return int(red), int(green), int(blue), int(alpha)


def coloured(heat: Heatmap) -> npt.NDArray[np.uint32]:
    """Colour a heatmap ``(h, w)``, ready to be a ``Format_ARGB32_Premultiplied`` picture."""
    return np.ascontiguousarray(_PACKED[indices(heat)])
