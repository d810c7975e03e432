import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torchvision.models import get_model

from spade_station.domain.errors import WeightsUnfit
from spade_station.engine.weights import WeightsLibrary

from .weights_files import Tensors, reason_of, saved, up_to


def test_missing_keys_are_named(library: WeightsLibrary, small: Tensors, tmp_path: Path) -> None:
    del small["layer1.1.conv2.weight"], small["bn1.bias"]
    reason = reason_of(library, saved(small, tmp_path / "a.pth"))
    assert reason == "it lacks bn1.bias, layer1.1.conv2.weight"


def test_many_missing_keys_are_counted(
    library: WeightsLibrary, small: Tensors, tmp_path: Path
) -> None:
    cut = {n: v for n, v in small.items() if not n.startswith("layer1.1.")}
    reason = reason_of(library, saved(cut, tmp_path / "a.pth"))
    assert reason.startswith("it lacks layer1.1.conv1.weight, ")
    assert reason.endswith(" and 7 more")


def test_missing_stem(library: WeightsLibrary, small: Tensors, tmp_path: Path) -> None:
    cut = {n: v for n, v in small.items() if n.startswith("layer1.")}
    assert "it lacks conv1.weight" in reason_of(library, saved(cut, tmp_path / "a.pth"))


def test_stem_alone(library: WeightsLibrary, small: Tensors, tmp_path: Path) -> None:
    cut = {n: v for n, v in small.items() if not n.startswith("layer1.")}
    assert "none of the layers" in reason_of(library, saved(cut, tmp_path / "a.pth"))


def test_gap(library: WeightsLibrary, whole: Tensors, tmp_path: Path) -> None:
    cut = {n: v for n, v in up_to(whole, "layer3").items() if not n.startswith("layer2.")}
    assert reason_of(library, saved(cut, tmp_path / "a.pth")) == "it lacks layer2 but has layer3"


def test_half_a_layer_is_damage_and_no_cut(
    library: WeightsLibrary, whole: Tensors, tmp_path: Path
) -> None:
    cut = up_to(whole, "layer2")
    del cut["layer2.1.bn2.running_var"]
    reason = reason_of(library, saved(cut, tmp_path / "a.pth"))
    assert reason == "it lacks layer2.1.bn2.running_var"


def test_wrong_shape(library: WeightsLibrary, small: Tensors, tmp_path: Path) -> None:
    small["conv1.weight"] = torch.zeros(64, 1, 7, 7)
    reason = reason_of(library, saved(small, tmp_path / "a.pth"))
    assert reason == "conv1.weight is 64×1×7×7 instead of 64×3×7×7"


def test_another_network(library: WeightsLibrary, small: Tensors, tmp_path: Path) -> None:
    path = saved(small, tmp_path / "a.pth")
    reason = reason_of(library, path, "wide_resnet50_2")
    assert "it lacks layer1.0.conv3.weight" in reason
    assert "layer1.0.conv1.weight is 64×64×3×3 instead of 128×64×1×1" in reason


def test_a_deeper_network_with_the_same_beginning(library: WeightsLibrary, tmp_path: Path) -> None:
    tensors = up_to(get_model("resnet34", weights=None).state_dict(), "layer1")
    reason = reason_of(library, saved(tensors, tmp_path / "a.pth"))
    assert "it has layer1.2.conv1.weight" in reason


def test_another_classifier_does_not_matter(
    library: WeightsLibrary, small: Tensors, tmp_path: Path
) -> None:
    small["fc.weight"] = torch.zeros(7, 512)
    small["head.1.bias"] = torch.full((3,), torch.nan)
    assert library.import_file(saved(small, tmp_path / "a.pth"), "resnet18").layers == ("layer1",)


@pytest.mark.parametrize("value", [torch.nan, torch.inf, 1e300])
def test_not_finite(library: WeightsLibrary, small: Tensors, tmp_path: Path, value: float) -> None:
    bias = small["layer1.0.bn1.bias"].double()
    bias[17] = value
    small["layer1.0.bn1.bias"] = bias
    reason = reason_of(library, saved(small, tmp_path / "a.pth"))
    assert reason == "layer1.0.bn1.bias has values that are not finite"


@pytest.mark.parametrize("has_been_here", [True, False])
@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("conv1.weight", torch.zeros(64, 3, 7, 7), "conv1.weight is nothing but zeros"),
        ("bn1.running_var", -torch.ones(64), "bn1.running_var has values below zero"),
    ],
)
def test_what_no_training_leaves(
    library: WeightsLibrary,
    small: Tensors,
    tmp_path: Path,
    name: str,
    value: torch.Tensor,
    reason: str,
    has_been_here: bool,
) -> None:
    small[name] = value
    if has_been_here:
        saved(small, tmp_path / "shared" / "resnet18.pth")
        with pytest.raises(WeightsUnfit, match=reason):
            library.find("resnet18")
    else:
        assert reason_of(library, saved(small, tmp_path / "a.pth")) == reason


