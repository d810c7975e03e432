import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app import runtimes as module
from spade_station.app import shelf
from spade_station.app.backbones import Backbones, library_in
from spade_station.app.measuring_runtimes import measure_runtimes
from spade_station.app.product import Product
from spade_station.app.runtimes import Runtimes
from spade_station.app.station import Station
from spade_station.domain.errors import Cancelled, NoSamples, RuntimesFixed, RuntimeUnfit
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_errors import NothingJudged
from spade_station.domain.progress import Report
from spade_station.domain.runtime_name import RuntimeChoice, RuntimeName
from spade_station.domain.runtime_table import RuntimeFigures, RuntimeTable
from spade_station.engine.runtime import making
from spade_station.engine.runtime.onnx_export import exported
from spade_station.engine.runtime.openvino_runtime import OpenvinoRuntime

from .desk import Desk
from .networks import SAMPLES, network_backbones, network_product
from .parts import BOARD, bad_picture, copy_of, make_product, presets_in


@pytest.fixture(scope="module")
def network_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home with a product that a network sees, and the network as it is exported."""
    home = tmp_path_factory.mktemp("network")
    product = network_product(home)
    measure_runtimes(product, network_backbones(home), lambda done, total: None)
    return home


@pytest.fixture
def home(network_home: Path, tmp_path: Path) -> Path:
    return copy_of(network_home, tmp_path / "home")


def opened(home: Path, choice: RuntimeChoice = RuntimeChoice.AUTO) -> tuple[Product, Backbones]:
    backbones = Backbones(library_in(home / "weights", []), "cpu", Runtimes(home / "runtimes"))
    assert backbones.runtimes is not None
    backbones.runtimes.choice = choice
    return Product(BOARD, presets_in(home), backbones), backbones


def measured(home: Path) -> RuntimeTable:
    product, backbones = opened(home)
    return measure_runtimes(product, backbones, lambda done, total: None)


def test_every_runtime_of_the_machine_is_measured_on_the_same_pictures(home: Path) -> None:
    product, backbones = opened(home)
    told: list[tuple[int, int]] = []
    table = measure_runtimes(product, backbones, lambda *done: told.append(done))
    assert [row.runtime for row in table.rows] == list(backbones.runtimes_here())
    assert (table.product, table.backbone, table.input_px) == (BOARD, "resnet18", (96, 128))
    assert table.pictures == 2 * SAMPLES
    torch, *others = table.rows
    assert (torch.difference, torch.flips) == (0, 0)
    for row in others:
        assert row.problem == ""
        assert row.difference < 0.05
    assert told == sorted(told)


def test_the_best_one_is_remembered_and_taken(home: Path) -> None:
    product, backbones = opened(home)
    assert product.backbone.runtime is RuntimeName.TORCH, "nothing was measured"
    assert backbones.runtimes is not None
    table = measured(home)
    rows = [each.model_copy(update={"milliseconds": 1000.0}) for each in table.rows[:-1]]
    fastest = table.rows[-1].model_copy(update={"milliseconds": 1.0, "difference": 0.0, "flips": 0})
    backbones.runtimes.remember(table.model_copy(update={"rows": (*rows, fastest)}))
    for each, its in ((product, backbones), opened(home)):
        assert each.backbone.runtime is fastest.runtime
        status = its.status(each.backbone, each.preset)
        assert status.runtime == fastest.runtime
        assert status.runtimes is not None
        assert status.runtimes.best is fastest.runtime


def test_on_another_machine_it_is_measured_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, backbones = opened(home)
    assert backbones.runtimes is not None
    table = measured(home)
    backbones.runtimes.remember(table)
    assert Runtimes(home / "runtimes").table(table.sha256) == table
    monkeypatch.setattr(module, "machine", lambda: "another one")
    assert Runtimes(home / "runtimes").table(table.sha256) is None


@pytest.mark.parametrize("choice", [RuntimeChoice.ONNXRUNTIME, RuntimeChoice.OPENVINO])
def test_the_user_may_choose(home: Path, choice: RuntimeChoice) -> None:
    product, _ = opened(home, choice)
    assert product.backbone.runtime == choice
    found = product.inspector().inspect(Frame(bad_picture(100), 0, "x"))
    reference = opened(home)[0].inspector().inspect(Frame(bad_picture(100), 0, "x"))
    assert found.verdict is reference.verdict
    assert found.score == pytest.approx(reference.score, abs=0.02)


def test_what_was_chosen_and_is_not_here_inspects_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "find_spec", lambda package: None)
    product, backbones = opened(home, RuntimeChoice.OPENVINO)
    assert backbones.runtimes_here() == (RuntimeName.TORCH,)
    with pytest.raises(RuntimeUnfit, match="pip install"):
        product.inspector()


def test_what_fails_says_why_and_is_not_taken(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object, *given: object, **more: object) -> None:
        raise RuntimeError("no such instruction")

    monkeypatch.setattr(OpenvinoRuntime, "__init__", fail)
    table = measured(home)
    failed = [row for row in table.rows if row.problem]
    assert {row.runtime for row in failed} >= {RuntimeName.OPENVINO}
    assert "no such instruction" in failed[0].problem
    assert table.best not in {row.runtime for row in failed}


def test_without_a_bank_or_a_network_there_is_nothing_to_measure(tmp_path: Path) -> None:
    nothing = make_product(tmp_path / "a", 0)
    with pytest.raises(NoSamples):
        measure_runtimes(nothing, network_backbones(tmp_path / "a"), lambda *done: None)
    builtin = make_product(tmp_path / "b", 3)
    with pytest.raises(RuntimesFixed, match="builtin"):
        measure_runtimes(builtin, network_backbones(tmp_path / "b"), lambda *done: None)


def test_it_ends_when_it_is_cancelled(home: Path) -> None:
    product, backbones = opened(home)

    def cancelled(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        measure_runtimes(product, backbones, cancelled)


def test_one_that_was_cancelled_while_it_loaded_did_not_fail(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def cancelled(self: object, *given: object, **more: object) -> None:
        raise Cancelled

    monkeypatch.setattr(OpenvinoRuntime, "__init__", cancelled)
    with pytest.raises(Cancelled):
        measured(home)
    assert not caplog.records


def test_the_exported_network_is_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (kept,) = (home / "runtimes").glob("resnet18-*-layer2.*.onnx")
    monkeypatch.setattr(module, "exported_aside", pytest.fail)
    opened(home, RuntimeChoice.OPENVINO)[0].inspector()
    kept.write_bytes(b"rubbish")
    monkeypatch.setattr(module, "exported_aside", lambda network, wait: exported(network))
    opened(home, RuntimeChoice.OPENVINO)[0].inspector()
    assert all(each.stat().st_size > 1e6 for each in (home / "runtimes").glob("*.onnx"))


# --- in the running station -----------------------------------------------------------------------


@pytest.fixture
def desk(make_station, home: Path, qtbot, tmp_path: Path) -> Desk:  # type: ignore[no-untyped-def]
    return Desk(make_station(home), qtbot, tmp_path / "pictures").open()


def test_the_station_measures_once_by_itself(desk: Desk, home: Path) -> None:
    desk.wait(lambda: desk.station.backbone.runtimes is not None)
    table = desk.station.backbone.runtimes
    assert isinstance(table, RuntimeTable)
    desk.wait(lambda: desk.station.backbone.runtime == table.best)
    desk.settle()
    measuring = [job for job in desk.jobs.first_values if job is not None]
    assert measuring, "it is a job that can be seen"
    assert Runtimes(home / "runtimes").tables == (table,)
    told = len(desk.jobs.told)
    desk.station.relearn()
    desk.wait(lambda: desk.station.bank.version == 2)
    desk.settle()
    again = [job for job in desk.jobs.first_values[told:] if job is not None]
    assert not [job for job in again if job.title == measuring[0].title]  # type: ignore[attr-defined]


def test_what_a_broken_product_interrupts_is_measured_with_the_next_one(
    make_station: Callable[[Path], Station],
    home: Path,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copy_of(home / "presets" / BOARD, home / "presets" / "broken")
    (home / "presets" / "broken" / "preset.json").write_text("{")
    begun, chosen, measure = threading.Event(), threading.Event(), shelf.measure_runtimes

    def held(product: Product, backbones: Backbones, report: Report) -> RuntimeTable:
        begun.set()
        assert chosen.wait(10)
        return measure(product, backbones, report)

    monkeypatch.setattr(shelf, "measure_runtimes", held)
    desk = Desk(make_station(home), qtbot, tmp_path / "pictures").open()
    desk.wait(begun.is_set)
    desk.station.choose_preset("broken")
    chosen.set()
    desk.settle()
    assert desk.said
    assert not Runtimes(home / "runtimes").tables
    desk.choose(BOARD)
    desk.wait(lambda: desk.station.backbone.runtimes is not None)


def test_what_cannot_be_measured_by_itself_is_measured_later_without_a_word(
    make_station: Callable[[Path], Station],
    home: Path,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody may just be drawing zones, which leave nothing for a moment."""
    failed, measure = threading.Event(), shelf.measure_runtimes

    def fails_once(product: Product, backbones: Backbones, report: Report) -> RuntimeTable:
        if not failed.is_set():
            failed.set()
            raise NothingJudged
        return measure(product, backbones, report)

    monkeypatch.setattr(shelf, "measure_runtimes", fails_once)
    desk = Desk(make_station(home), qtbot, tmp_path / "pictures").open()
    desk.wait(failed.is_set)
    desk.settle()
    assert desk.said == []
    desk.station.relearn()
    desk.wait(lambda: desk.station.backbone.runtimes is not None)


