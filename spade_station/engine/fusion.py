"""Fusion: distance maps of several layers become one heatmap."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.inspection import Heatmap
from spade_station.domain.preset import HeatmapSettings, ScoreRule
from spade_station.engine.decision import PIXEL, score_of
from spade_station.engine.matching import Matches
from spade_station.engine.spacing import relative

LEVEL = 0.9  # share of a picture that lies below its level
LEAST = 1e-4
MOST = 0.9  # of the score that levelling may take off before it stretches what is left


@dataclass(frozen=True, slots=True)
class LayerScale:
    """What the good samples say of one layer.

    Parameters
    ----------
    spacing
        The usual spacing of its rows.
    constant
        The distance that counts as 1.
    """

    spacing: float
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
        layer: relative(
            matches.distances[layer], matches.spacings[layer], scale.spacing, settings.spacing
        )
        for layer, scale in scales.items()
        if layer in shares
    }
    constants = {layer: scale.constant for layer, scale in scales.items()}
    return fuse(maps, constants, shares, size, settings.smoothing)


def level_of(heatmap: Heatmap) -> float:
    """Give the heat that nine tenths of a picture stay below: its level as a whole."""
    cut = int(LEVEL * heatmap.size)
    return float(np.partition(heatmap, cut, axis=None)[cut])


def levelled(heatmap: Heatmap, usual: float, share: float, rule: ScoreRule) -> Heatmap:
    """Take off a share of what a picture as a whole is hotter than good samples are.

    Light and focus move a whole picture, a defect stands out in it. What is left is stretched so
    that the score stays what it is: levelling changes where a picture is hot, and no verdict of
    the score.

    Parameters
    ----------
    usual
        The usual `level_of` a good sample.
    rule
        How the heatmap becomes the score.
    """
    surplus = share * (level_of(heatmap) - usual) if share else 0.0
    if surplus <= 0:
        return heatmap
    score = score_of(heatmap, rule)
    surplus = min(surplus, MOST * score)
    stretch = np.float32(score / (score - surplus))
    return np.asarray(np.maximum((heatmap - np.float32(surplus)) * stretch, LEAST), np.float32)


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
        Height and width of the picture as the network saw it.
    smoothing
        Deviation of the Gaussian in network pixels.

    Returns
    -------
    Heatmap
        ``(H / 4, W / 4)`` float32 in units of the layers' constants, not yet of the limit.
    """
    fused = np.zeros((size[0] // PIXEL, size[1] // PIXEL), np.float32)
    for layer, share in shares.items():
        fused += upsampled(distances[layer] * np.float32(share / constants[layer]), size)
    return smoothed(fused, smoothing)


def upsampled(distances: npt.NDArray[np.float32], size: tuple[int, int]) -> Heatmap:
    """Bring a distance map to the size of the heatmap; see `fuse`."""
    wanted = (size[1] // PIXEL, size[0] // PIXEL)
    return np.asarray(cv2.resize(distances, wanted, interpolation=cv2.INTER_LINEAR), np.float32)


def smoothed(heatmap: Heatmap, smoothing: float) -> Heatmap:
    """Smooth a heatmap by a Gaussian whose deviation is given in network pixels."""
    deviation = smoothing / PIXEL
    if deviation <= 0:
        return heatmap
    blurred = cv2.GaussianBlur(heatmap, (0, 0), deviation, borderType=cv2.BORDER_REFLECT)
    return np.asarray(blurred, np.float32)
