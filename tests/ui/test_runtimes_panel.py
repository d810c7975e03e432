import pytest

from spade_station.app.status import BackboneStatus, BankStatus
from spade_station.domain.runtime_name import RuntimeChoice, RuntimeName
from spade_station.domain.runtime_table import RuntimeFigures, RuntimeTable
from spade_station.ui.main_window import STATION

TABLE = RuntimeTable(
    backbone="resnet18",
    sha256="0" * 64,
    machine="a processor",
    product="Board A",
    input_px=(224, 288),
    pictures=32,
    measured="2026-11-25",
    rows=(
        RuntimeFigures(runtime=RuntimeName.TORCH, milliseconds=20.04),
        RuntimeFigures(
            runtime=RuntimeName.OPENVINO_BFLOAT16, milliseconds=7.6, difference=0.081, flips=3
        ),
        RuntimeFigures(runtime=RuntimeName.OPENVINO, milliseconds=13.6, difference=0.0004),
        RuntimeFigures(runtime=RuntimeName.ONNXRUNTIME, problem="It broke."),
    ),
)


@pytest.fixture
def panel(window):
    window.show_page(STATION)
    return window.about.runtimes


def test_what_was_measured_is_a_table(panel, station):
    status = BackboneStatus("resnet18", "cpu", "openvino", runtimes=TABLE, runtimes_here=4)
    station.put("backbone", status)
    head, *rows = panel.table.texts
    assert head == ["Runtime", "ms", "Score differs", "Other verdicts", "Agrees"]
    assert rows == [
        ["PyTorch", "20.0", "0.0 %", "0 of 32", "✓ yes"],
        ["OpenVINO, bfloat16", "7.6", "8.1 %", "3 of 32", "✗ no"],
        ["▶ OpenVINO", "13.6", "0.0 %", "0 of 32", "✓ yes"],
        ["ONNX Runtime", "–", "–", "–", "not usable"],
    ]
    assert "288×224" in panel.note
    assert "ONNX Runtime: It broke." in panel.note


def test_before_it_was_measured(panel, station):
    assert panel.note == "There is nothing to choose: torch computes here."
    assert not panel.table.isVisibleTo(panel)
    station.put("backbone", BackboneStatus("resnet18", "cpu", "torch", runtimes_here=4))
    assert "as soon as there is a bank" in panel.note
    assert not panel.measure.isEnabled()
    station.put("bank", BankStatus(version=1, samples=5))
    panel.measure.click()
    assert station.runtimes.measured == 1


def test_the_choice_is_the_stations(panel, station):
    station.change_settings(runtime=RuntimeChoice.OPENVINO)
    assert panel.editor.control.value() == RuntimeChoice.OPENVINO
    combo = panel.editor.control.combo
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    assert station.settings.runtime == RuntimeChoice.AUTO
