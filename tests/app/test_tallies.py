"""Counters and NG pictures stay with their product; only a reset begins anew."""

from dataclasses import replace

import pytest

from spade_station.app import tallies
from spade_station.app.status import Counters, LiveStatus
from spade_station.app.tallies import RECENT_NG, Tallies
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.engine.inspector import Inspector

from .desk import Desk
from .parts import BOARD, bad_frame, bad_picture, good_picture

OTHER, NEW = "metal", "panel"


@pytest.fixture
def found(inspector: Inspector) -> Inspection:
    inspection = inspector.inspect(bad_frame())
    assert inspection.verdict is Verdict.NG
    return inspection


@pytest.fixture
def counted(found: Inspection) -> LiveStatus:
    """Give what is known of a product with one NG part."""
    return LiveStatus(counters=Counters(ng=1, skipped=3), recent_ng=(found,))


def test_each_product_has_its_own(counted: LiveStatus) -> None:
    kept = Tallies()
    kept.follow(BOARD, LiveStatus())
    other = kept.follow(OTHER, counted)
    assert (other.counters, other.recent_ng) == (Counters(), ())
    back = kept.follow(BOARD, replace(other, counters=Counters(ok=7)))
    assert back.counters == counted.counters
    assert [each.frame for each in back.recent_ng] == [counted.recent_ng[0].frame]
    assert kept.follow(OTHER, back).counters == Counters(ok=7)


@pytest.mark.parametrize("is_at_work", [True, False])
def test_a_new_name_keeps_them_and_so_can_its_pictures_be_learned(
    counted: LiveStatus, is_at_work: bool
) -> None:
    kept = Tallies()
    kept.follow(BOARD, LiveStatus())
    if not is_at_work:
        counted = kept.follow(OTHER, counted)
    kept.move(BOARD, NEW)
    now = kept.follow(NEW, counted)
    assert now.counters.ng == 1
    assert [each.preset for each in now.recent_ng] == [NEW]


@pytest.mark.parametrize("is_at_work", [True, False])
def test_a_product_that_is_gone_leaves_nothing_to_the_next_of_its_name(
    counted: LiveStatus, is_at_work: bool
) -> None:
    kept = Tallies()
    kept.follow(BOARD, LiveStatus())
    if not is_at_work:
        counted = kept.follow(OTHER, counted)
    kept.move(BOARD, "")
    kept.follow(NEW, counted)
    assert kept.follow(BOARD, LiveStatus()).counters == Counters()


def test_pictures_of_many_products_do_not_fill_the_memory(
    counted: LiveStatus, found: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "KEPT_BYTES", found.frame.image.nbytes)
    kept = Tallies()
    for name in ("first", "second", "third"):
        kept.follow(name, counted)
    kept.follow("fourth", counted)
    assert kept.follow("third", LiveStatus()).recent_ng
    first = kept.follow("first", LiveStatus())
    assert (first.counters.ng, first.recent_ng) == (1, ())


def test_the_last_ng_pictures_are_bounded(found: Inspection) -> None:
    recent = tallies.recent_with(found, (found,) * RECENT_NG)
    assert len(recent) == RECENT_NG


def test_going_to_another_product_and_back_is_no_reset(desk: Desk) -> None:
    desk.run_to_the_end(bad_picture(100), good_picture(100))
    before = desk.station.live
    assert before.counters.ng == 1
    desk.choose(OTHER)
    desk.settle()
    assert desk.station.live.counters == Counters()
    desk.choose(BOARD)
    desk.settle()
    after = desk.station.live
    assert after.counters == before.counters
    assert [each.frame for each in after.recent_ng] == [each.frame for each in before.recent_ng]
    desk.run_to_the_end(bad_picture(101))
    assert desk.station.live.counters.ng == 2


def test_a_renamed_product_goes_on_counting(desk: Desk) -> None:
    desk.run_to_the_end(bad_picture(100))
    desk.station.rename_preset(BOARD, NEW)
    desk.wait(lambda: desk.station.preset.name == NEW)
    desk.settle()
    assert desk.station.live.counters.ng == 1
    [ng] = desk.station.live.recent_ng
    desk.add_anyway(ng)
    desk.wait(lambda: desk.station.bank.version == 2)


def test_a_reset_is_of_the_product_at_work(desk: Desk) -> None:
    desk.run_to_the_end(bad_picture(100))
    desk.station.reset_counters()
    desk.choose(OTHER)
    desk.choose(BOARD)
    desk.settle()
    assert desk.station.live.counters == Counters()
