"""Looking: a prepared part becomes features, all its views at once."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from spade_station.domain.ahead import ahead
from spade_station.domain.imaging_settings import ImagingSettings
from spade_station.engine.backbone import Backbone
from spade_station.engine.bank import Bank, Recipe
from spade_station.engine.features import Features, features_of, neighbourhood, stack
from spade_station.engine.layer_keys import keyed, layer_of
from spade_station.engine.recorded import Recorder
from spade_station.engine.tiling import tiled_maps
from spade_station.engine.whitening import Moments, Whitening, fit_whitening
from spade_station.imaging.masks import touched
from spade_station.imaging.preparing import Preparation, Prepared

BATCH = 32  # pictures

_Batch = list[tuple[int, Prepared]]
_Found = list[tuple[int, Features]]


def preparation_of(bank: Bank, imaging: ImagingSettings) -> Preparation:
    """Make the stages that a bank's samples went through.

    Parameters
    ----------
    imaging
        The settings in force: how alike a part has to be is no matter of the bank.
    """
    settings = imaging.as_learned(bank.recipe.imaging)
    return Preparation(settings, bank.references, bank.recipe.input_size)


def maps_of(parts: Sequence[Prepared], backbone: Backbone, recipe: Recipe) -> dict[str, Tensor]:
    """Compute the raw maps ``(parts · views, C, h, w)`` of parts whose pictures have one size."""
    pictures = [view for part in parts for view in part.views]
    if recipe.imaging.tiles.on:
        return _joined([tiled_maps(each, backbone, recipe.layers) for each in pictures])
    return backbone.maps(stack(pictures), recipe.layers)


def look(
    parts: Sequence[Prepared],
    backbone: Backbone,
    recipe: Recipe,
    whitening: Mapping[str, Whitening],
) -> list[Features]:
    """Compute the features of parts whose pictures have one size."""
    return parts_features(parts, maps_of(parts, backbone, recipe), whitening)


def looked_at(
    parts: Iterable[Prepared],
    backbone: Backbone,
    recipe: Recipe,
    whitening: Mapping[str, Whitening],
) -> Generator[tuple[int, Features]]:
    """Look at parts in batches of pictures of one size; yields sample number and features.

    While one batch is learned the next is looked at: neither keeps all cores busy. Of pictures that
    are cut into tiles one is held at a time. The parts are taken in the caller's thread.
    """
    most = 0 if recipe.imaging.tiles.on else 1
    with ThreadPoolExecutor(1, "looking") as looking:

        def begin(batch: _Batch) -> Future[_Found]:
            return looking.submit(_found_in, batch, backbone, recipe, whitening)

        for found in ahead(begin, _batches(parts, recipe), most):
            yield from found.result()


def _batches(parts: Iterable[Prepared], recipe: Recipe) -> Iterator[_Batch]:
    """Give samples and their parts, those with pictures of one size together."""
    waiting: dict[tuple[int, ...], _Batch] = {}
    for sample, part in enumerate(parts):
        batch = waiting.setdefault(part.size, [])
        batch.append((sample, part))
        if len(batch) * len(part.views) >= (1 if recipe.imaging.tiles.on else BATCH):
            yield waiting.pop(part.size)
    yield from waiting.values()


def _found_in(
    batch: _Batch, backbone: Backbone, recipe: Recipe, whitening: Mapping[str, Whitening]
) -> _Found:
    found = look([part for _, part in batch], backbone, recipe, whitening)
    return list(zip([sample for sample, _ in batch], found, strict=True))


def parts_features(
    parts: Sequence[Prepared],
    maps: Mapping[str, Tensor],
    whitening: Mapping[str, Whitening],
    recorder: Recorder | None = None,
) -> list[Features]:
    """Make the features of parts of the raw maps of all their views; see `maps_of`."""
    of_all = features_of(maps, whitening, recorder)
    count = len(parts[0].views)
    return [
        _of_part(part, of_all[count * place : count * (place + 1)])
        for place, part in enumerate(parts)
    ]


def _of_part(part: Prepared, views: Sequence[Features]) -> Features:
    """Join the views of a part; its descriptor is those of all views, one after the other."""
    layers = {
        keyed(layer, view): patches
        for view, features in enumerate(views)
        for layer, patches in features.layers.items()
    }
    unjudged = {}
    for view, features in enumerate(views):
        mask = part.unjudged(view)
        if mask is not None:
            for layer, patches in features.layers.items():
                grid = patches.shape[0], patches.shape[1]
                unjudged[keyed(layer, view)] = touched(mask, grid)
    descriptor = views[0].descriptor
    if len(views) > 1:
        descriptor = functional.normalize(torch.cat([each.descriptor for each in views]), dim=0)
    return Features(layers, descriptor, unjudged)


def whitening_for(
    parts: Iterable[Prepared], backbone: Backbone, recipe: Recipe, check: Callable[[], None]
) -> dict[str, Whitening]:
    """Fit the whitening of each layer on good parts; what `check` raises ends it."""
    good = {layer: Moments() for layer in recipe.layers}
    for part in parts:
        check()
        for layer, values in maps_of([part], backbone, recipe).items():
            good[layer].add(neighbourhood(values, layer))
    return {layer: fit_whitening(moments) for layer, moments in good.items()}


def whitening_of(bank: Bank, device: torch.device) -> dict[str, Whitening]:
    """Give the whitening of each layer that has one."""
    return {
        layer_of(key): Whitening(torch.from_numpy(np.array(layer.whitening)).to(device))
        for key, layer in bank.layers.items()
        if layer.whitening is not None
    }


def _joined(maps: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    return {layer: torch.cat([each[layer] for each in maps]) for layer in maps[0]}
