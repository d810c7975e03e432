"""The station: what is learned from the picture on the screen, whatever the screen says of it."""

import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from spade_station.app.jobs import COMPARING, LEARNING
from spade_station.app.status import JobStatus
from spade_station.domain.errors import InternalFault, UnreadablePicture
from spade_station.domain.inspection import Verdict

from .desk import Desk
from .parts import LEARNED, Milestone, bad_picture, good_picture, open_product


def test_a_bad_part_is_doubted_also_when_a_later_picture_was_lost(desk: Desk) -> None:
    bad = desk.show(bad_picture(100))
    assert bad.verdict is Verdict.NG
    desk.station._capturing.pictureLost.emit(UnreadablePicture(path="x.png"))
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
    loop._lateness._since = monotonic() - 60
    shown = desk.latest
    loop._lateness.end()
    assert (shown.frame, shown.verdict) == (bad.frame, Verdict.NOT_INSPECTED)
    desk.station.add_good(shown)
    desk.wait(lambda: any("looks defective" in text for text in desk.said))
    desk.settle()
    assert desk.station.bank.samples == LEARNED


def test_a_lost_part_that_is_learned_anyway_is_known_as_an_alarm(desk: Desk, home: Path) -> None:
    desk.show(bad_picture(100))
    desk.station._capturing.pictureLost.emit(UnreadablePicture(path="x.png"))
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


def test_a_part_is_taken_back_though_it_was_added_only_just_now(desk: Desk, home: Path) -> None:
    found = desk.show(good_picture(100))
    go = threading.Event()
    desk.station._inspecting.inbox.tell(lambda: bool(go.wait(10)) and None)
    desk.station.add_good(found)
    desk.station.undo_learning()
    desk.wait(Milestone(desk.station._teaching).is_passed)
    go.set()
    desk.settle()
    desk.settle()
    stored = open_product(home).stored
    assert stored is not None
    assert len(stored.samples) == LEARNED
    assert desk.said == [], "there was something to take back"


def test_known_defects_are_compared_anew_aside(desk: Desk) -> None:
    """Whatever is asked for meanwhile comes first, and may be asked for."""
    desk.station.defects.add(desk.show(bad_picture(100)), None)
    desk.wait(lambda: bool(desk.said))
    desk.settle()
    told = len(desk.jobs.told)
    desk.station.add_good(desk.show(good_picture(100)))
    desk.wait(lambda: desk.station.bank.version == 2)
    desk.settle()
    jobs = [job for job in desk.jobs.first_values[told:] if isinstance(job, JobStatus)]
    assert {job.title for job in jobs} == {COMPARING.title}
    assert all(job.gives_way for job in jobs)


def test_a_job_is_shown_until_what_was_learned_is_in_use(desk: Desk) -> None:
    """Making it ready takes seconds with tiles."""
    desk.show(good_picture(100))
    desk.settle()
    steps: list[object] = []
    desk.station.bankChanged.connect(lambda bank: steps.append(bank.version))
    desk.station.jobChanged.connect(steps.append)
    desk.station.relearn()
    desk.wait(lambda: steps[-1:] == [None])
    desk.settle()
    assert 2 in steps
    last = steps[steps.index(2) - 1]
    assert isinstance(last, JobStatus)
    assert last.done == last.total > 0
    assert not last.cancellable
    assert steps[-1] is None
    assert None not in steps[: steps.index(2)]


def test_a_job_that_waits_to_be_taken_away_does_not_take_the_next_one_away(desk: Desk) -> None:
    desk.settle()
    busy, reached = threading.Event(), threading.Event()
    teaching = desk.station._teaching

    def keep_busy(_report: object) -> None:
        reached.set()
        assert busy.wait(20.0)

    def work() -> None:
        teaching.job(COMPARING, lambda report: None, stays=True)
        teaching.end_jobs(late.append)
        teaching.job(LEARNING, keep_busy)

    late: list[Callable[[], None]] = []
    teaching.inbox.tell(work)
    desk.wait(reached.is_set)
    late[0]()
    desk.wait(lambda: desk.station.job is not None and desk.station.job.title == LEARNING.title)
    busy.set()
    desk.wait(lambda: desk.station.job is None)


def test_a_job_that_fails_is_over_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_values: object) -> None:
        raise UnreadablePicture(path="x.png")

    monkeypatch.setattr("spade_station.app.product.learn", fails)
    desk.station.relearn()
    desk.wait(lambda: bool(desk.said))
    desk.settle()
    jobs = [job for job in desk.jobs.first_values if isinstance(job, JobStatus)]
    assert all(job.cancellable for job in jobs)
    assert desk.station.job is None
