"""The middle and the spread of values among which some may be odd."""

import numpy as np
import numpy.typing as npt

NORMAL = 1.4826  # median absolute deviation to standard deviation


def middle_and_spread(values: npt.NDArray[np.floating]) -> tuple[float, float]:
    """Give median and median absolute deviation, scaled to a normal deviation, of ``(n,)``."""
    middle = float(np.median(values))
    return middle, NORMAL * float(np.median(np.abs(values - middle)))
