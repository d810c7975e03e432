"""Fusion: distance maps of several layers become one heatmap."""

from collections.abc import Mapping

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.inspection import Heatmap


def fuse(
    distances: Mapping[str, npt.NDArray[np.float32]],
    constants: Mapping[str, float],
    shares: Mapping[str, float],
    size: tuple[int, int],
    smoothing: float,
) -> Heatmap:
    """Weigh, upsample and smooth the distance maps (design section 3.3).

    Parameters
    ----------
    distances
        Per layer ``(h, w)``.
    constants
        Per layer the distance that counts as 1.
    shares
        Weight per layer, summing to 1; layers without a share are left out.
    size
        Height and width of the heatmap: the network's input size.
    smoothing
        Deviation of the Gaussian in pixels of the heatmap.

    Returns
    -------
    Heatmap
        ``(H, W)`` float32 in units of the layers' constants, not yet of the limit.
    """
    fused = np.zeros(size, np.float32)
    for layer, share in shares.items():
        scaled = distances[layer] * np.float32(share / constants[layer])
        fused += cv2.resize(scaled, (size[1], size[0]), interpolation=cv2.INTER_LINEAR)
    return _smoothed(fused, smoothing)


def _smoothed(heatmap: Heatmap, deviation: float) -> Heatmap:
    if deviation <= 0:
        return heatmap
    blurred = cv2.GaussianBlur(heatmap, (0, 0), deviation, borderType=cv2.BORDER_REFLECT)
    return np.asarray(blurred, np.float32)
