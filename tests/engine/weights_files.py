"""Weights files for the tests: cut, saved, refused."""

from pathlib import Path
from typing import Any

import pytest
import torch

from spade_station.domain.errors import WeightsUnfit
from spade_station.domain.reasons import Reason
from spade_station.engine.weights import WeightsLibrary

Tensors = dict[str, torch.Tensor]


def up_to(tensors: Tensors, deepest: str) -> Tensors:
    layers = ["layer1", "layer2", "layer3", "layer4"]
    parts = ("conv1.", "bn1.", *(f"{layer}." for layer in layers[: layers.index(deepest) + 1]))
    return {name: value for name, value in tensors.items() if name.startswith(parts)}


def saved(tensors: Any, path: Path, **options: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(tensors, path, **options)
    return path


def reason_of(library: WeightsLibrary, path: Path, backbone: str = "resnet18") -> str:
    with pytest.raises(WeightsUnfit) as caught:
        library.import_file(path, backbone)
    assert caught.value.values["path"] == path
    assert caught.value.values["backbone"] == backbone
    assert str(path) in str(caught.value)
    reason = caught.value.values["reason"]
    assert isinstance(reason, Reason)  # or the window could not translate it
    return str(reason)
