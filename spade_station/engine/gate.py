"""The gate: which samples do not look like good parts, or add nothing to the others.

A learned sample is judged by its leave-one-out maps, a candidate by its score and its distances.
What is normal at a place of the part is taken from the other samples there, by median and median
absolute deviation: neither is moved by the bad samples that the gate looks for.
"""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Mask
from spade_station.domain.preset import Preset
from spade_station.engine.bank import FARTHEST, Bank, highest_of
from spade_station.engine.fusion import fuse
from spade_station.engine.judged_area import JudgedArea
from spade_station.engine.layer_keys import stride_of
from spade_station.engine.learning import calibrated_samples
from spade_station.imaging.spread import NORMAL, middle_and_spread

Scores = npt.NDArray[np.float64]

HOTTEST = 0.003  # share of a part that counts; many a defect is smaller than the 1 % of a score
UNLIKE = 3.5  # deviations (Iglewicz and Hoaglin 1993)
ROUNDS = 2  # of them the second is judged by those that the first did not find suspicious
ALIKE = 0.2  # share of the samples that one is compared with: those with the nearest descriptors
LEAST_ALIKE = 3
COLDEST = 1e-3  # the logarithm of less would say how well a place is known, not how unlike it is
CELL = 4  # network pixels of a cell in which samples are compared: half the finest layer's stride
SMOOTHED = 4.0  # cells; a deviation of few samples is a noisy thing
MOST = 99.0  # deviations; more says no more
LEAST_SPREAD = 1e-6
FAR = 2.0  # times the limit, and
BEYOND = 3.0  # times as far from the middle as the worst good sample
SAME = 0.03  # a distance that rounding rows to half precision can make; measured up to 0.025
SAME_DESCRIPTOR = 2e-3
SLACK = 1.5  # a coreset measures its radius in a projection, and thins more than once
BLOCK = 1024  # descriptors compared at once


