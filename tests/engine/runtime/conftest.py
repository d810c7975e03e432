"""Networks with values from a seed, and what torchvision's whole one makes of pictures."""

from collections.abc import Callable

import pytest
import torch
import torchvision
from torch import Tensor

from spade_station.engine.runtime.network import IMAGENET_DEVIATION, IMAGENET_MEAN, CutNetwork
from spade_station.engine.runtime.onnx_export import exported

Whole = Callable[[str, Tensor], dict[str, Tensor]]


def whole_network(name: str) -> torch.nn.Module:
    torch.manual_seed(0)
    network: torch.nn.Module = getattr(torchvision.models, name)(weights=None).eval()
    return network


def cut(name: str) -> CutNetwork:
    values = whole_network(name).state_dict()
    kept = {k: v for k, v in values.items() if not k.startswith(("fc", "layer4"))}
    return CutNetwork(name, kept)


def maps_of_the_whole(name: str, pictures: Tensor) -> dict[str, Tensor]:
    """Normalise as torchvision does, run the whole network and catch what its layers give."""
    network = whole_network(name)
    seen: dict[str, Tensor] = {}
    for layer in ("layer1", "layer2", "layer3"):
        network.get_submodule(layer).register_forward_hook(
            lambda module, given, result, layer=layer: seen.update({layer: result})
        )
    mean, deviation = (
        torch.tensor(values).view(1, 3, 1, 1) for values in (IMAGENET_MEAN, IMAGENET_DEVIATION)
    )
    with torch.no_grad():
        network((pictures.permute(0, 3, 1, 2).float() / 255 - mean) / deviation)
    return seen


def noise(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(0, 256, (*shape, 3), dtype=torch.uint8, generator=generator)


@pytest.fixture(scope="session")
def resnet18_model() -> bytes:
    """Give a ResNet-18 down to layer3 as ONNX."""
    return exported(cut("resnet18"))
