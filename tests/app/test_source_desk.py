"""The source: what its end, change and failure mean for the screen."""

import threading
from pathlib import Path

import pytest

from spade_station.app.notices import Level, Notice
from spade_station.app.status import RunState
from spade_station.domain.errors import (
    CameraNotThere,
    InternalFault,
    PresetBroken,
    SourceMissing,
    UnreadablePicture,
)
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import PartMoves
from spade_station.domain.inspection import Verdict
from spade_station.domain.source_settings import SourceKind, SourceSettings
from spade_station.imaging.stillness import Scene, StillnessGate

from .desk import Desk, Gate
from .parts import FakeSource, good_picture, make_product

CAMERA = SourceSettings(kind=SourceKind.CAMERA, address="0")
OTHER = SourceSettings(kind=SourceKind.CAMERA, address="1")


class HeldSource(FakeSource):
    """A camera that holds the loop in a call until a test lets it go on."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.go_on = threading.Event()

    def hold(self) -> None:
        self.reached.set()
        assert self.go_on.wait(20.0), "nobody let it go on"


class SlowRead(HeldSource):
    def read(self, timeout: float) -> Frame | None:
        frame = super().read(timeout)
        if frame is not None and frame.number > 0:
            self.hold()
        return frame


class SlowClose(HeldSource):
    def close(self) -> None:
        self.hold()
        super().close()


def frame_of(picture: Picture, number: int) -> Frame:
    return Frame(picture, number, f"picture {number}")


def reads(
    desk: Desk, camera: FakeSource, other: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let the first camera be the one that is read."""
    made = {CAMERA: camera, OTHER: other}
    monkeypatch.setattr(desk.station._capturing, "_make", lambda source, views: made[source])
    desk.station.choose_source(CAMERA)
    desk.settle()


