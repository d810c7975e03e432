"""The bank: what the good samples became. A value; learning makes a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Mask
from spade_station.domain.imaging_settings import AlignmentMode, ImagingSettings
from spade_station.domain.matching_choice import MatchingChoice, matching_in_use
from spade_station.domain.preset import (
    LAYERS,
    BackboneChoice,
    LayerWeights,
    MatchingMode,
    MatchingSettings,
    Preset,
)
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.layer_keys import stride_of
from spade_station.engine.quantised_rows import QuantisedRows
from spade_station.imaging.drift import LightLevel
from spade_station.imaging.references import NO_REFERENCES, References

Half = npt.NDArray[np.float16]
FARTHEST = 2.0  # the distance that is found where no row was left to compare with
LEAST_CONSTANT = 1e-3
NO_WEIGHTS = dict.fromkeys(LAYERS, 0.0)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a bank was made with; another recipe needs another bank.

    Parameters
    ----------
    input_size
        Short side in network pixels.
    layers
        The layers of the network that have rows.
    imaging
        What is done with a picture before; of these settings only what changes the features.
    """

    backbone: BackboneIdentity
    input_size: int
    layers: tuple[str, ...]
    matching: MatchingSettings
    imaging: ImagingSettings = field(default_factory=ImagingSettings)

    @property
    def summary(self) -> str:
        """One line for people."""
        layers = ", ".join(self.layers)
        return f"{self.backbone}, {self.input_size} px, {layers}, {self.matching.mode}"

    def serves(self, other: "Recipe") -> bool:
        """Whether a bank of this recipe can judge for `other`, which may use fewer layers."""
        same = (self.backbone, self.input_size, self.matching, self.imaging)
        others = (other.backbone, other.input_size, other.matching, other.imaging)
        return same == others and set(other.layers) <= set(self.layers)

    def restored(self, preset: Preset) -> Preset:
        """Give a preset the settings that this was made with; what it does not hold stays.

        A backbone that is chosen by itself stays so: it is the one of the bank if it is here.
        """
        features: dict[str, object] = {"input_size": self.input_size}
        name = self.backbone.name
        if preset.features.backbone is not BackboneChoice.AUTO and name in tuple(BackboneChoice):
            features["backbone"] = BackboneChoice(name)
        changes = {
            "features": preset.features.model_copy(update=features),
            "matching": self.matching,
            "imaging": preset.imaging.as_learned(self.imaging),
        }
        return preset.model_copy(update=changes)

    def with_own_layers(self, preset: Preset) -> Preset:
        """Weigh only layers that have rows; all of them alike where none of them had any weight."""
        own = {layer: getattr(preset.weights, layer) for layer in self.layers}
        if not any(own.values()):
            own = dict.fromkeys(self.layers, 0.5)
        return preset.model_copy(update={"weights": LayerWeights(**{**NO_WEIGHTS, **own})})


@dataclass(frozen=True, slots=True, eq=False)
class LayerBank:
    """The rows of one layer.

    Parameters
    ----------
    rows
        ``(N, C)`` unit vectors.
    sample
        ``(N,)`` int32: the sample that each row came from.
    shared
        ``(N,)`` bool: whether the row also stands for patches of other samples.
    place
        ``(N, 2)`` float16: where each row was in its picture, down and across, 0..1.
    spacing
        ``(N,)`` float16: how far each row is from the nearest rows of other samples; see
        `engine.spacing`.
    radius
        Every patch of every sample has a row within this distance; 0 keeps them all.
    left_out
        ``(cells,)`` float16: for the calibrated samples one after the other, how far each patch
        is from the bank without its own sample's rows; NaN where it is not judged.
    left_out_spacing
        ``(cells,)`` float16: the spacing of the rows that these were nearest to.
    whitening
        ``(C' + 1, C')`` float32 where the backbone needs it.
    """

    rows: QuantisedRows
    sample: npt.NDArray[np.int32]
    shared: npt.NDArray[np.bool_]
    place: Half
    spacing: Half
    radius: float
    left_out: Half
    left_out_spacing: Half
    whitening: npt.NDArray[np.float32] | None = None


