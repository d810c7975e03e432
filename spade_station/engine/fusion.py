"""Fusion: distance maps of several layers become one heatmap."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.inspection import Heatmap
from spade_station.domain.preset import HeatmapSettings, ScoreRule
from spade_station.engine.decision import score_of
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
    """Give the heat that nine tenths of a picture stay below: its level as a whole.

    Every fourth pixel tells as much, since a heatmap is smooth.
    """
    return float(np.quantile(heatmap[::4, ::4], LEVEL))


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