def runs(
    desk: Desk, camera: FakeSource, other: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let the line run with the first camera, which has a part, before the other one has."""
    camera.put(frame_of(good_picture(1), 0))
    other.put(frame_of(good_picture(2), 5))
    reads(desk, camera, other, monkeypatch)
    desk.station.start()
    desk.wait(lambda: desk.station.state is RunState.RUNNING)


def test_nothing_is_judged_of_a_source_that_was_left_while_it_was_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera, other = SlowRead(), FakeSource()
    other.refuses = [CameraNotThere(camera="1")] * 100
    camera.put(frame_of(good_picture(1), 0), frame_of(good_picture(2), 1))
    reads(desk, camera, other, monkeypatch)
    desk.station.start()
    desk.wait(camera.reached.is_set)
    desk.station.choose_source(OTHER)
    camera.go_on.set()
    desk.wait(lambda: desk.station.state is RunState.WAITING)
    desk.settle()
    latest = desk.station.live.latest
    assert latest is None or latest.verdict is Verdict.NOT_INSPECTED
    desk.station.stop()
    desk.settle()


def test_another_source_does_not_start_a_line_that_is_being_stopped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera, other = SlowClose(), FakeSource()
    runs(desk, camera, other, monkeypatch)
    desk.station.stop()
    desk.wait(camera.reached.is_set)
    desk.station.choose_source(OTHER)
    camera.go_on.set()
    desk.settle()
    assert (desk.station.state, other.opened) == (RunState.STOPPED, 0)


def test_a_running_line_goes_on_with_another_source(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera, other = FakeSource(), FakeSource()
    runs(desk, camera, other, monkeypatch)
    desk.station.choose_source(OTHER)
    desk.wait(lambda: desk.station.live.latest is not None and desk.latest.frame.number == 5)
    assert desk.station.state is RunState.RUNNING
    desk.station.stop()
    desk.settle()


def test_a_fault_of_the_source_leaves_no_verdict_standing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = FakeSource()
    camera.put(frame_of(good_picture(1), 0), MemoryError("no room"))
    reads(desk, camera, FakeSource(), monkeypatch)
    desk.station.start()
    desk.wait(lambda: (RunState.STOPPED,) in desk.states.told)
    desk.settle()
    assert isinstance(desk.latest.reason, InternalFault)
    notices = [notice for notice in desk.notices.first_values if isinstance(notice, Notice)]
    assert [(n.level, "no room" in str(n)) for n in notices] == [(Level.ERROR, True)]


def test_a_step_that_failed_does_not_pass_the_trigger_by_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.station.change_setting("imaging.trigger.mode", "part stands still")
    camera = FakeSource()
    camera.refuses = [SourceMissing(source="x")]
    reads(desk, camera, FakeSource(), monkeypatch)
    desk.station.step()
    desk.settle()
    camera.put(frame_of(good_picture(1), 0))
    desk.station.start()
    desk.wait(lambda: desk.station.live.latest is not None)
    assert isinstance(desk.latest.reason, PartMoves)
    desk.station.stop()
    desk.settle()


# --- the trigger, while the inspect loop is busy --------------------------------------------------


class Waiting:
    """A line with a trigger, whose inspect loop does nothing until it is let go on."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk = desk
        self.station = desk.station
        self.camera = FakeSource()
        self._came = 0
        self._go_on = threading.Event()
        self.station.change_setting("imaging.trigger.mode", "part stands still")
        reads(desk, self.camera, FakeSource(), monkeypatch)

    def hold(self) -> None:
        reached, self._go_on = threading.Event(), threading.Event()
        go_on = self._go_on

        def wait() -> None:
            reached.set()
            assert go_on.wait(20.0), "nobody let it go on"

        self.station._inspecting.inbox.tell(wait)
        self.desk.wait(reached.is_set)

    def go_on(self) -> None:
        self._go_on.set()
        self.desk.settle()

    def come(self, *items: Picture | Exception) -> None:
        """Let pictures or faults come, and wait until the capture loop has handed them on."""
        for item in items:
            is_fault = isinstance(item, Exception)
            self.camera.put(item if is_fault else frame_of(item.copy(), self._came))
            self._came += not is_fault
        self.desk.wait(lambda: self.camera.used_up)
        self.station._capturing.settle()

    @property
    def counted(self) -> tuple[int, int]:
        counters = self.station.live.counters
        return counters.total, counters.not_inspected


@pytest.fixture
def waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Waiting:
    return Waiting(desk, monkeypatch)


def test_a_part_that_came_since_the_line_was_started_is_counted_once(waiting: Waiting) -> None:
    part = good_picture(100)
    waiting.hold()
    waiting.station.start()
    waiting.come(part, part, part)
    waiting.go_on()
    waiting.come(part, part, part, part)
    waiting.go_on()
    assert waiting.counted == (1, 0)


def test_a_part_that_came_since_a_picture_was_lost_is_counted_once(waiting: Waiting) -> None:
    part = good_picture(100)
    waiting.station.start()
    waiting.come(part)
    waiting.hold()
    waiting.come(UnreadablePicture(path="x"), part, part, part)
    waiting.go_on()
    assert waiting.desk.latest.score is not None, "the loss came before"
    waiting.come(part, part, part, part)
    waiting.go_on()
    assert waiting.counted == (1, 1)


def test_a_part_that_came_before_a_picture_was_lost_is_judged(waiting: Waiting) -> None:
    part = good_picture(100)
    waiting.station.start()
    waiting.hold()
    waiting.come(part, part, part, UnreadablePicture(path="x"))
    waiting.go_on()
    assert waiting.counted == (1, 1)
    assert isinstance(waiting.desk.latest.reason, UnreadablePicture), "it came last"


def test_a_part_that_came_before_the_sensitivity_was_changed_is_counted_once(
    waiting: Waiting,
) -> None:
    part = good_picture(100)
    waiting.station.start()
    waiting.hold()
    waiting.come(part, part, part)
    waiting.station.change_setting("imaging.trigger.sensitivity", 20.0)
    waiting.go_on()
    waiting.come(part, part, part, part)
    waiting.go_on()
    assert waiting.counted == (1, 0)


def test_a_step_is_for_a_picture_that_comes_after_it(waiting: Waiting) -> None:
    waiting.station.start()
    waiting.hold()
    waiting.come(good_picture(100))
    waiting.station.step()
    waiting.station._capturing.settle()
    waiting.go_on()
    assert isinstance(waiting.desk.latest.reason, PartMoves)
    waiting.come(good_picture(101))
    waiting.go_on()
    assert waiting.desk.latest.score is not None
    assert (waiting.desk.latest.frame.number, waiting.counted) == (1, (1, 0))


def test_a_fault_of_the_trigger_does_not_stop_the_line(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, desk = good_picture(100), waiting.desk
    waiting.station.start()
    waiting.come(part, part, part)
    waiting.go_on()
    assert desk.latest.verdict is Verdict.OK

    def fail(gate: StillnessGate, picture: Picture) -> Scene:
        raise ZeroDivisionError("by zero")

    with monkeypatch.context() as patch:
        patch.setattr(StillnessGate, "look", fail)
        waiting.come(part)
        waiting.go_on()
        assert isinstance(desk.latest.reason, InternalFault)
        assert (desk.latest.frame.number, waiting.counted) == (3, (1, 1))
        waiting.come(part, part)
        waiting.go_on()
    assert waiting.station.state is RunState.RUNNING
    assert ["by zero" in text for text in desk.said] == [True], "told once for all of them"
    waiting.come(part, part, part)
    waiting.go_on()
    assert desk.latest.verdict is Verdict.OK


# --- a product whose settings are not known -------------------------------------------------------


def spoiled(home: Path) -> str:
    make_product(home, 0, "panel")
    (home / "presets" / "panel" / "preset.json").write_text("{")
    return "panel"


def test_a_broken_product_is_told_of_by_its_own_reason(waiting: Waiting, home: Path) -> None:
    """The product before waits for its empty place, of which this one has no picture."""
    waiting.station.change_setting("imaging.trigger.empty", "a" * 16)
    waiting.desk.choose(spoiled(home))
    waiting.desk.settle()
    waiting.station.start()
    waiting.come(good_picture(100))
    waiting.go_on()
    assert isinstance(waiting.desk.latest.reason, PresetBroken)


def test_a_broken_product_is_told_of_before_it_could_be_opened(
    waiting: Waiting, home: Path, gate: Gate
) -> None:
    waiting.station.relearn()
    waiting.desk.wait(gate.reached.is_set)
    waiting.station.choose_preset(spoiled(home))
    waiting.station.start()
    waiting.come(good_picture(100))
    waiting.desk.wait(lambda: waiting.station.live.latest is not None)
    assert isinstance(waiting.desk.latest.reason, PresetBroken)
    gate.open()
