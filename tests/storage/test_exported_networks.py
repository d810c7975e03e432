from pathlib import Path

from spade_station.storage.exported_networks import kept_network


class Exporter:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> bytes:
        self.calls += 1
        return b"a network"


def test_a_network_is_exported_once(tmp_path: Path) -> None:
    export = Exporter()
    assert kept_network(tmp_path / "runtimes", "resnet18-layer3", export) == b"a network"
    assert kept_network(tmp_path / "runtimes", "resnet18-layer3", export) == b"a network"
    assert export.calls == 1
    assert kept_network(tmp_path / "runtimes", "resnet18-layer2", export) == b"a network"
    assert export.calls == 2


def test_a_damaged_file_is_not_used(tmp_path: Path) -> None:
    export = Exporter()
    kept_network(tmp_path, "resnet18", export)
    (file,) = tmp_path.glob("*.onnx")
    file.write_bytes(b"another network")
    assert kept_network(tmp_path, "resnet18", export) == b"a network"
    assert export.calls == 2
    assert file.read_bytes() == b"a network"


def test_what_cannot_be_kept_is_used_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "runtimes").write_text("a file where the folder should be")
    assert kept_network(tmp_path / "runtimes", "resnet18", Exporter()) == b"a network"
