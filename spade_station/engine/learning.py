"""Learning: good pictures become a bank; one more good picture makes the bank grow."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from spade_station.domain.errors import NoSamples
from spade_station.domain.frame import Picture
from spade_station.domain.matching_choice import MatchingChoice, matching_in_use
from spade_station.domain.preset import LAYERS, MatchingMode, MatchingSettings, Preset
from spade_station.engine.auto_matching import choose_matching
from spade_station.engine.backbone import Backbone
from spade_station.engine.bank import STRIDES, Bank, LayerBank, Recipe
from spade_station.engine.coreset import Coreset
from spade_station.engine.features import (
    FINE_GRID,
    Features,
    effective_weights,
    extract,
    neighbourhood,
    stack,
)
from spade_station.engine.matching import (
    Matcher,
    Matches,
    Spare,
    cells_in_reach,
    nearest_distances,
)
from spade_station.engine.quantised_rows import QuantisedRows
from spade_station.engine.spacing import Company, company_of
from spade_station.engine.whitening import Whitening, fit_whitening
from spade_station.imaging.resize import to_network

BATCH = 32
WHITENED_ON = 32  # pictures that a whitening is fitted on
COMPARED_ON = 16  # pictures that the way of matching is chosen on
CALIBRATED = 500  # most samples that are scored leave-one-out

Report = Callable[[int, int], None]
"""Told how much of how much is done; may raise `Cancelled` to end the work."""


def recipe_of(preset: Preset, backbone: Backbone) -> Recipe:
    """Say what a bank for `preset` has to be made with."""
    used = effective_weights(preset.weights, backbone.layers).shares
    layers = tuple(layer for layer in LAYERS if layer in used)
    return Recipe(backbone.identity, preset.features.input_size, layers, preset.matching)


def learn(
    pictures: Iterable[Picture],
    count: int,
    backbone: Backbone,
    preset: Preset,
    report: Report = lambda done, total: None,
    alarmed: Collection[int] = (),
) -> Bank:
    """Make a bank of good pictures.

    Parameters
    ----------
    pictures
        ``(H, W, 3)`` uint8, read one batch at a time; for ``builtin`` and for ``auto`` the first
        few are read ahead.
    count
        How many pictures there are.
    alarmed
        Which of them were not judged OK; looked at when all pictures were read.

    Raises
    ------
    NoSamples
        When there is no picture.
    """
    if count == 0:
        raise NoSamples(name=preset.name, have=0, least=1)
    recipe = recipe_of(preset, backbone)
    resized: Iterator[Picture] = (to_network(each, recipe.input_size) for each in pictures)
    ahead: list[Picture] = []
    whitening: dict[str, Whitening] = {}
    choice: MatchingChoice | None = None
    if backbone.needs_whitening:
        ahead = list(islice(resized, WHITENED_ON))
        whitening = _fit_whitening(ahead, backbone, recipe.layers)
    if preset.matching.mode is MatchingMode.AUTO:
        ahead = ahead or list(islice(resized, COMPARED_ON))
        choice = choose_matching(ahead[:COMPARED_ON], backbone, preset, whitening)
    resized = chain(ahead, resized)
    gathered = _Gathered(recipe, whitening, choice)
    chosen = set(calibrated_samples(count))
    total = count + len(chosen)
    for sample, features in _extracted(resized, backbone, recipe.layers, whitening):
        gathered.add(sample, features, keep=sample in chosen)
        report(len(gathered.descriptors), total)
    bank = _calibrated(gathered, lambda done: report(count + done, total))
    places = enumerate(sorted(chosen))
    return replace(bank, alarmed=tuple(i for i, sample in places if sample in alarmed))


def calibrated_samples(count: int) -> list[int]:
    """Choose which of so many samples are scored leave-one-out, evenly spread."""
    spread: list[int] = (
        np.linspace(0, count - 1, min(count, CALIBRATED)).round().astype(int).tolist()
    )
    return spread


def extend(bank: Bank, picture: Picture, backbone: Backbone, alarmed: bool = False) -> Bank:
    """Make the bank that also knows `picture`; the old samples are not computed again.

    Leave-one-out distances of old samples can only shrink when the bank grows. Where their
    patches are all in the bank they are brought up to date exactly (one neighbour); where a
    coreset stands for them they stay as upper bounds until everything is learned again.

    Parameters
    ----------
    alarmed
        Whether the part was not judged OK.
    """
    device = backbone.compute.device
    whitening = whitening_of(bank, device)
    network = to_network(picture, bank.recipe.input_size)
    features = extract([network], backbone, bank.recipe.layers, whitening)[0]
    new = bank.samples
    left_out = Matcher(bank, device).match(features)
    layers = {
        name: _extended_layer(
            layer,
            features.layers[name],
            (left_out.distances[name], left_out.spacings[name]),
            new,
            empty_coreset(bank.matching, name, bank.grid(name, 0), features.layers[name]),
            bank.matching,
        )
        for name, layer in bank.layers.items()
    }
    return replace(
        bank,
        layers=layers,
        descriptors=np.concatenate([bank.descriptors, _half(features.descriptor)[None]]),
        sizes=np.concatenate([bank.sizes, np.array([network.shape[:2]], np.int32)]),
        alarmed=(*bank.alarmed, *([len(bank.sizes)] if alarmed else [])),
    )


def _extended_layer(
    layer: LayerBank,
    patches: Tensor,
    left_out: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]],
    sample: int,
    coreset: Coreset,
    matching: MatchingSettings,
) -> LayerBank:
    def there(array: npt.NDArray[Any]) -> Tensor:
        return torch.from_numpy(np.array(array)).to(patches.device)

    rows = layer.rows.vectors(patches.device)
    new = bank_patches(patches)
    old_left_out = np.asarray(layer.left_out, np.float32)
    is_whole = layer.radius == 0.0 and len(rows) == len(old_left_out)
    if is_whole and matching.mode is MatchingMode.EVERYWHERE:
        nearer = nearest_distances(rows, new, matching.neighbours)
        old_left_out = np.minimum(old_left_out, nearer.cpu().numpy())
    coreset.resume(
        rows, there(layer.sample), there(layer.shared), there(layer.place).float(), layer.radius
    )
    coreset.add(new, sample, bank_patches(places(patches)))
    return _layer_bank(
        coreset,
        _extended_rows(coreset, layer.rows),
        _extended_spacing(coreset, there(layer.spacing).float()),
        np.concatenate([old_left_out, left_out[0].ravel()]).astype(np.float16),
        np.concatenate([layer.left_out_spacing, left_out[1].ravel()]).astype(np.float16),
        layer.whitening,
    )


def _extended_rows(coreset: Coreset, known: QuantisedRows) -> QuantisedRows:
    """Quantise new rows; old ones are not rounded again."""
    is_new = coreset.number >= len(known)
    return known.taken(coreset.number[~is_new].cpu().numpy()).extended(coreset.rows[is_new])


def _extended_spacing(coreset: Coreset, known: Tensor) -> Tensor:
    """Measure the spacing of new rows; that of old rows is kept until all is learned again."""
    is_new = coreset.number >= len(known)
    spacing = known.new_empty(len(coreset.rows))
    spacing[~is_new] = known[coreset.number[~is_new]]
    new = is_new.nonzero()[:, 0]
    spacing[new] = company_of(coreset.rows, coreset.sample, new).spacing()
    return spacing


@dataclass
class _Gathered:
    """What the first pass over the pictures leaves for the second."""

    recipe: Recipe
    whitening: Mapping[str, Whitening]
    choice: MatchingChoice | None
    coresets: dict[str, Coreset] = field(default_factory=dict)
    descriptors: dict[int, npt.NDArray[np.float16]] = field(default_factory=dict)
    kept: dict[int, Features] = field(default_factory=dict)

    def add(self, sample: int, features: Features, keep: bool) -> None:
        """Take in one sample; `keep` its features, in half precision, for the calibration."""
        for layer, patches in features.layers.items():
            if layer not in self.coresets:
                grid = (patches.shape[0], patches.shape[1])
                matching = matching_in_use(self.recipe.matching, self.choice)
                self.coresets[layer] = empty_coreset(matching, layer, grid, patches)
            self.coresets[layer].add(bank_patches(patches), sample, bank_patches(places(patches)))
        self.descriptors[sample] = _half(features.descriptor)
        if keep:
            halves = {layer: patches.half() for layer, patches in features.layers.items()}
            self.kept[sample] = Features(halves, features.descriptor)

    def company(self) -> dict[str, Company]:
        """Find the company of all rows."""
        return {
            layer: company_of(coreset.rows, coreset.sample)
            for layer, coreset in self.coresets.items()
        }

    def bank(self, company: Mapping[str, Company]) -> Bank:
        """Make the bank, not calibrated yet."""
        nothing = np.zeros(0, np.float16)
        return Bank(
            recipe=self.recipe,
            choice=self.choice,
            layers={
                layer: _layer_bank(
                    coreset,
                    QuantisedRows.of(coreset.rows),
                    company[layer].spacing(),
                    nothing,
                    nothing,
                    self._table(layer),
                )
                for layer, coreset in self.coresets.items()
            },
            descriptors=np.stack([self.descriptors[i] for i in sorted(self.descriptors)]),
            sizes=self._sizes(),
        )

    def _table(self, layer: str) -> npt.NDArray[np.float32] | None:
        return self.whitening[layer].table.cpu().numpy() if layer in self.whitening else None

    def _sizes(self) -> npt.NDArray[np.int32]:
        layer = self.recipe.layers[0]
        grids = [self.kept[sample].layers[layer].shape[:2] for sample in sorted(self.kept)]
        return np.array(grids, np.int32).reshape(-1, 2) * STRIDES[layer]


def empty_coreset(
    matching: MatchingSettings, layer: str, grid: tuple[int, int], patches: Tensor
) -> Coreset:
    """Make a coreset for patches like these; `grid` is the map's height and width in cells."""
    apart = None
    if matching.mode is MatchingMode.SAME_PLACE:
        reach = max(1, cells_in_reach(matching.reach, layer))
        apart = (grid[0] / reach, grid[1] / reach)
    return Coreset(matching.rows, patches.shape[-1], patches.device, apart)


