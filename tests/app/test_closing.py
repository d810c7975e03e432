"""Closing the station: what was asked for before is done, or waits for the next start."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.station import Station
from spade_station.app.threads import LoopThread
from spade_station.domain.home_errors import DiskFull
from spade_station.storage.unlearned import FOLDER

from .desk import Desk
from .parts import BOARD, LEARNED, bad_picture, good_picture, open_product, presets_in

MakeStation = Callable[[Path], Station]
PATIENCE = 20.0  # s


def hold(loop: LoopThread[Any], until: LoopThread[Any]) -> None:
    """Have a loop do nothing until another one, or itself, shall end."""
    inbox = until.inbox

    def wait() -> None:
        with inbox._condition:
            assert inbox._condition.wait_for(lambda: inbox.closed, PATIENCE)

    loop.inbox.tell(wait)


def unlearned(home: Path) -> list[Path]:
    return sorted((home / "presets" / BOARD / FOLDER).glob("*"))


@pytest.fixture
def restarted(
    desk: Desk, make_station: MakeStation, home: Path, qtbot: QtBot, tmp_path: Path
) -> Callable[[], Desk]:
    """Close the station and start it again."""

    def restart() -> Desk:
        desk.station.close()
        return Desk(make_station(home), qtbot, tmp_path / "again").open()

    return restart


def test_a_known_defect_is_kept_and_compared_at_the_next_start(
    desk: Desk, home: Path, restarted: Callable[[], Desk]
) -> None:
    missed = desk.show(bad_picture(100))
    hold(desk.station._teaching, until=desk.station._teaching)
    desk.station.defects.add(missed, None)
    again = restarted()
    again.settle()
    [entry] = again.station.defects.status.entries
    assert entry.score is not None
    product = open_product(home)
    assert product.stored is not None
    assert product.defects.is_current(product.stored, product.backbone)
    assert again.said == []


def test_a_part_that_is_good_is_learned_though_others_are_judged_before(
    desk: Desk, home: Path
) -> None:
    found = desk.show(good_picture(100))
    hold(desk.station._inspecting, until=desk.station._capturing)
    desk.station.add_good(found)
    desk.station.close()
    stored = open_product(home).stored
    assert stored is not None
    assert stored.samples == tuple(range(1, LEARNED + 2))


def test_gathered_parts_wait_on_the_disk_and_are_learned_at_the_next_start(
    desk: Desk, home: Path, restarted: Callable[[], Desk]
) -> None:
    hold(desk.station._teaching, until=desk.station._teaching)
    desk.station.choose_source(desk.source(*(good_picture(n) for n in range(200, 204))))
    desk.station.collect_next(4)
    desk.station.start()
    desk.wait(lambda: desk.station.job is None)
    again = restarted()
    again.wait(lambda: again.station.bank.samples == LEARNED + 4)
    again.settle()
    assert again.said == [
        "4 good parts were gathered but not learned when the station was closed. "
        "They are learned now."
    ]
    assert unlearned(home) == []
    added = [open_product(home).samples.note(LEARNED + 1 + n) for n in range(4)]
    assert [note.origin for note in added if note] == ["000.png", "001.png", "002.png", "003.png"]


def test_a_learning_that_has_begun_loses_no_gathered_part(
    desk: Desk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spade_station.app import product

    really_learn = product.learn

    def learn(*values: Any) -> Any:
        inbox = desk.station._teaching.inbox
        with inbox._condition:
            assert inbox._condition.wait_for(lambda: inbox.closed, PATIENCE)
        return really_learn(*values)

    monkeypatch.setattr(product, "learn", learn)
    desk.station.choose_source(desk.source(*(good_picture(n) for n in range(200, 204))))
    desk.station.collect_next(4)
    desk.station.start()
    desk.wait(lambda: desk.station.gathering.status is None)
    desk.station.close()
    assert len(unlearned(home)) == 2 * 4
    stored = open_product(home).stored
    assert stored is not None
    assert len(stored.samples) == LEARNED


def test_what_was_gathered_so_far_is_kept_as_when_the_line_stops(desk: Desk, home: Path) -> None:
    hold(desk.station._teaching, until=desk.station._teaching)
    pictures = [good_picture(n) for n in range(200, 204)]
    desk.station.choose_source(desk.source(*pictures, rate=20.0, loop=True))
    desk.station.collect_next(1000)
    desk.station.start()
    desk.wait(lambda: desk.station.job is not None and desk.station.job.done >= 2)
    desk.station.close()
    assert len(unlearned(home)) >= 2 * 2


def test_gathered_parts_that_cannot_be_learned_wait_on(
    desk: Desk, home: Path, restarted: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    from spade_station.app import product

    hold(desk.station._teaching, until=desk.station._teaching)
    desk.station.choose_source(desk.source(good_picture(200), good_picture(201)))
    desk.station.collect_next(2)
    desk.station.start()
    desk.wait(lambda: desk.station.job is None)
    desk.station.close()

    def refuse(*_: object) -> None:
        raise DiskFull(path="x")

    monkeypatch.setattr(product, "learn", refuse)
    again = restarted()
    again.wait(lambda: len(again.said) == 2)
    assert "The disk is full" in again.said[1]
    assert str(home / "presets" / BOARD / FOLDER) in again.said[1]
    assert len(unlearned(home)) == 2 * 2


def test_a_product_that_is_renamed_at_last_is_opened_at_the_next_start(
    desk: Desk, home: Path, make_station: MakeStation, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.station.rename_preset(BOARD, "panel")
    desk.station.close()
    again = Desk(make_station(home), qtbot, tmp_path / "again").open("panel")
    assert (again.station.preset.name, again.station.bank.version) == ("panel", 1)
    assert again.said == []
    assert not presets_in(home).exists(BOARD)


def test_a_product_that_is_deleted_at_last_is_not_looked_for_at_the_next_start(
    desk: Desk, home: Path, make_station: MakeStation, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.station.delete_preset(BOARD)
    desk.station.close()
    again = make_station(home)
    again.open()
    assert again.preset.name != BOARD
    assert again.presets()
