"""Features: unit vectors, one for each patch of a picture and layer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from spade_station.domain.frame import Picture
from spade_station.domain.preset import LAYERS, LayerWeights, Preset
from spade_station.engine.backbone import Backbone
from spade_station.engine.layer_keys import of_all_views
from spade_station.engine.recorded import Recorder
from spade_station.engine.whitening import Whitening

FINEST = "layer1"
FINE_GRID = 2000  # cells of a map, from which on not every patch is learned


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What the backbone saw in one picture.

    Parameters
    ----------
    layers
        Per layer ``(h, w, C)`` float32 unit vectors over the channels, on the device.
    descriptor
        ``(D,)`` float32 unit vector of the whole picture: the mean of the deepest layer.
    unjudged
        Per layer ``(h, w)`` bool, True where nothing can be judged; layers without such a place
        are missing.
    """

    layers: Mapping[str, Tensor]
    descriptor: Tensor
    unjudged: Mapping[str, npt.NDArray[np.bool_]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EffectiveWeights:
    """The layer weights after those of missing layers have moved.

    Parameters
    ----------
    shares
        Weight per layer, summing to 1.
    moved
        Layers that the preset weighs and the backbone lacks.
    moved_to
        The deepest layer present, which took their weight; empty when nothing moved.
    """

    shares: Mapping[str, float]
    moved: tuple[str, ...] = ()
    moved_to: str = ""


def effective_weights(weights: LayerWeights, available: Sequence[str]) -> EffectiveWeights:
    """Move the weight of layers that the backbone lacks to the deepest layer that it has."""
    missing = tuple(layer for layer in weights.used if layer not in available)
    shares = {layer: share for layer, share in weights.shares.items() if layer in available}
    if not missing:
        return EffectiveWeights(shares)
    deepest = max(available, key=LAYERS.index)
    shares[deepest] = shares.get(deepest, 0.0) + sum(weights.shares[layer] for layer in missing)
    return EffectiveWeights({k: shares[k] for k in LAYERS if k in shares}, missing, deepest)


def shares_of(preset: Preset, backbone: Backbone) -> dict[str, float]:
    """Give the weight of every layer of every view of a part."""
    shares = effective_weights(preset.weights, backbone.layers).shares
    return of_all_views(shares, preset.imaging.views.count)


def learned_step(grid: tuple[int, int]) -> int:
    """Give how many cells of a map ``(h, w)`` there are from one that a bank learns to the next.

    Of a fine grid every second one in either direction: neighbours there overlap so much that the
    others would not get into the coreset anyway, and learning takes a quarter of the time.
    """
    return 2 if grid[0] * grid[1] > FINE_GRID else 1


def thinned(patches: Tensor) -> Tensor:
    """Give the cells of a map ``(h, w, C)`` that a bank learns."""
    step = learned_step((patches.shape[0], patches.shape[1]))
    return patches[::step, ::step]


def extract(
    pictures: Sequence[Picture],
    backbone: Backbone,
    layers: Sequence[str],
    whitening: Mapping[str, Whitening],
) -> list[Features]:
    """Compute the features of pictures of one size.

    Parameters
    ----------
    pictures
        ``(H, W, 3)`` uint8, all of the network's size.
    whitening
        Per layer, for backbones that need it; empty for the others.
    """
    return features_of(backbone.maps(stack(pictures), layers), whitening)


def stack(pictures: Sequence[Picture]) -> Tensor:
    """Make one ``(B, H, W, 3)`` uint8 tensor of pictures of one size."""
    return torch.from_numpy(np.stack(pictures))


def features_of(
    maps: Mapping[str, Tensor],
    whitening: Mapping[str, Whitening],
    recorder: Recorder | None = None,
) -> list[Features]:
    """Turn the raw maps ``(B, C, h, w)`` of pictures into features.

    Each patch becomes the mean of its 3×3 neighbours (PatchCore's locally aware patches,
    arXiv 2106.08265), whitened where that is asked for, of length 1 (design section 3.1).

    Parameters
    ----------
    recorder
        Whoever makes many of them with one whitening keeps one.
    """
    names = tuple(maps)
    deepest = names.index(max(names, key=LAYERS.index))

    def compute(given: Sequence[Tensor]) -> list[Tensor]:
        found = []
        for layer, values in zip(names, given, strict=True):
            patches = neighbourhood(values, layer)
            if layer in whitening:
                patches = whitening[layer].apply(patches)
            found.append(functional.normalize(patches, dim=-1))
        return [*found, functional.normalize(given[deepest].mean(dim=(2, 3)), dim=1)]

    given = list(maps.values())
    *layers, descriptors = recorder.run(names, compute, given) if recorder else compute(given)
    return [
        Features(dict(zip(names, patches, strict=True)), descriptor)
        for *patches, descriptor in zip(*layers, descriptors, strict=True)
    ]


def neighbourhood(values: Tensor, layer: str) -> Tensor:
    """Average maps ``(B, C, h, w)`` over 3×3 neighbours; returns ``(B, h, w, C)``.

    The finest layer is averaged over 2×2 cells more, and then is as coarse as the next one: its
    neighbours overlap so much that a quarter of them sees as much (docs/accuracy.md).
    """
    # with the channels of a cell side by side torch takes an eighth of the time, turned or not
    cells = values.contiguous(memory_format=torch.channels_last)
    averaged = functional.avg_pool2d(cells, 3, stride=1, padding=1, count_include_pad=False)
    if layer == FINEST:
        averaged = functional.avg_pool2d(averaged, 2)
    return averaged.permute(0, 2, 3, 1).contiguous()
