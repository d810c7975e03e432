"""Calibration: the limit, from the scores of good parts alone."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spade_station.domain.preset import Preset, ScoreRule
from spade_station.engine.bank import Bank
from spade_station.engine.decision import score_of
from spade_station.engine.fusion import fuse

ESTIMATE_DEVIATIONS = 4.0
LEAST_LIMIT = 1e-3


@dataclass(frozen=True, slots=True)
class Limit:
    """The calibrated limit of one preset and bank.

    Parameters
    ----------
    value
        In the unit of the fused heatmap before it is divided by the limit.
    is_estimate
        True when there are too few samples for the wanted overkill; then no promise is made.
    samples
        Good samples that it rests on.
    needed
        Good samples that the wanted overkill needs.
    """

    value: float
    is_estimate: bool
    samples: int
    needed: int


def calibrate(bank: Bank, preset: Preset, shares: Mapping[str, float]) -> Limit:
    """Find the limit from the leave-one-out scores of the samples (design section 3.5)."""
    return limit_of(left_out_scores(bank, preset, shares), preset.decision.overkill / 100)


def left_out_scores(
    bank: Bank, preset: Preset, shares: Mapping[str, float]
) -> npt.NDArray[np.float64]:
    """Score every calibrated sample against the bank without its own rows."""
    rule: ScoreRule = preset.decision.score
    sizes = [(int(height), int(width)) for height, width in bank.sizes]
    return np.array(
        [
            score_of(fuse(maps, bank.constants, shares, size, preset.heatmap.smoothing), rule)
            for maps, size in zip(bank.left_out_maps, sizes, strict=True)
        ]
    )


def needed_samples(overkill: float) -> int:
    """How many good samples a wanted overkill needs: ``n ≥ 1/α - 1``."""
    return math.ceil(1 / overkill - 1 - 1e-9)


def limit_of(scores: npt.NDArray[np.float64], overkill: float) -> Limit:
    """Give the conformal limit of the scores of good parts, or a marked estimate.

    The ``⌈(n+1)(1-α)⌉``-th smallest of n scores is passed by a further good part with at least
    ``1-α`` probability (Vovk et al., Algorithmic Learning in a Random World, 2005). With fewer
    than ``1/α - 1`` scores there is no such limit; then median + 4·MAD stands in, MAD scaled to
    the deviation of a normal distribution, and never less than the largest score.
    """
    count, needed = len(scores), needed_samples(overkill)
    if count >= needed:
        rank = math.ceil((count + 1) * (1 - overkill) - 1e-9)
        value = float(np.sort(scores)[rank - 1])
        return Limit(max(value, LEAST_LIMIT), is_estimate=False, samples=count, needed=needed)
    middle = float(np.median(scores))
    spread = 1.4826 * float(np.median(np.abs(scores - middle)))
    value = max(middle + ESTIMATE_DEVIATIONS * spread, float(scores.max()))
    return Limit(max(value, LEAST_LIMIT), is_estimate=True, samples=count, needed=needed)
