"""``spade-station runtimes``."""

from pathlib import Path

import pytest

from tests.app.networks import network_product
from tests.app.parts import BOARD

from .conftest import Command


@pytest.fixture(scope="module")
def network_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("network")
    network_product(home)
    return home


def test_they_are_measured_listed_and_taken(command: Command, network_home: Path) -> None:
    before = command("runtimes", "list", home=network_home)
    assert (before.code, "Nothing was measured yet" in before.out) == (0, True)
    said = command("runtimes", "measure", BOARD, home=network_home)
    assert said.code == 0
    assert "◀" in said.out
    for name in ("torch", "onnxruntime", "openvino"):
        assert name in said.out
    assert command("runtimes", "list", home=network_home).out == said.out


def test_a_network_is_exported(command: Command, network_home: Path, tmp_path: Path) -> None:
    import onnxruntime

    file = tmp_path / "small.onnx"
    said = command("runtimes", "export", "resnet18", file, "--layer", "layer1", home=network_home)
    assert (said.code, str(file) in said.out) == (0, True)
    session = onnxruntime.InferenceSession(file.read_bytes())
    assert [each.name for each in session.get_inputs()] == ["pictures"]
    assert [each.name for each in session.get_outputs()] == ["layer1"]


def test_what_cannot_be_done_is_said(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "x.onnx"
    assert command("runtimes", "export", "resnet18", file).refuses("There are no weights")
    assert command("runtimes", "measure", "electronics").refuses("good")
    assert not file.exists()
