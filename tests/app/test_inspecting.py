import gc
import threading
import weakref
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.inspecting import InspectLoop
from spade_station.app.tallies import RECENT_NG
from spade_station.app.trigger import ReadEmpty, Seen
from spade_station.domain.errors import (
    CameraGone,
    InternalFault,
    NoSamples,
    Overdue,
    PictureShape,
    StillLoading,
    UnreadablePicture,
)
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import (
    BeingInspected,
    NothingJudged,
    PartMoves,
    PartsMissed,
)
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.preset import Preset
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.engine.inspector import Analysis, Inspector

from .parts import (
    BOARD,
    Milestone,
    Recorder,
    bad_frame,
    bad_picture,
    good_frame,
    good_picture,
    small_preset,
)

REASON = NoSamples(name=BOARD, have=0, least=5)
NOT_INSPECTED = Verdict.NOT_INSPECTED
BELT = np.full((96, 128, 3), 60, np.uint8)


class Inspecting:
    """An inspect loop that is asked and answered one thing after the other."""

    def __init__(self, qtbot: QtBot, read_empty: ReadEmpty = lambda preset: None) -> None:
        self._qtbot = qtbot
        self.loop = InspectLoop(StillLoading(), read_empty=read_empty)
        self.live = Recorder(self.loop.liveChanged)
        self.again = Recorder(self.loop.judgedAgain)
        self.failed = Recorder(self.loop.failed)
        self.loop.start()

    def settle(self) -> None:
        """Wait until everything that was asked is done and told."""
        self._qtbot.waitUntil(lambda: self.loop.inbox.wait_taken(0.0))
        self._qtbot.waitUntil(Milestone(self.loop).is_passed)

    def use(self, inspector: object, again: Inspection | None = None, heard: int = 0) -> None:
        self.loop.inbox.tell(lambda: self.loop.use(BOARD, inspector, REASON, again, heard))
        self.settle()

    def preset(self, preset: Preset, request: int = 0) -> None:
        self.loop.inbox.tell(lambda: self.loop.use_preset(preset, request))
        self.settle()

    def lose(self, reason: CameraGone | UnreadablePicture, counts: bool = False) -> None:
        self.loop.lose(reason, counts)
        self.settle()

    def judge(self, frame: Frame, skipped: int = 0) -> Inspection:
        self.loop.deliver(frame, skipped)
        self.settle()
        return self.latest

    @property
    def latest(self) -> Inspection:
        latest = self.loop.read().latest
        assert latest is not None
        return latest


@pytest.fixture
def inspecting(qtbot: QtBot) -> Iterator[Inspecting]:
    inspecting = Inspecting(qtbot)
    inspecting.loop.inbox.tell(lambda: inspecting.loop.await_product(BOARD))
    inspecting.settle()
    yield inspecting
    inspecting.loop.stop()


class Faulty:
    """An inspector with a bug, or one that says what the engine says of a bad picture."""

    def __init__(self, error: Exception, at: str = "analyse") -> None:
        self.error = error
        self.at = at
        self.preset = small_preset()

    def analyse(self, frame: Frame) -> Analysis | None:
        if self.at == "analyse":
            raise self.error
        return None

    def conclude(self, analysis: object) -> Inspection:
        raise self.error


def test_the_verdicts(inspecting: Inspecting, inspector: Inspector) -> None:
    inspecting.use(inspector)
    assert inspecting.judge(good_frame()).verdict is Verdict.OK
    frame = bad_frame()
    found = inspecting.judge(frame)
    assert (found.verdict, found.frame, found.preset) == (Verdict.NG, frame, BOARD)
    status = inspecting.loop.read()
    assert (status.counters.ok, status.counters.ng, status.counters.total) == (1, 1, 2)
    assert [each.frame for each in status.recent_ng] == [frame]
    assert status.cycle_ms is not None


def test_without_an_inspector_nothing_is_inspected(inspecting: Inspecting) -> None:
    found = inspecting.judge(good_frame())
    assert found.verdict is NOT_INSPECTED
    assert isinstance(found.reason, StillLoading)
    inspecting.use(None)
    assert inspecting.latest.reason is REASON
    assert inspecting.judge(good_frame()).reason is REASON
    assert inspecting.loop.read().counters.not_inspected == 2
    assert inspecting.loop.read().counters.total == 0


@pytest.mark.parametrize("at", ["analyse", "conclude"])
def test_a_bug_in_the_engine_is_no_verdict(
    inspecting: Inspecting, inspector: Inspector, at: str
) -> None:
    inspecting.use(Faulty(ZeroDivisionError("by zero"), at))
    found = inspecting.judge(good_frame())
    assert found.verdict is NOT_INSPECTED
    assert isinstance(found.reason, InternalFault)
    assert "by zero" in str(found.reason)
    inspecting.use(inspector)
    assert inspecting.judge(good_frame(101)).verdict is Verdict.OK


