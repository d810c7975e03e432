"""The evaluation beside the line: its own thread, cancelled, saved, and nothing of the line's."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from spade_station.app import evaluating
from spade_station.app.evaluation_desk import EvaluationDesk, EvaluationResult
from spade_station.app.notices import Notice
from spade_station.app.status import RunState
from spade_station.domain.dataset_errors import DatasetLayout
from spade_station.domain.errors import Cancelled, InternalFault, StationError
from spade_station.domain.frame import Frame
from spade_station.domain.home_errors import HomeReadOnly
from spade_station.domain.imaging_errors import ReferenceMissing
from spade_station.storage.defect_pictures import FOLDER, DefectPictures
from spade_station.storage.paths import Home
from spade_station.storage.samples import NewSample

from .dataset_on_disk import make_dataset
from .desk import Desk
from .parts import BOARD, Recorder, content_of, good_picture, presets_in, small_preset


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_dataset(tmp_path_factory.mktemp("data") / "plates")


class Evaluator:
    """Asks an evaluation desk and waits for the answers."""

    def __init__(self, desk: EvaluationDesk, qtbot: QtBot) -> None:
        self.desk = desk
        self.home = desk.loop._home
        self._qtbot = qtbot
        self.jobs = Recorder(desk.jobChanged)
        self.results = Recorder(desk.resultChanged)
        self.notices = Recorder(desk.noticed)
        self.errors = Recorder(desk.loop.failed)

    def wait(self, condition: object) -> None:
        assert callable(condition)
        self._qtbot.waitUntil(condition, timeout=60_000)

    def fails_with(self, kind: type[StationError]) -> bool:
        """Wait for the one error; it comes after the end of the job."""
        self.wait(lambda: bool(self.errors.told))
        return [type(error) for error in self.errors.first_values] == [kind]

    def evaluate(self, folder: Path) -> EvaluationResult | None:
        self.desk.evaluate(folder, small_preset())
        self.wait(lambda: self.desk.job is None)
        return self.desk.result


@pytest.fixture
def evaluator(qapp: object, qtbot: QtBot, tmp_path: Path) -> Iterator[Evaluator]:
    desk = EvaluationDesk(Home(tmp_path / "home"), [], "cpu")
    desk.loop.start()
    yield Evaluator(desk, qtbot)
    desk.cancel_job()
    desk.loop.stop()


class Hold:
    """Holds the evaluation after its learning until a test lets it go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._really_learn = evaluating.learn
        self._open = threading.Event()
        self.reached = threading.Event()
        monkeypatch.setattr(evaluating, "learn", self._learn)

    def open(self) -> None:
        self._open.set()

    def _learn(self, *values: Any, **named: Any) -> object:
        bank = self._really_learn(*values, **named)
        self.reached.set()
        assert self._open.wait(20.0), "nobody opened it"
        return bank


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hold]:
    held = Hold(monkeypatch)
    yield held
    held.open()


def test_it_tells_how_far_it_is_and_what_it_found(evaluator: Evaluator, folder: Path) -> None:
    result = evaluator.evaluate(folder)
    assert result is not None
    assert result.found.dataset == "plates"
    assert result.found.image_auroc == 1.0
    assert len(result.worst) == 4
    assert evaluator.results.first_values == [result]
    jobs = evaluator.jobs.first_values
    assert jobs[-1] is None
    told = [(job.done, job.total) for job in jobs if job is not None]  # type: ignore[attr-defined]
    assert told == sorted(told)
    assert told[-1] == (10, 10)


def test_only_one_at_a_time(evaluator: Evaluator, folder: Path, hold: Hold) -> None:
    evaluator.desk.evaluate(folder, small_preset("first"))
    evaluator.wait(hold.reached.is_set)
    evaluator.desk.evaluate(folder, small_preset("second"))
    hold.open()
    evaluator.wait(lambda: evaluator.desk.job is None)
    assert evaluator.desk.result is not None
    assert evaluator.desk.result.found.preset == "first"


def test_cancelling_leaves_the_last_result(evaluator: Evaluator, folder: Path, hold: Hold) -> None:
    hold.open()
    first = evaluator.evaluate(folder)
    hold.reached.clear()
    hold._open.clear()
    evaluator.desk.evaluate(folder, small_preset())
    evaluator.wait(hold.reached.is_set)
    evaluator.desk.cancel_job()
    hold.open()
    evaluator.wait(lambda: evaluator.desk.job is None)
    assert evaluator.desk.result is first
    assert evaluator.desk.is_earlier
    assert evaluator.fails_with(Cancelled)
    evaluator.evaluate(folder)
    assert not evaluator.desk.is_earlier


def test_a_result_is_of_the_settings_it_was_made_with(evaluator: Evaluator, folder: Path) -> None:
    result = evaluator.evaluate(folder)
    assert result is not None
    assert not result.found.is_before(small_preset())
    assert result.found.is_before(small_preset().changed("decision.limit", 1.5))


