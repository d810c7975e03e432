"""Small things to store."""

from pathlib import Path

import numpy as np
import torch

from spade_station.domain.frame import Frame
from spade_station.domain.preset import MatchingSettings
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.bank import Bank, LayerBank, Recipe
from spade_station.engine.layer_keys import stride_of
from spade_station.engine.quantised_rows import QuantisedRows
from spade_station.storage.samples import NewSample

CHANNELS = 5
SIZES = np.array([(64, 96), (64, 64), (96, 64)], np.int32)


def tiny_bank(seed: int = 0, layers: tuple[str, ...] = ("layer2", "layer3")) -> Bank:
    """Make a bank of four samples, three of them calibrated, with random rows; never the same."""
    random = np.random.default_rng(seed)
    recipe = Recipe(
        BackboneIdentity("resnet18", f"{seed:064x}"), 64, layers, MatchingSettings(neighbours=3)
    )
    return Bank(
        recipe,
        {name: _layer(random, name) for name in layers},
        descriptors=random.normal(size=(4, 8)).astype(np.float16),
        sizes=SIZES,
    )


def _layer(random: np.random.Generator, name: str) -> LayerBank:
    cells = int(np.prod(SIZES // stride_of(name), axis=1).sum())
    return LayerBank(
        rows=QuantisedRows.of(torch.from_numpy(random.normal(size=(20, CHANNELS))).float()),
        sample=random.integers(4, size=20).astype(np.int32),
        shared=random.random(20) < 0.5,
        place=random.random((20, 2)).astype(np.float16),
        spacing=random.random(20).astype(np.float16),
        radius=float(random.random()),
        left_out=random.random(cells).astype(np.float16),
        left_out_spacing=random.random(cells).astype(np.float16),
        whitening=random.normal(size=(CHANNELS, CHANNELS - 1)).astype(np.float32)
        if name == "layer2"
        else None,
    )


def parts_of(bank: Bank) -> dict[str, object]:
    """Give all that a bank holds but its version, to be compared bit by bit."""
    arrays = {"descriptors": bank.descriptors, "sizes": bank.sizes}
    for name, layer in bank.layers.items():
        arrays |= {f"{name} rows": layer.rows.values, f"{name} sample": layer.sample}
        arrays |= {f"{name} shared": layer.shared, f"{name} left out": layer.left_out}
        arrays |= {f"{name} place": layer.place, f"{name} spacing": layer.spacing}
        arrays |= {f"{name} left out spacing": layer.left_out_spacing}
        arrays |= {f"{name} centre": layer.rows.centre, f"{name} step": layer.rows.step}
        if layer.whitening is not None:
            arrays[f"{name} whitening"] = layer.whitening
    return {
        "recipe": bank.recipe,
        "choice": bank.choice,
        **{f"{name} radius": layer.radius for name, layer in bank.layers.items()},
        **{key: (part.dtype, part.shape, part.tobytes()) for key, part in arrays.items()},
    }


def picture(seed: int = 0, height: int = 40, width: int = 60) -> np.ndarray:
    """Make a noisy picture, in which every bit counts."""
    return np.random.default_rng(seed).integers(256, size=(height, width, 3)).astype(np.uint8)


def good_part(seed: int = 0, **values: float | None) -> NewSample:
    """Make a picture on its way to the disk."""
    return NewSample(Frame(picture(seed), seed, f"camera 0 {seed}"), "mei", **values)


def content_of(folder: Path) -> dict[str, bytes]:
    """Read everything below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
