"""What makes every verdict impossible: exit code 2, the reason and what to do, and never an OK."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from spade_station.app.dataset import open_dataset
from spade_station.app.pictures import picture_paths
from spade_station.capture.pictures import list_pictures, read_picture
from spade_station.domain.errors import NotReadable, PresetBroken
from spade_station.storage.paths import Home
from spade_station.storage.presets import Presets

from .conftest import Command, bank_of, change_preset, make_product, rewrite_manifest

DAMAGED = ("is damaged:", "Undo to an earlier version, or learn again from the stored samples.")
OTHER = ("The bank was made with", "Learn again from the stored samples")


@pytest.fixture
def refused(command: Command, home: Path, parts: Path) -> Callable[..., bool]:
    """Inspect good parts, as text and as JSON: neither says anything of them."""

    def inspect(*texts: str, words: tuple[str, ...] = ()) -> bool:
        for as_json in ([], ["--json"]):
            said = command(*words, "inspect", "Board", parts / "fresh", *as_json, home=home)
            assert said.out == ""
            assert said.refuses(*texts)
        return True

    return inspect


Refused = Callable[..., bool]


# --- the product ----------------------------------------------------------------------------------


def test_an_unknown_preset_names_the_known_ones(command: Command, home: Path, parts: Path) -> None:
    said = command("inspect", "Bord", parts / "fresh", home=home)

    known = "Known presets: Board, electronics, textile, metal, classic."
    assert said.refuses("There is no preset named “Bord”.", known)
    assert said.out == ""


@pytest.mark.parametrize("name", ["electronics", "Board"])
def test_a_preset_that_learned_nothing(
    command: Command, parts: Path, tmp_path: Path, name: str
) -> None:
    make_product(tmp_path / "home")

    said = command("inspect", name, parts / "fresh")

    assert said.refuses(f"Good samples of “{name}” so far: 0.", "Collect at least 5 good parts")


def test_a_preset_that_learned_too_little(command: Command, parts: Path, tmp_path: Path) -> None:
    make_product(tmp_path / "home")
    assert command("learn", "Board", parts / "fresh").code == 0

    said = command("inspect", "Board", parts / "fresh")

    assert said.refuses("Good samples of “Board” so far: 3.", "Collect at least 5 good parts")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "line 1, column 2 is not as JSON wants it"),
        (
            '{"schema": 1, "name": "Board", "decision": {"limit": 99}}',
            "decision.limit may be 5 at most",
        ),
        ('{"schema": 9, "name": "Board"}', "schema"),
    ],
)
def test_a_broken_preset_file(home: Path, refused: Refused, text: str, reason: str) -> None:
    path = home / "presets" / "Board" / "preset.json"
    path.write_text(text)

    assert refused(f"The preset file {path} cannot be used:", reason, "It was left as it is.")
    assert path.read_text() == text


# --- the bank -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["layer2.npy", "layer3_sample.npy", "descriptors.npy"])
@pytest.mark.parametrize("fault", ["cut off", "altered", "missing", "empty", "pickled"])
def test_a_damaged_bank(home: Path, refused: Refused, name: str, fault: str) -> None:
    path = bank_of(home) / name
    whole = path.read_bytes()
    match fault:
        case "cut off":
            path.write_bytes(whole[:-1])
        case "altered":
            path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        case "missing":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "pickled":
            np.save(path, np.array([{"x": 1}], object), allow_pickle=True)

    assert refused(str(path), *DAMAGED)


@pytest.mark.parametrize("fault", ["cut off", "altered", "missing"])
def test_a_damaged_manifest(home: Path, refused: Refused, fault: str) -> None:
    path = bank_of(home) / "manifest.json"
    whole = path.read_text()
    if fault == "missing":
        path.unlink()
    else:
        path.write_text(whole[:99] if fault == "cut off" else whole.replace('"builtin"', '"x"'))

    assert refused(str(path), *DAMAGED)


@pytest.mark.parametrize("text", [None, "", "v000007", "../../x"])
def test_a_damaged_pointer(home: Path, refused: Refused, text: str | None) -> None:
    pointer = bank_of(home).parent / "CURRENT"
    if text is None:
        pointer.unlink()
    else:
        pointer.write_text(text)

    assert refused(*DAMAGED)


def test_learning_again_heals_a_damaged_bank(
    command: Command, home: Path, parts: Path, refused: Refused
) -> None:
    (bank_of(home) / "layer2.npy").unlink()
    assert refused(*DAMAGED)

    assert "knows 13 good parts" in command("learn", "Board", parts / "fresh", home=home).out
    assert command("inspect", "Board", parts / "fresh", home=home).code == 0


@pytest.mark.parametrize(
    "change",
    [{"backbone_sha256": "0" * 64}, {"backbone": "resnet18"}, {"input_size": 128}],
    ids=lambda change: next(iter(change)),
)
def test_a_bank_of_another_backbone(home: Path, refused: Refused, change: dict[str, Any]) -> None:
    rewrite_manifest(home, lambda manifest: manifest.update(change))

    assert refused(*OTHER)


def test_settings_that_the_bank_cannot_serve(home: Path, refused: Refused) -> None:
    change_preset(home, "features.input_size", 128)

    assert refused(*OTHER)


# --- the backbone ---------------------------------------------------------------------------------


def test_a_backbone_without_weights(home: Path, refused: Refused) -> None:
    change_preset(home, "features.backbone", "resnet18")

    assert refused(
        "There are no weights for resnet18 on this machine.",
        "spade-station weights download resnet18",
        "spade-station weights import FILE --as resnet18",
    )


def test_a_bank_whose_weights_are_gone_is_not_served_by_the_fallback(
    home: Path, refused: Refused
) -> None:
    change_preset(home, "features.backbone", "auto")
    rewrite_manifest(home, lambda manifest: manifest.update(backbone="resnet18"))

    assert refused(*OTHER, "resnet18", "builtin")


def test_weights_that_do_not_fit(home: Path, refused: Refused) -> None:
    change_preset(home, "features.backbone", "resnet18")
    (home / "weights").mkdir()
    (home / "weights" / "resnet18-00000000.pth").write_bytes(b"rubbish")

    assert refused("does not hold weights for resnet18:", "it is damaged", "Choose the state dict")


def test_a_device_that_is_not_there(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)

    for device in ("cuda", "tpu"):
        assert refused(
            f"The device “{device}” is not on this machine.",
            "Use --device auto or --device cpu.",
            words=("--device", device),
        )


# --- the home -------------------------------------------------------------------------------------


def test_a_home_that_is_not_there(command: Command, parts: Path, tmp_path: Path) -> None:
    said = command("inspect", "Board", parts / "fresh", home=tmp_path / "nowhere")

    assert said.refuses("There is no preset named “Board”.", "Known presets: electronics")
    assert not (tmp_path / "nowhere").exists()


def test_inspecting_needs_no_lock_and_writes_nothing(
    command: Command, home: Path, parts: Path
) -> None:
    def modified(home: Path) -> list[tuple[Path, int]]:
        files = [path for path in home.rglob("*") if path.name != "station.lock"]
        return sorted((path, path.stat().st_mtime_ns) for path in files)

    before = modified(home)
    lock = Home(home).take()
    try:
        assert command("inspect", "Board", parts / "fresh", home=home).code == 0
    finally:
        lock.release()
    assert modified(home) == before


def test_a_home_may_move(command: Command, home: Path, parts: Path, tmp_path: Path) -> None:
    """A backup is a copy."""
    moved = shutil.move(home, tmp_path / "moved")

    assert command("inspect", "Board", parts / "fresh", home=Path(moved)).code == 0


# --- what may not be read -------------------------------------------------------------------------


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[None]:
    """Take the rights to the folder away; of root nothing is refused, who becomes somebody else."""
    if os.name == "nt":
        pytest.skip("Windows has other rights")
    if os.geteuid() == 0:
        os.seteuid(65534)
        yield
        os.seteuid(0)
    else:
        tmp_path.chmod(0)
        yield
        tmp_path.chmod(0o700)


def test_pictures_that_may_not_be_read(tmp_path: Path, nobody: None) -> None:
    with pytest.raises(NotReadable, match="may not be read"):
        list_pictures(tmp_path / "line")
    with pytest.raises(NotReadable):
        picture_paths([tmp_path / "line" / "0.png"])
    with pytest.raises(NotReadable):
        read_picture(tmp_path / "line" / "0.png")


def test_a_dataset_that_may_not_be_read(tmp_path: Path, nobody: None) -> None:
    with pytest.raises(NotReadable):
        open_dataset(tmp_path)


def test_a_product_that_may_not_be_read(tmp_path: Path, nobody: None) -> None:
    presets = Presets(tmp_path / "presets", tmp_path / "trash")
    with pytest.raises(PresetBroken, match="Permission denied"):
        presets.load("Board")
