"""Place scale: heat measured by what is usual at its place of the part.

Parts that lie still, or are laid upon one another, differ more at an edge or a solder joint than on
bare ground, one like the other. What is usual at a place is the median of the good samples there,
as PaDiM (Defard et al. 2021, arXiv 2011.08785) learns how features vary at theirs.
"""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Mask
from spade_station.domain.inspection import Heatmap

COMPARED = 64  # samples that tell what is usual
ALIKE = 1.1  # times as high or as wide: still the same places
MOSTLY = 0.9  # share of the samples that have to be alike
LEAST = 0.1  # where nothing ever differs, heat is ten times what it is elsewhere, not more

Heats = npt.NDArray[np.float32]
"""``(m, h, w)``; NaN where nothing is judged."""

Size = tuple[int, int]


def usual_size(sizes: Sequence[Size]) -> Size | None:
    """Give the size of most heatmaps; None where they differ, and with them the places."""
    height, width = np.median(np.array(sizes), axis=0)
    usual = int(height), int(width)
    alike = np.mean([are_alike(size, usual) for size in sizes])
    return usual if alike >= MOSTLY else None


def are_alike(one: Size, other: Size) -> bool:
    """Whether heatmaps of two sizes show the same places."""
    return all(a <= ALIKE * b and b <= ALIKE * a for a, b in zip(one, other, strict=True))


def chosen(counts: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Choose samples that tell what is usual: a spread of those that count."""
    places = np.flatnonzero(counts)
    return places[:: -(-len(places) // COMPARED)] if len(places) else places


def place_scale(heats: Heats, share: float, judged: Mask | None = None) -> tuple[Heatmap, Heats]:
    """Say by what the heat at each place is divided.

    Parameters
    ----------
    heats
        Of good samples.
    share
        How much the place counts: 0 leaves all heat as it is.
    judged
        ``(h, w)``: where parts are judged; elsewhere the scale is 1.

    Returns
    -------
    scale
        ``(h, w)``: 1 where that is usual which is usual at the most places.
    without
        ``(m, h, w)``: the same for each of the samples, as if it had not been learned.
    """
    ordered = np.sort(heats, axis=0)  # what is not judged comes last
    counts = np.isfinite(heats).sum(axis=0)
    nobody = np.full(heats.shape[1:], np.nan, np.float32)
    without = [_scale(_median_without(heat, ordered, counts), share, judged) for heat in heats]
    return _scale(_median_without(nobody, ordered, counts), share, judged), np.stack(without)


def _median_without(heat: Heatmap, ordered: Heats, counts: npt.NDArray[np.intp]) -> Heatmap:
    """Give the median ``(h, w)`` of all but one of the ordered values; NaN where none are left.

    Parameters
    ----------
    heat
        The one; NaN where it is none of them.
    counts
        ``(h, w)``: how many values there are with it.
    """
    counts = counts - np.isfinite(heat)
    found = []
    for rank in ((counts - 1) // 2, counts // 2):
        value = _ranked(ordered, rank)
        found.append(np.where(heat <= value, _ranked(ordered, rank + 1), value))
    return np.where(counts > 0, (found[0] + found[1]) / 2, np.float32(np.nan))


def _ranked(ordered: Heats, rank: npt.NDArray[np.intp]) -> Heatmap:
    """Give the values ``(h, w)`` of these ranks, from 0 on."""
    place = np.clip(rank, 0, len(ordered) - 1)
    return np.asarray(np.take_along_axis(ordered, place[None], axis=0)[0], np.float32)


def _scale(usual: Heatmap, share: float, judged: Mask | None) -> Heatmap:
    is_known = np.isfinite(usual)
    if judged is not None:
        is_known &= judged
    typical = float(np.median(usual[is_known])) if is_known.any() else 0.0
    if typical <= 0:
        return np.ones_like(usual)
    scale = np.maximum(1 - share + share * usual / np.float32(typical), LEAST)
    return np.where(is_known, scale, np.float32(1))


def by_place(heat: Heatmap, scale: Heatmap | None) -> Heatmap:
    """Measure heat by what is usual at its place, where that is known."""
    fitting = None if scale is None else laid(scale, (heat.shape[0], heat.shape[1]))
    return heat if fitting is None else heat / fitting


def laid(scale: Heatmap, size: Size) -> Heatmap | None:
    """Bring a scale to the size of a heatmap that shows the same places; None for any other."""
    own = scale.shape[0], scale.shape[1]
    return fitted(scale, size) if are_alike(own, size) else None


def fitted(heat: Heatmap, size: Size) -> Heatmap:
    """Bring a heatmap or a scale to another size."""
    if heat.shape == size:
        return heat
    return np.asarray(cv2.resize(heat, size[::-1], interpolation=cv2.INTER_LINEAR), np.float32)
