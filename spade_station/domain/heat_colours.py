"""The colours of the heatmap: one absolute scale, the same for every picture.

1.0 is the limit. Below `START` nothing is shown, so that a good part looks like itself; the colour
fades in, late and steeply, up to the limit and gets brighter up to `TOP`. The steps follow the
inferno scale, whose brightness rises evenly, so that it reads the same without colour vision.
"""

import numpy as np
import numpy.typing as npt

START = 0.7
LIMIT = 1.0
TOP = 2.0
STEPS = 256

# inferno from its fifth on: the darker part would only blacken the picture
_ANCHORS = np.array(
    [
        (0.20, 62, 9, 102),
        (0.25, 85, 15, 109),
        (0.375, 136, 34, 106),
        (0.50, 186, 54, 85),
        (0.625, 227, 89, 51),
        (0.75, 249, 140, 10),
        (0.875, 249, 201, 50),
        (1.00, 252, 255, 164),
    ]
)


def _table() -> npt.NDArray[np.uint8]:
    """Make ``(256, 4)`` red, green, blue, alpha for the values from 0 to `TOP`."""
    value = np.linspace(0, TOP, STEPS)
    place = np.interp(value, (START, TOP), (_ANCHORS[0, 0], 1))
    table = np.empty((STEPS, 4))
    for channel in range(3):
        table[:, channel] = np.interp(place, _ANCHORS[:, 0], _ANCHORS[:, channel + 1])
    table[:, 3] = 255 * np.interp(value, (START, LIMIT), (0, 1)) ** 2
    return table.round().astype(np.uint8)


TABLE = _table()


def indices(heat: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Return the rows of the table for the values of a heatmap; what is not a number is hottest."""
    scaled = np.nan_to_num(heat, nan=TOP, posinf=TOP, neginf=0) * np.float32((STEPS - 1) / TOP)
    return np.asarray(np.clip(scaled + np.float32(0.5), 0, STEPS - 1), np.uint8)
