import threading

import cv2
import numpy as np
import pytest

from spade_station.capture.camera_link import MOST_DAMAGED, CameraLink
from spade_station.domain.errors import CameraNotThere, PictureDamaged, PictureTooSmall

from .fakes import FakeCapture, FakeClock, camera_settings, devices, noisy


def link_to(*captures: FakeCapture, clock: FakeClock | None = None, frozen: int = 10) -> CameraLink:
    return CameraLink(
        camera_settings(),
        devices(*captures),
        clock=clock or FakeClock(),
        stopped=threading.Event(),
        frozen_after=frozen,
    )


def test_the_first_two_pictures_are_dropped_and_bgr_becomes_rgb() -> None:
    link = link_to(FakeCapture(noisy(1), noisy(2), noisy(3)))
    link.connect()
    assert np.array_equal(link.next_picture(), noisy(3)[..., ::-1])


def test_grey_cameras_deliver_rgb() -> None:
    grey = [noisy(number)[..., 0].copy() for number in range(4)]
    link = link_to(FakeCapture(grey[0], grey[1], grey[2], grey[3][..., np.newaxis]))
    link.connect()
    assert np.array_equal(link.next_picture(), np.dstack([grey[2]] * 3))
    assert np.array_equal(link.next_picture(), np.dstack([grey[3]] * 3))


@pytest.mark.parametrize("capture", [FakeCapture(opened=False), FakeCapture(noisy(1))])
def test_a_camera_that_does_not_send_is_not_there(capture: FakeCapture) -> None:
    link = link_to(capture)
    with pytest.raises(CameraNotThere):
        link.connect()
    assert not link.connected
    assert capture.released == 1


def test_a_fault_inside_opencv_is_a_camera_that_is_not_there() -> None:
    class Faulty(FakeCapture):
        def isOpened(self) -> bool:
            raise cv2.error("driver")

    with pytest.raises(CameraNotThere):
        link_to(Faulty()).connect()


def test_a_camera_with_tiny_pictures_is_refused() -> None:
    with pytest.raises(PictureTooSmall):
        link_to(FakeCapture(noisy(1, 16, 16), noisy(2, 16, 16))).connect()


def test_the_waits_for_a_lost_camera_double_up_to_five_seconds() -> None:
    clock = FakeClock()
    first = FakeCapture(*map(noisy, range(3)))
    link = link_to(first, clock=clock)
    link.connect()
    assert link.next_picture() is not None
    assert all(link.next_picture() is None for _ in range(8))
    assert clock.waits == [0.5, 1, 2, 4, 5, 5, 5]
    assert first.released == 1
    assert not link.connected


def test_a_camera_that_comes_back_sends_on_and_is_waited_for_shortly_again() -> None:
    clock = FakeClock()
    dead = [FakeCapture(opened=False) for _ in range(3)]
    back = FakeCapture(*map(noisy, range(10, 14)))
    link = link_to(FakeCapture(*map(noisy, range(3))), *dead, back, clock=clock)
    link.connect()
    pictures = [link.next_picture() for _ in range(6)]
    assert [picture is not None for picture in pictures] == [True, *[False] * 4, True]
    assert np.array_equal(pictures[-1], noisy(12)[..., ::-1])
    assert link.connected
    link.next_picture()
    link.next_picture()
    link.next_picture()
    assert clock.waits == [0.5, 1, 2, 4, 0.5]


def test_repeated_pictures_are_withheld() -> None:
    link = link_to(FakeCapture(noisy(0), noisy(1), noisy(2), noisy(2), noisy(3)))
    link.connect()
    assert link.next_picture() is not None
    assert link.next_picture() is None
    assert link.connected
    assert link.next_picture() is not None


class Disturbed(FakeCapture):
    """A device of which black pictures arrive damaged."""

    def read(self) -> tuple[bool, np.ndarray | None]:
        arrived, picture = super().read()
        if picture is not None and not picture.any():
            raise PictureDamaged(name="camera")
        return arrived, picture


BLACK = np.zeros_like(noisy(0))


def test_damaged_pictures_are_withheld(caplog: pytest.LogCaptureFixture) -> None:
    link = link_to(Disturbed(noisy(1), noisy(2), BLACK, BLACK, noisy(3)))
    link.connect()
    for _ in range(2):
        with pytest.raises(PictureDamaged):
            link.next_picture()
    assert link.next_picture() is not None
    assert link.connected
    assert caplog.text.count("camera arrived damaged") == 1


def test_a_stream_that_is_joined_amid_damaged_pictures_is_there() -> None:
    link = link_to(Disturbed(BLACK, noisy(1), BLACK, noisy(2), noisy(3)))
    link.connect()
    assert np.array_equal(link.next_picture(), noisy(3)[..., ::-1])


def test_a_stream_of_nothing_but_damaged_pictures_is_not_there() -> None:
    with pytest.raises(CameraNotThere):
        link_to(Disturbed(*[BLACK] * (MOST_DAMAGED + 1))).connect()


def test_a_camera_of_which_nothing_whole_comes_any_more_is_connected_again() -> None:
    first = Disturbed(noisy(1), noisy(2), noisy(3), *[BLACK] * MOST_DAMAGED)
    link = link_to(first, FakeCapture(*map(noisy, range(4, 8))))
    link.connect()
    assert link.next_picture() is not None
    for _ in range(MOST_DAMAGED):
        with pytest.raises(PictureDamaged):
            link.next_picture()
    assert (link.connected, first.released) == (False, 1)
    assert link.next_picture() is not None
    assert link.connected


def test_ten_equal_pictures_are_a_lost_camera() -> None:
    frozen = FakeCapture(noisy(0), noisy(1), *[noisy(2)] * 50)
    link = link_to(frozen)
    link.connect()
    for _ in range(9):
        assert link.connected
        link.next_picture()
    assert link.connected
    link.next_picture()
    assert not link.connected
    assert frozen.released == 1


def test_a_camera_still_frozen_after_opening_is_not_back() -> None:
    clock = FakeClock()
    frozen = [FakeCapture(*[noisy(2)] * 50) for _ in range(3)]
    link = link_to(FakeCapture(*map(noisy, range(3))), *frozen, clock=clock)
    link.connect()
    assert link.next_picture() is not None
    assert all(link.next_picture() is None for _ in range(30))
    assert not link.connected
    assert clock.waits[:3] == [0.5, 1, 2]


def test_equal_pictures_are_fine_where_they_are_expected() -> None:
    link = link_to(FakeCapture(*[noisy(2)] * 32), frozen=0)
    link.connect()
    assert all(link.next_picture() is not None for _ in range(30))