def unlikeness(bank: Bank, preset: Preset, shares: Mapping[str, float]) -> Scores:
    """Say how unlike the others each calibrated sample is.

    Per judged place of the fused leave-one-out heatmap, in logarithms, the deviation from the
    median of all samples, in units of the deviation that is usual there; of that the mean of the
    hottest places, less what is usual among the samples that resemble it most as a whole (one lot
    or one strip may be rougher than another). This as a robust z-score over the samples: `UNLIKE`
    and more is suspicious.

    Returns
    -------
    Scores
        ``(m,)``, in the order of ``bank.sizes``; 0 where all samples are the same.
    """
    height, width = (max(1, int(side) // CELL) for side in np.median(bank.sizes, axis=0))
    constants = {layer: _usual_peak(bank, layer) for layer in shares}
    heat = np.empty((len(bank.sizes), height, width), np.float32)
    for place, (maps, size) in enumerate(zip(bank.left_out_maps, bank.sizes, strict=True)):
        fused = fuse(maps, constants, shares, (size[0], size[1]), preset.heatmap.smoothing)
        heat[place] = cv2.resize(fused, (width, height), interpolation=cv2.INTER_AREA)
    np.log(np.maximum(heat, COLDEST), out=heat)  # else the spread grows with the heat
    factors = JudgedArea(preset.imaging.zones, bank.seen).factors((height, width))
    judged = np.ones((height, width), bool) if factors is None else factors > 0
    values, places = _hottest(heat, judged), compared(bank)
    return _robust(_among_alike(values, bank.descriptors[places]) if places else values)


def compared(bank: Bank) -> list[int]:
    """Tell which samples were scored: a spread of those learned at once, and all added later.

    No samples where that cannot be told: a bank of an older station may have another spread.
    """
    for learned in range(bank.samples + 1):
        spread = calibrated_samples(learned)
        if len(spread) + bank.samples - learned == len(bank.sizes):
            return [*spread, *range(learned, bank.samples)]
    return []


def doubles(bank: Bank) -> npt.NDArray[np.bool_]:
    """Tell ``(n,)`` which samples are the same picture as an earlier one."""
    known = np.asarray(bank.descriptors, np.float32)
    same = np.zeros(len(known), bool)
    for start in range(0, len(known), BLOCK):
        block = known[start : start + BLOCK]
        for row, close in enumerate(block @ known.T > 1 - 1e-3):  # few, so that few are subtracted
            earlier = np.flatnonzero(close[: start + row])
            apart = np.linalg.norm(known[earlier] - block[row], axis=1)
            same[start + row] = bool((apart < SAME_DESCRIPTOR).any())
    return same


def is_covered(before: Bank, after: Bank, alarmed: bool) -> bool:
    """Whether the one sample that `after` has more than `before` taught nothing new.

    Every patch of it has a row of `before` so near that a coreset would not have kept it; of a
    part that was not judged OK the very same patch must be there.
    """
    height, width = after.sizes[-1]
    return all(
        float(
            np.nanmax(layer.left_out[-(height // stride_of(name)) * (width // stride_of(name)) :])
        )
        <= (SAME if alarmed else max(SAME, SLACK * before.layers[name].radius))
        for name, layer in after.layers.items()
    )


def looks_defective(score: float, good: Sequence[float] | Scores) -> bool:
    """Whether a score is so far off that it is hardly a false alarm.

    Parameters
    ----------
    score
        Of the candidate, in units of the limit.
    good
        Leave-one-out scores of the samples, in the same unit.
    """
    middle, worst = float(np.median(good)), float(np.max(good))
    return score > FAR and score - middle > BEYOND * (worst - middle)


def _usual_peak(bank: Bank, layer: str) -> float:
    """Give the layer's calibration constant as bad samples cannot raise it."""
    shown = [maps[layer] for maps in bank.left_out_maps if np.isfinite(maps[layer]).any()]
    return float(np.median([highest_of([each]) for each in shown])) if shown else FARTHEST


def _hottest(heat: npt.NDArray[np.float32], judged: Mask) -> Scores:
    """Give the mean deviation ``(m,)`` of the places that deviate most.

    Parameters
    ----------
    heat
        ``(m, h, w)``; NaN where a sample shows nothing, which is no deviation.
    judged
        ``(h, w)``: beside the part nothing is hot in most samples, and a trace of heat there would
        be the largest deviation of all.
    """
    unseen = np.isnan(heat)
    median = np.nanmedian if unseen.any() else np.median  # which is many times as quick
    judged = judged & ~unseen.all(axis=0)
    cells = heat[:, judged]
    cells -= median(cells, axis=0)
    usual = np.zeros(judged.shape, np.float32)
    usual[judged] = NORMAL * median(np.abs(cells), axis=0)
    near = _smoothed(judged.astype(np.float32))
    spread = (_smoothed(usual) / np.maximum(near, LEAST_SPREAD))[judged]
    cells /= np.maximum(spread + np.median(spread), LEAST_SPREAD)
    cells = np.nan_to_num(cells)
    hottest = max(1, round(HOTTEST * cells.shape[1]))
    tops = np.partition(cells, -hottest, axis=1)[:, -hottest:]
    return np.asarray(tops.mean(axis=1), np.float64)


def _smoothed(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), SMOOTHED), np.float32)


def _among_alike(values: Scores, descriptors: npt.NDArray[np.float16]) -> Scores:
    """Take off what is usual among the samples that each resembles most."""
    known = np.array(descriptors, np.float32)
    known -= known.mean(axis=0)  # what all have in common would round away what they differ in
    lengths = np.square(known).sum(axis=1)
    apart = lengths[:, None] + lengths - 2 * known @ known.T
    np.fill_diagonal(apart, np.inf)
    count = min(len(values) - 1, max(LEAST_ALIKE, round(ALIKE * len(values))))
    if count == 0:
        return values
    nearest = np.argpartition(apart, count - 1, axis=1)[:, :count]
    return values - np.median(values[nearest], axis=1)


def _robust(values: Scores) -> Scores:
    """Express values in deviations of those that are not suspicious."""
    usual = np.ones(len(values), bool)
    for _ in range(ROUNDS):
        middle, spread = middle_and_spread(values[usual])
        off: Scores = (values - middle) / max(spread, LEAST_SPREAD)
        usual = off < UNLIKE
    return np.clip(off, -MOST, MOST)
