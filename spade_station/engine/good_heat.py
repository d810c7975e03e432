"""The heat of the good samples, each judged without itself: what the limit is made of.

It is kept layer by layer, upsampled and smoothed, so that a moved layer weight costs a sum.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Mask
from spade_station.domain.heatmap_settings import HeatmapSettings
from spade_station.domain.imaging_settings import ViewFusion
from spade_station.domain.preset import ScoreRule
from spade_station.engine.bank import Bank, highest_of
from spade_station.engine.decision import PIXEL, scores_of
from spade_station.engine.fusion import LayerScale, joined, level_of, smoothed, upsampled
from spade_station.engine.judged_area import EVERYTHING, JudgedArea
from spade_station.engine.layer_keys import by_views
from spade_station.engine.place_scale import (
    are_alike,
    by_place,
    chosen,
    fitted,
    place_scale,
    usual_size,
)
from spade_station.engine.spacing import Map, relative
from spade_station.imaging.masks import touched

ENOUGH = 20  # samples that what is usual may rest on alone
LEVELLED_ON = 64  # samples whose levels tell the usual one

Scores = npt.NDArray[np.float64]
Maps = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """How heatmaps become scores.

    Parameters
    ----------
    fusion
        How the views of a part are joined.
    area
        What of the part is judged.
    """

    rule: ScoreRule
    fusion: ViewFusion = ViewFusion.MAXIMUM
    area: JudgedArea = EVERYTHING


@dataclass(frozen=True, eq=False)
class _Alike:
    """The samples whose pictures have one size.

    Parameters
    ----------
    places
        ``(m,)`` in the bank's `sizes`.
    size
        Height and width of the heatmaps.
    layers
        Per layer ``(m, pixels)`` in units of the layer's constant; NaN where nothing is judged.
    """

    places: npt.NDArray[np.intp]
    size: tuple[int, int]
    layers: Mapping[str, Maps]

    def fused(
        self,
        shares: Mapping[str, float],
        reading: Reading,
        of: slice = slice(None),
    ) -> Maps:
        """Weigh and add the layers, and join the views: ``(m, pixels)``."""
        views = [self._view(layers, shares, of) for layers in by_views(shares)]
        factors = reading.area.factors(self.size)
        if factors is not None:
            for heat in views:
                heat *= factors.ravel()
        if len(views) == 1 and not self.has_unjudged:
            return views[0]
        judged = reading.area.share(self.size)
        return joined(np.stack(views), reading.fusion, reading.rule, judged)

    @cached_property
    def has_unjudged(self) -> bool:
        """Whether there is a place that is not judged; looked at once, it takes a while."""
        return any(bool(np.isnan(heat).any()) for heat in self.layers.values())

    def _view(self, layers: Sequence[str], shares: Mapping[str, float], of: slice) -> Maps:
        heat = np.zeros_like(self.layers[layers[0]][of])
        for layer in layers:
            heat += self.layers[layer][of] * np.float32(shares[layer])
        return heat


class GoodHeat:
    """The heat of every calibrated sample against the bank without its own rows.

    Parameters
    ----------
    settings
        How much spacing and place count, and the smoothing; with others it has to be made anew.
    """

    def __init__(self, bank: Bank, settings: HeatmapSettings) -> None:
        self.scales = scales_of(bank, settings.spacing)
        self._settings = settings
        self._count = len(bank.sizes)
        sizes = [(int(height), int(width)) for height, width in bank.sizes]
        self._groups = [
            self._alike(bank, size, [place for place, each in enumerate(sizes) if each == size])
            for size in dict.fromkeys(sizes)
        ]
        if settings.place > 0:
            self._measure_by_place(bank, settings.place)

    def serves(self, settings: HeatmapSettings) -> bool:
        """Whether it would be the same with other settings."""
        mine = self._settings
        return (mine.spacing, mine.place, mine.smoothing) == (
            settings.spacing,
            settings.place,
            settings.smoothing,
        )

    def scores(
        self, shares: Mapping[str, float], reading: Reading, highest: int | None = None
    ) -> Scores:
        """Score the samples: ``(m,)``.

        Parameters
        ----------
        highest
            How many of the highest scores are wanted, which takes less time: of the others it is
            said only that they are lower, by minus infinity.
        """
        heats = [group.fused(shares, reading) for group in self._groups]
        scores = np.full(self._count, -np.inf)
        bounds = np.empty(self._count)  # no score is above the hottest pixel
        for group, heat in zip(self._groups, heats, strict=True):
            bounds[group.places] = heat.max(axis=1)
        wanted = self._count if highest is None else min(highest, self._count)
        looked_at = min(self._count, 2 * wanted)
        ranking = np.sort(bounds)[::-1]
        while True:
            bound = ranking[looked_at - 1]
            for group, heat in zip(self._groups, heats, strict=True):
                hot = bounds[group.places] >= bound
                judged = reading.area.share(group.size)
                scores[group.places[hot]] = scores_of(heat[hot], reading.rule, judged)
            if looked_at == self._count or np.sort(scores)[-wanted] >= bound:
                return scores
            looked_at = min(self._count, 2 * looked_at)

    def usual_level(self, shares: Mapping[str, float], reading: Reading) -> float:
        """Give the level of a usual sample; of very many samples a spread tells it as well."""
        spread = slice(None, None, max(1, self._count // LEVELLED_ON))
        heats = [group.fused(shares, reading, spread) for group in self._groups]
        return float(np.median([level_of(heat) for group in heats for heat in group]))

    def _measure_by_place(self, bank: Bank, share: float) -> None:
        """Divide all heat by what is usual at its place, of a sample by what is without itself."""
        sizes = {place: group.size for group in self._groups for place in group.places.tolist()}
        tell = chosen(counted(bank)).tolist()
        size = usual_size([sizes[place] for place in tell])
        if size is None:
            return
        tell = [place for place in tell if are_alike(sizes[place], size)]
        judged = None if bank.seen is None else ~touched(~bank.seen, size)
        for layer, scale in self.scales.items():
            heats = {
                place: heat.reshape(group.size)
                for group in self._groups
                for place, heat in zip(group.places.tolist(), group.layers[layer], strict=True)
            }
            usual, without = place_scale(
                np.stack([fitted(heats[place], size) for place in tell]), share, judged
            )
            own = dict(zip(tell, without, strict=True))
            self.scales[layer] = replace(scale, places=usual)
            for place, heat in heats.items():
                heat[:] = by_place(heat, own.get(place, usual))

    def _alike(self, bank: Bank, size: tuple[int, int], places: Sequence[int]) -> _Alike:
        layers: dict[str, Maps] = {}
        for layer, scale in self.scales.items():
            heats = []
            for place in places:
                distances = relative(
                    bank.left_out_maps[place][layer],
                    bank.left_out_spacings[place][layer],
                    scale.spacing,
                    self._settings.spacing,
                )
                heat = upsampled(distances / np.float32(scale.constant), size)
                heats.append(smoothed(heat, self._settings.smoothing).ravel())
            layers[layer] = np.stack(heats)
        return _Alike(np.array(places), (size[0] // PIXEL, size[1] // PIXEL), layers)


def scales_of(bank: Bank, spacing: float) -> dict[str, LayerScale]:
    """Say per layer what is usual among the counted good samples (design section 3.3).

    Parameters
    ----------
    spacing
        How much the spacing of the rows counts.
    """
    counts = np.flatnonzero(counted(bank))
    scales: dict[str, LayerScale] = {}
    for name, layer in bank.layers.items():
        judged = list(_judged(bank, counts, name))
        everywhere = np.asarray(layer.spacing, np.float32)
        of_part = everywhere if bank.seen is None else np.concatenate([s for _, s in judged])
        usual = float(np.median(of_part if len(of_part) else everywhere))
        maps = [relative(*each, usual, spacing) for each in judged]
        scales[name] = LayerScale(usual, highest_of(maps))
    return scales


def _judged(bank: Bank, places: Iterable[int], layer: str) -> Iterator[tuple[Map, Map]]:
    """Give distances and spacings of samples, ``(cells,)`` each, where parts are judged."""
    unseen: dict[tuple[int, ...], Mask] = {}
    for place in places:
        distances, spacings = bank.left_out_maps[place][layer], bank.left_out_spacings[place][layer]
        is_judged = ~np.isnan(distances)
        if bank.seen is not None:
            size = distances.shape[0], distances.shape[1]
            if size not in unseen:
                unseen[size] = touched(~bank.seen, size)
            is_judged &= ~unseen[size]
        yield distances[is_judged], spacings[is_judged]


def counted(bank: Bank) -> npt.NDArray[np.bool_]:
    """Tell ``(m,)`` which calibrated samples say what is usual.

    False alarms that were taken as good are in the bank, but they do not count where there are
    others: they were chosen for their high scores. Counted as if they were any good part, each
    would raise the limit, and defects would pass that were found before.
    """
    others = np.ones(len(bank.sizes), bool)
    others[list(bank.alarmed)] = False
    return others if others.sum() >= ENOUGH else np.ones_like(others)
