"""The station: what is learned from the picture on the screen, whatever the screen says of it."""

from pathlib import Path
from time import monotonic

import pytest

from spade_station.domain.errors import InternalFault, UnreadablePicture
from spade_station.domain.inspection import Verdict

from .desk import Desk
from .parts import LEARNED, bad_picture, open_product


def test_a_bad_part_is_doubted_also_when_a_later_picture_was_lost(desk: Desk) -> None:
    bad = desk.show(bad_picture(100))
    assert bad.verdict is Verdict.NG
    desk.station.source._on_picture_lost(UnreadablePicture(path="x.png"))
    desk.settle()
    shown = desk.latest
    assert (shown.frame, shown.verdict) == (bad.frame, Verdict.NOT_INSPECTED)
    desk.station.add_good(shown)
    desk.wait(lambda: any("looks defective" in text for text in desk.said))
    desk.settle()
    assert desk.station.bank.samples == LEARNED


def test_a_bad_part_is_doubted_also_while_the_next_verdict_is_overdue(desk: Desk) -> None:
    bad = desk.show(bad_picture(100))
    loop = desk.station._inspecting
    loop._at_work_since = monotonic() - 60
    shown = desk.latest
    loop._at_work_since = None
    assert (shown.frame, shown.verdict) == (bad.frame, Verdict.NOT_INSPECTED)
    desk.station.add_good(shown)
    desk.wait(lambda: any("looks defective" in text for text in desk.said))
    desk.settle()
    assert desk.station.bank.samples == LEARNED


def test_a_lost_part_that_is_learned_anyway_is_known_as_an_alarm(desk: Desk, home: Path) -> None:
    desk.show(bad_picture(100))
    desk.station.source._on_picture_lost(UnreadablePicture(path="x.png"))
    desk.settle()
    desk.add_anyway(desk.latest)
    desk.wait(lambda: desk.station.bank.samples == LEARNED + 1)
    stored = open_product(home).stored
    assert stored is not None
    assert stored.bank.alarmed == (LEARNED,)


def test_the_line_stops_judging_where_no_inspector_can_be_made(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = desk.show(bad_picture(100))
    desk.add_anyway(bad)
    desk.wait(lambda: desk.station.bank.samples == LEARNED + 1)
    desk.settle()
    newest = max(entry.number for entry in desk.station.samples())

    def fail(product: object) -> None:
        raise MemoryError

    monkeypatch.setattr(desk.station._teaching._shelf, "inspector", fail)
    desk.station.gate.drop((newest,))
    desk.wait(lambda: desk.station.bank.samples == LEARNED)
    desk.settle()
    found = desk.show(bad_picture(102))
    assert isinstance(found.reason, InternalFault)