def test_who_asks_for_measuring_hears_why_it_cannot_be_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.wait(lambda: desk.station.backbone.runtimes is not None)
    desk.settle()

    def fails(product: Product, backbones: Backbones, report: Report) -> RuntimeTable:
        raise NothingJudged

    monkeypatch.setattr(shelf, "measure_runtimes", fails)
    desk.station.runtimes.measure()
    desk.wait(lambda: any("zones leave nothing" in text for text in desk.said))


def test_another_choice_is_in_use_at_once(desk: Desk) -> None:
    desk.wait(lambda: desk.station.backbone.runtimes is not None)
    table = desk.station.backbone.runtimes
    assert table
    before = desk.show(bad_picture(100))
    other = RuntimeChoice.TORCH if table.best == "onnxruntime" else RuntimeChoice.ONNXRUNTIME
    desk.station.change_settings(runtime=other)
    desk.wait(lambda: desk.station.backbone.runtime == other)
    after = desk.show(bad_picture(100))
    assert after.verdict is before.verdict
    desk.station.change_settings(runtime=RuntimeChoice.AUTO)
    desk.wait(lambda: desk.station.backbone.runtime == table.best)


def test_a_sample_is_not_kept_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.wait(lambda: desk.station.backbone.runtimes is not None)
    shown = desk.show(bad_picture(100))
    desk.station.runtimes.measure()
    desk.add_anyway(shown)
    desk.wait(lambda: desk.station.bank.version == 2)
    desk.settle()
    assert not [row for row in table_rows(desk) if row.problem]


def table_rows(desk: Desk) -> tuple[RuntimeFigures, ...]:
    table = desk.station.backbone.runtimes
    assert table is not None
    return table.rows
