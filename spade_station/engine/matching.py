"""Matching: how far each patch is from the bank, as matrix products and a top-k."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from spade_station.domain.preset import MatchingMode
from spade_station.engine.bank import Bank, LayerBank
from spade_station.engine.coarse_search import LEAST_ROWS, CoarseRows, is_quick
from spade_station.engine.crew import Crew
from spade_station.engine.features import Features
from spade_station.engine.layer_keys import stride_of
from spade_station.engine.quantised_rows import QuantisedRows
from spade_station.engine.spacing import Company

DistanceMap = npt.NDArray[np.float32]
"""``(h, w)``: per patch the mean distance to the nearest rows, 0..2."""

BLOCK = 4_000_000  # similarities held at once: 16 MB
EXCLUDED = -4.0  # added to a similarity in -1..1, so that the row is never among the nearest
ROUNDING = 0.1  # cells; places are stored in half precision


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


@dataclass(frozen=True, slots=True)
class Spare:
    """What the rows of a layer become when their sample is left out.

    Parameters
    ----------
    stand_ins
        ``(N, C)``: see `engine.stand_ins`.
    company
        Of the rows.
    """

    stand_ins: Tensor
    company: Company


class Matcher:
    """A bank made ready for matching on one device.

    Parameters
    ----------
    spares
        Per layer, for leaving samples out exactly; they are known while a bank is learned.
    """

    def __init__(
        self, bank: Bank, device: torch.device, spares: Mapping[str, Spare] | None = None
    ) -> None:
        self._settings = bank.matching
        by_place = self._settings.mode is MatchingMode.SAME_PLACE
        everywhere = self._settings.mode is MatchingMode.EVERYWHERE
        coarsely = everywhere and self._settings.neighbours == 1 and is_quick(device)
        self._layers = {
            name: _LayerRows(layer, device, by_place, coarsely, spares[name] if spares else None)
            for name, layer in bank.layers.items()
        }
        self._samples = bank.samples
        self._crew = Crew()
        self._descriptors: Tensor | None = None
        if self._settings.mode is MatchingMode.NEAREST_IMAGES:
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
        allowed = self._allowed_samples(features.descriptor, without)
        distances: dict[str, DistanceMap] = {}
        spacings: dict[str, npt.NDArray[np.float32]] = {}
        banks = {layer: self._bank_of(layer, without) for layer in features.layers}
        begun = {
            layer: self._crew.begin(bank.coarse.nearest, features.layers[layer].flatten(0, 1))
            for layer, bank in banks.items()
            if bank.coarse is not None
        }
        for layer, patches in features.layers.items():
            bank, grid = banks[layer], patches.shape[:2]
            found = begun[layer]() if layer in begun else self._found(bank, layer, patches, allowed)
            distances[layer] = found[0].view(grid).cpu().numpy()
            if not np.isfinite(distances[layer]).all():  # that is how unjudged places are told
                msg = f"a distance in {layer} is not a number"
                raise ArithmeticError(msg)
            if layer in features.unjudged:
                distances[layer][features.unjudged[layer]] = np.nan
            spacings[layer] = bank.spacing[found[1]].mean(dim=1).view(grid).cpu().numpy()
        return Matches(distances, spacings)

    def _bank_of(self, layer: str, without: int | None) -> "_LayerRows":
        bank = self._layers[layer]
        return bank if without is None else bank.without(without)

    def _found(
        self, bank: "_LayerRows", layer: str, patches: Tensor, allowed: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        bias = None if allowed is None else bank.bias(allowed)
        if self._settings.mode is MatchingMode.SAME_PLACE:
            reach = cells_in_reach(self._settings.reach, layer)
            return bank.same_place(patches, reach, self._settings.neighbours, bias)
        return nearest_rows(patches.flatten(0, 1), bank.rows, self._settings.neighbours, bias)

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


class _LayerRows:
    """The rows of one layer on the device, by their place from top to bottom where that counts."""

    def __init__(
        self,
        layer: LayerBank,
        device: torch.device,
        by_place: bool,
        coarsely: bool,
        spare: Spare | None,
    ) -> None:
        down = np.asarray(layer.place[:, 0], np.float32)
        order = np.argsort(down, kind="stable") if by_place else np.arange(len(down))

        def ready(array: npt.NDArray[np.generic], dtype: npt.DTypeLike) -> Tensor:
            return torch.from_numpy(np.asarray(array, dtype)[order]).to(device)

        self.spacing = ready(layer.spacing, np.float32)
        self._sample = ready(layer.sample, np.int64)
        self._shared = ready(layer.shared, np.bool_)
        self._place = ready(layer.place, np.float32)
        self._company = spare.company.taken(order) if spare else None
        stand_ins = layer.rows.alike(spare.stand_ins).taken(order) if spare else None
        rows = layer.rows.taken(order)
        self.coarse: CoarseRows | None = None
        self.rows = torch.empty(0, device=device)
        self._stand_ins: QuantisedRows | Tensor | None = stand_ins
        if coarsely and len(rows) >= LEAST_ROWS:
            self.coarse = CoarseRows(rows)
        else:
            self.rows = rows.vectors(device)
            self._stand_ins = stand_ins.vectors(device) if stand_ins else None

    def without(self, sample: int) -> "_LayerRows":
        """Give the rows as if a sample had not been learned, as well as that is known."""
        if self._company is None:
            return self
        own = self._sample == sample
        others = copy(self)
        others.spacing = self._company.spacing(without=sample)
        if isinstance(self._stand_ins, Tensor):
            others.rows = torch.where(own[:, None], self._stand_ins, self.rows)
        elif self._stand_ins is not None and self.coarse is not None:
            others.coarse = self.coarse.replaced(self._stand_ins, own, own & ~self._shared)
        return others

    def bias(self, allowed: Tensor) -> Tensor:
        """Take out the rows of samples that do not count."""
        excluded = ~(allowed[self._sample] | self._shared)
        return excluded.float() * EXCLUDED

    def same_place(
        self, patches: Tensor, reach: int, neighbours: int, bias: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """Match each patch with the rows at most `reach` cells from its place.

        A line of the grid sees a slice of the rows, which are in order from top to bottom: a view
        of them, and one product.
        """
        height, width = patches.shape[:2]
        down, across = self._place[:, 0] * height - 0.5, self._place[:, 1] * width - 0.5
        lines = torch.arange(height, device=patches.device)
        most = reach + ROUNDING
        starts = torch.searchsorted(down.contiguous(), lines - most).tolist()
        stops = torch.searchsorted(down.contiguous(), lines + most, right=True).tolist()
        columns = torch.arange(width, device=patches.device)[:, None]
        distance = patches.new_full((height, width), 2.0)
        index = torch.zeros(height, width, neighbours, dtype=torch.long, device=patches.device)
        for line, (start, stop) in enumerate(zip(starts, stops, strict=True)):
            if start == stop:  # nothing good was ever seen there
                continue
            beside = ((across[start:stop] - columns).abs() > most).float() * EXCLUDED
            if bias is not None:
                beside += bias[start:stop]
            found = nearest_rows(patches[line], self.rows[start:stop], neighbours, beside)
            distance[line] = found[0]
            index[line, :, : found[1].shape[1]] = found[1] + start
            index[line, :, found[1].shape[1] :] = found[1][:, :1] + start
        return distance.flatten(), index.flatten(0, 1)


def cells_in_reach(reach: int, layer: str) -> int:
    """Give how many cells of a layer's grid a reach in network pixels is, rounded up."""
    return -(-reach // stride_of(layer))


def nearest_rows(
    patches: Tensor, rows: Tensor, neighbours: int = 1, bias: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Give the mean Euclidean distance of unit vectors to their nearest rows, and which these are.

    On unit vectors ``d² = 2 - 2·cos`` (design section 3.2), so that one matrix product is all.

    Parameters
    ----------
    patches
        ``(P, C)`` float32 unit vectors.
    rows
        ``(N, C)`` float32 unit vectors.
    bias
        ``(N,)`` or ``(P, N)`` added to the similarities; `EXCLUDED` takes a row out.

    Returns
    -------
    distance, index
        ``(P,)``, 2, the largest distance there is, where no row was left to compare with;
        ``(P, k)``.
    """
    neighbours = min(neighbours, len(rows))
    distance = patches.new_empty(len(patches))
    index = torch.empty(len(patches), neighbours, dtype=torch.long, device=patches.device)
    step = max(1, BLOCK // max(1, len(rows)))
    for start in range(0, len(patches), step):
        block = patches[start : start + step]
        part = bias[start : start + step] if bias is not None and bias.dim() == 2 else bias
        cosine = block @ rows.T if part is None else torch.addmm(part, block, rows.T)
        if neighbours == 1:
            best, where = cosine.max(dim=1, keepdim=True)
        else:
            best, where = cosine.topk(neighbours, dim=1)
        distance[start : start + step] = (2 - 2 * best).clamp(0, 4).sqrt().mean(dim=1)
        index[start : start + step] = where
    return distance, index


def nearest_distances(
    patches: Tensor, rows: Tensor, neighbours: int = 1, bias: Tensor | None = None
) -> Tensor:
    """Give the distances of `nearest_rows` alone."""
    return nearest_rows(patches, rows, neighbours, bias)[0]
