"""Matching: how far each patch is from the bank, as matrix products and a top-k."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from spade_station.domain.preset import MatchingMode
from spade_station.engine import half_search, short_rows
from spade_station.engine.bank import Bank
from spade_station.engine.crew import Crew
from spade_station.engine.features import Features, learned_step
from spade_station.engine.layer_keys import stride_of
from spade_station.engine.layer_rows import LayerRows, Spare
from spade_station.engine.recorded import Recorder

DistanceMap = npt.NDArray[np.float32]
"""``(h, w)``: per patch the mean distance to the nearest rows, 0..2."""


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """What the matching found for one picture.

    Parameters
    ----------
    distances
        Per layer ``(h, w)``, 0..2; NaN where nothing is judged.
    spacings
        Per layer ``(h, w)``: the spacing of the rows that these are the distances to.
    """

    distances: Mapping[str, DistanceMap]
    spacings: Mapping[str, npt.NDArray[np.float32]]


class Matcher:
    """A bank made ready for matching on one device.

    Parameters
    ----------
    spares
        Per layer, for leaving samples out exactly; they are known while a bank is learned.

    Attributes
    ----------
    in_batches
        Whether several pictures are quicker measured together.
    """

    def __init__(
        self, bank: Bank, device: torch.device, spares: Mapping[str, Spare] | None = None
    ) -> None:
        self._settings = bank.matching
        by_place = self._settings.mode is MatchingMode.SAME_PLACE
        everywhere = self._settings.mode is MatchingMode.EVERYWHERE
        coarsely = everywhere and self._settings.neighbours == 1 and short_rows.is_quick(device)
        self._layers = {
            name: LayerRows(layer, device, by_place, coarsely, spares[name] if spares else None)
            for name, layer in bank.layers.items()
        }
        by_images = self._settings.mode is MatchingMode.NEAREST_IMAGES
        self.in_batches = half_search.is_quick(device) and not by_images
        self._samples = bank.samples
        self._crew = Crew()
        self._recorder = Recorder(device)
        self._descriptors: Tensor | None = None
        if by_images:
            descriptors = np.asarray(bank.descriptors, np.float32)
            self._descriptors = torch.from_numpy(descriptors).to(device)

    def match(self, features: Features, without: int | None = None) -> Matches:
        """Measure a picture against the bank.

        Parameters
        ----------
        without
            A sample whose own rows are left out (leave one out). A row that also stands for
            patches of others is replaced by its stand-in; where that is not known it stays.
        """
        return self._matched([features], without)[0]

    def match_all(self, parts: Sequence[Features]) -> list[Matches]:
        """Measure pictures of one size against the bank, together where that is quicker."""
        if self.in_batches:
            return self._matched(parts, None)
        return [self.match(features) for features in parts]

    def _matched(self, parts: Sequence[Features], without: int | None) -> list[Matches]:
        allowed = self._allowed_samples(parts[0].descriptor, without)
        banks = {layer: self._bank_of(layer, without) for layer in parts[0].layers}
        patches = [_together([each.layers[layer] for each in parts]) for layer in banks]

        def measure(given: Sequence[Tensor]) -> list[Tensor]:
            return [self._measured(banks, given, allowed)]

        if allowed is None and self._is_one_computation(patches):
            measured = self._recorder.run("matching", measure, patches)[0]
        else:
            measured = measure(patches)[0]
        maps = _split(measured.cpu().numpy(), [each.shape[:3] for each in patches])
        return [_of_part(features, place, banks, maps) for place, features in enumerate(parts)]

    def _is_one_computation(self, patches: Sequence[Tensor]) -> bool:
        """Whether nothing is waited for meanwhile, as a search line by line does."""
        if self._settings.mode is not MatchingMode.SAME_PLACE:
            return True
        layers = zip(self._layers.values(), patches, strict=True)
        return all(rows.has_room((each.shape[1], each.shape[2])) for rows, each in layers)

    def _measured(
        self, banks: Mapping[str, LayerRows], patches: Sequence[Tensor], allowed: Tensor | None
    ) -> Tensor:
        """Give the distances of all layers, then their spacings, as one vector for one copy."""
        begun = {
            layer: self._crew.begin(bank.coarse.nearest, each.flatten(0, 2))
            for (layer, bank), each in zip(banks.items(), patches, strict=True)
            if bank.coarse is not None
        }
        distances, spacings = [], []
        for (layer, bank), each in zip(banks.items(), patches, strict=True):
            found = begun[layer]() if layer in begun else self._found(bank, layer, each, allowed)
            distances.append(found[0])
            spacings.append(bank.spacing_of(found[1]))
        return torch.cat([*distances, *spacings])

    def _bank_of(self, layer: str, without: int | None) -> LayerRows:
        bank = self._layers[layer]
        return bank if without is None else bank.without(without)

    def _found(
        self, bank: LayerRows, layer: str, patches: Tensor, allowed: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        bias = None if allowed is None else bank.bias(allowed)
        if self._settings.mode is MatchingMode.SAME_PLACE:
            grid = patches.shape[1], patches.shape[2]
            reach = cells_in_reach(self._settings.reach, layer, grid)
            return bank.same_place(patches, reach, self._settings.neighbours, bias)
        return bank.nearest(patches.flatten(0, 2), self._settings.neighbours, bias)

    def _allowed_samples(self, descriptor: Tensor, without: int | None) -> Tensor | None:
        """Return a mask over the samples, or None when all count."""
        if self._descriptors is None and without is None:
            return None
        allowed = torch.ones(self._samples, dtype=torch.bool, device=descriptor.device)
        if self._descriptors is not None:  # unit vectors: the larger the product, the nearer
            order = (self._descriptors @ descriptor.float()).argsort(descending=True)
            others = order[order != without] if without is not None else order
            allowed[:] = False
            allowed[others[: self._settings.images]] = True
        elif without is not None:
            allowed[without] = False
        return allowed


def _together(maps: Sequence[Tensor]) -> Tensor:
    """Give maps of one size as one tensor; a single one is not copied."""
    return maps[0][None] if len(maps) == 1 else torch.stack(list(maps))


def _split(
    numbers: npt.NDArray[np.float32], shapes: Sequence[tuple[int, ...]]
) -> list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]:
    """Give distances and spacings of each layer; see `Matcher._measured`."""
    ends = np.cumsum([math.prod(shape) for shape in (*shapes, *shapes)])[:-1]
    maps = [
        part.reshape(shape)
        for part, shape in zip(np.split(numbers, ends), (*shapes, *shapes), strict=True)
    ]
    return list(zip(maps[: len(shapes)], maps[len(shapes) :], strict=True))


def _of_part(
    features: Features,
    place: int,
    layers: Iterable[str],
    maps: Sequence[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]],
) -> Matches:
    """Take what was found for one of several pictures.

    Raises
    ------
    ArithmeticError
    """
    distances: dict[str, DistanceMap] = {}
    spacings: dict[str, npt.NDArray[np.float32]] = {}
    for layer, of_all in zip(layers, maps, strict=True):
        distances[layer], spacings[layer] = (each[place] for each in of_all)
        if not np.isfinite(distances[layer]).all():  # that is how unjudged places are told
            msg = f"a distance in {layer} is not a number"
            raise ArithmeticError(msg)
        if layer in features.unjudged:
            distances[layer][features.unjudged[layer]] = np.nan
    return Matches(distances, spacings)


def cells_in_reach(reach: int, layer: str, grid: tuple[int, int]) -> int:
    """Give how many cells of a layer's grid ``(h, w)`` a reach in network pixels is, rounded up.

    From each cell one that was learned is in reach, also where only every second one is.
    """
    return max(learned_step(grid) - 1, -(-reach // stride_of(layer)))
