from spade_station.domain.runtime_name import RuntimeChoice, RuntimeName
from spade_station.domain.runtime_table import RuntimeFigures, RuntimeTable

TORCH = RuntimeFigures(runtime=RuntimeName.TORCH, milliseconds=20.0)


def table(*rows: RuntimeFigures) -> RuntimeTable:
    return RuntimeTable(
        backbone="resnet18",
        sha256="ab" * 32,
        machine="here",
        product="Board",
        input_px=(224, 288),
        pictures=32,
        measured="2026-11-25",
        rows=(TORCH, *rows),
    )


def fast(**other: float | int | str) -> RuntimeFigures:
    figures = {"runtime": RuntimeName.OPENVINO, "milliseconds": 7.0, **other}
    return RuntimeFigures.model_validate(figures)


def test_the_fastest_that_agrees_is_the_best() -> None:
    assert table(fast(difference=0.01)).best is RuntimeName.OPENVINO
    assert table(fast(milliseconds=21.0)).best is RuntimeName.TORCH
    assert table().best is RuntimeName.TORCH


def test_what_judges_otherwise_is_not_taken_however_fast() -> None:
    assert table(fast(difference=0.2)).best is RuntimeName.TORCH
    assert table(fast(flips=2)).best is RuntimeName.TORCH


def test_what_could_not_be_measured_is_not_taken() -> None:
    broken = RuntimeFigures(runtime=RuntimeName.OPENVINO, problem="It broke.")
    assert table(broken).best is RuntimeName.TORCH


def test_every_runtime_can_be_chosen() -> None:
    assert [each.value for each in RuntimeChoice] == ["auto", *(each.value for each in RuntimeName)]