def places(patches: Tensor) -> Tensor:
    """Give the place ``(h, w, 2)`` of each patch in its picture, down and across, 0..1."""
    height, width = patches.shape[:2]
    down = (torch.arange(height, device=patches.device) + 0.5) / height
    across = (torch.arange(width, device=patches.device) + 0.5) / width
    return torch.stack(torch.meshgrid(down, across, indexing="ij"), dim=-1)


def bank_patches(patches: Tensor) -> Tensor:
    """Choose the patches ``(P, C)`` of a map ``(h, w, C)`` that a bank learns.

    Of a fine grid every second one in either direction: neighbours there overlap so much that the
    others would not get into the coreset anyway, and learning takes a quarter of the time.
    """
    if patches.shape[0] * patches.shape[1] > FINE_GRID:
        patches = patches[::2, ::2]
    return patches.flatten(0, 1)


def _extracted(
    resized: Iterable[Picture],
    backbone: Backbone,
    layers: Sequence[str],
    whitening: Mapping[str, Whitening],
) -> Iterator[tuple[int, Features]]:
    """Extract features in batches of pictures of one size; yields sample number and features."""
    waiting: dict[tuple[int, ...], list[tuple[int, Picture]]] = {}
    for sample, picture in enumerate(resized):
        batch = waiting.setdefault(picture.shape, [])
        batch.append((sample, picture))
        if len(batch) == BATCH:
            yield from _batch(waiting.pop(picture.shape), backbone, layers, whitening)
    for batch in waiting.values():
        yield from _batch(batch, backbone, layers, whitening)


