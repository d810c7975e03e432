"""Small pictures and backbones for the engine's tests."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
import torchvision

from spade_station.domain.frame import Picture
from spade_station.domain.preset import LayerWeights, Preset
from spade_station.engine.backbone import ResNetBackbone
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.device import Compute
from spade_station.engine.runtime.network import CutNetwork
from spade_station.engine.runtime.torch_runtime import TorchRuntime
from spade_station.engine.weights import WeightsLibrary

from .weights_files import Tensors, up_to

CPU = Compute(torch.device("cpu"), torch.float32)


def torch_backbone(
    name: str, weights: Tensors, layers: Sequence[str], compute: Compute = CPU
) -> ResNetBackbone:
    """Give a network that torch computes."""
    runtime = TorchRuntime(CutNetwork(name, weights), compute)
    return ResNetBackbone(BackboneIdentity(name, "0" * 64), layers, runtime)


@pytest.fixture(scope="session")
def weights() -> dict[str, torch.Tensor]:
    """Give a ResNet-18 down to layer3 with values from a seed; test data, never shipped."""
    torch.manual_seed(3)
    whole = torchvision.models.resnet18(weights=None).state_dict()
    return {k: v for k, v in whole.items() if not k.startswith(("fc", "layer4"))}


@pytest.fixture(scope="session")
def backbone(weights: dict[str, torch.Tensor]) -> ResNetBackbone:
    """Give the network of `weights` on the CPU."""
    layers = ("layer1", "layer2", "layer3")
    return torch_backbone("resnet18", weights, layers)


@pytest.fixture(scope="session")
def whole() -> Tensors:
    """Give a whole ResNet-18 that never learned anything: test data, nothing else."""
    return torchvision.models.resnet18(weights=None).state_dict()


@pytest.fixture
def small(whole: Tensors) -> Tensors:
    """Give its stem and layer1."""
    return up_to(whole, "layer1")


@pytest.fixture
def library(tmp_path: Path) -> WeightsLibrary:
    """Give a library that searches one folder before its own."""
    (tmp_path / "shared").mkdir()
    return WeightsLibrary([tmp_path / "shared"], tmp_path / "home" / "weights")


@pytest.fixture
def preset() -> Preset:
    """Give settings for small pictures."""
    weights = LayerWeights(layer2=0.5, layer3=0.5)
    preset = Preset(name="test", weights=weights)
    return preset.changed("features.input_size", 96).changed("matching.rows", 2000)


@pytest.fixture
def good_picture() -> Callable[[int], Picture]:
    """Make good parts: a grey plate with two discs, a little different each time."""

    def make(seed: int) -> Picture:
        random = np.random.default_rng(seed)
        y, x = np.mgrid[0:96, 0:128]
        plate = np.full((96, 128, 3), 150.0)
        for centre in (32, 96):
            near = (x - centre - random.normal(0, 0.5)) ** 2 + (y - 48) ** 2 < 15**2
            plate[near] = (70, 90, 120)
        plate += random.normal(0, 3, plate.shape) + random.normal(0, 2)
        return plate.clip(0, 255).astype(np.uint8)

    return make


@pytest.fixture
def bad_picture(good_picture: Callable[[int], Picture]) -> Callable[[int], Picture]:
    """Make bad parts: a dark square between the discs."""

    def make(seed: int) -> Picture:
        picture = good_picture(seed)
        picture[36:60, 54:74] = 20
        return picture

    return make
