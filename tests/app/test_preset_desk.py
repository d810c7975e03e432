"""The settings of the chosen product, and what happens when many things happen at once."""

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
import torch
from pytestqt.qtbot import QtBot
from torchvision.models import get_model

from spade_station.app.notices import Level
from spade_station.app.station import Station
from spade_station.app.status import RunState
from spade_station.domain.errors import StillLoading, WeightsMissing
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.preset import Preset
from spade_station.engine.decision import PIXEL
from spade_station.storage.presets import starting_point

from .desk import Desk, Gate
from .parts import (
    BOARD,
    LEARNED,
    Recorder,
    bad_picture,
    content_of,
    good_picture,
    make_product,
    presets_in,
    small_preset,
)

MakeStation = Callable[[Path], Station]
OTHER = "panel"


@pytest.fixture
def two(make_station: MakeStation, home: Path, qtbot: QtBot, tmp_path: Path) -> Desk:
    """Give a station with two learned products."""
    make_product(home, LEARNED + 1, OTHER)
    return Desk(make_station(home), qtbot, tmp_path / "pictures").open()


def stored(home: Path, name: str = BOARD) -> Preset:
    return presets_in(home).load(name)


# --- settings -----------------------------------------------------------------------------------


def test_the_limit_is_seen_at_once(desk: Desk, home: Path) -> None:
    before = desk.show(bad_picture(100))
    assert before.score is not None
    desk.station.change_setting("decision.limit", 2.0)
    assert desk.station.preset.decision.limit == 2.0
    desk.wait(lambda: desk.latest is not before)
    assert desk.latest.score == pytest.approx(before.score / 2)
    assert desk.latest.frame is before.frame
    desk.settle()
    assert stored(home).decision.limit == 2.0
    assert desk.station.bank.version == 1


def test_a_setting_can_be_taken_back(desk: Desk, home: Path) -> None:
    before = desk.show(bad_picture(100))
    first = desk.station.preset
    assert not desk.station.can_undo_setting
    desk.station.change_setting("decision.limit", 2.0)
    desk.station.change_setting("heatmap.smoothing", 2.0)
    desk.station.undo_setting()
    assert desk.station.preset == first.changed("decision.limit", 2.0)
    desk.station.undo_setting()
    assert desk.station.preset == first
    assert not desk.station.can_undo_setting
    desk.station.undo_setting()
    desk.settle()
    assert desk.latest.score == before.score
    assert stored(home) == first


def test_a_setting_out_of_its_bounds(desk: Desk) -> None:
    first = desk.station.preset
    desk.station.change_setting("decision.limit", -1)
    assert desk.station.preset == first
    assert not desk.station.can_undo_setting
    assert len(desk.said) == 1


def test_the_same_value_is_no_change(desk: Desk) -> None:
    desk.station.change_setting("decision.limit", desk.station.preset.decision.limit)
    assert not desk.station.can_undo_setting


def test_a_setting_that_needs_learning(desk: Desk, home: Path) -> None:
    before = desk.show(bad_picture(100))
    desk.station.change_setting("features.input_size", 128)
    desk.wait(lambda: desk.station.preset.features.input_size == 128)
    desk.settle()
    assert desk.station.bank.version == 2
    assert desk.latest.heatmap is not None
    assert desk.latest.heatmap.shape[0] == 128 // PIXEL
    assert desk.latest.frame is before.frame
    assert stored(home).features.input_size == 128
    desk.station.undo_setting()
    desk.wait(lambda: desk.station.preset.features.input_size == 96)
    desk.settle()
    assert desk.latest.verdict is Verdict.NG
    assert stored(home).features.input_size == 96


def test_undoing_a_learning_takes_its_settings_back(
    desk: Desk, home: Path, make_station: MakeStation, qtbot: QtBot, tmp_path: Path
) -> None:
    first = desk.station.preset
    desk.station.change_setting("features.input_size", 128)
    desk.wait(lambda: desk.station.bank.version == 2)
    desk.settle()
    desk.station.undo_learning()
    desk.wait(lambda: desk.station.bank.version == 1)
    desk.settle()
    assert desk.station.preset == desk.presets.last == stored(home) == first
    assert ["are in force again" in text for text in desk.said] == [True]
    assert desk.notices.last.level is Level.INFO  # type: ignore[attr-defined]
    assert desk.show(bad_picture(100)).verdict is Verdict.NG
    desk.station.undo_setting()
    desk.settle()
    assert desk.station.preset == first, "that step is taken back already"
    assert desk.station.bank.version == 1
    desk.station.change_setting("features.input_size", 128)
    desk.wait(lambda: desk.station.bank.version == 3)
    desk.settle()
    assert desk.show(bad_picture(100)).verdict is Verdict.NG
    desk.station.close()
    again = Desk(make_station(home), qtbot, tmp_path / "again").open()
    assert again.station.preset.features.input_size == 128
    assert again.show(bad_picture(100)).verdict is Verdict.NG


