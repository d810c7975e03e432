"""Fusion: distance maps of several layers become one heatmap."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.heatmap_settings import HeatmapSettings
from spade_station.domain.imaging_settings import ViewFusion
from spade_station.domain.inspection import Heatmap
from spade_station.domain.preset import ScoreRule
from spade_station.engine.decision import PIXEL, score_of, scores_of
from spade_station.engine.layer_keys import by_views
from spade_station.engine.matching import Matches
from spade_station.engine.place_scale import by_place
from spade_station.engine.spacing import relative

Heatmaps = npt.NDArray[np.float32]
"""``(views, h, w)``: a heatmap of each view."""

Joiner = Callable[..., npt.NDArray[np.float32]]

LEVEL = 0.9  # share of a picture that lies below its level
LEAST = 1e-4
MOST = 0.9  # of the score that levelling may take off before it stretches what is left
JOINERS: Mapping[ViewFusion, Joiner] = {
    ViewFusion.MAXIMUM: np.max,
    ViewFusion.MEDIAN: np.median,
    ViewFusion.MINIMUM: np.min,
}
JOINERS_OF_SEEN: Mapping[ViewFusion, Joiner] = {
    ViewFusion.MAXIMUM: np.nanmax,
    ViewFusion.MEDIAN: np.nanmedian,
    ViewFusion.MINIMUM: np.nanmin,
}


@dataclass(frozen=True, slots=True, eq=False)
class LayerScale:
    """What the good samples say of one layer.

    Parameters
    ----------
    spacing
        The usual spacing of its rows.
    constant
        The distance that counts as 1.
    places
        What its heat is divided by, at each place of the part; None where places do not count.
    """

    spacing: float
    constant: float
    places: Heatmap | None = None


def heat(
    matches: Matches,
    scales: Mapping[str, LayerScale],
    shares: Mapping[str, float],
    size: tuple[int, int],
    settings: HeatmapSettings,
) -> Heatmaps:
    """Make a heatmap of each view of what the matching found; see `heat_of_views`."""
    maps = {
        layer: relative(
            matches.distances[layer], matches.spacings[layer], scale.spacing, settings.spacing
        )
        for layer, scale in scales.items()
        if layer in shares
    }
    constants = {layer: scale.constant for layer, scale in scales.items()}
    places = {layer: scale.places for layer, scale in scales.items() if scale.places is not None}
    return heat_of_views(maps, constants, shares, size, settings.smoothing, places)


def level_of(heatmap: Heatmap) -> float:
    """Give the heat that nine tenths of a picture stay below: its level as a whole."""
    cut = int(LEVEL * heatmap.size)
    return float(np.partition(heatmap, cut, axis=None)[cut])


def levelled(
    heatmap: Heatmap, usual: float, share: float, rule: ScoreRule, judged: float = 1.0
) -> Heatmap:
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
    judged
        Share of the heatmap that is judged.
    """
    surplus = share * (level_of(heatmap) - usual) if share else 0.0
    if surplus <= 0:
        return heatmap
    score = score_of(heatmap, rule, judged)
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
    """Make one heatmap ``(H / 4, W / 4)``, the hottest of all views: see `heat_of_views`."""
    return of_part(heat_of_views(distances, constants, shares, size, smoothing))