def _batch(
    batch: Sequence[tuple[int, Picture]],
    backbone: Backbone,
    layers: Sequence[str],
    whitening: Mapping[str, Whitening],
) -> Iterator[tuple[int, Features]]:
    numbers = [sample for sample, _ in batch]
    found = extract([picture for _, picture in batch], backbone, layers, whitening)
    return zip(numbers, found, strict=True)


def _calibrated(gathered: _Gathered, report: Callable[[int], None]) -> Bank:
    """Match each kept sample with the bank as it were without that sample."""
    company = gathered.company()
    bank = gathered.bank(company)
    spares = {
        layer: Spare(coreset.stand_ins.rows, company[layer])
        for layer, coreset in gathered.coresets.items()
        if coreset.stand_ins
    }
    matcher = Matcher(bank, next(iter(spares.values())).stand_ins.device, spares)
    found: list[Matches] = []
    for done, sample in enumerate(sorted(gathered.kept), start=1):
        halves = gathered.kept[sample]
        floats = {layer: patches.float() for layer, patches in halves.layers.items()}
        found.append(matcher.match(Features(floats, halves.descriptor), without=sample))
        report(done)
    layers = {
        name: replace(
            layer,
            left_out=_joined([each.distances[name] for each in found]),
            left_out_spacing=_joined([each.spacings[name] for each in found]),
        )
        for name, layer in bank.layers.items()
    }
    return replace(bank, layers=layers)


def _joined(maps: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float16]:
    return np.concatenate([each.ravel() for each in maps]).astype(np.float16)


def _layer_bank(
    coreset: Coreset,
    rows: QuantisedRows,
    spacing: Tensor,
    left_out: npt.NDArray[np.float16],
    left_out_spacing: npt.NDArray[np.float16],
    whitening: npt.NDArray[np.float32] | None,
) -> LayerBank:
    return LayerBank(
        rows=rows,
        sample=coreset.sample.cpu().numpy(),
        shared=coreset.shared.cpu().numpy(),
        place=_half(coreset.place),
        spacing=_half(spacing),
        radius=coreset.radius,
        left_out=left_out,
        left_out_spacing=left_out_spacing,
        whitening=whitening,
    )


def _fit_whitening(
    pictures: Sequence[Picture], backbone: Backbone, layers: Sequence[str]
) -> dict[str, Whitening]:
    patches: dict[str, list[Tensor]] = {layer: [] for layer in layers}
    for picture in pictures:
        for layer, values in backbone.maps(stack([picture]), layers).items():
            patches[layer].append(neighbourhood(values, layer)[0])
    return {layer: fit_whitening(parts) for layer, parts in patches.items()}


def whitening_of(bank: Bank, device: torch.device) -> dict[str, Whitening]:
    """Give the whitening of each layer that has one."""
    return {
        name: Whitening(torch.from_numpy(np.array(layer.whitening)).to(device))
        for name, layer in bank.layers.items()
        if layer.whitening is not None
    }


def _half(values: Tensor) -> npt.NDArray[np.float16]:
    return values.half().cpu().numpy()