def test_cancelling_leaves_the_settings(desk: Desk, home: Path, gate: Gate) -> None:
    before = desk.show(bad_picture(100))
    desk.settle()
    files, first = content_of(home), desk.station.preset
    desk.station.change_setting("features.input_size", 128)
    desk.wait(gate.reached.is_set)
    desk.wait(lambda: desk.station.job is not None)
    desk.station.cancel_job()
    gate.open()
    desk.wait(lambda: desk.station.job is None)
    desk.settle()
    assert desk.station.preset == first
    assert content_of(home) == files
    assert desk.latest.score == before.score
    assert ["Cancelled" in text for text in desk.said] == [True]
    desk.station.change_setting("decision.limit", 2.0)
    desk.station.undo_setting()
    assert desk.station.preset == first, "the cancelled change is no step of the undo"
    desk.station.undo_setting()
    assert desk.station.preset == first
    assert not desk.station.can_undo_setting


def test_a_layer_that_the_bank_lacks_is_learned(desk: Desk, home: Path) -> None:
    desk.show(bad_picture(100))
    for value in (0.1, 0.2, 0.3, 0.4, 0.5):
        desk.station.change_setting("weights.layer1", value)
    desk.wait(lambda: desk.station.bank.version >= 2)
    desk.settle()
    assert desk.station.preset.weights.layer1 == 0.5
    assert desk.station.bank.version == 2, "a dragged slider does not learn at every step"
    assert desk.latest.verdict is Verdict.NG
    assert desk.latest.bank_version == 2
    assert stored(home) == desk.station.preset
    assert desk.said == []


def test_cancelling_the_learning_of_a_layer_takes_its_weight_back(
    desk: Desk, home: Path, gate: Gate
) -> None:
    before = desk.show(bad_picture(100))
    desk.settle()
    files, first = content_of(home), desk.station.preset
    desk.station.change_setting("weights.layer1", 0.5)
    desk.wait(gate.reached.is_set)
    desk.station.cancel_job()
    gate.open()
    desk.wait(lambda: desk.station.preset == first)
    desk.settle()
    assert content_of(home) == files
    assert desk.latest.score == before.score


def test_a_layer_slider_that_is_moved_on_while_it_learns(
    desk: Desk, home: Path, gate: Gate
) -> None:
    desk.show(bad_picture(100))
    desk.station.change_setting("weights.layer1", 0.1)
    desk.wait(gate.reached.is_set)
    desk.station.change_setting("weights.layer1", 0.2)
    desk.station.change_setting("weights.layer1", 0.3)
    gate.open()
    desk.wait(lambda: desk.station.bank.version == 2)
    desk.settle()
    assert desk.station.preset.weights.layer1 == 0.3
    assert stored(home) == desk.station.preset
    assert desk.station.bank.version == 2
    shown = [each.weights.layer1 for each in desk.presets.first_values if isinstance(each, Preset)]
    assert shown == sorted(shown), "the slider does not jump back"


def test_a_limit_that_is_changed_while_learning_is_in_force_afterwards(
    desk: Desk, home: Path, gate: Gate
) -> None:
    before = desk.show(bad_picture(100))
    desk.station.relearn()
    desk.wait(gate.reached.is_set)
    desk.station.change_setting("decision.limit", 2.0)
    gate.open()
    desk.wait(lambda: desk.station.bank.version == 2)
    desk.settle()
    assert desk.station.preset.decision.limit == 2.0
    assert desk.latest.score == pytest.approx((before.score or 0) / 2)
    assert stored(home).decision.limit == 2.0
    limits = [each.decision.limit for each in desk.presets.first_values if isinstance(each, Preset)]
    assert limits[limits.index(2.0) :] == [2.0], "the slider does not jump back"