@dataclass(frozen=True, eq=False)
class Bank:
    """All that the matching and the calibration need of the good samples.

    Parameters
    ----------
    layers
        By their keys: see `engine.layer_keys`.
    descriptors
        ``(n, D)`` float16 unit vectors, one per sample.
    sizes
        ``(m, 2)`` int32: height and width for the network of each calibrated sample.
    choice
        What ``auto`` came to, where the recipe leaves the way of matching to it.
    alarmed
        Places in `sizes` of the samples that were taken as good although they had not been
        judged OK: see `engine.calibration`.
    references
        The pictures that others are corrected by and laid upon.
    light
        What is usual among the samples, as the camera sees them; None in banks of older stations.
    seen
        ``(H, W)`` as the network sees parts, True where all samples were within the camera's view
        and, by outline, on the part; only that is judged. None for everywhere.
    """

    recipe: Recipe
    layers: Mapping[str, LayerBank]
    descriptors: Half
    sizes: npt.NDArray[np.int32]
    version: int = field(default=0)
    choice: MatchingChoice | None = None
    alarmed: tuple[int, ...] = ()
    references: References = NO_REFERENCES
    light: LightLevel | None = None
    seen: Mask | None = None

    @property
    def matching(self) -> MatchingSettings:
        """The way of matching in use: the recipe's, or what ``auto`` came to."""
        return matching_in_use(self.recipe.matching, self.choice)

    @property
    def reach(self) -> int:
        """How far from its place a patch is compared, in network pixels; 0 where that is free."""
        matching = self.matching
        return matching.reach if matching.mode is MatchingMode.SAME_PLACE else 0

    @property
    def is_aligned(self) -> bool:
        """Whether parts are laid upon a reference; a chosen one may wait for its mode."""
        is_off = self.recipe.imaging.alignment.mode is AlignmentMode.OFF
        return not is_off and self.references.part is not None

    @property
    def samples(self) -> int:
        """How many good samples were learned."""
        return len(self.descriptors)

    @property
    def rows(self) -> int:
        """Rows of all layers together."""
        return sum(len(layer.rows) for layer in self.layers.values())

    @property
    def bytes(self) -> int:
        """Size of the rows with what belongs to them."""
        return self.descriptors.nbytes + sum(
            array.nbytes
            for layer in self.layers.values()
            for array in (
                layer.rows,
                layer.sample,
                layer.shared,
                layer.place,
                layer.spacing,
                layer.left_out,
                layer.left_out_spacing,
            )
        )

    def grid(self, layer: str, sample: int) -> tuple[int, int]:
        """Height and width of the map of a calibrated sample."""
        height, width = self.sizes[sample]
        return int(height) // stride_of(layer), int(width) // stride_of(layer)

    @cached_property
    def left_out_maps(self) -> list[dict[str, npt.NDArray[np.float32]]]:
        """Per calibrated sample and layer the leave-one-out distance map ``(h, w)`` float32.

        NaN where it is not judged, and where no other sample shows anything to compare with: the
        first of all samples has nothing, if the others were learned one by one.
        """
        maps = self._maps({name: layer.left_out for name, layer in self.layers.items()})
        for of_sample in maps:
            for distances in of_sample.values():
                distances[distances >= FARTHEST] = np.nan
        return maps

    @cached_property
    def compared(self) -> int:
        """How many calibrated samples could be compared with others, in every layer."""
        return sum(
            all(bool(np.isfinite(distances).any()) for distances in of_sample.values())
            for of_sample in self.left_out_maps
        )

    @cached_property
    def left_out_spacings(self) -> list[dict[str, npt.NDArray[np.float32]]]:
        """Per calibrated sample and layer the spacing ``(h, w)`` that belongs to the distance."""
        return self._maps({name: layer.left_out_spacing for name, layer in self.layers.items()})

    def _maps(self, values: Mapping[str, Half]) -> list[dict[str, npt.NDArray[np.float32]]]:
        maps: list[dict[str, npt.NDArray[np.float32]]] = [{} for _ in self.sizes]
        for name, cells in values.items():
            start = 0
            for sample in range(len(self.sizes)):
                height, width = self.grid(name, sample)
                part = cells[start : start + height * width]
                maps[sample][name] = part.reshape(height, width).astype(np.float32)
                start += height * width
        return maps

    @cached_property
    def constants(self) -> dict[str, float]:
        """Per layer the 99.9th percentile of the leave-one-out distances (design section 3.3)."""
        return {
            name: highest_of([maps[name] for maps in self.left_out_maps]) for name in self.layers
        }

    @cached_property
    def aspects(self) -> tuple[float, float]:
        """Smallest and largest width over height among the calibrated samples."""
        aspects = self.sizes[:, 1] / self.sizes[:, 0]
        return float(aspects.min()), float(aspects.max())


def highest_of(maps: Sequence[npt.NDArray[np.float32]]) -> float:
    """Give the 99.9th percentile of leave-one-out distances, `FARTHEST` where there are none."""
    values = np.concatenate([np.zeros(0, np.float32), *(each.ravel() for each in maps)])
    known = values[~np.isnan(values)]
    highest = float(np.percentile(known, 99.9)) if len(known) else FARTHEST
    return max(highest, LEAST_CONSTANT)