def test_a_bug_in_the_decision_takes_the_shown_verdict_back(
    inspecting: Inspecting, inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspecting.use(inspector)
    assert inspecting.judge(good_frame()).verdict is Verdict.OK
    faulty = Faulty(ArithmeticError("not a number"), "conclude")
    monkeypatch.setattr(Inspector, "with_preset", lambda self, preset: faulty)
    inspecting.preset(inspector.preset.changed("decision.limit", 0.5))
    assert isinstance(inspecting.latest.reason, InternalFault)


def test_what_the_engine_refuses_is_the_reason(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    turned = Frame(good_picture(1).transpose(1, 0, 2).copy(), 0, "turned")
    found = inspecting.judge(turned)
    assert found.verdict is NOT_INSPECTED
    assert isinstance(found.reason, PictureShape)
    assert inspecting.judge(good_frame()).verdict is Verdict.OK


def test_a_changed_limit_decides_the_shown_frame_again(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    before = inspecting.judge(bad_frame())
    counters = inspecting.loop.read().counters
    assert before.score is not None
    inspecting.preset(inspector.preset.changed("decision.limit", 2.0))
    after = inspecting.latest
    assert after.frame is before.frame
    assert after.score == pytest.approx(before.score / 2)
    assert inspecting.loop.read().counters == counters, "it is still the same part"
    assert inspecting.judge(bad_frame()).score == pytest.approx(before.score / 2)


def test_settings_that_the_bank_cannot_serve_have_to_wait(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    before = inspecting.judge(bad_frame())
    inspecting.preset(inspector.preset.changed("features.input_size", 128))
    assert inspecting.latest is before
    assert inspecting.failed.told == []


def test_settings_of_another_product_are_not_used(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    before = inspecting.judge(bad_frame())
    other = inspector.preset.model_copy(update={"name": "other"}).changed("decision.limit", 5.0)
    inspecting.preset(other)
    assert inspecting.latest is before


def test_news_are_not_repeated_before_they_are_read(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    inspecting.loop.read()
    told = len(inspecting.live.told)
    for seed in range(3):
        inspecting.loop.deliver(good_frame(seed), 0)
        inspecting.settle()
    assert len(inspecting.live.told) == told + 1
    assert inspecting.loop.read().counters.ok == 3
    inspecting.loop.deliver(good_frame(), 0)
    inspecting.settle()
    assert len(inspecting.live.told) == told + 2


def test_recent_ng_are_bounded(inspecting: Inspecting, inspector: Inspector) -> None:
    inspecting.use(inspector)
    frames = [bad_frame(seed) for seed in range(RECENT_NG + 2)]
    for frame in frames:
        inspecting.judge(frame)
        inspecting.judge(good_frame())
    status = inspecting.loop.read()
    assert [each.frame for each in status.recent_ng] == frames[:1:-1]
    assert status.counters.ng == len(frames)


def test_reset(inspecting: Inspecting, inspector: Inspector) -> None:
    inspecting.use(inspector)
    inspecting.judge(bad_frame(), skipped=5)
    assert inspecting.loop.read().counters.skipped == 5
    inspecting.loop.inbox.tell(inspecting.loop.reset)
    inspecting.settle()
    status = inspecting.loop.read()
    assert (status.counters.total, status.counters.skipped, status.recent_ng) == (0, 0, ())
    assert status.latest is not None, "the picture stays"
    inspecting.judge(good_frame(), skipped=2)
    assert inspecting.loop.read().counters.skipped == 2


def test_skipped_frames_add_up(inspecting: Inspecting, inspector: Inspector) -> None:
    inspecting.use(inspector)
    inspecting.judge(good_frame(), skipped=5)
    inspecting.judge(good_frame(), skipped=1)
    assert inspecting.loop.read().counters.skipped == 6


def test_frames_that_come_too_fast_are_skipped_and_counted(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    newest = good_frame(9)
    inspecting.loop.inbox.tell(
        lambda: [inspecting.loop.deliver(frame, 0) for frame in (good_frame(), newest)] and None
    )
    inspecting.settle()
    inspecting.settle()
    status = inspecting.loop.read()
    assert (status.counters.ok, status.counters.skipped) == (1, 1)
    assert inspecting.latest.frame is newest


# --- what is lost -------------------------------------------------------------------------------


def test_a_lost_camera_takes_the_verdict_back(inspecting: Inspecting, inspector: Inspector) -> None:
    inspecting.use(inspector)
    frame = inspecting.judge(good_frame()).frame
    reason = CameraGone(camera="0")
    inspecting.lose(reason)
    assert inspecting.latest.frame is frame
    assert inspecting.latest.reason is reason
    assert inspecting.loop.read().counters.not_inspected == 0, "no part was lost"
    assert inspecting.judge(good_frame(101)).verdict is Verdict.OK


def test_a_broken_picture_counts(inspecting: Inspecting, inspector: Inspector) -> None:
    inspecting.use(inspector)
    inspecting.judge(good_frame())
    inspecting.lose(UnreadablePicture(path="x"), counts=True)
    status = inspecting.loop.read()
    assert (status.counters.ok, status.counters.not_inspected) == (1, 1)


@pytest.mark.parametrize("change", ["limit", "bank"])
def test_an_old_picture_is_not_ok_while_the_camera_is_away(
    inspecting: Inspecting, inspector: Inspector, change: str
) -> None:
    inspecting.use(inspector)
    inspecting.judge(good_frame())
    inspecting.lose(CameraGone(camera="0"))
    if change == "limit":
        inspecting.preset(inspector.preset.changed("decision.limit", 2.0))
    else:
        inspecting.use(inspector)
    assert inspecting.latest.verdict is NOT_INSPECTED


def test_losing_before_anything_was_seen(inspecting: Inspecting) -> None:
    inspecting.lose(CameraGone(camera="0"))
    assert inspecting.loop.read().latest is None
    assert inspecting.failed.told == []


# --- another bank, another product --------------------------------------------------------------


def test_another_bank_judges_the_shown_frame_again(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    before = inspecting.judge(bad_frame())
    inspecting.use(inspector, before)
    [(told, after)] = inspecting.again.told
    assert told is before
    assert after is inspecting.latest
    assert after is not before
    assert inspecting.latest.frame is before.frame


def test_an_earlier_frame_judged_again_does_not_hide_the_newest(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    earlier = inspecting.judge(good_frame())
    newest = inspecting.judge(bad_frame())
    inspecting.use(inspector, earlier)
    [(told, after)] = inspecting.again.told
    assert told is earlier
    assert isinstance(after, Inspection)
    assert (after.frame, after.verdict) == (earlier.frame, Verdict.OK)
    assert inspecting.latest.frame is newest.frame
    assert inspecting.latest.verdict is Verdict.NG


def test_a_product_that_is_awaited(inspecting: Inspecting, inspector: Inspector) -> None:
    inspecting.use(inspector)
    inspecting.judge(bad_frame())
    loop = inspecting.loop
    loop.inbox.tell(lambda: loop.await_product("other"))
    inspecting.settle()
    status = loop.read()
    assert (status.latest, status.recent_ng, status.counters.total) == (None, (), 0)
    inspecting.use(inspector)  # of the product before: a job of it has just come to its end
    found = inspecting.judge(good_frame())
    assert isinstance(found.reason, StillLoading)
    other = inspector.with_preset(replace_name(inspector.preset, "other"))
    loop.inbox.tell(lambda: loop.use("other", other, REASON))
    inspecting.settle()
    assert inspecting.judge(good_frame()).preset == "other"


def test_gathering(inspecting: Inspecting) -> None:
    collected = Recorder(inspecting.loop.collected)
    collecting = Recorder(inspecting.loop.collecting)
    frames = [good_frame(seed) for seed in range(3)]
    inspecting.loop.inbox.tell(lambda: inspecting.loop.collect(2, 7))
    found = [inspecting.judge(frame) for frame in frames]
    assert collecting.told == [(7, 1, 2), (7, 2, 2)]
    assert collected.told == [(7, found[:2])]


def test_gathering_ends_with_another_product(inspecting: Inspecting) -> None:
    collected = Recorder(inspecting.loop.collected)
    inspecting.loop.inbox.tell(lambda: inspecting.loop.collect(2, 7))
    inspecting.judge(good_frame())
    inspecting.loop.inbox.tell(lambda: inspecting.loop.await_product("other"))
    inspecting.settle()
    inspecting.judge(good_frame())
    inspecting.judge(good_frame())
    assert collected.told == []


def test_review_leaves_the_line_alone(inspecting: Inspecting, inspector: Inspector) -> None:
    reviewed = Recorder(inspecting.loop.reviewed)
    inspecting.use(inspector)
    earlier = inspecting.judge(bad_frame())
    newest = inspecting.judge(good_frame())
    counters = inspecting.loop.read().counters
    inspecting.preset(inspector.preset.changed("decision.limit", 2.0))
    inspecting.loop.inbox.tell(lambda: inspecting.loop.review(earlier))
    inspecting.settle()
    [(before, after)] = reviewed.told
    assert before is earlier
    assert isinstance(after, Inspection)
    assert after.score == pytest.approx((earlier.score or 0) / 2)
    assert inspecting.latest.frame is newest.frame
    assert inspecting.loop.read().counters == counters


def replace_name(preset: Preset, name: str) -> Preset:
    return preset.model_copy(update={"name": name})


def test_snapshots_never_change(inspecting: Inspecting, inspector: Inspector) -> None:
    inspecting.use(inspector)
    inspecting.judge(bad_frame())
    status = inspecting.loop.read()
    copy = replace(status)
    inspecting.judge(good_frame())
    assert status == copy
    assert status.latest is not None
    assert status.latest.heatmap is not None
    assert not status.latest.heatmap.flags.writeable


def test_a_bug_takes_the_verdict_of_an_earlier_picture_back_too(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    reviewed = Recorder(inspecting.loop.reviewed)
    inspecting.use(inspector)
    earlier = inspecting.judge(good_frame())
    assert earlier.verdict is Verdict.OK
    inspecting.use(Faulty(ZeroDivisionError("by zero")))
    inspecting.loop.inbox.tell(lambda: inspecting.loop.review(earlier))
    inspecting.settle()
    [(_, after)] = reviewed.told
    assert isinstance(after, Inspection)
    assert after.verdict is NOT_INSPECTED
    assert isinstance(after.reason, InternalFault)


# --- the result cache -----------------------------------------------------------------------------


def recurring(frame: Frame, number: int = 0) -> Frame:
    return Frame(frame.image.copy(), number, f"file {number}", may_recur=True)


def test_a_picture_that_comes_again_is_a_new_part(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    inspecting.judge(recurring(bad_frame(), 1))
    again = recurring(bad_frame(), 2)
    found = inspecting.judge(again)

    assert found.is_cached
    assert found.frame is again
    status = inspecting.loop.read()
    assert (status.counters.ng, status.cache.hits, status.cache.asked) == (2, 1, 2)
    inspecting.loop.inbox.tell(inspecting.loop.reset)
    inspecting.settle()
    assert inspecting.loop.read().cache.asked == 0


def test_the_pictures_of_a_camera_are_not_looked_for(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    inspecting.judge(bad_frame())
    assert not inspecting.judge(bad_frame()).is_cached
    assert inspecting.loop.read().cache.asked == 0


def test_a_cached_verdict_follows_a_changed_limit(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    first = inspecting.judge(recurring(bad_frame()))
    inspecting.judge(recurring(bad_frame()))
    inspecting.preset(inspector.preset.changed("decision.limit", 2.0))
    assert inspecting.latest.score == pytest.approx((first.score or 0) / 2)
    assert not inspecting.latest.is_cached
    inspecting.preset(inspector.preset)
    assert inspecting.latest.score == first.score


def test_a_bug_is_not_remembered(inspecting: Inspecting, inspector: Inspector) -> None:
    class Once(Faulty):
        judges = inspector.judges

    inspecting.use(Once(ZeroDivisionError("by zero")))
    assert inspecting.judge(recurring(good_frame())).verdict is NOT_INSPECTED
    inspecting.use(inspector)
    found = inspecting.judge(recurring(good_frame()))
    assert (found.verdict, found.is_cached) == (Verdict.OK, True), "judged when it came into use"


def test_pictures_that_cannot_be_inspected_are_not_kept(inspecting: Inspecting) -> None:
    """A line may run for days before anybody teaches it."""
    inspecting.use(None)
    pictures = [good_picture(seed) for seed in range(4)]
    seen = [weakref.ref(picture) for picture in pictures]
    for number, picture in enumerate(pictures):
        inspecting.judge(Frame(picture, number, "part"))
    del picture, pictures
    gc.collect()
    assert sum(each() is not None for each in seen) <= 1, "the one that is shown"


# --- the trigger: one inspection of each part -----------------------------------------------------


def waiting(inspector: Inspector) -> Preset:
    return inspector.preset.changed("imaging.trigger.mode", "part stands still")


@pytest.fixture
def triggered(inspecting: Inspecting, inspector: Inspector) -> Inspecting:
    inspecting.use(inspector.with_preset(waiting(inspector)))
    return inspecting


def seen(inspecting: Inspecting, picture: Picture, times: int) -> list[Verdict]:
    """Show the line a picture so many times, each a frame of its own."""
    return [
        inspecting.judge(Frame(picture.copy(), number, "part")).verdict for number in range(times)
    ]


def test_a_part_is_inspected_once_as_soon_as_it_stands_still(triggered: Inspecting) -> None:
    for count, picture in enumerate([good_picture(100), bad_picture(100), good_picture(101)], 1):
        verdict = Verdict.NG if count == 2 else Verdict.OK
        assert seen(triggered, picture, 6) == [NOT_INSPECTED] * 2 + [verdict] * 4
        assert triggered.loop.read().counters.total == count
        assert triggered.loop.read().counters.not_inspected == 0, "it waits, that is all"


def test_a_part_that_moves_is_not_inspected_and_that_is_said(triggered: Inspecting) -> None:
    seen(triggered, good_picture(100), 4)
    for step in range(1, 5):
        moving = np.roll(good_picture(100), 20 * step, axis=1)
        found = triggered.judge(Frame(moving, step, "part"))
        assert (found.verdict, type(found.reason)) == (NOT_INSPECTED, PartMoves)
        assert found.frame.image is moving, "what is said is said of this picture"
    assert triggered.loop.read().counters.total == 1


def test_a_part_that_moves_gets_no_verdict_from_another_limit_or_bank(
    triggered: Inspecting, inspector: Inspector
) -> None:
    seen(triggered, good_picture(100), 1)
    assert isinstance(triggered.latest.reason, PartMoves)
    wider = waiting(inspector).changed("decision.limit", 2.0)

    triggered.preset(wider)
    assert isinstance(triggered.latest.reason, PartMoves)
    triggered.use(inspector.with_preset(wider))
    assert isinstance(triggered.latest.reason, PartMoves)

    assert seen(triggered, good_picture(100), 4)[-1] is Verdict.OK
    triggered.preset(wider.changed("decision.limit", 1.0))
    assert triggered.latest.verdict is Verdict.OK, "what stands still is judged again"
    triggered.preset(wider.changed("decision.limit", 0.2))
    assert triggered.latest.verdict is not Verdict.OK


def test_pictures_from_files_do_not_wait(triggered: Inspecting) -> None:
    for number in range(3):
        frame = Frame(good_picture(100 + number), number, "file", may_recur=True)
        assert triggered.judge(frame).verdict is Verdict.OK


def test_a_step_does_not_wait(triggered: Inspecting) -> None:
    for seed in (100, 101):
        triggered.loop.inspect_next()
        assert seen(triggered, good_picture(seed), 1) == [Verdict.OK]
    assert seen(triggered, bad_picture(100), 1) == [NOT_INSPECTED], "it was one step"


@pytest.mark.parametrize("what", ["source", "product", "start", "lost"])
def test_what_nobody_saw_is_inspected_anew(
    triggered: Inspecting, inspector: Inspector, what: str
) -> None:
    seen(triggered, good_picture(100), 4)
    match what:
        case "source":
            triggered.loop.leave_source()
        case "product":
            triggered.loop.inbox.tell(lambda: triggered.loop.await_product(BOARD))
            triggered.use(inspector.with_preset(waiting(inspector)))
        case "start":
            triggered.loop.begin_source()
        case "lost":
            triggered.lose(CameraGone(camera="camera 0"))
            assert isinstance(triggered.latest.reason, CameraGone)
    triggered.settle()
    before = triggered.loop.read().counters.total
    assert seen(triggered, good_picture(100), 4) == [NOT_INSPECTED] * 2 + [Verdict.OK] * 2
    assert triggered.loop.read().counters.total == before + 1


def test_the_trigger_can_be_changed_while_the_line_runs(
    triggered: Inspecting, inspector: Inspector
) -> None:
    triggered.preset(inspector.preset)
    assert seen(triggered, good_picture(100), 2) == [Verdict.OK] * 2
    triggered.preset(waiting(inspector))
    assert seen(triggered, good_picture(100), 3) == [NOT_INSPECTED] * 2 + [Verdict.OK]
    nudged = np.roll(good_picture(100), 2, axis=1)
    assert seen(triggered, nudged, 1) == [NOT_INSPECTED]
    dull = waiting(inspector).changed("imaging.trigger.sensitivity", 50.0)
    triggered.preset(dull)
    seen(triggered, good_picture(100), 3)
    assert seen(triggered, nudged, 1) == [Verdict.OK], "less than what counts as movement now"


def test_frames_that_are_held_back_are_not_collected(triggered: Inspecting) -> None:
    told = Recorder(triggered.loop.collected)
    triggered.loop.inbox.tell(lambda: triggered.loop.collect(2))
    seen(triggered, good_picture(100), 5)
    assert not told.told
    seen(triggered, np.roll(good_picture(101), 40, axis=1), 5)
    (_, parts) = told.told[-1]
    assert len(parts) == 2


class Busy:
    """A triggered loop whose inspector judges until it may go on, while pictures come."""

    def __init__(self, triggered: Inspecting, inspector: Inspector) -> None:
        self.inspecting = triggered
        self.slow = Slow(inspector.with_preset(waiting(inspector)))
        triggered.use(self.slow)
        self.pictures = 0

    def come(self, picture: Picture, times: int) -> Frame:
        """Let a picture come so many times; nobody waits for what becomes of it."""
        for _ in range(times):
            frame = Frame(picture.copy(), self.pictures, "part")
            self.inspecting.loop.deliver(frame, 0)
            self.pictures += 1
        return frame

    def begin(self, picture: Picture) -> None:
        """Go to work on a part that stands still."""
        seen(self.inspecting, picture, 2)
        self.come(picture, 1)
        assert self.slow.begun.wait(20.0)

    def end(self) -> None:
        self.slow.may_go_on.set()
        self.inspecting.settle()
        self.inspecting.settle()


@pytest.fixture
def busy(triggered: Inspecting, inspector: Inspector) -> Iterator[Busy]:
    busy = Busy(triggered, inspector)
    yield busy
    busy.slow.may_go_on.set()


def test_a_part_that_is_exchanged_during_a_judgement_is_another_one(busy: Busy) -> None:
    """What differs by less than the gate can see, and so never looks like a change."""
    busy.begin(good_picture(100))
    busy.come(BELT, 1)
    busy.come(np.roll(good_picture(100), 40, axis=1), 1)
    twin = busy.come(good_picture(100), 5)
    busy.end()
    status = busy.inspecting.loop.read()
    assert (status.counters.ok, status.counters.not_inspected) == (2, 0)
    assert busy.inspecting.latest.frame is twin, "the newest of the part that stands there"
    assert seen(busy.inspecting, good_picture(100), 3) == [Verdict.OK] * 3
    assert busy.inspecting.loop.read().counters.ok == 2


def test_a_part_that_stays_during_its_judgement_is_judged_once(busy: Busy) -> None:
    busy.begin(good_picture(100))
    busy.come(good_picture(100), 20)
    busy.end()
    assert busy.inspecting.loop.read().counters.ok == 1
    assert busy.inspecting.latest.verdict is Verdict.OK


def test_a_part_that_came_and_left_during_a_judgement_is_judged(busy: Busy) -> None:
    busy.begin(good_picture(100))
    busy.come(bad_picture(100), 4)
    leaving = busy.come(BELT, 1)
    busy.end()
    status = busy.inspecting.loop.read()
    assert (status.counters.ok, status.counters.ng, status.counters.not_inspected) == (1, 1, 0)
    latest = busy.inspecting.latest
    assert (latest.frame, type(latest.reason)) == (leaving, PartMoves)


def test_parts_that_are_gone_before_they_could_be_judged_are_told(busy: Busy) -> None:
    busy.begin(good_picture(100))
    for seed in (101, 102, 103):
        busy.come(np.roll(good_picture(seed), 40, axis=1), 1)
        busy.come(good_picture(seed), 4)
    busy.end()
    status = busy.inspecting.loop.read()
    assert (status.counters.ok, status.counters.not_inspected) == (2, 2)
    [(missed,)] = busy.inspecting.failed.told
    assert isinstance(missed, PartsMissed)
    assert "2" in str(missed)


def test_no_verdict_of_the_part_before_stands_while_another_one_is_judged(busy: Busy) -> None:
    busy.slow.may_go_on.set()
    loop = busy.inspecting.loop
    assert seen(busy.inspecting, good_picture(100), 3)[-1] is Verdict.OK
    busy.slow.may_go_on.clear()
    busy.slow.begun.clear()
    loop.inbox.tell(lambda: busy.come(bad_picture(100), 3) and None)  # none is taken in between
    assert busy.slow.begun.wait(20.0)
    latest = busy.inspecting.latest
    assert isinstance(latest.reason, BeingInspected)
    assert latest.frame.image.tobytes() == bad_picture(100).tobytes(), "it is said of that part"
    busy.end()
    assert busy.inspecting.latest.verdict is Verdict.NG


# --- the trigger of a product that has no bank ----------------------------------------------------


def test_the_trigger_is_in_force_without_a_bank(inspecting: Inspecting) -> None:
    loop, told = inspecting.loop, Recorder(inspecting.loop.collected)
    still = small_preset().changed("imaging.trigger.mode", "part stands still")
    loop.inbox.tell(lambda: loop.await_product(BOARD, still))
    inspecting.use(None)
    loop.inbox.tell(lambda: loop.collect(2))
    for seed in (100, 101):
        seen(inspecting, np.roll(good_picture(seed), 40, axis=1), 1)
        seen(inspecting, good_picture(seed), 5)
    [(_, frames)] = told.told
    assert len(frames) == 2
    assert loop.read().counters.not_inspected == 2, "parts, not pictures"


def test_a_product_without_a_bank_does_not_inherit_the_trigger_before(
    triggered: Inspecting,
) -> None:
    loop = triggered.loop
    loop.inbox.tell(lambda: loop.await_product("other", small_preset("other")))
    seen(triggered, good_picture(100), 4)
    assert loop.read().counters.not_inspected == 4


def test_the_trigger_can_be_changed_without_a_bank(inspecting: Inspecting) -> None:
    inspecting.use(None)
    inspecting.preset(small_preset().changed("imaging.trigger.mode", "part stands still"))
    seen(inspecting, good_picture(100), 2)
    assert isinstance(inspecting.latest.reason, PartMoves)
    seen(inspecting, good_picture(100), 4)
    assert inspecting.latest.reason is REASON
    assert inspecting.loop.read().counters.not_inspected == 1


# --- settings by which nothing can be judged ------------------------------------------------------


def test_nothing_is_judged_by_the_settings_before(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    assert inspecting.judge(good_frame()).verdict is Verdict.OK
    everything = Zone(
        kind=ZoneKind.EXCLUDE, shape=ZoneShape.RECTANGLE, points=((0.0, 0.0), (1.0, 1.0))
    )
    inspecting.preset(inspector.preset.changed("imaging.zones", (everything,)))
    assert isinstance(inspecting.latest.reason, NothingJudged)
    assert isinstance(inspecting.judge(good_frame(101)).reason, NothingJudged)
    reviewed = Recorder(inspecting.loop.reviewed)
    inspecting.loop.inbox.tell(lambda: inspecting.loop.review(inspecting.latest))
    inspecting.settle()
    assert isinstance(reviewed.told[0][1], Inspection)
    assert isinstance(reviewed.told[0][1].reason, NothingJudged)
    assert not inspecting.failed.told

    inspecting.preset(inspector.preset)
    assert inspecting.latest.verdict is Verdict.OK, "taken back"
    assert inspecting.judge(good_frame(102)).verdict is Verdict.OK


# --- faults outside the engine, and a verdict that does not come ----------------------------------


def test_a_fault_on_the_way_leaves_no_verdict_standing(
    inspecting: Inspecting, inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspecting.use(inspector)
    assert inspecting.judge(good_frame()).verdict is Verdict.OK

    def fail(seen: Seen) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(inspecting.loop._trigger, "now", fail)
    frame = good_frame(2)
    found = inspecting.judge(frame)
    assert (found.verdict, found.frame, type(found.reason)) == (NOT_INSPECTED, frame, InternalFault)
    assert inspecting.loop.read().counters.not_inspected == 1
    assert len(inspecting.failed.told) == 1


class Slow:
    """An inspector that waits until it may go on."""

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector
        self.preset = inspector.preset
        self.begun = threading.Event()
        self.may_go_on = threading.Event()

    def analyse(self, frame: Frame) -> Analysis:
        self.begun.set()
        assert self.may_go_on.wait(20.0)
        return self._inspector.analyse(frame)

    def conclude(self, analysis: Analysis) -> Inspection:
        return self._inspector.conclude(analysis)


def test_a_verdict_does_not_stand_while_the_next_one_is_overdue(
    monkeypatch: pytest.MonkeyPatch, inspector: Inspector, qtbot: QtBot
) -> None:
    monkeypatch.setattr("spade_station.app.lateness.WATCH_MS", 10)
    inspecting = Inspecting(qtbot)
    loop, slow = inspecting.loop, Slow(inspector)
    try:
        loop.inbox.tell(lambda: loop.await_product(BOARD))
        inspecting.use(inspector)
        assert inspecting.judge(good_frame()).verdict is Verdict.OK
        slow.may_go_on.set()
        inspecting.use(slow)
        slow.may_go_on.clear()
        slow.begun.clear()
        loop.deliver(good_frame(2), 0)
        assert slow.begun.wait(20.0)
        assert inspecting.latest.verdict is Verdict.OK  # of the part before, for a while
        monkeypatch.setattr("spade_station.app.lateness.OVERDUE_AFTER", 0.0)
        monkeypatch.setattr("spade_station.app.lateness.SLOWER", 0.0)
        with qtbot.waitSignal(loop.liveChanged):
            pass
        assert (inspecting.latest.verdict, type(inspecting.latest.reason)) == (
            NOT_INSPECTED,
            Overdue,
        )
        slow.may_go_on.set()
        inspecting.settle()
        assert inspecting.latest.verdict is Verdict.OK
    finally:
        slow.may_go_on.set()
        loop.stop()


def test_what_was_gathered_so_far(inspecting: Inspecting, inspector: Inspector) -> None:
    collected = Recorder(inspecting.loop.collected)
    inspecting.use(inspector)
    inspecting.loop.inbox.tell(inspecting.loop.end_collecting)
    inspecting.loop.inbox.tell(lambda: inspecting.loop.collect(5, 3))
    found = inspecting.judge(good_frame())
    inspecting.loop.inbox.tell(inspecting.loop.end_collecting)
    inspecting.judge(good_frame(2))
    assert collected.told == [(3, [found])]


def test_settings_that_were_asked_for_meanwhile_stay_in_force(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    """A bank that was learned for a minute comes with the settings of a minute ago."""
    inspecting.use(inspector)
    before = inspecting.judge(bad_frame(1))
    assert before.score is not None
    inspecting.preset(inspector.preset.changed("decision.limit", 2.0), request=7)
    old = inspector.with_preset(inspector.preset)
    for heard, score in ((6, before.score / 2), (7, before.score)):
        inspecting.use(old, heard=heard)
        assert inspecting.latest.score == pytest.approx(score)


def test_settings_of_an_earlier_request_come_too_late(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    before = inspecting.judge(bad_frame(1))
    assert before.score is not None
    for limit, request in ((2.0, 7), (4.0, 6)):
        inspecting.preset(inspector.preset.changed("decision.limit", limit), request)
    assert inspecting.latest.score == pytest.approx(before.score / 2)


def test_what_came_before_a_loss_does_not_hide_it(
    inspecting: Inspecting, inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspecting.use(inspector)
    begun, go, analyse = threading.Event(), threading.Event(), inspector.analyse

    def held(frame: Frame) -> Analysis:
        begun.set()
        assert go.wait(10)
        return analyse(frame)

    monkeypatch.setattr(inspector, "analyse", held)
    inspecting.loop.deliver(good_frame(1), 0)
    assert begun.wait(10)
    inspecting.loop.deliver(good_frame(2), 0)
    inspecting.loop.lose(CameraGone(source="camera 0"), counts=True)
    go.set()
    inspecting.settle()
    assert inspecting.latest.verdict is NOT_INSPECTED
    counters = inspecting.loop.read().counters
    assert (counters.total, counters.not_inspected) == (2, 1)


# --- the product before ---------------------------------------------------------------------------


def test_a_product_that_is_awaited_does_not_inherit_a_reason(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(inspector)
    everything = Zone(
        kind=ZoneKind.EXCLUDE, shape=ZoneShape.RECTANGLE, points=((0.0, 0.0), (1.0, 1.0))
    )
    inspecting.preset(inspector.preset.changed("imaging.zones", (everything,)))
    assert isinstance(inspecting.judge(good_frame()).reason, NothingJudged)
    inspecting.loop.inbox.tell(lambda: inspecting.loop.await_product("other"))
    found = inspecting.judge(good_frame())
    assert (found.preset, type(found.reason)) == ("other", StillLoading)


def test_nothing_is_judged_by_the_bank_before_where_the_empty_place_cannot_be_read(
    inspector: Inspector, qtbot: QtBot
) -> None:
    def read(preset: Preset) -> Picture:
        raise PermissionError("the folder is closed")

    inspecting = Inspecting(qtbot, read)
    try:
        loop = inspecting.loop
        loop.inbox.tell(lambda: loop.await_product(BOARD))
        inspecting.use(inspector)
        other = replace_name(waiting(inspector), "other")
        loop.inbox.tell(lambda: loop.await_product("other", other))
        found = inspecting.judge(recurring(good_frame()))
        assert (found.preset, type(found.reason)) == ("other", StillLoading)
    finally:
        inspecting.loop.stop()


class Sluggish:
    """An inspector that says that it took long."""

    def __init__(self, inspector: Inspector, seconds: float) -> None:
        self._inspector = inspector
        self._timings = {"features": 1000 * seconds}
        self.preset = inspector.preset

    def analyse(self, frame: Frame) -> Analysis:
        return self._inspector.analyse(frame)

    def conclude(self, analysis: Analysis) -> Inspection:
        return replace(self._inspector.conclude(analysis), timings=self._timings)


def is_overdue_after(inspecting: Inspecting, seconds: float) -> bool:
    lateness = inspecting.loop._lateness
    lateness._since = monotonic() - seconds
    try:
        return isinstance(inspecting.latest.reason, Overdue)
    finally:
        lateness.end()


def test_what_usually_takes_long_is_not_overdue_after_a_part_that_was_not_inspected(
    inspecting: Inspecting, inspector: Inspector
) -> None:
    inspecting.use(Sluggish(inspector, 20.0))
    inspecting.judge(good_frame())
    assert not is_overdue_after(inspecting, 30.0)
    inspecting.lose(UnreadablePicture(path="x"), counts=True)
    assert not is_overdue_after(inspecting, 30.0)
    assert is_overdue_after(inspecting, 90.0)
    inspecting.loop.inbox.tell(lambda: inspecting.loop.await_product("other"))
    inspecting.judge(good_frame())
    assert is_overdue_after(inspecting, 30.0), "nobody knows how long this one takes"


# --- parts that come too quickly ------------------------------------------------------------------


def test_missed_parts_are_told_once_in_a_while(
    triggered: Inspecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop, failed = triggered.loop, triggered.failed

    def come() -> None:
        for seed in (100, 101):
            for picture in [np.roll(good_picture(seed), 40, axis=1), *[good_picture(seed)] * 3]:
                loop.deliver(Frame(picture.copy(), 0, "part"), 0)

    def come_too_quickly(times: int) -> None:
        for _ in range(times):
            loop.inbox.tell(come)  # none is taken in between
            triggered.settle()
            triggered.settle()

    come_too_quickly(4)
    assert [str(told) for told in failed.first_values] == [str(PartsMissed(count=1))]
    assert loop.read().counters.not_inspected == 4, "counted they are all the same"
    monkeypatch.setattr("spade_station.app.seldom.monotonic", lambda: monotonic() + 61)
    seen(triggered, good_picture(101), 1)
    come_too_quickly(1)
    told = [str(each) for each in failed.first_values[1:]]
    assert told == [str(PartsMissed(count=3))]
    loop.inbox.tell(lambda: loop.await_product("other"))
    triggered.settle()
    assert str(failed.last) == str(PartsMissed(count=1)), "they were parts of the product before"
