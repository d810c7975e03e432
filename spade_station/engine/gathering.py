"""Gathering: what the first pass over the good pictures leaves for the second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from spade_station.domain.matching_choice import MatchingChoice, matching_in_use
from spade_station.domain.preset import MatchingMode, MatchingSettings
from spade_station.engine.bank import Bank, LayerBank, Recipe
from spade_station.engine.coreset import Coreset
from spade_station.engine.features import Features, learned_step
from spade_station.engine.kept_features import KeptFeatures
from spade_station.engine.layer_keys import layer_of, stride_of
from spade_station.engine.matching import cells_in_reach
from spade_station.engine.quantised_rows import QuantisedRows
from spade_station.engine.spacing import Company, company_of
from spade_station.engine.whitening import Whitening
from spade_station.imaging.references import NO_REFERENCES, References


@dataclass
class Gathered:
    """What the first pass over the pictures leaves for the second."""

    recipe: Recipe
    whitening: Mapping[str, Whitening]
    choice: MatchingChoice | None
    kept: KeptFeatures
    references: References = NO_REFERENCES
    coresets: dict[str, Coreset] = field(default_factory=dict)
    descriptors: dict[int, npt.NDArray[np.float16]] = field(default_factory=dict)

    def add(self, sample: int, features: Features, keep: bool) -> None:
        """Take in one sample; `keep` its features for the calibration."""
        for layer, patches in features.layers.items():
            if layer not in self.coresets:
                grid = (patches.shape[0], patches.shape[1])
                matching = matching_in_use(self.recipe.matching, self.choice)
                self.coresets[layer] = empty_coreset(matching, layer, grid, patches)
            unjudged = features.unjudged.get(layer)
            self.coresets[layer].add(
                bank_patches(patches, unjudged), sample, bank_patches(places(patches), unjudged)
            )
        self.descriptors[sample] = half(features.descriptor)
        if keep:
            self.kept.keep(sample, features)

    def company(self) -> dict[str, Company]:
        """Find the company of all rows."""
        return {
            layer: company_of(coreset.rows, coreset.sample)
            for layer, coreset in self.coresets.items()
        }

    def bank(self, company: Mapping[str, Company], calibrated: Sequence[int]) -> Bank:
        """Make the bank, before the samples that are `calibrated` are matched with it."""
        nothing = np.zeros(0, np.float16)
        return Bank(
            recipe=self.recipe,
            choice=self.choice,
            layers={
                layer: layer_bank(
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
            sizes=self._sizes(calibrated),
            references=self.references,
        )

    def _table(self, layer: str) -> npt.NDArray[np.float32] | None:
        whitening = self.whitening.get(layer_of(layer))
        return None if whitening is None else whitening.table.cpu().numpy()

    def _sizes(self, samples: Sequence[int]) -> npt.NDArray[np.int32]:
        layer = self.recipe.layers[0]
        grids = self.kept.grids(samples, layer)
        return np.array(grids, np.int32).reshape(-1, 2) * stride_of(layer)


def empty_coreset(
    matching: MatchingSettings, layer: str, grid: tuple[int, int], patches: Tensor
) -> Coreset:
    """Make a coreset for patches like these; `grid` is the map's height and width in cells."""
    apart = None
    if matching.mode is MatchingMode.SAME_PLACE:
        reach = max(1, cells_in_reach(matching.reach, layer, grid))
        apart = (grid[0] / reach, grid[1] / reach)
    return Coreset(matching.rows, patches.shape[-1], patches.device, apart)


def resumed_coreset(bank: Bank, name: str, patches: Tensor) -> Coreset:
    """Make the coreset that a bank's layer came from, to go on with patches like these."""
    layer, device = bank.layers[name], patches.device
    coreset = empty_coreset(bank.matching, name, bank.grid(name, 0), patches)
    coreset.resume(
        layer.rows.vectors(device),
        there(layer.sample, device),
        there(layer.shared, device),
        there(layer.place, device).float(),
        layer.radius,
    )
    return coreset


def there(array: npt.NDArray[np.generic], device: torch.device) -> Tensor:
    """Copy what a bank holds to a device."""
    return torch.from_numpy(np.array(array)).to(device)


def places(patches: Tensor) -> Tensor:
    """Give the place ``(h, w, 2)`` of each patch in its picture, down and across, 0..1."""
    height, width = patches.shape[:2]
    down = (torch.arange(height, device=patches.device) + 0.5) / height
    across = (torch.arange(width, device=patches.device) + 0.5) / width
    return torch.stack(torch.meshgrid(down, across, indexing="ij"), dim=-1)


def bank_patches(patches: Tensor, unjudged: npt.NDArray[np.bool_] | None = None) -> Tensor:
    """Choose the patches ``(P, C)`` of a map ``(h, w, C)`` that a bank learns; see `learned_step`.

    What is not judged is not learned.
    """
    step = learned_step((patches.shape[0], patches.shape[1]))
    patches = patches[::step, ::step]
    if unjudged is None:
        return patches.flatten(0, 1)
    return patches[torch.from_numpy(~unjudged[::step, ::step]).to(patches.device)]


def layer_bank(
    coreset: Coreset,
    rows: QuantisedRows,
    spacing: Tensor,
    left_out: npt.NDArray[np.float16],
    left_out_spacing: npt.NDArray[np.float16],
    whitening: npt.NDArray[np.float32] | None,
) -> LayerBank:
    """Make a bank's layer of a coreset; both `left_out` are flat."""
    return LayerBank(
        rows=rows,
        sample=coreset.sample.cpu().numpy(),
        shared=coreset.shared.cpu().numpy(),
        place=half(coreset.place),
        spacing=half(spacing),
        radius=coreset.radius,
        left_out=left_out,
        left_out_spacing=left_out_spacing,
        whitening=whitening,
    )


def half(values: Tensor) -> npt.NDArray[np.float16]:
    """Give values as a bank stores them."""
    return values.half().cpu().numpy()
