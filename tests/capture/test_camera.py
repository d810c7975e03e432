import threading

import numpy as np
import pytest

from spade_station.capture.camera import CameraSource, frozen_limit
from spade_station.capture.pacing import Clock
from spade_station.domain.errors import (
    CameraGone,
    CameraNotThere,
    Cancelled,
    PictureDamaged,
    StationError,
)
from spade_station.domain.frame import Frame

from .fakes import (
    PATIENCE,
    FakeCapture,
    JumpingClock,
    LiveCapture,
    camera_settings,
    devices,
    noisy,
)


class NoBackOff(Clock):
    """Shortens the waits between two attempts, as a test cannot wait for seconds."""

    def wait(self, event: threading.Event, seconds: float) -> bool:
        return super().wait(event, seconds if seconds == PATIENCE else min(seconds, 0.01))


def source_of(*captures: FakeCapture, clock: Clock | None = None) -> CameraSource:
    return CameraSource(camera_settings(), clock=clock, capture_factory=devices(*captures))


def opened(capture: LiveCapture, *others: FakeCapture, clock: Clock | None = None) -> CameraSource:
    source = source_of(capture, *others, clock=clock)
    capture.send(noisy(0), noisy(1))
    source.open()
    capture.await_reads(3)
    return source


def shut(source: CameraSource, capture: LiveCapture) -> None:
    """Close with the camera still sending, as a healthy one does."""
    capture.send(noisy(90))
    source.close()


def join_grab_thread() -> None:
    for thread in threading.enumerate():
        if thread.name == "grab":
            assert thread.daemon
            thread.join(PATIENCE)


def received(frame: Frame | None) -> np.ndarray:
    assert frame is not None
    return frame.image[..., ::-1]


def test_frames_come_as_they_are_sent() -> None:
    camera = LiveCapture()
    source = opened(camera)
    for number in range(3):
        camera.send(noisy(10 + number))
        frame = source.read(PATIENCE)
        assert np.array_equal(received(frame), noisy(10 + number))
        assert frame is not None
        assert (frame.number, frame.name) == (number, f"camera 0 {number}")
        assert frame.image.flags.c_contiguous
    assert source.skipped == 0
    shut(source, camera)


def test_only_the_newest_frame_is_delivered() -> None:
    camera = LiveCapture()
    source = opened(camera)
    camera.send(noisy(10), noisy(11), noisy(12))
    camera.await_reads(3)  # the thread asks for a fourth: it has stored the third
    frame = source.read(PATIENCE)
    assert np.array_equal(received(frame), noisy(12))
    assert frame is not None
    assert frame.number == 2
    assert source.skipped == 2
    shut(source, camera)


def test_nothing_new_is_none() -> None:
    camera = LiveCapture()
    source = opened(camera)
    assert source.read(0) is None
    shut(source, camera)


def test_no_camera() -> None:
    source = source_of()
    with pytest.raises(CameraNotThere, match="camera 0 "):
        source.open()
    assert source.read(0) is None


def test_passwords_stay_out_of_names_and_messages() -> None:
    settings = camera_settings("rtsp://user:se:cr@t@10.0.0.7:554/live?token=secret")
    source = CameraSource(settings, capture_factory=devices())
    assert source.name == "camera rtsp://10.0.0.7:554/live"
    with pytest.raises(CameraNotThere, match=r"camera rtsp://10\.0\.0\.7:554/live does"):
        source.open()


def test_gone_and_back() -> None:
    camera, again = LiveCapture(), LiveCapture()
    dead = FakeCapture(opened=False)
    source = opened(camera, dead, again, clock=NoBackOff())
    camera.send(noisy(10))
    assert source.read(PATIENCE) is not None
    camera.send(None)
    again.await_reads(1)
    with pytest.raises(CameraGone, match="camera 0 "):
        source.read(0)
    again.send(noisy(20), noisy(21), noisy(22))
    frame = source.read(PATIENCE)
    assert np.array_equal(received(frame), noisy(22))
    assert frame is not None
    assert frame.number > 1, "nobody takes it for the neighbour of the last one"
    assert frame.row == frame.number
    assert camera.released == 1
    shut(source, again)


def test_a_camera_that_blocks_is_gone_after_the_deadline() -> None:
    clock = JumpingClock()
    camera = LiveCapture()
    source = opened(camera, clock=clock)
    clock.ahead = 2.5
    assert source.read(0) is None
    clock.ahead = 3.5
    with pytest.raises(CameraGone):
        source.read(0)
    camera.send(noisy(10))
    assert source.read(PATIENCE) is not None
    shut(source, camera)


def test_an_old_frame_is_not_delivered_for_a_new_one() -> None:
    clock = JumpingClock()
    camera = LiveCapture()
    source = opened(camera, clock=clock)
    camera.send(noisy(10))
    camera.await_reads(1)
    clock.ahead = 60
    with pytest.raises(CameraGone):
        source.read(PATIENCE)
    shut(source, camera)