def test_cancelling_before_it_begins(evaluator: Evaluator, folder: Path) -> None:
    evaluator.desk.evaluate(folder, small_preset())
    evaluator.desk.cancel_job()
    evaluator.wait(lambda: evaluator.desk.job is None)
    assert evaluator.desk.result is None


def test_a_cancelled_one_does_not_cancel_the_next(evaluator: Evaluator, folder: Path) -> None:
    evaluator.desk.evaluate(folder, small_preset())
    evaluator.desk.cancel_job()
    evaluator.wait(lambda: evaluator.desk.job is None)
    assert evaluator.evaluate(folder) is not None


def test_what_is_no_data_set_is_told_and_the_next_one_works(
    evaluator: Evaluator, folder: Path, tmp_path: Path
) -> None:
    assert evaluator.evaluate(tmp_path) is None
    assert evaluator.fails_with(DatasetLayout)
    assert evaluator.evaluate(folder) is not None


def test_the_references_of_the_product_are_used(evaluator: Evaluator, folder: Path) -> None:
    presets = presets_in(evaluator.home.path)
    lamp = np.linspace(100, 220, 128).astype(np.uint8)
    name = presets.references(BOARD).keep(np.tile(lamp[None, :, None], (96, 1, 3)))
    plain = small_preset()
    found = []
    for preset in (plain, plain.changed("imaging.light.white", name)):
        evaluator.desk.evaluate(folder, preset)
        evaluator.wait(lambda: evaluator.desk.job is None)
        assert evaluator.desk.result is not None
        found.append([row.score for row in evaluator.desk.result.found.pictures])
    assert not evaluator.errors.told
    assert found[0] != found[1]
    evaluator.desk.evaluate(folder, plain.changed("imaging.light.white", "0123456789abcdef"))
    assert evaluator.fails_with(ReferenceMissing)


def test_known_defects_of_the_product_are_counted(evaluator: Evaluator, folder: Path) -> None:
    kept = Frame(good_picture(3), 0, "x")
    pictures = DefectPictures(presets_in(evaluator.home.path).folder(BOARD) / FOLDER)
    pictures.add(NewSample(kept, "mei"))
    result = evaluator.evaluate(folder)
    assert result is not None
    assert result.found.known_defects_left_out == 1


def test_a_fault_ends_the_job(
    evaluator: Evaluator, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*values: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(evaluating, "learn", fail)
    assert evaluator.evaluate(folder) is None
    assert evaluator.fails_with(InternalFault)


def test_report_and_figures_are_saved(evaluator: Evaluator, folder: Path, tmp_path: Path) -> None:
    evaluator.evaluate(folder)
    for name in ("report.html", "figures.JSON"):
        evaluator.desk.save(tmp_path / "out" / name)
    evaluator.wait(lambda: len(evaluator.notices.told) == 2)
    assert "Evaluation of plates" in (tmp_path / "out" / "report.html").read_text("utf-8")
    found = json.loads((tmp_path / "out" / "figures.JSON").read_text("utf-8"))
    assert found["image_auroc"] == 1.0
    notices = [one for one in evaluator.notices.first_values if isinstance(one, Notice)]
    assert "report.html" in str(notices[0])


def test_where_it_cannot_be_saved(evaluator: Evaluator, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    evaluator.desk.save(tmp_path / "nothing.html")
    evaluator.evaluate(folder)
    evaluator.desk.save(tmp_path / "file" / "report.html")
    assert evaluator.fails_with(HomeReadOnly)
    assert not (tmp_path / "nothing.html").exists(), "there was no result yet"


# --- beside the line ------------------------------------------------------------------------------


def test_the_line_goes_on_with_its_own_bank(
    desk: Desk, folder: Path, home: Path, hold: Hold
) -> None:
    station = desk.station
    desk.settle()
    before, bank = content_of(home), station.bank
    station.evaluation.evaluate(folder, station.preset)
    desk.wait(hold.reached.is_set)
    assert station.job is None, "the line's own jobs are free"
    assert desk.show(good_picture(300)).verdict == "OK"
    assert station.state is RunState.STOPPED
    hold.open()
    desk.wait(lambda: station.evaluation.result is not None)
    desk.settle()
    assert desk.show(good_picture(301)).verdict == "OK"
    assert station.bank == bank
    after = content_of(home)
    assert {name for name in after if after[name] != before.get(name)} <= {"station.json"}


def test_a_station_that_closes_ends_the_evaluation(desk: Desk, folder: Path, hold: Hold) -> None:
    desk.station.evaluation.evaluate(folder, desk.station.preset)
    desk.wait(hold.reached.is_set)
    threading.Timer(0.1, hold.open).start()
    desk.station.close()
    assert not desk.station.evaluation.loop.isRunning()
    assert desk.station.evaluation.result is None


def test_what_goes_wrong_is_told_by_the_station(desk: Desk, tmp_path: Path) -> None:
    desk.station.evaluation.evaluate(tmp_path / "absent", desk.station.preset)
    desk.wait(lambda: any("absent does not exist" in text for text in desk.said))
