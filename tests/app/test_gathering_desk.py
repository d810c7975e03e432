"""Gathering, and a product that is renamed meanwhile: what was gathered goes with it."""

import threading
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from spade_station.app.station import Station
from spade_station.storage.unlearned import FOLDER

from .desk import Desk
from .parts import BOARD, LEARNED, good_picture, make_product, open_product

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