def test_a_frozen_camera_is_gone() -> None:
    camera = FakeCapture(noisy(0), noisy(1), *[noisy(2)] * 10)
    source = source_of(camera, clock=NoBackOff())
    source.open()
    assert source.read(PATIENCE) is not None
    with pytest.raises(CameraGone):
        source.read(PATIENCE / 100)
    source.close()


def test_streams_may_repeat_a_picture_and_devices_may_not() -> None:
    assert frozen_limit("rtsp://10.0.0.7/live") == 0
    assert frozen_limit("0") == frozen_limit("/dev/video0") == 10


def test_close_wakes_a_waiting_read() -> None:
    camera = LiveCapture()
    source = opened(camera)
    got: list[object] = []
    reader = threading.Thread(target=lambda: got.append(source.read(PATIENCE)))
    reader.start()
    shut(source, camera)
    reader.join(PATIENCE)
    assert len(got) == 1
    assert source.read(PATIENCE) is None
    source.close()
    assert camera.released == 1


def test_close_leaves_a_hanging_driver_behind(caplog: pytest.LogCaptureFixture) -> None:
    camera = LiveCapture()
    source = opened(camera)
    source.close()
    assert "left behind" in caplog.text
    assert camera.released == 0  # never under a thread that reads
    camera.send(noisy(10))
    join_grab_thread()
    assert camera.released == 1
    assert source.read(0) is None


def test_close_while_opening_cancels() -> None:
    camera = LiveCapture()
    source = source_of(camera)
    caught: list[StationError] = []

    def try_to_open() -> None:
        try:
            source.open()
        except StationError as error:
            caught.append(error)

    opener = threading.Thread(target=try_to_open)
    opener.start()
    camera.await_reads(1)  # the driver thinks
    source.close()
    opener.join(PATIENCE)
    assert [type(error) for error in caught] == [Cancelled]
    camera.send(None)
    join_grab_thread()


def test_opened_again_it_begins_anew() -> None:
    first, second = LiveCapture(), LiveCapture()
    source = opened(first, second)
    first.send(noisy(10), noisy(11))
    first.await_reads(2)
    shut(source, first)
    second.send(noisy(20), noisy(21))
    source.open()
    second.send(noisy(22))
    frame = source.read(PATIENCE)
    assert frame is not None
    assert (frame.number, source.skipped) == (0, 0)
    shut(source, second)


def test_a_bug_in_the_thread_shows_where_the_source_is_read() -> None:
    class Buggy(LiveCapture):
        def read(self) -> tuple[bool, np.ndarray | None]:
            arrived, picture = super().read()
            if picture is not None and picture.shape[0] == 1:
                raise ZeroDivisionError
            return arrived, picture

    camera = Buggy()
    source = opened(camera)
    camera.send(noisy(1, 1, 1))
    with pytest.raises(ZeroDivisionError):
        source.read(PATIENCE)
    source.close()


def test_a_damaged_picture_begins_the_row_after_a_pause() -> None:
    """Or the one after it would be taken for the first view of a part."""

    class Disturbed(LiveCapture):
        def read(self) -> tuple[bool, np.ndarray | None]:
            arrived, picture = super().read()
            if picture is not None and not picture.any():
                raise PictureDamaged(name="camera 0")
            return arrived, picture

    clock = JumpingClock()
    camera = Disturbed()
    source = CameraSource(
        camera_settings(), clock=clock, capture_factory=devices(camera), deadline=60, keep=4
    )
    camera.send(noisy(0), noisy(1))
    source.open()
    camera.send(noisy(10), noisy(11))
    camera.await_reads(5)
    clock.ahead = 10
    camera.send(np.zeros_like(noisy(0)), noisy(12))

    frames = [source.read(PATIENCE) for _ in range(3)]

    assert [(frame.number, frame.row) for frame in frames if frame] == [(0, 0), (1, 0), (3, 2)]
    shut(source, camera)


def test_what_waits_was_taken_before_now() -> None:
    camera = LiveCapture()
    source = CameraSource(camera_settings(), capture_factory=devices(camera), keep=3)
    assert source.catch_up(), "it is a camera, open or not"
    camera.send(noisy(0), noisy(1))
    source.open()
    camera.send(noisy(10), noisy(11))
    camera.await_reads(5)
    assert source.catch_up()
    assert source.read(0) is None
    camera.send(noisy(12))
    assert np.array_equal(received(source.read(PATIENCE)), noisy(12))
    assert source.skipped == 2
    shut(source, camera)


def test_pictures_that_belong_together_wait_as_many_as_there_is_room_for() -> None:
    camera = LiveCapture()
    source = CameraSource(camera_settings(), capture_factory=devices(camera), keep=3)
    camera.send(noisy(0), noisy(1))
    source.open()
    camera.await_reads(3)
    camera.send(*(noisy(10 + number) for number in range(5)))
    camera.await_reads(5)

    frames = [source.read(PATIENCE) for _ in range(3)]

    assert [frame.number for frame in frames if frame is not None] == [2, 3, 4]
    assert np.array_equal(received(frames[0]), noisy(12)), "the oldest that was kept comes first"
    assert source.skipped == 2
    shut(source, camera)
