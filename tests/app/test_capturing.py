from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app import capturing
from spade_station.app.capturing import CaptureLoop
from spade_station.app.status import RunState
from spade_station.capture.source import FrameSource
from spade_station.domain.errors import (
    CameraGone,
    CameraNotThere,
    InternalFault,
    SourceEnded,
    SourceMissing,
    Stale,
    StationError,
    UnreadablePicture,
)
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_errors import PartIncomplete
from spade_station.domain.source_settings import SourceKind, SourceSettings

from .parts import FakeSource, Recorder, good_frame

CAMERA = SourceSettings(kind=SourceKind.CAMERA, address="0")
FOLDER = SourceSettings(kind=SourceKind.FOLDER, address="/parts")
STOPPED, STARTING, RUNNING, WAITING = (
    RunState.STOPPED,
    RunState.STARTING,
    RunState.RUNNING,
    RunState.WAITING,
)


class Line:
    """A capture loop with its source, and what came of it."""

    def __init__(self) -> None:
        self.source = FakeSource()
        self.made: list[SourceSettings] = []
        self.views: list[int] = []
        self.frames: list[Frame] = []
        self.skipped: list[int] = []
        self.taken = True
        self.asked_whether_taken = 0
        self.loop = CaptureLoop(self._deliver, self._wait_taken, self._make)
        self._states = Recorder(self.loop.stateChanged)
        self.lost = Recorder(self.loop.pictureLost)
        self.failed = Recorder(self.loop.failed)

    @property
    def states(self) -> list[tuple[RunState, type | None]]:
        return [(state, type(why) if why else None) for state, why in self._states.told]

    @property
    def reasons(self) -> list[object]:
        return [why for _, why in self._states.told if why]

    def _make(self, settings: SourceSettings, views: int) -> FrameSource:
        self.made.append(settings)
        self.views.append(views)
        return self.source

    def _deliver(self, frame: Frame, skipped: int) -> None:
        self.frames.append(frame)
        self.skipped.append(skipped)

    def _wait_taken(self, timeout: float) -> bool:
        self.asked_whether_taken += 1
        return self.taken


