"""Auto matching: the good samples say whether a part is better compared place by place.

Each of a few good samples is matched with the others, as it is and with a small flaw painted on;
the way of matching in which the flaws stand out most is taken. All patches are rows here, so that
one matrix of similarities a picture serves all ways.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from spade_station.domain.frame import Mask, Picture
from spade_station.domain.matching_choice import MatchingChoice, MatchingTrial
from spade_station.domain.preset import LAYERS, MatchingMode, Preset
from spade_station.engine.backbone import Backbone
from spade_station.engine.bank import LEAST_CONSTANT, highest_of
from spade_station.engine.decision import score_of
from spade_station.engine.exact_search import EXCLUDED
from spade_station.engine.features import (
    Features,
    effective_weights,
    extract,
    learned_step,
    thinned,
)
from spade_station.engine.fusion import fuse
from spade_station.engine.matching import DistanceMap, cells_in_reach
from spade_station.engine.synthetic_damage import damaged
from spade_station.engine.tiling import spans
from spade_station.engine.whitening import Whitening
from spade_station.imaging.masks import touched

LEAST_SAMPLES = 8  # with fewer nothing can be told
REACHES = (8, 16, 32)  # network pixels: a part that lies still, nearly so, and one that shifts
CLEARLY = 1.1  # times the separation: by as much a place has to help, since it forgives less
AT_ONCE = 8  # pictures that the network looks at together
LEAST_SPREAD = 1e-3  # of the mean, where all samples are the same

Scores = npt.NDArray[np.float64]

Way = tuple[MatchingMode, int]
WAYS: tuple[Way, ...] = (
    (MatchingMode.EVERYWHERE, 0),
    *((MatchingMode.SAME_PLACE, reach) for reach in REACHES),
)


def choose_matching(
    pictures: Sequence[Picture],
    backbone: Backbone,
    preset: Preset,
    whitening: Mapping[str, Whitening],
    seen: Mask | None = None,
    check: Callable[[], None] = lambda: None,
) -> MatchingChoice:
    """Try `WAYS` on good pictures of the network's size and take the best.

    Pictures of other sizes than most are left out; with fewer than `LEAST_SAMPLES` left nothing
    is tried and the whole bank is used. Of pictures that are cut into tiles one tile is compared:
    what is held grows with the square of their cells.

    Parameters
    ----------
    seen
        ``(H, W)``, True where parts are judged; None everywhere.
    check
        Called now and then; what it raises ends it.
    """
    alike = _of_the_usual_size(pictures)
    if len(alike) < LEAST_SAMPLES:
        return MatchingChoice(MatchingMode.EVERYWHERE, preset.matching.reach, ())
    if preset.imaging.tiles.on:
        tile = _fullest_tile((alike[0].shape[0], alike[0].shape[1]), seen)
        alike = [each[tile] for each in alike]
        seen = None if seen is None else seen[tile]
    shares = effective_weights(preset.weights, backbone.layers).shares
    layers = tuple(layer for layer in LAYERS if layer in shares)
    flaws = [damaged(each, number, seen) for number, each in enumerate(alike)]
    good, flawed = (_extracted(each, backbone, layers, whitening, check) for each in (alike, flaws))
    size = (alike[0].shape[0], alike[0].shape[1])
    maps_of_good = _maps(good, good, seen, check)
    maps_of_flawed = _maps(flawed, good, seen, check)
    judged = 1.0 if seen is None else float(seen.mean())
    trials = []
    for way in WAYS:
        good_maps = maps_of_good[way]
        constants = {layer: highest_of([maps[layer] for maps in good_maps]) for layer in layers}
        scores = [
            np.array(
                [
                    score_of(
                        fuse(maps, constants, shares, size, preset.heatmap.smoothing),
                        preset.decision.score,
                        judged,
                    )
                    for maps in found[way]
                ]
            )
            for found in (maps_of_good, maps_of_flawed)
        ]
        trials.append(MatchingTrial(*way, round(separation(*scores), 3)))
    best = max(trials, key=lambda trial: trial.separation)
    plain = trials[0]
    if best.separation < CLEARLY * plain.separation:
        best = plain
    reach = best.reach if best.mode is MatchingMode.SAME_PLACE else preset.matching.reach
    return MatchingChoice(best.mode, reach, tuple(trials))


def separation(good: Scores, flawed: Scores) -> float:
    """Mean rise of the scores by faint flaws, in standard deviations of the good scores.

    Each flawed sample is compared with itself without the flaw. Of the flaws the fainter half
    counts: what nobody can miss does not tell one way of matching from another.
    """
    spread = max(float(good.std()), LEAST_SPREAD * float(good.mean()), LEAST_CONSTANT)
    rises = np.sort(flawed - good)
    return float(rises[: (len(rises) + 1) // 2].mean()) / spread


def _of_the_usual_size(pictures: Sequence[Picture]) -> list[Picture]:
    shapes = [each.shape for each in pictures]
    usual = max(shapes, key=shapes.count, default=None)
    return [each for each in pictures if each.shape == usual]


def _fullest_tile(size: tuple[int, int], seen: Mask | None) -> tuple[slice, slice]:
    """Choose the tile that shows most of the part, or one of the middle where all is the part.

    At the pictures' own scale, as they are learned: a reach is told in its pixels.
    """
    rows, columns = ([slice(each.start, each.stop) for each in spans(side)] for side in size)
    if seen is None:
        return rows[len(rows) // 2], columns[len(columns) // 2]
    tiles = [(down, across) for down in rows for across in columns]
    return max(tiles, key=lambda tile: int(seen[tile].sum()))


def _extracted(
    pictures: Sequence[Picture],
    backbone: Backbone,
    layers: Sequence[str],
    whitening: Mapping[str, Whitening],
    check: Callable[[], None],
) -> list[Features]:
    """Extract a few at a time, so that it can be ended."""
    found: list[Features] = []
    for start in range(0, len(pictures), AT_ONCE):
        check()
        found += extract(pictures[start : start + AT_ONCE], backbone, layers, whitening)
    return found


def _maps(
    looked_at: Sequence[Features],
    good: Sequence[Features],
    seen: Mask | None,
    check: Callable[[], None],
) -> dict[Way, list[dict[str, DistanceMap]]]:
    """Match one picture of each sample with all good samples but its own."""
    found: dict[Way, list[dict[str, DistanceMap]]] = {way: [{} for _ in looked_at] for way in WAYS}
    for layer in good[0].layers:
        rows = [thinned(features.layers[layer]) for features in good]
        grid = (rows[0].shape[0], rows[0].shape[1])
        hidden = None if seen is None else touched(~seen, grid)
        whole = (good[0].layers[layer].shape[0], good[0].layers[layer].shape[1])
        step = learned_step(whole)
        too_far = {
            way: _too_far(grid, cells_in_reach(way[1], layer, whole) / step, rows[0].device)
            for way in WAYS
            if way[0] is MatchingMode.SAME_PLACE
        }
        for number, features in enumerate(looked_at):
            check()
            patches = thinned(features.layers[layer]).flatten(0, 1)
            nearest = patches.new_full((len(patches), len(patches)), -1.0)
            for other, of_other in enumerate(rows):
                if other != number:
                    torch.maximum(nearest, patches @ of_other.flatten(0, 1).T, out=nearest)
            for way in WAYS:
                allowed = nearest + too_far[way] if way in too_far else nearest
                distance = (2 - 2 * allowed.amax(dim=1)).clamp(0, 4).sqrt()
                found[way][number][layer] = distance.view(grid).cpu().numpy()
                if hidden is not None:
                    found[way][number][layer][hidden] = np.nan
    return found


def _too_far(grid: tuple[int, int], reach: float, device: torch.device) -> Tensor:
    """Give ``(P, P)``: `EXCLUDED` where two places are more than `reach` cells apart."""
    height, width = grid
    down = torch.arange(height, device=device).repeat_interleave(width)
    across = torch.arange(width, device=device).repeat(height)
    far = ((down[:, None] - down).abs() > reach) | ((across[:, None] - across).abs() > reach)
    return far.float() * EXCLUDED