@pytest.mark.parametrize(
    ("factor", "bias", "reason"),
    [
        (0.0, 1.0, "layer1 is the same for different pictures"),
        (0.0, 0.0, "layer1 is the same for different pictures"),
        (1e38, 0.0, "layer1 of a picture has values that are not finite"),
    ],
)
def test_a_network_that_sees_nothing(
    library: WeightsLibrary,
    small: Tensors,
    tmp_path: Path,
    factor: float,
    bias: float,
    reason: str,
) -> None:
    small["bn1.weight"] = small["bn1.weight"] * factor
    small["bn1.bias"] = torch.full((64,), bias)
    path = saved(small, tmp_path / "a.pth")
    assert reason_of(library, path) == reason
    assert not (tmp_path / "home" / "weights").exists()


@pytest.mark.filterwarnings("ignore:Validating sparse tensor")
@pytest.mark.parametrize(
    "value",
    [
        torch.zeros(64, dtype=torch.int64),
        torch.zeros(64, device="meta"),
        torch.zeros(64).to_sparse(),
    ],
    ids=["whole numbers", "no memory", "sparse"],
)
def test_no_numbers(
    library: WeightsLibrary, small: Tensors, tmp_path: Path, value: torch.Tensor
) -> None:
    small["bn1.bias"] = value
    reason = reason_of(library, saved(small, tmp_path / "a.pth"))
    assert reason == "bn1.bias holds no floating point numbers"


def test_no_tensor(library: WeightsLibrary, small: Tensors, tmp_path: Path) -> None:
    path = saved({**small, "bn1.bias": [1, 2]}, tmp_path / "a.pth")
    assert reason_of(library, path) == "bn1.bias is list instead of 64"


@pytest.mark.parametrize("value", [[1, 2], torch.zeros(3), "text", None])
def test_no_state_dict(library: WeightsLibrary, tmp_path: Path, value: object) -> None:
    assert reason_of(library, saved(value, tmp_path / "a.pth")) == "it is no state dict"


@pytest.mark.parametrize("value", [{}, {1: 2}, {"state_dict": {}}])
def test_a_dict_of_something_else(library: WeightsLibrary, tmp_path: Path, value: object) -> None:
    assert "it lacks conv1.weight" in reason_of(library, saved(value, tmp_path / "a.pth"))


@pytest.mark.parametrize("share", [0.01, 0.5, 0.999])
@pytest.mark.parametrize("zipped", [True, False])
def test_truncated(
    library: WeightsLibrary, small: Tensors, tmp_path: Path, share: float, zipped: bool
) -> None:
    path = saved(small, tmp_path / "a.pth", _use_new_zipfile_serialization=zipped)
    os.truncate(path, int(path.stat().st_size * share))
    reason_of(library, path)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04", bytes(range(256)) * 40])
def test_no_file_of_torch(library: WeightsLibrary, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.pth"
    path.write_bytes(content)
    assert reason_of(library, path).startswith("it ")


def test_one_flipped_bit(library: WeightsLibrary, small: Tensors, tmp_path: Path) -> None:
    path = saved(small, tmp_path / "a.pth")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert "wrong checksum" in reason_of(library, path)


def test_packed_again(library: WeightsLibrary, small: Tensors, tmp_path: Path) -> None:
    # Mapped, the compressed bytes would be taken for numbers.
    path = tmp_path / "a.pth"
    with (
        zipfile.ZipFile(saved(small, tmp_path / "b.pth")) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            new.writestr(entry, old.read(entry))
    assert reason_of(library, path) == "it was packed again after torch.save"


class Bomb:
    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, (str(self._mark),)


def test_code_is_never_run(library: WeightsLibrary, small: Tensors, tmp_path: Path) -> None:
    armed, mark = tmp_path / "armed", tmp_path / "mark"
    pickle.loads(pickle.dumps(Bomb(armed)))
    assert armed.exists(), "the bomb works"

    content: dict[str, Any] = {**small, "fc.bias": Bomb(mark)}
    zipped = saved(content, tmp_path / "zipped.pth")
    old = saved(content, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    plain = tmp_path / "plain.pth"
    plain.write_bytes(pickle.dumps(content, protocol=2))
    for path in (zipped, old, plain):
        reason = reason_of(library, path)
        assert "it holds code, which is never run" in reason
        assert "weights_only" not in reason
    assert not mark.exists()
