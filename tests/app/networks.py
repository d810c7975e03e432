"""A product that a real network sees, with values from a seed."""

from pathlib import Path

import torch
from torchvision.models import get_model

from spade_station.app.backbones import Backbones, library_in
from spade_station.app.product import Product
from spade_station.app.runtimes import Runtimes

from .parts import BOARD, good_samples, presets_in, small_preset

SAMPLES = 8


def write_weights(folder: Path) -> Path:
    """Leave a ResNet-18 down to layer2 that never learned anything: test data, nothing else."""
    torch.manual_seed(3)
    whole = get_model("resnet18", weights=None).state_dict()
    kept = {k: v for k, v in whole.items() if not k.startswith(("layer3", "layer4", "fc"))}
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(kept, folder / "resnet18.pth")
    return folder


def network_backbones(home: Path) -> Backbones:
    return Backbones(library_in(home / "weights", []), "cpu", Runtimes(home / "runtimes"))


def network_product(home: Path) -> Product:
    """Make a product with a bank that a network has made."""
    write_weights(home / "weights")
    presets_in(home).save(small_preset().changed("features.backbone", "resnet18"))
    product = Product(BOARD, presets_in(home), network_backbones(home))
    product.learn_all(good_samples(SAMPLES), SAMPLES)
    return product
