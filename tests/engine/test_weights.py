import logging
import os
from pathlib import Path

import pytest
import torch
from torchvision.models import get_model

from spade_station.domain.errors import (
    BackboneUnknown,
    WeightsMissing,
    WeightsUnfit,
)
from spade_station.engine import weights_check
from spade_station.engine.weights import KNOWN, WeightsFile, WeightsLibrary

from .weights_files import Tensors, saved, up_to

SHARED = Path(__file__).parents[3] / "shared" / "weights"
REAL = SHARED / "resnet18-imagenet-layer1-3.pth"
REAL_SHA = "0f151e27405cd93fe45d3871c6097970b6fb8d1e7400d8a2b2cc1a14c42db36f"


@pytest.fixture(scope="session")
def wide() -> Tensors:
    tensors = get_model("wide_resnet50_2", weights=None).state_dict()
    return up_to(tensors, "layer1")


# --- find and listing ---------------------------------------------------------------------------


def test_nothing_is_here(library: WeightsLibrary) -> None:
    with pytest.raises(WeightsMissing):
        library.find("resnet18")
    assert [(s.backbone, s.state, s.path) for s in library.listing()] == [
        (backbone, "missing", None) for backbone in KNOWN
    ]


def test_unknown_backbone(library: WeightsLibrary, tmp_path: Path) -> None:
    with pytest.raises(BackboneUnknown, match="wide_resnet50_2, resnet18"):
        library.find("vgg16")
    with pytest.raises(BackboneUnknown):
        library.import_file(tmp_path, "vgg16")
    with pytest.raises(BackboneUnknown):
        library.download("vgg16", lambda done, total: None, lambda: False)


def test_most_layers_win_then_the_first_folder(
    library: WeightsLibrary, whole: Tensors, small: Tensors, tmp_path: Path
) -> None:
    first = saved(small, tmp_path / "shared" / "resnet18-a.pth")
    saved(small, tmp_path / "home" / "weights" / "resnet18-mine.pth")
    assert library.find("resnet18").path == first
    deeper = saved(up_to(whole, "layer2"), tmp_path / "home" / "weights" / "resnet18-cut.PT")
    found = library.find("resnet18")
    assert (found.path, found.layers) == (deeper, ("layer1", "layer2"))


def test_other_names_are_no_candidates(
    library: WeightsLibrary, small: Tensors, tmp_path: Path
) -> None:
    for name in ("my-resnet18.pth", "resnet18.onnx", ".resnet18.pth", "wide_resnet50_2.txt"):
        saved(small, tmp_path / "shared" / name)
    with pytest.raises(WeightsMissing):
        library.find("resnet18")


def test_the_whole_network(library: WeightsLibrary, whole: Tensors, tmp_path: Path) -> None:
    path = saved(whole, tmp_path / "shared" / "resnet18.pth")
    found = library.find("resnet18")
    assert found.layers == ("layer1", "layer2", "layer3", "layer4")
    assert found.path == path
    taken = library.load(found, "layer2")
    assert {name.partition(".")[0] for name in taken} == {"conv1", "bn1", "layer1", "layer2"}
    assert all(torch.equal(value, whole[name]) for name, value in taken.items())


