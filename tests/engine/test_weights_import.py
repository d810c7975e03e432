import errno
import os
from pathlib import Path

import pytest
import torch

from spade_station.domain.errors import SourceMissing, WeightsNotUsed, WeightsUnfit
from spade_station.domain.home_errors import DiskFull, HomeReadOnly
from spade_station.engine.weights import WeightsLibrary
from spade_station.engine.weights_store import torchvision_url

from .weights_files import Tensors, reason_of, saved, up_to


def test_import(library: WeightsLibrary, small: Tensors, tmp_path: Path) -> None:
    path = saved(small, tmp_path / "from the stick.pth")
    file = library.import_file(path, "resnet18")
    assert file.path == tmp_path / "home" / "weights" / f"resnet18-{file.sha256[:8]}.pth"
    assert file.path.read_bytes() == path.read_bytes()
    assert library.find("resnet18") == file
    assert library.import_file(path, "resnet18") == file
    assert library.import_file(file.path, "resnet18") == file
    assert list(file.path.parent.iterdir()) == [file.path]


def test_import_of_nothing(library: WeightsLibrary, tmp_path: Path) -> None:
    with pytest.raises(SourceMissing):
        library.import_file(tmp_path / "absent.pth", "resnet18")
    assert "cannot be read" in reason_of(library, tmp_path)


@pytest.mark.parametrize("wrapper", ["state_dict", "model"])
def test_import_of_a_checkpoint(
    library: WeightsLibrary, small: Tensors, tmp_path: Path, wrapper: str
) -> None:
    inner = {f"module.{name}": value for name, value in small.items()}
    path = saved({"epoch": 3, wrapper: inner}, tmp_path / "a.pth")
    taken = library.load(library.import_file(path, "resnet18"), "layer1")
    assert torch.equal(taken["conv1.weight"], small["conv1.weight"])


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("ENOSPC", DiskFull),
        ("EDQUOT", DiskFull),
        ("EACCES", HomeReadOnly),
        ("EROFS", HomeReadOnly),
        ("EIO", HomeReadOnly),
    ],
)
@pytest.mark.parametrize("step", ["os.fsync", "os.replace"])
def test_the_disk_refuses(
    library: WeightsLibrary,
    small: Tensors,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    number: str,
    expected: type[Exception],
) -> None:
    path = saved(small, tmp_path / "a.pth")
    code = getattr(errno, number)

    def refuse(*arguments: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(step, refuse)
    with pytest.raises(expected):
        library.import_file(path, "resnet18")
    monkeypatch.undo()
    assert not any((tmp_path / "home" / "weights").iterdir())


def test_the_home_is_a_file(small: Tensors, tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"")
    library = WeightsLibrary([], tmp_path / "home" / "weights")
    with pytest.raises(HomeReadOnly):
        library.import_file(saved(small, tmp_path / "a.pth"), "resnet18")


def test_a_source_that_changes_while_it_is_copied(
    library: WeightsLibrary, small: Tensors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(small, tmp_path / "a.pth")
    monkeypatch.setattr("spade_station.engine.weights._blocks", lambda path: iter([b"other"]))
    assert "changed in the meantime" in reason_of(library, path)
    assert not any((tmp_path / "home" / "weights").iterdir())


def test_a_source_that_goes_away_while_it_is_copied(
    library: WeightsLibrary, small: Tensors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(small, tmp_path / "a.pth")

    def unplugged(path: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("spade_station.engine.weights._blocks", unplugged)
    assert "cannot be read (Input/output error)" in reason_of(library, path)
    assert not any((tmp_path / "home" / "weights").iterdir())


def test_what_is_not_used_is_told(library: WeightsLibrary, whole: Tensors, tmp_path: Path) -> None:
    shared = saved(up_to(whole, "layer2"), tmp_path / "shared" / "resnet18.pth")
    again = library.import_file(shared, "resnet18")
    library.check_used(again)
    for deepest in ("layer1", "layer2"):
        tensors = {**up_to(whole, deepest), "bn1.bias": torch.ones(64)}
        other = library.import_file(saved(tensors, tmp_path / "a.pth"), "resnet18")
        with pytest.raises(WeightsNotUsed) as caught:
            library.check_used(other)
        assert caught.value.values["used"] == shared
    deeper = library.import_file(saved(up_to(whole, "layer3"), tmp_path / "b.pth"), "resnet18")
    library.check_used(deeper)


def test_damage_after_the_import_shows_in_the_name(
    library: WeightsLibrary, small: Tensors, tmp_path: Path
) -> None:
    path = saved(small, tmp_path / "a.pth", _use_new_zipfile_serialization=False)
    file = library.import_file(path, "resnet18")
    content = bytearray(file.path.read_bytes())
    content[len(content) // 2] ^= 1  # this format has no checksums of its own
    file.path.write_bytes(content)
    with pytest.raises(WeightsUnfit, match="it is damaged"):
        library.find("resnet18")


def test_a_published_name_must_tell_the_truth(
    library: WeightsLibrary, small: Tensors, tmp_path: Path
) -> None:
    name = torchvision_url("resnet18").rpartition("/")[2]
    assert "it is damaged" in reason_of(library, saved(small, tmp_path / name))
    dated = saved(small, tmp_path / "shared" / "resnet18-20240115.pth")
    assert library.find("resnet18").path == dated


def test_forgotten_parts_are_swept(library: WeightsLibrary, small: Tensors, tmp_path: Path) -> None:
    own = tmp_path / "home" / "weights"
    own.mkdir(parents=True)
    old, young = own / ".aa.part", own / ".bb.part"
    old.write_bytes(b"x")
    os.utime(old, (0, 0))
    young.write_bytes(b"x")
    library.import_file(saved(small, tmp_path / "a.pth"), "resnet18")
    assert not old.exists()
    assert young.exists()
