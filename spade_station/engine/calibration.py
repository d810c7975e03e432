"""Calibration: the limit, from the scores of good parts alone."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from spade_station.domain.inspection import Heatmap
from spade_station.domain.preset import Preset
from spade_station.engine.bank import Bank
from spade_station.engine.fusion import levelled
from spade_station.engine.good_heat import GoodHeat, Reading, counted
from spade_station.engine.judged_area import JudgedArea
from spade_station.imaging.spread import middle_and_spread

ESTIMATE_DEVIATIONS = 4.0
LEAST_LIMIT = 1e-3


@dataclass(frozen=True, slots=True)
class Limit:
    """The calibrated limit of one preset and bank.

    Parameters
    ----------
    value
        In the unit of the fused heatmap before it is divided by the limit.
    check
        The check limit in the same unit, never above the limit.
    is_estimate
        True when there are too few samples for the wanted overkill; then no promise is made.
    samples
        Good samples that it rests on; see `good_heat.counted`.
    needed
        Good samples that the wanted overkill needs.
    level
        The usual level of a good sample's heatmap, in the unit of `value`.
    """

    value: float
    check: float
    is_estimate: bool
    samples: int
    needed: int
    level: float = 0.0


def calibrate(
    bank: Bank,
    preset: Preset,
    shares: Mapping[str, float],
    good: GoodHeat,
    area: JudgedArea | None = None,
) -> Limit:
    """Find the limit from the leave-one-out scores of the samples (design section 3.5)."""
    decision = preset.decision
    reading = reading_of(preset, bank, area)
    counts = counted(bank)
    overkill, check = decision.overkill / 100, decision.check / 100
    wanted: int | None = None
    if counts.sum() >= max(needed_samples(overkill), needed_samples(check)):
        ranks = [quantile_rank(int(counts.sum()), share) for share in (overkill, check)]
        wanted = len(counts) - min(ranks) + 1  # as if all that do not count were above these
    scores = good.scores(shares, reading, wanted)
    limit = limit_of(scores[counts], overkill, check)
    is_levelled = preset.heatmap.levelling > 0
    return replace(limit, level=good.usual_level(shares, reading) if is_levelled else 0.0)


def reading_of(preset: Preset, bank: Bank, area: JudgedArea | None = None) -> Reading:
    """Say how a preset makes scores of heatmaps; an `area` that is ready serves again."""
    area = area or JudgedArea(preset.imaging.zones, bank.seen)
    return Reading(preset.decision.score, preset.imaging.views.fusion, area)


def in_limits(fused: Heatmap, limit: Limit, preset: Preset, judged: float = 1.0) -> Heatmap:
    """Measure a fused heatmap by the limit in use, and level it."""
    unit = limit.value * preset.decision.limit
    return levelled(
        fused / np.float32(unit),
        limit.level / unit,
        preset.heatmap.levelling,
        preset.decision.score,
        judged,
    )


def needed_samples(overkill: float) -> int:
    """How many good samples a wanted overkill needs: ``n ≥ 1/α - 1``."""
    return math.ceil(1 / overkill - 1 - 1e-9)


def limit_of(scores: npt.NDArray[np.float64], overkill: float, check: float) -> Limit:
    """Give the limits that good parts exceed with the wanted probabilities.

    Parameters
    ----------
    scores
        Of good parts, each judged without itself in the bank.
    overkill, check
        Wanted share of good parts above the limit, and above the check limit.
    """
    needed = needed_samples(overkill)
    is_estimate = len(scores) < needed
    value = max(_estimate(scores) if is_estimate else _quantile(scores, overkill), LEAST_LIMIT)
    enough = len(scores) >= needed_samples(check)
    second_look = _quantile(scores, check) if enough else float(scores.max())
    return Limit(value, min(second_look, value), is_estimate, len(scores), needed)


def _quantile(scores: npt.NDArray[np.float64], share: float) -> float:
    """Give the ``⌈(n+1)(1-α)⌉``-th smallest of n scores.

    A further good part stays below it with at least ``1-α`` probability (conformal prediction:
    Vovk et al., Algorithmic Learning in a Random World, 2005).
    """
    return float(np.sort(scores)[quantile_rank(len(scores), share) - 1])


def quantile_rank(count: int, share: float) -> int:
    """Give the place of the limit among `count` ascending scores, from 1 on."""
    return math.ceil((count + 1) * (1 - share) - 1e-9)


def _estimate(scores: npt.NDArray[np.float64]) -> float:
    """Give median + 4·MAD, MAD scaled to a normal deviation, but no less than the largest."""
    middle, spread = middle_and_spread(scores)
    return max(middle + ESTIMATE_DEVIATIONS * spread, float(scores.max()))
