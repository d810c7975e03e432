"""What is asked of a product is done with that one, whatever is chosen or renamed after it."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.station import Station
from spade_station.domain.errors import UnreadablePicture
from spade_station.domain.frame import Box

from .desk import Desk, Gate
from .parts import BOARD, LEARNED, bad_picture, good_picture, make_product, open_product

MakeStation = Callable[[Path], Station]
OTHER = "panel"
NEW = "new"
LEFT = "is not open any more"


@pytest.fixture
def two(make_station: MakeStation, home: Path, qtbot: QtBot, tmp_path: Path) -> Desk:
    """Give a station with two learned products."""
    make_product(home, LEARNED + 1, OTHER)
    return Desk(make_station(home), qtbot, tmp_path / "pictures").open()


def learned_of(home: Path, name: str) -> int:
    stored = open_product(home, name).stored
    return len(stored.samples) if stored else 0


def hold_inspecting(desk: Desk) -> threading.Event:
    """Let the inspect loop be at a long verdict until the event is set."""
    go_on = threading.Event()
    desk.station._inspecting.inbox.tell(lambda: go_on.wait(20.0) and None)
    return go_on


def add_one(desk: Desk, seed: int) -> None:
    before = desk.station.bank.samples
    desk.station.add_good(desk.show(good_picture(seed)))
    desk.wait(lambda: desk.station.bank.samples == before + 1)
    desk.settle()


def test_an_undo_is_of_the_product_that_was_shown(two: Desk, home: Path) -> None:
    two.choose(OTHER)
    add_one(two, 200)
    two.choose(BOARD)
    add_one(two, 201)
    go_on = hold_inspecting(two)
    two.station.undo_learning()
    two.station.choose_preset(OTHER)
    two.station._teaching.settle()
    go_on.set()
    two.settle()
    assert (learned_of(home, BOARD), learned_of(home, OTHER)) == (LEARNED, LEARNED + 2)


def test_a_good_part_is_learned_before_another_product_is_opened(two: Desk, home: Path) -> None:
    good = two.show(good_picture(200))
    go_on = hold_inspecting(two)
    two.station.add_good(good)
    two.station.choose_preset(OTHER)
    two.station._teaching.settle()
    go_on.set()
    two.settle()
    assert (learned_of(home, BOARD), learned_of(home, OTHER)) == (LEARNED + 1, LEARNED + 1)


def test_a_good_part_is_learned_before_its_product_is_renamed(desk: Desk, home: Path) -> None:
    good = desk.show(good_picture(200))
    go_on = hold_inspecting(desk)
    desk.station.add_good(good)
    desk.station.rename_preset(BOARD, NEW)
    desk.wait(lambda: desk.station.preset.name == NEW)
    go_on.set()
    desk.settle()
    assert learned_of(home, NEW) == LEARNED + 1


def test_a_part_whose_verdict_was_lost_is_learned_for_the_product_that_was_shown(
    two: Desk, home: Path
) -> None:
    two.show(good_picture(200))
    two.station._capturing.pictureLost.emit(UnreadablePicture(path="x.png"))
    two.settle()
    lost = two.latest
    assert (lost.preset, lost.score) == (BOARD, None)
    go_on = hold_inspecting(two)
    two.station.add_good(lost)
    two.station.choose_preset(OTHER)
    two.station._teaching.settle()
    go_on.set()
    two.settle()
    assert (learned_of(home, BOARD), learned_of(home, OTHER)) == (LEARNED + 1, LEARNED + 1)


@pytest.mark.parametrize("what", ["good", "miss", "undo"])
def test_what_comes_too_late_for_its_product_is_told(
    desk: Desk, home: Path, gate: Gate, what: str
) -> None:
    shown = desk.show(good_picture(200))
    desk.station.relearn()
    desk.wait(gate.reached.is_set)
    desk.station.rename_preset(BOARD, NEW)
    if what == "good":
        desk.station.add_good(shown)
    elif what == "miss":
        desk.station.defects.add(shown, None)
    else:
        desk.station.undo_learning()
    gate.open()
    desk.wait(lambda: desk.station.preset.name == NEW)
    desk.settle()
    assert any(f"“{BOARD}” {LEFT}" in text for text in desk.said)
    assert learned_of(home, NEW) == LEARNED
    assert desk.station.defects.status.entries == ()


def heard_late(desk: Desk) -> None:
    """Choose another product while what the loops told was not heard yet."""
    desk.station._inspecting.settle()
    desk.station._teaching.settle()
    desk.station.choose_preset(OTHER)
    desk.settle()


def test_a_late_doubt_names_its_product_and_is_not_asked_of_another(two: Desk) -> None:
    two.station.add_good(two.show(bad_picture(400)))
    heard_late(two)
    assert two.said == [
        f"A part of “{BOARD}” looks defective and was not learned. "
        f"If it is good, choose “{BOARD}” and press “This is good” on it again."
    ]
    assert two.station.gate._doubted is None


def test_gathered_parts_that_were_left_out_are_told_with_their_product(two: Desk) -> None:
    station = two.station
    go_on = threading.Event()
    station._teaching.inbox.tell(lambda: go_on.wait(20.0) and None)
    station.choose_source(two.source(bad_picture(100), good_picture(200)))
    station.collect_next(2)
    station.start()
    two.wait(lambda: station.gathering.status is None)
    station.choose_preset(OTHER)
    go_on.set()
    two.settle()
    assert any(f"Gathered parts of “{BOARD}” that look" in text for text in two.said)


def test_a_known_defect_that_is_taken_back_late_is_not_told_of_another_product(two: Desk) -> None:
    two.station.defects.add(two.show(bad_picture(100)), None)
    two.wait(lambda: bool(two.said))
    two.settle()
    two.notices.told.clear()
    two.station.undo_learning()
    heard_late(two)
    assert two.said == []
    two.choose(BOARD)
    two.settle()
    assert two.station.defects.status.entries == ()


@pytest.mark.parametrize("box", [None, (10, 10, 40, 40)])
def test_a_miss_that_is_said_twice_is_one_known_defect(desk: Desk, box: Box | None) -> None:
    missed = desk.show(bad_picture(100))
    desk.station.defects.add(missed, box)
    desk.station.defects.add(missed, box)
    desk.wait(lambda: any("known defect 1 already" in text for text in desk.said))
    desk.settle()
    assert [entry.number for entry in desk.station.defects.status.entries] == [1]


def test_another_place_of_a_known_defect_can_be_marked(desk: Desk) -> None:
    missed = desk.show(bad_picture(100))
    desk.station.defects.add(missed, None)
    desk.station.defects.add(missed, (10, 10, 40, 40))
    desk.wait(lambda: len(desk.station.defects.status.entries) == 2)
