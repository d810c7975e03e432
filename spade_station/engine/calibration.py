"""Calibration: the limit, from the scores of good parts alone.

False alarms that were taken as good are in the bank, but the limit does not rest on them where
there are others: they were chosen for their high scores. Counted as if they were any good part,
each would raise the limit, and defects would pass that were found before.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
import numpy.typing as npt

from spade_station.domain.inspection import Heatmap
from spade_station.domain.preset import Preset, ScoreRule
from spade_station.engine.bank import Bank
from spade_station.engine.decision import score_of
from spade_station.engine.fusion import LayerScale, heat, level_of, levelled
from spade_station.engine.matching import Matches
from spade_station.engine.spacing import relative

ESTIMATE_DEVIATIONS = 4.0
NORMAL = 1.4826  # median absolute deviation to standard deviation
LEAST_LIMIT = 1e-3
LEAST_CONSTANT = 1e-3
ENOUGH = 20  # other samples that the limit may rest on alone


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
        Good samples that it rests on; see `counted`.
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
    scales: Mapping[str, LayerScale] | None = None,
) -> Limit:
    """Find the limit from the leave-one-out scores of the samples (design section 3.5).

    Parameters
    ----------
    scales
        `scales_of` the bank, where they are known already.
    """
    decision = preset.decision
    found = [
        (score_of(each, decision.score), level_of(each))
        for each in left_out_heat(bank, preset, shares, scales)
    ]
    scores, levels = np.array(found).T
    limit = limit_of(scores[counted(bank)], decision.overkill / 100, decision.check / 100)
    return replace(limit, level=float(np.median(levels)))


def in_limits(fused: Heatmap, limit: Limit, preset: Preset) -> Heatmap:
    """Measure a fused heatmap by the limit in use, and level it."""
    unit = limit.value * preset.decision.limit
    return levelled(
        fused / np.float32(unit),
        limit.level / unit,
        preset.heatmap.levelling,
        preset.decision.score,
    )


def counted(bank: Bank) -> npt.NDArray[np.bool_]:
    """Tell ``(m,)`` which calibrated samples the limit rests on."""
    others = np.ones(len(bank.sizes), bool)
    others[list(bank.alarmed)] = False
    return others if others.sum() >= ENOUGH else np.ones_like(others)


def left_out_scores(
    bank: Bank,
    preset: Preset,
    shares: Mapping[str, float],
    scales: Mapping[str, LayerScale] | None = None,
) -> npt.NDArray[np.float64]:
    """Score every calibrated sample against the bank without its own rows."""
    rule: ScoreRule = preset.decision.score
    return np.array([score_of(each, rule) for each in left_out_heat(bank, preset, shares, scales)])


def left_out_heat(
    bank: Bank,
    preset: Preset,
    shares: Mapping[str, float],
    scales: Mapping[str, LayerScale] | None = None,
) -> Iterator[Heatmap]:
    """Give the heatmap of every calibrated sample against the bank without its own rows."""
    scales = scales or scales_of(bank, preset.heatmap.spacing)
    for matches, size in left_out_matches(bank):
        yield heat(matches, scales, shares, size, preset.heatmap)


def left_out_matches(bank: Bank) -> Iterator[tuple[Matches, tuple[int, int]]]:
    """Give what each calibrated sample was without itself, and its size for the network."""
    together = zip(bank.left_out_maps, bank.left_out_spacings, bank.sizes.tolist(), strict=True)
    for distances, spacings, (height, width) in together:
        yield Matches(distances, spacings), (height, width)


def scales_of(bank: Bank, spacing: float) -> dict[str, LayerScale]:
    """Say per layer what is usual among the counted good samples (design section 3.3).

    Parameters
    ----------
    spacing
        How much the spacing of the rows counts.
    """
    scales: dict[str, LayerScale] = {}
    for name, layer in bank.layers.items():
        usual = float(np.median(np.asarray(layer.spacing, np.float32)))
        maps = [
            relative(matches.distances[name], matches.spacings[name], usual, spacing)
            for matches, _ in compress(left_out_matches(bank), counted(bank))
        ]
        highest = float(np.percentile(np.concatenate([each.ravel() for each in maps]), 99.9))
        scales[name] = LayerScale(usual, max(highest, LEAST_CONSTANT))
    return scales


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
    rank = math.ceil((len(scores) + 1) * (1 - share) - 1e-9)
    return float(np.sort(scores)[rank - 1])


def _estimate(scores: npt.NDArray[np.float64]) -> float:
    """Give median + 4·MAD, MAD scaled to a normal deviation, but no less than the largest."""
    middle = float(np.median(scores))
    spread = NORMAL * float(np.median(np.abs(scores - middle)))
    return max(middle + ESTIMATE_DEVIATIONS * spread, float(scores.max()))
