"""``spade-station weights``: nothing in a file that somebody brings is ever run."""

import os
import pickle
from pathlib import Path

import pytest
import torch
from torchvision.models import resnet18

from .conftest import Command


class Malicious:
    """Makes a folder as soon as it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.folder),)


def test_the_list_says_what_is_missing(command: Command) -> None:
    said = command("weights", "list")

    assert said.code == 0
    assert said.out.count("missing") == 2
    assert "resnet18" in said.out
    assert "wide_resnet50_2" in said.out


def test_a_file_is_imported_and_listed_with_its_whole_path(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with torch.device("cpu"):
        torch.save(resnet18(weights=None).state_dict(), tmp_path / "mine [red].pth")

    said = command("weights", "import", "mine [red].pth", "--as", "resnet18")

    assert said.code == 0
    assert "Imported resnet18 (layer1, layer2, layer3, layer4), sha256 " in said.out
    (kept,) = (tmp_path / "home" / "weights").iterdir()
    assert str(kept) in command("weights", "list").out
    monkeypatch.setenv("COLUMNS", "80")
    folded = command("weights", "list").out
    assert "…" not in folded, "nothing is cut off"


def test_it_is_told_which_file_stays_in_use(command: Command, tmp_path: Path) -> None:
    kept = tmp_path / "home" / "weights"
    for name in ("a.pth", "b.pth", "c.pth"):
        torch.save(resnet18(weights=None).state_dict(), tmp_path / name)

    assert command("weights", "import", "a.pth", "--as", "resnet18").err == ""
    said = [command("weights", "import", name, "--as", "resnet18") for name in ("b.pth", "c.pth")]

    used = min(kept.iterdir())
    assert str(used) in command("weights", "list").out
    *_, last = said
    assert last.code == 0
    is_used = f"sha256 {used.stem.removeprefix('resnet18-')}" in last.out
    assert (f"but {used} stays in use for resnet18" in last.err) is not is_used


@pytest.mark.parametrize("kind", ["rubbish", "empty", "folder", "another network"])
def test_a_file_that_does_not_fit(command: Command, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.pth"
    match kind:
        case "rubbish":
            path.write_bytes(b"rubbish" * 99)
        case "empty":
            path.write_bytes(b"")
        case "folder":
            path.mkdir()
        case "another network":
            torch.save({"conv1.weight": torch.zeros(3, 3)}, path)

    said = command("weights", "import", path, "--as", "resnet18")

    assert said.refuses(
        f"{path} does not hold weights for resnet18:", "Choose the state dict of torchvision's"
    )
    assert not list((tmp_path / "home").rglob("*.pth"))


@pytest.mark.parametrize("kind", ["pickle", "torch.save"])
def test_code_in_a_file_is_never_run(command: Command, tmp_path: Path, kind: str) -> None:
    made = tmp_path / "made by the file"
    path = tmp_path / "x.pth"
    if kind == "pickle":
        path.write_bytes(pickle.dumps(Malicious(made)))
    else:
        torch.save({"conv1.weight": Malicious(made)}, path)

    said = command("weights", "import", path, "--as", "resnet18")

    assert said.refuses(f"{path} does not hold weights for resnet18:", "Choose the state dict")
    assert "weights_only" not in said.err, "nobody is advised to switch the protection off"
    assert not made.exists()
    if kind == "pickle":
        pickle.loads(path.read_bytes())
    else:
        torch.load(path, weights_only=False)
    assert made.is_dir(), "or the file would prove nothing"


def test_what_cannot_be_imported(command: Command, tmp_path: Path) -> None:
    (tmp_path / "x.pth").write_bytes(b"x")

    said = command("weights", "import", "nothing.pth", "--as", "resnet18")
    assert said.refuses("nothing.pth does not exist.", "Check its name")
    said = command("weights", "import", "x.pth", "--as", "resnet50")
    known = "Known backbones: wide_resnet50_2, resnet18."
    assert said.refuses("There is no backbone named “resnet50”.", known)
    said = command("weights", "download", "vgg")
    assert said.refuses("There is no backbone named “vgg”.", known)


def test_a_download_without_a_network(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_: object, **__: object) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr("spade_station.engine.weights_store.urlopen", offline)

    said = command("weights", "download", "resnet18")

    assert said.refuses("could not be downloaded: Network is unreachable", "Check the network")