def test_a_broken_file_gives_way_to_a_fitting_one(
    library: WeightsLibrary, small: Tensors, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "shared" / "resnet18-a.pth"
    broken.write_bytes(b"")
    with pytest.raises(WeightsUnfit, match="it is empty"):
        library.find("resnet18")
    state = library.listing()[1]
    assert (state.state, state.path, state.reason) == ("broken", broken, "it is empty")

    good = saved(small, tmp_path / "shared" / "resnet18-b.pth")
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        assert library.find("resnet18").path == good
    state = library.listing()[1]
    assert (state.state, state.path, state.layers) == ("here", good, ("layer1",))
    assert len(state.sha256) == 64
    assert not caplog.records, "what is known is not told again"


def test_a_folder_that_is_none(small: Tensors, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    saved(small, tmp_path / "own" / "resnet18.pth")
    library = WeightsLibrary([file, tmp_path / "absent"], tmp_path / "own")
    assert library.find("resnet18").path.parent == tmp_path / "own"


def test_a_folder_with_the_name_of_a_file(library: WeightsLibrary, tmp_path: Path) -> None:
    (tmp_path / "shared" / "resnet18.pth").mkdir()
    with pytest.raises(WeightsUnfit, match="cannot be read"):
        library.find("resnet18")


def test_a_file_is_examined_once_until_it_changes(
    library: WeightsLibrary, small: Tensors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(small, tmp_path / "shared" / "resnet18.pth")
    seen: list[Path] = []
    monkeypatch.setattr(
        "spade_station.engine.weights.sha256_of",
        lambda path: seen.append(path) or weights_check.sha256_of(path),
    )
    first = library.find("resnet18")
    assert library.find("resnet18") == first
    library.load(first, "layer1")
    assert seen == [path]

    saved({**small, "bn1.bias": torch.ones(64)}, path)
    os.utime(path, ns=(1, 1))
    second = library.find("resnet18")
    assert second.sha256 != first.sha256
    with pytest.raises(WeightsUnfit, match="changed in the meantime"):
        library.load(first, "layer1")


# --- load ---------------------------------------------------------------------------------------


def test_load_says_which_layer_is_not_there(
    library: WeightsLibrary, small: Tensors, tmp_path: Path
) -> None:
    saved(small, tmp_path / "shared" / "resnet18.pth")
    with pytest.raises(WeightsUnfit, match="it lacks layer3"):
        library.load(library.find("resnet18"), "layer3")


def test_load_after_the_file_is_gone(
    library: WeightsLibrary, small: Tensors, tmp_path: Path
) -> None:
    path = saved(small, tmp_path / "shared" / "resnet18.pth")
    found = library.find("resnet18")
    path.unlink()
    with pytest.raises(WeightsUnfit, match="cannot be read"):
        library.load(found, "layer1")


def test_loaded_tensors_outlive_the_file(
    library: WeightsLibrary, small: Tensors, tmp_path: Path
) -> None:
    path = saved(small, tmp_path / "shared" / "resnet18.pth")
    taken = library.load(library.find("resnet18"), "layer1")
    path.write_bytes(b"")  # a mapped tensor would end the process here
    assert torch.equal(taken["conv1.weight"], small["conv1.weight"])


@pytest.mark.parametrize("zipped", [True, False])
def test_half_precision_in_both_formats_of_torch(
    library: WeightsLibrary, wide: Tensors, tmp_path: Path, zipped: bool
) -> None:
    # torchvision's wide_resnet50_2 is such a file: halves, and the format of 2019.
    halves = {
        name: torch.nn.Parameter(value.half()) if value.is_floating_point() else value
        for name, value in wide.items()
    }
    path = tmp_path / "shared" / "wide_resnet50_2-95faca4d.pth.pt"
    saved(halves, path, _use_new_zipfile_serialization=zipped)
    taken = library.load(library.find("wide_resnet50_2"), "layer1")
    assert {value.dtype for value in taken.values()} == {torch.float32}
    assert not any(value.requires_grad for value in taken.values())
    assert torch.equal(taken["conv1.weight"], wide["conv1.weight"].half().float())


def test_batch_counters_may_be_missing_and_are_left_out(
    library: WeightsLibrary, small: Tensors, tmp_path: Path
) -> None:
    tensors = {n: v for n, v in small.items() if not n.endswith("num_batches_tracked")}
    assert len(tensors) < len(small)
    saved(tensors, tmp_path / "shared" / "resnet18-old.pth")
    assert library.load(library.find("resnet18"), "layer1").keys() == tensors.keys()
    saved(small, tmp_path / "shared" / "resnet18-a.pth")
    assert library.find("resnet18").path.name == "resnet18-a.pth"
    assert library.load(library.find("resnet18"), "layer1").keys() == tensors.keys()


# --- the real thing -----------------------------------------------------------------------------


@pytest.mark.skipif(not REAL.exists(), reason="the development weights are not on this machine")
def test_the_real_file(tmp_path: Path) -> None:
    library = WeightsLibrary([SHARED], tmp_path)
    layers = ("layer1", "layer2", "layer3")
    assert library.find("resnet18") == WeightsFile("resnet18", REAL, REAL_SHA, layers)
    taken = library.load(library.find("resnet18"), "layer3")
    assert len(taken) == 75
    with pytest.raises(WeightsUnfit, match="it lacks layer4"):
        library.load(library.find("resnet18"), "layer4")
    assert list(tmp_path.iterdir()) == []
