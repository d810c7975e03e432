"""The station: what is asked for is asked of the product that is chosen, whatever is at work."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.station import Station
from spade_station.app.status import Counters, RunState
from spade_station.domain.errors import PresetBroken, UnreadablePicture
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.storage.presets import FILE, starting_point

from .desk import Desk, Gate
from .parts import (
    BOARD,
    LEARNED,
    bad_picture,
    good_picture,
    make_product,
    open_product,
    presets_in,
    small_preset,
    write_pictures,
)

MakeStation = Callable[[Path], Station]
OTHER = "panel"
THIRD = "third"


@pytest.fixture
def two(make_station: MakeStation, home: Path, qtbot: QtBot, tmp_path: Path) -> Desk:
    """Give a station with two learned products."""
    make_product(home, LEARNED + 1, OTHER)
    return Desk(make_station(home), qtbot, tmp_path / "pictures").open()


@pytest.fixture
def busy(two: Desk, gate: Gate) -> Desk:
    """Give one that is learning the first again, until the gate is opened."""
    two.settle()
    two.station.relearn()
    two.wait(gate.reached.is_set)
    return two


def learned_of(home: Path, name: str) -> tuple[int, ...]:
    stored = open_product(home, name).stored
    return stored.samples if stored else ()


def spoil(home: Path, name: str) -> None:
    (home / "presets" / name / FILE).write_text('{"name')


def test_nothing_of_the_product_before_is_shown(busy: Desk, gate: Gate) -> None:
    station = busy.station
    assert len(station.samples()) == LEARNED
    station.choose_preset(OTHER)
    assert station.preset.name == OTHER
    assert (station.bank.is_opening, station.samples(), station.gate.reports) == (True, [], ())
    assert station.job is not None
    assert station.job.product == BOARD, "that is what the chosen one waits for"
    gate.open()
    busy.wait(lambda: len(station.samples()) == LEARNED + 1)
    assert (station.bank.samples, station.bank.is_opening) == (LEARNED + 1, False)


def test_what_comes_late_of_the_product_before_is_not_shown(
    two: Desk, monkeypatch: pytest.MonkeyPatch, gate: Gate
) -> None:
    station = two.station
    two.settle()
    shown: list[tuple[str, int]] = []
    station.samplesChanged.connect(
        lambda: shown.append((station.preset.name, len(station.samples())))
    )
    station.relearn()
    two.wait(gate.reached.is_set)
    station.choose_preset(OTHER)
    gate.open()
    two.wait(lambda: station.bank.samples == LEARNED + 1)
    two.settle()
    assert {name for name, _ in shown} == {OTHER}
    assert LEARNED not in {count for _, count in shown}


def test_a_sample_is_dropped_from_the_chosen_product(busy: Desk, home: Path, gate: Gate) -> None:
    busy.station.choose_preset(OTHER)
    busy.station.gate.drop((3,))
    gate.open()
    busy.wait(lambda: busy.station.bank.samples == LEARNED)
    busy.settle()
    assert 3 not in learned_of(home, OTHER)
    assert 3 in learned_of(home, BOARD)


def test_the_chosen_product_is_deleted(busy: Desk, home: Path, gate: Gate) -> None:
    station = busy.station
    station.choose_preset(OTHER)
    station.delete_preset(station.preset.name)
    gate.open()
    busy.wait(lambda: OTHER not in {line.name for line in station.presets()})
    busy.settle()
    assert BOARD in {line.name for line in station.presets()}


def test_a_folder_is_collected_for_the_product_it_was_meant_for(
    busy: Desk, home: Path, gate: Gate, tmp_path: Path
) -> None:
    presets_in(home).save(small_preset(THIRD))
    folder = write_pictures(tmp_path / "more", [good_picture(50 + n) for n in range(3)])
    station = busy.station
    station.choose_preset(OTHER)
    station.collect_folder(folder)
    station.choose_preset(THIRD)
    gate.open()
    busy.settle()
    assert station.preset.name == THIRD
    assert len(learned_of(home, OTHER)) == LEARNED + 1 + 3
    assert len(learned_of(home, BOARD)) == LEARNED


def test_back_and_forth(busy: Desk, gate: Gate) -> None:
    station = busy.station
    station.choose_preset(OTHER)
    station.choose_preset(BOARD)
    gate.open()
    busy.wait(lambda: station.bank.samples == LEARNED)
    busy.settle()
    assert (station.preset.name, station.settings.preset) == (BOARD, BOARD)
    assert busy.show(good_picture(100)).verdict is Verdict.OK


def test_back_before_a_changed_setting_is_stored(two: Desk, home: Path) -> None:
    station, may_store = two.station, threading.Event()

    def hold() -> None:
        assert may_store.wait(20.0)

    station._recording.inbox.tell(hold)
    station.change_setting("decision.limit", 2.0)
    two.choose(OTHER)
    station.choose_preset(BOARD)
    assert station.preset.decision.limit == 2.0
    two.wait(lambda: not station.bank.is_opening)
    assert station.preset.decision.limit == 2.0
    may_store.set()
    two.settle()
    assert (station.preset.name, station.preset.decision.limit) == (BOARD, 2.0)
    assert presets_in(home).load(BOARD).decision.limit == 2.0


def test_a_changed_setting_that_is_not_stored_is_renamed_with_its_product(
    two: Desk, home: Path
) -> None:
    station, may_store = two.station, threading.Event()

    def hold() -> None:
        assert may_store.wait(20.0)

    station._recording.inbox.tell(hold)
    station.change_setting("decision.limit", 2.0)
    station.rename_preset(BOARD, THIRD)
    two.wait(lambda: station.preset.name == THIRD)
    may_store.set()
    two.settle()
    assert station.preset.decision.limit == 2.0
    assert presets_in(home).load(THIRD).decision.limit == 2.0


def test_a_broken_product_is_shown_as_the_chosen_one(two: Desk, home: Path) -> None:
    spoil(home, OTHER)
    two.choose(OTHER)
    two.settle()
    station = two.station
    assert (station.preset.name, station.bank.version, station.samples()) == (OTHER, 0, [])
    assert (station.bank.is_opening, station.bank.is_broken) == (False, True)
    assert len(two.said) == 1, "and nobody is told of anything else"
    shown = two.show(good_picture(100))
    assert (shown.verdict, type(shown.reason)) == (Verdict.NOT_INSPECTED, PresetBroken)


def test_no_setting_of_a_broken_product_is_changed(two: Desk, home: Path) -> None:
    spoil(home, OTHER)
    before = presets_in(home).load(BOARD)
    two.choose(OTHER)
    two.settle()
    two.notices.told.clear()
    station = two.station
    station.change_setting("decision.limit", 2.0)
    station.reset_settings()
    two.settle()
    assert len(two.said) == 2
    assert not station.can_undo_setting
    assert (home / "presets" / OTHER / FILE).read_text() == '{"name'
    assert presets_in(home).load(BOARD) == before


def test_a_broken_product_is_the_one_that_is_deleted(two: Desk, home: Path) -> None:
    spoil(home, OTHER)
    two.choose(OTHER)
    two.station.delete_preset(two.station.preset.name)
    two.wait(lambda: OTHER not in {line.name for line in two.station.presets()})
    two.settle()
    assert learned_of(home, BOARD)


def test_back_from_a_broken_product(two: Desk, home: Path) -> None:
    spoil(home, OTHER)
    two.choose(OTHER)
    two.choose(BOARD)
    two.wait(lambda: two.station.bank.samples == LEARNED)
    assert two.show(good_picture(100)).verdict is Verdict.OK


def test_a_broken_product_at_the_start_is_not_written(
    make_station: MakeStation, home: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    spoil(home, BOARD)
    (home / "station.json").write_text(f'{{"preset": "{BOARD}"}}')
    desk = Desk(make_station(home), qtbot, tmp_path / "pictures")
    desk.station.open()
    desk.wait(lambda: bool(desk.said))
    desk.station.change_setting("decision.limit", 2.0)
    desk.settle()
    products = {line.name for line in desk.station.presets() if not line.is_starting_point}
    assert products == {BOARD}
    assert (home / "presets" / BOARD / FILE).read_text() == '{"name'


def test_a_part_that_was_not_inspected_is_not_learned_for_another_product(
    two: Desk, home: Path
) -> None:
    presets_in(home).save(small_preset(THIRD))
    two.choose(THIRD)
    shown = two.show(bad_picture(7))
    assert (shown.verdict, shown.preset) == (Verdict.NOT_INSPECTED, THIRD)
    two.choose(BOARD)
    two.station.add_good(shown)
    two.settle()
    assert len(learned_of(home, BOARD)) == LEARNED


@pytest.mark.usefixtures("small_demo")
def test_the_demo_does_not_start_another_product(
    two: Desk, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spade_station.app.station.LEARNED", 6)
    station = two.station
    station.start_demo("electronics")
    two.wait(gate.reached.is_set)
    station.choose_preset(OTHER)
    gate.open()
    two.wait(lambda: station.bank.samples == LEARNED + 1)
    two.settle()
    assert (station.preset.name, station.state) == (OTHER, RunState.STOPPED)


def test_a_device_that_is_not_there(home: Path, qtbot: QtBot, tmp_path: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device")
    station = Station(home, "cuda")
    try:
        desk = Desk(station, qtbot, tmp_path / "pictures").open()
        assert any("cuda" in said for said in desk.said)
        desk.choose(BOARD)
        desk.wait(lambda: station.bank.samples == LEARNED)
        assert desk.show(good_picture(100)).verdict is Verdict.OK
    finally:
        station.close()


# --- gathering ----------------------------------------------------------------------------------


def test_what_was_gathered_is_learned_when_the_line_stops(desk: Desk) -> None:
    station = desk.station
    station.choose_source(desk.source(good_picture(30), good_picture(31)))
    station.collect_next(1000)
    station.start()
    desk.wait(lambda: station.bank.samples == LEARNED + 2)
    desk.settle()
    assert station.job is None


def test_gathering_is_shown_again_after_another_job(desk: Desk) -> None:
    station = desk.station
    bad = desk.show(bad_picture(100))
    station.collect_next(1000)
    waiting = station.job
    assert waiting is not None
    station.defects.add(bad, None)
    desk.wait(lambda: bool(station.defects.status.entries))
    desk.settle()
    assert station.job == waiting


def test_comparing_with_known_defects_after_learning_cannot_be_cancelled(desk: Desk) -> None:
    station = desk.station
    station.defects.add(desk.show(bad_picture(100)), None)
    desk.wait(lambda: bool(station.defects.status.entries))
    desk.settle()
    titles: list[str] = []

    def cancel(job: object) -> None:
        if job is not None and station.job is not None:
            titles.append(station.job.title)
            if station.job.title.startswith("Comparing"):
                station.cancel_job()

    station.jobChanged.connect(cancel)
    station.change_setting("features.input_size", 128)
    desk.wait(lambda: station.bank.version == 2)
    desk.settle()
    station.jobChanged.disconnect(cancel)
    assert any(title.startswith("Comparing") for title in titles)
    assert desk.show(good_picture(100)).verdict is not Verdict.NOT_INSPECTED


# --- what was asked for before another product was chosen ----------------------------------------


def judged_by(desk: Desk, name: str) -> None:
    """See that the line is judged by this product."""
    desk.wait(lambda: not desk.station.bank.is_opening)
    found = desk.show(good_picture(100))
    assert (desk.station.preset.name, found.preset, found.verdict) == (name, name, Verdict.OK)


def test_a_product_that_is_renamed_late_is_not_taken_up_again(busy: Desk, gate: Gate) -> None:
    busy.station.rename_preset(BOARD, THIRD)
    busy.station.choose_preset(OTHER)
    gate.open()
    busy.wait(lambda: THIRD in {line.name for line in busy.station.presets()})
    busy.settle()
    judged_by(busy, OTHER)
    assert busy.station.settings.preset == OTHER


def test_a_product_that_is_deleted_late_leaves_the_chosen_one(busy: Desk, gate: Gate) -> None:
    busy.station.delete_preset(BOARD)
    busy.station.choose_preset(OTHER)
    gate.open()
    busy.wait(lambda: BOARD not in {line.name for line in busy.station.presets()})
    busy.settle()
    judged_by(busy, OTHER)


def test_parts_of_one_product_are_not_gathered_for_another(
    two: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    station, loop = two.station, two.station._inspecting
    reached, go_on = threading.Event(), threading.Event()
    judge = loop._judge.judge

    def held(frame: Frame) -> Inspection:
        reached.set()
        assert go_on.wait(20.0), "nobody let it go on"
        return judge(frame)

    station.choose_source(two.source(good_picture(500)))
    two.settle()
    station.collect_next(1)
    with monkeypatch.context() as patch:
        patch.setattr(loop._judge, "judge", held)
        station.start()
        two.wait(reached.is_set)
        station.choose_preset(OTHER)
        station.collect_next(5)
        go_on.set()
        two.settle()
    assert station.bank.samples == LEARNED + 1


def held_up(desk: Desk) -> threading.Event:
    """Let the record loop wait, as for a slow disk, until the event is set."""
    go_on = threading.Event()
    desk.station._recording.inbox.tell(lambda: go_on.wait(20.0) and None)
    return go_on


@pytest.mark.parametrize("is_renamed", [True, False])
def test_a_setting_that_waits_to_be_stored_is_not_that_of_a_new_product(
    two: Desk, home: Path, is_renamed: bool
) -> None:
    station = two.station
    go_on = held_up(two)
    station.change_setting("decision.limit", 4.5)
    if is_renamed:
        station.rename_preset(BOARD, THIRD)
    else:
        station.delete_preset(BOARD)
    two.wait(lambda: station.preset.name != BOARD)
    station.copy_preset("textile", BOARD)
    go_on.set()
    two.settle()
    wanted = starting_point("textile").decision.limit
    assert station.preset.decision.limit == wanted
    assert presets_in(home).load(BOARD).decision.limit == wanted
    if is_renamed:
        assert presets_in(home).load(THIRD).decision.limit == 4.5


def test_a_deleted_product_named_like_a_starting_point_does_not_come_back(
    two: Desk, home: Path
) -> None:
    station = two.station
    two.choose("electronics")
    station.change_setting("decision.check", 0.7)
    two.settle()
    go_on = held_up(two)
    station.change_setting("decision.limit", 3.3)
    station.delete_preset("electronics")
    folder = home / "presets" / "electronics"
    two.wait(lambda: not folder.exists())
    two.wait(lambda: station.preset.decision.limit != 3.3)
    go_on.set()
    two.settle()
    assert not folder.exists()


def test_a_product_that_cannot_be_opened_is_not_said_to_be_loading(
    two: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str) -> None:
        raise PermissionError("the folder is closed")

    with monkeypatch.context() as patch:
        patch.setattr(two.station._teaching._shelf, "open", fail)
        two.choose(OTHER)
    two.settle()
    assert "the folder is closed" in str(two.show(good_picture(100)).reason)


@pytest.mark.parametrize("what", ["lost", "another source"])
def test_nothing_is_counted_of_the_product_before(two: Desk, what: str) -> None:
    two.run_to_the_end(bad_picture(100))
    if what == "lost":
        two.station._capturing.pictureLost.emit(UnreadablePicture(path="x.png"))
    else:
        two.station.choose_source(two.source(good_picture(1)))
    two.settle()
    assert two.station.live.counters.ng == 1
    go_on = threading.Event()
    two.station._inspecting.inbox.tell(lambda: go_on.wait(20.0) and None)
    two.station.choose_preset(OTHER)
    status = two.station.live
    go_on.set()
    assert (status.latest, status.counters, status.recent_ng) == (None, Counters(), ())
    two.settle()
    two.choose(BOARD)
    two.settle()
    assert two.station.live.counters.ng == 1


def test_a_lost_part_of_the_product_before_teaches_no_other_one(two: Desk, home: Path) -> None:
    two.show(good_picture(200))
    two.station._capturing.pictureLost.emit(UnreadablePicture(path="x.png"))
    two.settle()
    lost = two.latest
    two.station.choose_preset(OTHER)
    two.station.add_good(lost)
    two.settle()
    assert len(learned_of(home, OTHER)) == LEARNED + 1
    assert any(BOARD in text for text in two.said)