@pytest.fixture
def line(qapp: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    monkeypatch.setattr(capturing, "READ_WITHIN", 0.01)
    monkeypatch.setattr(capturing, "RETRY_AFTER", 0.01)
    line = Line()
    line.loop.start()
    yield line
    line.loop.stop()
    assert line.loop.isFinished()


def test_frames_are_delivered_until_somebody_stops(line: Line, qtbot: QtBot) -> None:
    frames = [good_frame(seed) for seed in range(3)]
    line.source.skipped = 7
    line.source.put(*frames)
    line.loop.start_source(CAMERA)
    qtbot.waitUntil(lambda: len(line.frames) == 3)
    line.loop.stop_source()
    qtbot.waitUntil(lambda: line.states[-1:] == [(STOPPED, None)])
    assert line.frames == frames
    assert line.skipped == [7, 0, 0]  # each one's own
    assert line.states == [(STARTING, None), (RUNNING, None), (STOPPED, None)]
    assert line.source.closed == 1


def test_what_another_source_skips_is_counted_anew(line: Line, qtbot: QtBot) -> None:
    line.source.skipped = 5
    line.source.put(good_frame())
    line.loop.start_source(CAMERA)
    qtbot.waitUntil(lambda: line.skipped == [5])
    line.loop.stop_source()
    qtbot.waitUntil(lambda: line.source.closed == 1)
    line.source.skipped = 7
    line.source.put(good_frame())
    line.loop.start_source(CAMERA)
    qtbot.waitUntil(lambda: len(line.skipped) == 2)
    assert line.skipped == [5, 7]


def test_the_end_of_the_source_is_told(line: Line, qtbot: QtBot) -> None:
    line.source.put(good_frame(), SourceEnded())
    line.loop.start_source(FOLDER)
    qtbot.waitUntil(lambda: line.states[-1:] == [(STOPPED, SourceEnded)])
    assert len(line.frames) == 1
    assert line.source.closed == 1
    assert line.failed.told == []


def test_a_lost_camera_is_waited_for(line: Line, qtbot: QtBot) -> None:
    line.source.put(good_frame(), CameraGone(camera="0"), CameraGone(camera="0"), good_frame(1))
    line.loop.start_source(CAMERA)
    qtbot.waitUntil(lambda: len(line.frames) == 2)
    qtbot.waitUntil(lambda: len(line.states) == 5)
    gone = (WAITING, CameraGone)
    assert line.states == [(STARTING, None), (RUNNING, None), gone, gone, (RUNNING, None)]
    assert line.source.opened == 1, "the source reconnects by itself"


def test_a_camera_that_is_not_there_is_tried_again(line: Line, qtbot: QtBot) -> None:
    line.source.refuses = [CameraNotThere(camera="0"), CameraNotThere(camera="0")]
    line.source.put(good_frame())
    line.loop.start_source(CAMERA)
    qtbot.waitUntil(lambda: line.states[-1:] == [(RUNNING, None)])
    missing = (WAITING, CameraNotThere)
    assert line.states == [(STARTING, None), missing, missing, (RUNNING, None)]
    assert line.source.opened == 3


@pytest.mark.parametrize("where", ["read", "open"])
def test_stop_ends_the_waiting(
    line: Line, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(capturing, "RETRY_AFTER", 60.0)
    monkeypatch.setattr(capturing, "READ_WITHIN", 60.0)
    if where == "open":
        line.source.refuses = [CameraNotThere(camera="0")]
    else:
        line.source.put(CameraGone(camera="0"))
    line.loop.start_source(CAMERA)
    qtbot.waitUntil(lambda: bool(line.states) and line.states[-1][0] is WAITING)
    line.loop.stop_source()
    qtbot.waitUntil(lambda: line.states[-1] == (STOPPED, None))


def test_the_end_of_the_station_ends_the_waiting(
    line: Line, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capturing, "RETRY_AFTER", 60.0)
    line.source.refuses = [CameraNotThere(camera="0")]
    line.loop.start_source(CAMERA)
    qtbot.waitUntil(lambda: bool(line.states) and line.states[-1][0] is WAITING)
    line.loop.stop()
    assert line.loop.isFinished()


def test_a_silent_source_is_stale(
    line: Line, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capturing, "STALE_AFTER", 0.05)
    line.loop.start_source(CAMERA)
    qtbot.waitUntil(lambda: line.states[-1:] == [(WAITING, Stale)])
    line.source.put(good_frame())
    qtbot.waitUntil(lambda: (RUNNING, None) in line.states)


def test_a_slow_source_is_not_stale(
    line: Line, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capturing, "STALE_AFTER", 0.0)
    line.source.interval = 60.0
    line.source.put(good_frame(), UnreadablePicture(path="x"))
    line.loop.start_source(CAMERA)
    qtbot.waitUntil(lambda: bool(line.lost.told))
    line.source.put(good_frame(1))
    qtbot.waitUntil(lambda: len(line.frames) == 2)
    assert line.states == [(STARTING, None), (RUNNING, None)]


def test_a_single_step_after_a_long_time_is_not_stale(
    line: Line, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = [100.0]
    monkeypatch.setattr(capturing, "monotonic", lambda: time[0])
    line.source.put(good_frame())
    line.loop.start_source(CAMERA, single=True)
    qtbot.waitUntil(lambda: line.states[-1:] == [(STOPPED, None)])
    time[0] += 1000.0
    line.loop.start_source(CAMERA, single=True)
    line.source.put(UnreadablePicture(path="x"))
    qtbot.waitUntil(lambda: bool(line.lost.told))
    line.loop.start_source(CAMERA, single=True)
    line.source.put(good_frame(1))
    qtbot.waitUntil(lambda: len(line.frames) == 2)
    assert not line.reasons


def test_a_broken_picture_is_told_and_reading_goes_on(line: Line, qtbot: QtBot) -> None:
    line.source.put(good_frame(), UnreadablePicture(path="x.png"), good_frame(1))
    line.loop.start_source(FOLDER)
    qtbot.waitUntil(lambda: len(line.frames) == 2)
    assert [type(error) for error in line.lost.first_values] == [UnreadablePicture]
    assert line.states == [(STARTING, None), (RUNNING, None)]


def test_a_folder_waits_for_the_inspector(line: Line, qtbot: QtBot) -> None:
    line.taken = False
    line.source.put(good_frame(), good_frame(1))
    line.loop.start_source(FOLDER)
    qtbot.waitUntil(lambda: line.asked_whether_taken > 3)
    assert line.frames == []
    line.taken = True
    qtbot.waitUntil(lambda: len(line.frames) == 2)


def test_a_camera_waits_for_nobody(line: Line, qtbot: QtBot) -> None:
    line.taken = False
    line.source.put(good_frame(), good_frame(1))
    line.loop.start_source(CAMERA)
    qtbot.waitUntil(lambda: len(line.frames) == 2)
    assert line.asked_whether_taken == 0


def test_single_steps_keep_the_source_open(line: Line, qtbot: QtBot) -> None:
    line.source.put(*(good_frame(seed) for seed in range(3)))
    for count in (1, 2):
        line.loop.start_source(FOLDER, single=True)
        qtbot.waitUntil(lambda count=count: len(line.frames) == count)
    assert (line.source.opened, line.source.closed) == (1, 0)
    line.loop.start_source(FOLDER)
    qtbot.waitUntil(lambda: len(line.frames) == 3)
    assert (line.source.opened, line.source.closed) == (2, 1)


def test_a_step_judges_no_picture_from_before_it(line: Line, qtbot: QtBot) -> None:
    line.source.put(good_frame(), good_frame(1))
    line.loop.start_source(CAMERA, single=True)
    qtbot.waitUntil(lambda: len(line.frames) == 1)
    assert line.source.caught_up == 0, "it was opened for this step"
    line.loop.start_source(CAMERA, single=True)
    qtbot.waitUntil(lambda: len(line.frames) == 2)
    qtbot.waitUntil(lambda: len(line.states) == 4)
    assert line.source.caught_up == 1
    assert line.states == [(STARTING, None), (STOPPED, None)] * 2, "no old verdict meanwhile"


def test_a_step_ends_with_a_picture_that_is_lost(line: Line, qtbot: QtBot) -> None:
    line.source.put(UnreadablePicture(path="x.png"), good_frame(), good_frame(1))
    line.loop.start_source(FOLDER, single=True)
    qtbot.waitUntil(lambda: line.states[-1:] == [(STOPPED, None)])
    assert (len(line.lost.told), line.frames) == (1, []), "the next picture shows another part"
    line.loop.start_source(FOLDER, single=True)
    qtbot.waitUntil(lambda: len(line.frames) == 1)
    assert line.source.opened == 1


def test_a_step_beyond_the_end_says_so(line: Line, qtbot: QtBot) -> None:
    line.source.put(good_frame())
    line.loop.start_source(FOLDER, single=True)
    qtbot.waitUntil(lambda: line.states[-1:] == [(STOPPED, None)])
    line.source.put(SourceEnded())
    line.loop.start_source(FOLDER, single=True)
    qtbot.waitUntil(lambda: line.states[-1:] == [(STOPPED, SourceEnded)])


def test_another_source_takes_the_place_of_the_first(line: Line, qtbot: QtBot) -> None:
    line.loop.start_source(CAMERA)
    line.loop.start_source(FOLDER)
    line.source.put(good_frame())
    qtbot.waitUntil(lambda: len(line.frames) == 1)
    assert line.made[-1] == FOLDER
    assert line.source.opened - line.source.closed == 1


def test_another_number_of_views_makes_another_source(line: Line, qtbot: QtBot) -> None:
    line.source.put(good_frame(), good_frame(1))
    line.loop.start_source(FOLDER, single=True)
    qtbot.waitUntil(lambda: len(line.frames) == 1)
    line.loop.start_source(FOLDER, single=True, views=3)
    qtbot.waitUntil(lambda: len(line.frames) == 2)
    assert line.views == [1, 3]
    line.source.put(good_frame(2))
    line.loop.start_source(FOLDER, single=True, views=3)
    qtbot.waitUntil(lambda: len(line.frames) == 3)
    assert line.views == [1, 3]


def test_a_part_that_lacks_a_view_is_told(line: Line, qtbot: QtBot) -> None:
    line.source.put(PartIncomplete(have=1, count=3), good_frame())
    line.loop.start_source(CAMERA, views=3)
    qtbot.waitUntil(lambda: len(line.frames) == 1)
    assert [type(error) for error in line.lost.first_values] == [PartIncomplete]


def test_a_source_that_cannot_be_opened(line: Line, qtbot: QtBot) -> None:
    line.source.refuses = [SourceMissing(source="/parts")]
    line.loop.start_source(FOLDER)
    qtbot.waitUntil(lambda: line.states[-1:] == [(STOPPED, SourceMissing)])
    told = [*line.failed.first_values, *line.reasons]
    assert [type(error) for error in told] == [SourceMissing]


@pytest.mark.parametrize("where", ["open", "read", "close", "deliver"])
def test_a_bug_in_the_source_stops_the_line_but_not_the_loop(
    line: Line, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    fault = ZeroDivisionError("a bug")

    def fail(*_: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        match where:
            case "open":
                line.source.refuses = [fault]
            case "read":
                line.source.put(fault)
            case "close":
                patch.setattr(line.source, "close", fail)
                line.source.put(SourceEnded())
            case "deliver":
                patch.setattr(line.loop, "_deliver", fail)
                line.source.put(good_frame())
        line.loop.start_source(CAMERA)
        qtbot.waitUntil(lambda: bool(line.states) and line.states[-1][0] is STOPPED)
    told = [type(error) for error in (*line.failed.first_values, *line.reasons)]
    assert [kind for kind in told if kind is not SourceEnded] == [InternalFault]
    line.source.put(good_frame())
    line.loop.start_source(CAMERA)
    qtbot.waitUntil(lambda: len(line.frames) == 1)


def test_nothing_is_read_before_start(line: Line, qtbot: QtBot) -> None:
    done: list[bool] = []
    line.source.put(good_frame())
    line.loop.inbox.tell(lambda: done.append(True))
    qtbot.waitUntil(lambda: bool(done))
    line.loop.stop_source()
    line.loop.inbox.tell(lambda: done.append(True))
    qtbot.waitUntil(lambda: len(done) == 2)
    assert (line.source.opened, line.frames, line.states) == (0, [], [])


def test_every_reason_is_one_for_people(line: Line, qtbot: QtBot) -> None:
    line.source.put(CameraGone(camera="0"), SourceEnded())
    line.loop.start_source(CAMERA)
    qtbot.waitUntil(lambda: line.states[-1:] == [(STOPPED, SourceEnded)])
    assert all(isinstance(reason, StationError) and str(reason) for reason in line.reasons)
