"""Products that are renamed or deleted while somebody changes their settings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from spade_station.domain.preset import Preset
from spade_station.storage.presets import starting_point

from .desk import Desk, Move
from .parts import BOARD, Milestone, make_product, presets_in

NEW = "panel"


def written(desk: Desk) -> None:
    """Wait until the record loop has done what it was told."""
    desk.wait(Milestone(desk.station._recording).is_passed)


def stored(home: Path, name: str) -> Preset:
    return presets_in(home).load(name)


def test_a_change_during_a_rename_belongs_to_the_new_name(
    desk: Desk, home: Path, move: Callable[[str], Move]
) -> None:
    rename = move("rename")
    desk.station.rename_preset(BOARD, NEW)
    desk.wait(rename.is_done.is_set)
    desk.station.change_setting("decision.limit", 2.5)
    written(desk)
    rename.be_heard()
    desk.wait(lambda: desk.station.preset.name == NEW)
    desk.settle()
    assert desk.station.preset.decision.limit == 2.5
    assert stored(home, NEW).decision.limit == 2.5
    assert not (home / "presets" / BOARD).exists()
    assert desk.said == []


def test_a_change_that_needs_learning_during_a_rename_is_learned_under_the_new_name(
    desk: Desk, home: Path, move: Callable[[str], Move]
) -> None:
    rename = move("rename")
    desk.station.rename_preset(BOARD, NEW)
    desk.wait(rename.is_done.is_set)
    desk.station.change_setting("features.input_size", 128)
    rename.be_heard()
    desk.wait(lambda: desk.station.preset.features.input_size == 128)
    desk.settle()
    assert desk.station.bank.version == 2
    assert stored(home, NEW).features.input_size == 128


def test_what_was_learned_before_a_rename_is_not_learned_again(desk: Desk, home: Path) -> None:
    desk.station.change_setting("features.input_size", 128)
    desk.station.rename_preset(BOARD, NEW)
    desk.wait(lambda: desk.station.preset.name == NEW)
    desk.settle()
    assert stored(home, NEW).features.input_size == 128
    assert desk.station.bank.version == 2


def test_a_change_during_a_rename_that_fails_is_stored(
    desk: Desk, home: Path, move: Callable[[str], Move]
) -> None:
    make_product(home, 5, NEW)
    rename = move("rename")
    desk.station.rename_preset(BOARD, NEW)
    desk.wait(rename.is_done.is_set)
    desk.station.change_setting("decision.limit", 2.5)
    written(desk)
    rename.be_heard()
    desk.wait(lambda: bool(desk.said))
    desk.settle()
    assert "already a preset" in desk.said[0]
    assert (desk.station.preset.name, desk.station.preset.decision.limit) == (BOARD, 2.5)
    assert stored(home, BOARD).decision.limit == 2.5


@pytest.mark.parametrize("name", [BOARD, "metal"])
def test_a_change_during_a_delete_brings_nothing_back(
    desk: Desk, home: Path, move: Callable[[str], Move], name: str
) -> None:
    if name != BOARD:
        make_product(home, 5, name)
        desk.choose(name)
    delete = move("delete")
    desk.station.delete_preset(name)
    desk.wait(delete.is_done.is_set)
    desk.station.change_setting("decision.limit", 2.5)
    written(desk)
    delete.be_heard()
    desk.wait(lambda: desk.station.bank.version == 0)
    desk.settle()
    assert not (home / "presets" / name).exists()
    assert desk.said == []


def test_a_renamed_starting_point_keeps_its_own_number(
    desk: Desk, home: Path, move: Callable[[str], Move]
) -> None:
    taken = starting_point("metal").number
    make_product(home, 5, "metal")
    presets_in(home).save(stored(home, "metal").model_copy(update={"number": taken}))
    desk.choose("metal")
    rename = move("rename")
    desk.station.rename_preset("metal", NEW)
    desk.wait(rename.is_done.is_set)
    number = stored(home, NEW).number
    desk.station.change_setting("decision.limit", 2.5)
    written(desk)
    rename.be_heard()
    desk.wait(lambda: desk.station.preset.name == NEW)
    desk.settle()
    assert (stored(home, NEW).number, stored(home, NEW).decision.limit) == (number, 2.5)
    assert number != taken
