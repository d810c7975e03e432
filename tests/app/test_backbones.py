from pathlib import Path

import pytest
import torch
from torchvision.models import get_model

from spade_station.app.backbones import Backbones, library_in
from spade_station.domain.errors import DeviceMissing, WeightsMissing, WeightsUnfit
from spade_station.domain.preset import Preset
from spade_station.engine.backbone import Backbone
from spade_station.engine.learning import recipe_of

from .parts import small_preset

Tensors = dict[str, torch.Tensor]


@pytest.fixture(scope="module")
def whole() -> Tensors:
    """Give a ResNet-18 with values from a seed: test data, nothing else."""
    torch.manual_seed(3)
    return get_model("resnet18", weights=None).state_dict()


@pytest.fixture
def backbones(tmp_path: Path) -> Backbones:
    return Backbones(library_in(tmp_path / "weights", [tmp_path / "shared"]), "cpu")


@pytest.fixture
def auto() -> Preset:
    return small_preset().changed("features.backbone", "auto")


def save(folder: Path, tensors: Tensors, without: str = "-", name: str = "resnet18.pth") -> Path:
    folder.mkdir(exist_ok=True)
    kept = {key: value for key, value in tensors.items() if not key.startswith(without)}
    torch.save(kept, folder / name)
    return folder / name


def name_of(backbone: Backbone) -> str:
    return backbone.identity.name


def test_without_weights_auto_falls_back_and_says_so(backbones: Backbones, auto: Preset) -> None:
    backbone = backbones.load(auto)
    status = backbones.status(backbone, auto)
    assert (status.name, status.is_fallback, status.device) == ("builtin", True, "cpu")
    assert [(entry.backbone, entry.state) for entry in backbones.weights()] == [
        ("wide_resnet50_2", "missing"),
        ("resnet18", "missing"),
    ]


def test_who_asks_for_builtin_gets_no_fallback(backbones: Backbones) -> None:
    preset = small_preset()
    assert not backbones.status(backbones.load(preset), preset).is_fallback


def test_auto_takes_the_weights_that_are_here(
    backbones: Backbones, auto: Preset, whole: Tensors, tmp_path: Path
) -> None:
    path = save(tmp_path / "shared", whole)
    backbone = backbones.load(auto)
    status = backbones.status(backbone, auto)
    assert (status.name, status.is_fallback, status.moved_weight) == ("resnet18", False, ())
    entry = next(entry for entry in backbones.weights() if entry.backbone == "resnet18")
    assert (entry.state, entry.path, entry.sha256) == ("here", str(path), backbone.identity.sha256)
    assert entry.layers == ("layer1", "layer2", "layer3", "layer4")


@pytest.mark.parametrize("name", ["resnet18", "wide_resnet50_2"])
def test_a_network_by_name_needs_its_weights(backbones: Backbones, name: str) -> None:
    preset = small_preset().changed("features.backbone", name)
    with pytest.raises(WeightsMissing, match=name):
        backbones.load(preset)


def test_weights_that_are_none(backbones: Backbones, auto: Preset, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "resnet18.pth").write_bytes(b"no weights")
    with pytest.raises(WeightsUnfit):
        backbones.load(auto.changed("features.backbone", "resnet18"))
    assert name_of(backbones.load(auto)) == "builtin"
    entry = next(entry for entry in backbones.weights() if entry.backbone == "resnet18")
    assert entry.state == "broken"
    assert entry.reason


def test_the_weight_of_a_missing_layer_moves_and_is_told(
    backbones: Backbones, auto: Preset, whole: Tensors, tmp_path: Path
) -> None:
    save(tmp_path / "shared", whole, without="layer4")
    preset = auto.changed("weights.layer4", 0.5)
    backbone = backbones.load(preset)
    status = backbones.status(backbone, preset)
    assert (status.moved_weight, status.moved_to) == (("layer4",), "layer3")
    assert recipe_of(preset, backbone).layers == ("layer2", "layer3")


def test_auto_stays_with_what_the_bank_was_made_with(
    backbones: Backbones, auto: Preset, whole: Tensors, tmp_path: Path
) -> None:
    made_with = recipe_of(auto, backbones.load(auto))
    path = save(tmp_path / "weights", whole)
    assert name_of(backbones.load(auto, made_with)) == "builtin"
    assert backbones.status(backbones.load(auto, made_with), auto).is_fallback
    assert name_of(backbones.load(auto)) == "resnet18", "what is learned anew is better"
    made_with = recipe_of(auto, backbones.load(auto))
    assert name_of(backbones.load(auto, made_with)) == "resnet18"
    path.unlink()
    assert name_of(backbones.load(auto, made_with)) == "builtin", "the recipe tells the mismatch"


def test_a_backbone_is_loaded_once(
    backbones: Backbones, auto: Preset, whole: Tensors, tmp_path: Path
) -> None:
    assert backbones.load(auto) is backbones.load(auto)
    path = save(tmp_path / "weights", whole)
    first = backbones.load(auto)
    assert backbones.load(auto.changed("weights.layer2", 0.1)) is first
    deeper = backbones.load(auto.changed("weights.layer4", 0.1))
    assert deeper is not first
    save(tmp_path / "weights", {**whole, "bn1.bias": torch.ones(64)}, name=path.name)
    other = backbones.load(auto)
    assert other.identity.sha256 != first.identity.sha256


def test_a_device_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeviceMissing):
        Backbones(library_in(tmp_path, []), "abacus")
