"""Fusion: distance maps of several layers become one heatmap."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.inspection import Heatmap
from spade_station.domain.preset import HeatmapSettings
from spade_station.engine.matching import DistanceMap, Matches
from spade_station.engine.spacing import relative

LEAST = 1e-4
QUIET = 0.25  # share of a picture that shows its level


@dataclass(frozen=True, slots=True)
class LayerScale:
    """What the good samples say of one layer.

    Parameters
    ----------
    spacing
        The usual spacing of its rows.
    level
        The usual `level_of` a sample: the median over all.
    constant
        The distance that counts as 1.
    """

    spacing: float
    level: float
    constant: float


def heat(
    matches: Matches,
    scales: Mapping[str, LayerScale],
    shares: Mapping[str, float],
    size: tuple[int, int],
    settings: HeatmapSettings,
) -> Heatmap:
    """Make the heatmap of what the matching found; see `fuse`."""
    maps = {
        layer: levelled(
            relative(
                matches.distances[layer], matches.spacings[layer], scale.spacing, settings.spacing
            ),
            scale.level,
            settings.levelling,
        )
        for layer, scale in scales.items()
        if layer in shares
    }
    constants = {layer: scale.constant for layer, scale in scales.items()}
    return fuse(maps, constants, shares, size, settings.smoothing)


def level_of(distance: DistanceMap) -> float:
    """Give the distance that a quarter of a picture is below.

    It is moved by light or focus, not by a defect, unless that covers three quarters of the part.
    """
    return float(np.quantile(distance, QUIET))


def levelled(distance: DistanceMap, usual: float, share: float) -> DistanceMap:
    """Take off a share of what a picture as a whole is farther away than good samples are.

    What is left at the least is a little above 0.
    """
    surplus = level_of(distance) - usual
    if share == 0 or surplus <= 0:
        return distance
    return np.asarray(np.maximum(distance - np.float32(share * surplus), LEAST), np.float32)


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
