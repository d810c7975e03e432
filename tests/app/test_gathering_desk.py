"""Gathering, and a product that is renamed meanwhile: what was gathered goes with it."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.station import Station
from spade_station.storage.unlearned import FOLDER

from .desk import Desk, Move
from .parts import BOARD, LEARNED, good_picture, make_product, open_product, presets_in

MakeStation = Callable[[Path], Station]
NEW = "new"
ENDLESS = 1000


def gather_some(desk: Desk) -> int:
    """Gather from a line that goes on; gives how many there are at least."""
    pictures = [good_picture(n) for n in range(200, 204)]
    desk.station.choose_source(desk.source(*pictures, rate=20.0, loop=True))
    desk.station.collect_next(ENDLESS)
    desk.station.start()
    desk.wait(lambda: desk.station.job is not None and desk.station.job.done >= 2)
    assert desk.station.job is not None
    return desk.station.job.done


def test_what_was_gathered_is_learned_before_a_rename(desk: Desk, home: Path) -> None:
    gather_some(desk)
    desk.station.rename_preset(BOARD, NEW)
    desk.wait(lambda: desk.station.preset.name == NEW)
    desk.settle()
    stored = open_product(home, NEW).stored
    assert stored is not None
    assert len(stored.samples) >= LEARNED + 2
    assert desk.said == []


def test_what_was_gathered_is_kept_when_the_station_is_closed_at_a_rename(
    desk: Desk, home: Path
) -> None:
    done = gather_some(desk)
    desk.station.rename_preset(BOARD, NEW)
    desk.station.close()
    assert not (home / "presets" / BOARD).exists()
    assert len(list((home / "presets" / NEW / FOLDER).glob("*.png"))) >= done


def test_who_gives_gathering_up_waits_no_longer_for_a_rename(desk: Desk) -> None:
    gather_some(desk)
    go_on = threading.Event()
    desk.station._inspecting.inbox.tell(lambda: go_on.wait(20.0) and None)
    desk.station.rename_preset(BOARD, NEW)
    desk.station.cancel_job()
    desk.wait(lambda: desk.station.preset.name == NEW)
    go_on.set()


def test_gathering_goes_on_when_another_product_is_renamed(
    make_station: MakeStation, home: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    make_product(home, 5, "other")
    desk = Desk(make_station(home), qtbot, tmp_path / "pictures").open()
    gather_some(desk)
    desk.station.rename_preset("other", NEW)
    desk.wait(lambda: NEW in {line.name for line in desk.station.presets()})
    desk.settle()
    assert desk.station.gathering.status is not None


def run_on(desk: Desk) -> None:
    """Start a line that has enough different good parts."""
    pictures = [good_picture(n) for n in range(200, 320)]
    desk.station.choose_source(desk.source(*pictures, rate=20.0, loop=True))
    desk.station.start()
    desk.wait(lambda: desk.station.live.latest is not None)


def learned(home: Path, name: str) -> int:
    stored = open_product(home, name).stored
    assert stored is not None
    return len(stored.samples)


@pytest.mark.parametrize("fails", [False, True])
def test_gathering_that_is_begun_during_a_rename_goes_on_after_it(
    desk: Desk, home: Path, move: Callable[[str], Move], fails: bool
) -> None:
    if fails:
        make_product(home, 5, NEW)
    run_on(desk)
    rename = move("rename")
    desk.station.rename_preset(BOARD, NEW)
    desk.wait(rename.is_done.is_set)
    desk.station.collect_next(4)
    assert desk.station.job is not None, "it is told that it will be gathered"
    assert (desk.station.job.done, desk.station.job.total) == (0, 4)
    rename.be_heard()
    desk.wait(lambda: desk.station.gathering.status is None)
    desk.settle()
    assert learned(home, BOARD if fails else NEW) == LEARNED + 4
    assert len(desk.said) == fails


def test_gathering_anew_during_a_rename_loses_nothing(desk: Desk, home: Path) -> None:
    """Also where the inspect loop has not handed over yet what was gathered before."""
    run_on(desk)
    desk.station.collect_next(ENDLESS)
    desk.wait(lambda: desk.station.job is not None and desk.station.job.done >= 2)
    go_on = threading.Event()
    desk.station._inspecting.inbox.tell(lambda: go_on.wait(20.0) and None)
    desk.station.rename_preset(BOARD, NEW)
    desk.station.collect_next(4)
    go_on.set()
    desk.wait(lambda: desk.station.gathering.status is None)
    desk.settle()
    assert desk.station.preset.name == NEW
    assert learned(home, NEW) >= LEARNED + 2 + 4


@pytest.mark.parametrize("by", ["cancelling", "stopping", "another product"])
def test_gathering_that_waits_for_a_rename_can_be_given_up(
    desk: Desk, home: Path, move: Callable[[str], Move], by: str
) -> None:
    run_on(desk)
    rename = move("rename")
    desk.station.rename_preset(BOARD, NEW)
    desk.wait(rename.is_done.is_set)
    desk.station.collect_next(4)
    {
        "cancelling": desk.station.cancel_job,
        "stopping": desk.station.stop,
        "another product": lambda: desk.station.choose_preset("metal"),
    }[by]()
    desk.wait(lambda: desk.station.gathering.status is None)
    rename.be_heard()
    desk.wait(lambda: not presets_in(home).exists(BOARD))
    desk.settle()
    assert desk.station.gathering.status is None
    assert learned(home, NEW) == LEARNED


def test_another_product_is_gathered_for_during_a_rename(
    desk: Desk, move: Callable[[str], Move]
) -> None:
    run_on(desk)
    rename = move("rename")
    desk.station.rename_preset(BOARD, NEW)
    desk.wait(rename.is_done.is_set)
    desk.station.choose_preset("metal")
    desk.station.collect_next(ENDLESS)
    desk.wait(lambda: desk.station.job is not None and desk.station.job.done >= 2)
    rename.be_heard()