def heat_of_views(
    distances: Mapping[str, npt.NDArray[np.float32]],
    constants: Mapping[str, float],
    shares: Mapping[str, float],
    size: tuple[int, int],
    smoothing: float,
    places: Mapping[str, Heatmap] | None = None,
) -> Heatmaps:
    """Weigh, upsample and smooth the distance maps (design section 3.3).

    Parameters
    ----------
    distances
        Per layer ``(h, w)``; NaN where nothing is judged.
    constants
        Per layer the distance that counts as 1.
    shares
        Weight per layer, summing to 1 for each view; layers without a share are left out.
    size
        Height and width of the picture as the network saw it.
    smoothing
        Deviation of the Gaussian in network pixels.
    places
        Per layer what its heat is divided by: see `engine.place_scale`.

    Returns
    -------
    Heatmaps
        ``(views, H / 4, W / 4)`` float32 in units of the layers' constants, not yet of the limit.
    """
    views = by_views(shares)
    fused = np.zeros((len(views), size[0] // PIXEL, size[1] // PIXEL), np.float32)
    for view, layers in enumerate(views):
        for layer in layers:
            scaled = distances[layer] * np.float32(shares[layer] / constants[layer])
            warm = smoothed(upsampled(scaled, size), smoothing)  # as `GoodHeat` does
            fused[view] += by_place(warm, places.get(layer) if places else None)
    return fused


def of_part(
    views: Heatmaps,
    fusion: ViewFusion = ViewFusion.MAXIMUM,
    rule: ScoreRule = ScoreRule.TOP_PERCENT,
    judged: float = 1.0,
) -> Heatmap:
    """Make one heatmap ``(h, w)`` of those of all views of a part; see `joined`."""
    one = joined(views.reshape(len(views), 1, -1), fusion, rule, judged)
    return one.reshape(views.shape[1:])


def joined(
    views: npt.NDArray[np.float32], fusion: ViewFusion, rule: ScoreRule, judged: float
) -> npt.NDArray[np.float32]:
    """Make one heatmap of those of all views of a part, for n parts.

    A view does not count where it is not judged; what no view judges has no heat.

    Parameters
    ----------
    views
        ``(views, n, pixels)``; NaN where a view is not judged.
    rule, judged
        How the score is taken, by which the worst view is known.

    Returns
    -------
    ndarray
        ``(n, pixels)`` float32.
    """
    unseen = np.isnan(views)
    is_whole = not unseen.any()
    if len(views) == 1 or fusion is ViewFusion.WORST_VIEW:
        seen = views if is_whole else np.where(unseen, np.float32(0), views)
        if len(views) == 1:
            return np.asarray(seen[0])
        scores = np.stack([scores_of(view, rule, judged) for view in seen])
        return np.asarray(seen[scores.argmax(axis=0), np.arange(seen.shape[1])])
    if is_whole:
        return np.asarray(JOINERS[fusion](views, axis=0), np.float32)
    views = np.where(unseen.all(axis=0), np.float32(0), views)
    return np.asarray(JOINERS_OF_SEEN[fusion](views, axis=0), np.float32)


def upsampled(distances: npt.NDArray[np.float32], size: tuple[int, int]) -> Heatmap:
    """Bring a distance map to the size of the heatmap; NaN stays NaN."""
    wanted = (size[1] // PIXEL, size[0] // PIXEL)
    unjudged = np.isnan(distances)
    if not unjudged.any():
        return np.asarray(cv2.resize(distances, wanted, interpolation=cv2.INTER_LINEAR), np.float32)
    known = np.where(unjudged, np.float32(0), distances)
    larger = np.asarray(cv2.resize(known, wanted, interpolation=cv2.INTER_LINEAR), np.float32)
    hidden = cv2.resize(unjudged.astype(np.uint8), wanted, interpolation=cv2.INTER_NEAREST)
    larger[hidden > 0] = np.nan
    return larger


def smoothed(heatmap: Heatmap, smoothing: float) -> Heatmap:
    """Smooth a heatmap by a Gaussian whose deviation is given in network pixels.

    What is not judged, NaN, is taken for cold and stays NaN.
    """
    deviation = smoothing / PIXEL
    if deviation <= 0:
        return heatmap
    unjudged = np.isnan(heatmap)
    if unjudged.any():
        heatmap = np.where(unjudged, np.float32(0), heatmap)
    blurred = cv2.GaussianBlur(heatmap, (0, 0), deviation, borderType=cv2.BORDER_REFLECT)
    blurred[unjudged] = np.nan
    return np.asarray(blurred, np.float32)
