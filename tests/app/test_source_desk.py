"""The source: what its end, change and failure mean for the screen."""

import threading

import pytest

from spade_station.app.notices import Level, Notice
from spade_station.app.status import RunState
from spade_station.domain.errors import CameraNotThere, InternalFault, SourceMissing
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import PartMoves
from spade_station.domain.inspection import Verdict
from spade_station.domain.source_settings import SourceKind, SourceSettings

from .desk import Desk
from .parts import FakeSource, good_picture

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