def test_two_changes_at_once(desk: Desk, home: Path, gate: Gate) -> None:
    desk.show(bad_picture(100))
    desk.station.change_setting("features.input_size", 128)
    desk.wait(gate.reached.is_set)
    desk.station.change_setting("decision.limit", 2.0)
    gate.open()
    desk.wait(lambda: desk.station.bank.version == 2)
    desk.settle()
    preset = desk.station.preset
    assert (preset.features.input_size, preset.decision.limit) == (128, 2.0)
    assert stored(home) == preset
    assert desk.latest.verdict is not Verdict.NOT_INSPECTED
    assert desk.latest.bank_version == 2


@pytest.fixture
def stricter(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a station with a limit that a full disk has not taken; there is room again."""

    def refuse(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        desk.station.change_setting("decision.limit", 0.5)
        desk.wait(lambda: bool(desk.said))
    assert "disk is full" in desk.said[0]
    desk.notices.told.clear()
    return desk


def test_a_setting_that_was_refused_by_a_full_disk_can_be_set_again(
    stricter: Desk, home: Path
) -> None:
    stricter.station.change_setting("decision.limit", 0.5)
    stricter.settle()
    assert stored(home).decision.limit == 0.5


def test_a_setting_that_was_refused_by_a_full_disk_stays_in_force(
    stricter: Desk, home: Path
) -> None:
    stricter.choose("metal")
    stricter.choose(BOARD)
    stricter.settle()
    assert stricter.station.preset.decision.limit == 0.5
    assert stored(home).decision.limit == 0.5
    assert stricter.said == []


def test_what_is_learned_later_is_not_replaced_by_what_was_refused_before(
    stricter: Desk, home: Path
) -> None:
    stricter.station.change_setting("features.input_size", 128)
    stricter.wait(lambda: stricter.station.bank.version == 2)
    stricter.settle()
    stricter.station.change_settings(overlay_opacity=0.1)
    stricter.settle()
    assert stored(home) == stricter.station.preset
    assert stored(home).features.input_size == 128
    assert stored(home).decision.limit == 0.5


def test_back_to_the_starting_point(desk: Desk, home: Path) -> None:
    desk.show(bad_picture(100))
    desk.station.change_setting("decision.closing", 7)
    number = desk.station.preset.number
    desk.station.reset_settings()
    desk.wait(lambda: desk.station.preset.features.input_size != 96)
    desk.settle()
    start = starting_point("electronics")
    preset = desk.station.preset
    assert (preset.decision, preset.weights) == (start.decision, start.weights)
    assert (preset.name, preset.number, preset.based_on) == (BOARD, number, "electronics")
    assert stored(home) == preset
    assert desk.latest.verdict is not Verdict.NOT_INSPECTED


def test_settings_before_anything_was_learned(
    make_station: MakeStation, qtbot: QtBot, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    desk = Desk(make_station(home), qtbot, tmp_path).open("textile")
    desk.station.change_setting("features.input_size", 96)
    desk.station.change_setting("decision.limit", 1.5)
    desk.settle()
    assert stored(home, "textile").features.input_size == 96
    assert stored(home, "textile").decision.limit == 1.5
    desk.station.collect_folder(Path(desk.source(*map(good_picture, range(5))).address))
    desk.wait(lambda: desk.station.bank.samples == 5)
    assert desk.show(good_picture(100)).verdict is not Verdict.NOT_INSPECTED


# --- backbones ----------------------------------------------------------------------------------


def test_a_network_whose_weights_are_missing(
    make_station: MakeStation, home: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    presets_in(home).save(small_preset(OTHER).changed("features.backbone", "resnet18"))
    desk = Desk(make_station(home), qtbot, tmp_path / "pictures").open()
    desk.choose(OTHER)
    desk.station.change_setting("decision.limit", 2.0)
    assert stored(home, BOARD).decision.limit == 1.0, "the product before is not changed"
    desk.station.collect_folder(Path(desk.source(good_picture(0)).address))
    desk.wait(lambda: bool(desk.said))
    assert str(WeightsMissing(backbone="resnet18")) in desk.said
    assert desk.station.bank.version == 0


def test_a_network_by_name_without_weights_changes_nothing(desk: Desk, home: Path) -> None:
    before = desk.show(bad_picture(100))
    desk.station.change_setting("features.backbone", "resnet18")
    desk.wait(lambda: bool(desk.said))
    desk.settle()
    assert desk.said == [str(WeightsMissing(backbone="resnet18"))]
    assert desk.station.preset.features.backbone == "builtin"
    assert stored(home).features.backbone == "builtin"
    assert desk.latest.score == before.score


def test_imported_weights_can_be_used(desk: Desk, tmp_path: Path) -> None:
    torch.manual_seed(3)
    file = tmp_path / "file.pth"
    torch.save(get_model("resnet18", weights=None).state_dict(), file)
    desk.station.weights.import_file(file, "resnet18")
    desk.wait(lambda: "here" in {entry.state for entry in desk.station.weights.entries})
    desk.settle()
    assert desk.station.backbone.name == "builtin", "a bank stays with its backbone"
    desk.station.change_setting("features.backbone", "resnet18")
    desk.wait(lambda: desk.station.backbone.name == "resnet18")
    assert desk.show(good_picture(100)).backbone == "resnet18"
    assert desk.said == []


def test_of_imported_weights_that_are_not_used_it_is_told(desk: Desk, tmp_path: Path) -> None:
    files = tmp_path / "whole.pth", tmp_path / "cut.pth"
    tensors = get_model("resnet18", weights=None).state_dict()
    torch.save(tensors, files[0])
    torch.save({k: v for k, v in tensors.items() if not k.startswith("layer4")}, files[1])
    for file in files:
        desk.station.weights.import_file(file, "resnet18")
    desk.wait(lambda: bool(desk.said))
    desk.settle()
    (said,) = desk.said
    assert "stays in use for resnet18" in said


# --- products -----------------------------------------------------------------------------------


def test_a_copy_has_a_setting_that_is_not_stored_yet(desk: Desk, home: Path) -> None:
    """As while the loop that writes is busy with something else."""
    station, goes_on = desk.station, threading.Event()
    station._recording.inbox.tell(lambda: bool(goes_on.wait(20.0)) and None)
    station.change_setting("decision.limit", 2.0)
    station.copy_preset(BOARD, "copy")
    desk.wait(lambda: station.preset.name == "copy")
    assert station.preset.decision.limit == stored(home, "copy").decision.limit == 2.0
    goes_on.set()


def test_copy_rename_delete(desk: Desk, home: Path) -> None:
    station = desk.station
    station.copy_preset(BOARD, "copy")
    desk.wait(lambda: station.preset.name == "copy")
    assert (station.bank.version, station.settings.preset) == (0, "copy")
    desk.choose(BOARD)
    station.rename_preset(BOARD, "renamed")
    desk.wait(lambda: station.preset.name == "renamed")
    desk.settle()
    assert station.bank.samples == LEARNED, "it takes all that it has along"
    assert desk.show(good_picture(100)).preset == "renamed"
    station.delete_preset("renamed")
    desk.wait(lambda: station.preset.name == "electronics")
    desk.settle()
    names = [line.name for line in station.presets()]
    assert "copy" in names
    assert not {BOARD, "renamed"} & set(names)
    assert (home / "trash" / "renamed-1" / "samples" / "000001.png").is_file()
    assert not (home / "presets" / BOARD).exists()
    assert desk.said == []


def test_names_that_cannot_be(desk: Desk) -> None:
    for work in (desk.station.copy_preset, desk.station.rename_preset):
        for name in (BOARD, "metal", "a/b", ""):
            work(BOARD, name)
    desk.wait(lambda: len(desk.said) == 8)
    desk.settle()
    desk.wait(lambda: desk.station.preset.name == BOARD)
    assert desk.show(good_picture(100)).verdict is Verdict.OK


def test_a_product_renamed_while_it_learns(desk: Desk, home: Path, gate: Gate) -> None:
    station = desk.station
    station.relearn()
    desk.wait(gate.reached.is_set)
    station.change_setting("decision.limit", 2.0)
    station.rename_preset(BOARD, "renamed")
    gate.open()
    desk.wait(lambda: station.preset.name == "renamed")
    desk.settle()
    assert not (home / "presets" / BOARD).exists(), "the old name does not come back"
    assert (station.bank.version, station.preset.decision.limit) == (2, 2.0)


def test_an_unknown_product(desk: Desk) -> None:
    desk.station.choose_preset("absent")
    desk.wait(lambda: bool(desk.said))
    assert "no preset named" in desk.said[0]
    assert desk.show(good_picture(100)).verdict is Verdict.NOT_INSPECTED


def test_another_product_while_the_line_runs(two: Desk) -> None:
    station, wrong = two.station, []

    def look() -> None:
        latest = station.live.latest
        if latest is not None and latest.preset not in ("", station.preset.name):
            wrong.append((latest.preset, station.preset.name))

    station.choose_source(two.source(good_picture(100), bad_picture(100), loop=True))
    station.liveChanged.connect(look)
    station.presetChanged.connect(look)
    station.start()
    two.wait(lambda: station.live.counters.total > 1)
    for name in (OTHER, BOARD, OTHER):
        station.choose_preset(name)
        two.wait(lambda name=name: station.preset.name == name)
        two.wait(lambda name=name: showing(station) == name)
        assert {each.preset for each in station.live.recent_ng} <= {name}
        two.wait(lambda: station.live.counters.total > 0)
    assert wrong == []


def showing(station: Station) -> str:
    latest = station.live.latest
    return latest.preset if latest is not None else ""


def test_nothing_is_inspected_until_the_chosen_product_is_there(two: Desk, gate: Gate) -> None:
    station = two.station
    station.choose_source(two.source(good_picture(100), loop=True))
    station.start()
    two.wait(lambda: station.live.counters.ok > 1)
    station.relearn()
    two.wait(gate.reached.is_set)
    station.choose_preset(OTHER)
    two.wait(lambda: station.live.counters.not_inspected > 1)
    assert isinstance(two.latest.reason, StillLoading)
    assert station.live.counters.total == 0
    gate.open()
    two.wait(lambda: showing(station) == OTHER)
    assert {station.preset.name, station.settings.preset} == {OTHER}


def test_a_part_of_one_product_is_not_learned_for_another(two: Desk, gate: Gate) -> None:
    station = two.station
    bad = two.show(bad_picture(100))
    station.relearn()
    two.wait(gate.reached.is_set)
    station.choose_preset(OTHER)
    station.add_good(bad)
    gate.open()
    two.wait(lambda: station.preset.name == OTHER)
    two.settle()
    assert station.bank.samples == LEARNED + 1
    assert two.show(bad_picture(100)).verdict is Verdict.NG


def test_gathered_parts_are_not_learned_for_another_product(two: Desk) -> None:
    station = two.station
    station.choose_source(two.source(good_picture(30), loop=True))
    station.collect_next(1000)
    station.start()
    two.wait(lambda: station.job is not None and station.job.done > 0)
    two.choose(OTHER)
    assert station.job is None
    station.stop()
    two.wait(lambda: station.state is RunState.STOPPED)
    two.settle()
    assert (station.bank.samples, station.job) == (LEARNED + 1, None)


def test_a_setting_before_the_chosen_product_is_opened(two: Desk, home: Path, gate: Gate) -> None:
    station = two.station
    station.relearn()
    two.wait(gate.reached.is_set)
    station.choose_preset(OTHER)
    station.change_setting("decision.limit", 2.0)
    gate.open()
    two.wait(lambda: station.bank.samples == LEARNED + 1)
    two.settle()
    assert station.preset.name == OTHER
    assert station.preset.decision.limit == 2.0
    assert stored(home, OTHER).decision.limit == 2.0
    assert stored(home, BOARD).decision.limit == 1.0


def test_deleting_another_product_leaves_the_line_alone(two: Desk) -> None:
    station = two.station
    two.show(good_picture(100))
    station.delete_preset(OTHER)
    two.wait(lambda: OTHER not in {line.name for line in station.presets()})
    two.settle()
    assert (station.preset.name, station.bank.samples) == (BOARD, LEARNED)
    assert station.live.counters.total == 1


def test_an_inspection_that_somebody_looks_at(desk: Desk) -> None:
    reviewed = Recorder(desk.station.reviewed)
    earlier = desk.show(bad_picture(100))
    desk.show(good_picture(100))
    desk.station.review(earlier)
    desk.wait(lambda: bool(reviewed.told))
    before, after = reviewed.told[0]
    assert before is earlier
    assert isinstance(after, Inspection)
    assert after.score == earlier.score
    assert desk.latest.verdict is Verdict.OK


# --- loaded products ------------------------------------------------------------------------------


def test_the_product_before_stays_loaded_within_the_budget(two: Desk) -> None:
    station = two.station
    two.choose(OTHER)
    two.wait(lambda: station.shelf.status.names == (BOARD, OTHER))
    held = station.shelf.status.bytes
    assert held > 0
    two.choose(BOARD)
    two.wait(lambda: station.shelf.status.names == (OTHER, BOARD))
    assert two.show(bad_picture(100)).verdict is Verdict.NG
    station.shelf.use_settings(station.settings.model_copy(update={"bank_memory": 0}))
    two.wait(lambda: station.shelf.status.names == (BOARD,))
    two.choose(OTHER)
    two.wait(lambda: station.shelf.status.names == (OTHER,))
    assert two.show(bad_picture(100)).preset == OTHER


def test_the_budget_is_remembered(two: Desk, home: Path, make_station: MakeStation) -> None:
    two.station.change_settings(bank_memory=64)
    two.wait(lambda: two.station.shelf.status.most_bytes == 64 * 2**20)
    two.settle()
    two.station.close()
    station = make_station(home)
    station.open()
    two.wait(lambda: station.shelf.status.most_bytes == 64 * 2**20)


def test_a_setting_of_a_loaded_product_is_not_lost(two: Desk) -> None:
    two.station.change_setting("decision.limit", 2.0)
    two.settle()
    two.choose(OTHER)
    two.settle()
    two.choose(BOARD)
    two.settle()
    assert two.station.preset.decision.limit == 2.0
    score = two.show(bad_picture(100)).score
    two.station.change_setting("decision.limit", 1.0)
    two.wait(lambda: two.latest.score != score)
    assert two.latest.score == pytest.approx(2 * (score or 0))


def test_learning_while_loaded_is_what_judges_after_coming_back(two: Desk) -> None:
    two.add_anyway(two.show(bad_picture(100)))
    two.wait(lambda: two.station.bank.version == 2)
    two.choose(OTHER)
    two.settle()
    two.choose(BOARD)
    two.settle()
    found = two.show(bad_picture(100))
    assert (found.bank_version, found.verdict) == (2, Verdict.OK)


def test_a_deleted_product_is_not_held(two: Desk) -> None:
    two.choose(OTHER)
    two.settle()
    two.station.delete_preset(BOARD)
    two.settle()
    assert two.station.shelf.status.names == (OTHER,)


@pytest.fixture
def learning(desk: Desk, gate: Gate) -> Desk:
    """Give a station that learns for another input size, until the gate opens."""
    desk.show(good_picture(100))
    desk.station.change_setting("features.input_size", 128)
    desk.wait(gate.reached.is_set)
    return desk


def test_what_is_changed_while_another_setting_is_learned_comes_on_top_of_it(
    learning: Desk, gate: Gate
) -> None:
    desk = learning
    desk.station.change_setting("matching.neighbours", 2)
    gate.open()
    desk.wait(lambda: desk.station.bank.version >= 3)
    desk.settle()
    assert desk.station.preset.matching.neighbours == 2
    assert desk.station.preset.features.input_size == 128


def test_a_limit_set_while_the_bank_is_learned_stays_in_force_while_it_is_learned_once_more(
    desk: Desk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first job ends with an inspector that was made for the limit before."""
    from spade_station.app import product

    really, count = product.learn, iter(range(9))
    reached, may = ([threading.Event(), threading.Event()] for _ in range(2))

    def learn(*values: Any) -> Any:
        number = next(count)
        reached[number].set()
        assert may[number].wait(20)
        return really(*values)

    monkeypatch.setattr(product, "learn", learn)
    station = desk.station
    station.change_setting("decision.limit", 5.0)
    desk.settle()
    station.relearn()
    desk.wait(reached[0].is_set)
    station.gate.drop((3,))  # waits behind it
    station.change_setting("decision.limit", 1.0)
    strict = desk.show(bad_picture(101))
    may[0].set()
    desk.wait(reached[1].is_set)
    desk.wait(lambda: desk.latest.bank_version == 2)
    again = desk.show(bad_picture(101))
    may[1].set()
    desk.wait(lambda: station.bank.version == 3)
    assert strict.score is not None
    assert again.score == pytest.approx(strict.score, rel=0.2), "a fifth at the limit of before"
    assert station.preset.decision.limit == 1.0
    assert stored(home).decision.limit == 1.0


def test_a_setting_whose_learning_was_cancelled_leaves_nothing_to_undo(
    learning: Desk, gate: Gate
) -> None:
    desk = learning
    assert not desk.station.can_undo_setting, "it is not in force yet"
    desk.station.cancel_job()
    gate.open()
    desk.wait(lambda: desk.station.job is None)
    desk.settle()
    assert desk.station.preset.features.input_size == 96
    assert not desk.station.can_undo_setting
    desk.station.change_setting("decision.limit", 2.0)
    assert desk.station.can_undo_setting
