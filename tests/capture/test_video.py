from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.capture.video import VideoSource
from spade_station.capture.views import ViewsSource
from spade_station.domain.errors import (
    PictureDamaged,
    PictureTooSmall,
    SourceEnded,
    SourceMissing,
    VideoCutOff,
    VideoUnreadable,
)
from spade_station.domain.imaging_errors import PartIncomplete

from .encoding import encoded
from .fakes import FakeClock, noisy
from .films import damage


def film(path: Path, frames: int = 6, side: int = 64) -> Path:
    """Write a video that gets brighter and is a bit red."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (side, side))
    for number in range(frames):
        grain = noisy(number, side, side) // 16
        writer.write(grain + np.array([0, 0, 9 * number + 60], np.uint8))
    writer.release()
    return path


def opened(path: Path, *, rate: float = 0, loop: bool = False, clock=None) -> VideoSource:
    source = VideoSource(path, rate=rate, loop=loop, clock=clock or FakeClock())
    source.open()
    return source


def read_all(source: VideoSource, most: int = 100) -> list[str]:
    names = []
    try:
        for _ in range(most):
            frame = source.read(1)
            assert frame is not None
            names.append(frame.name)
    except SourceEnded:
        pass
    return names


def test_every_frame_once_and_then_the_end(tmp_path: Path) -> None:
    source = opened(film(tmp_path / "belt.avi"))
    assert read_all(source) == [f"belt.avi {number}" for number in range(6)]
    with pytest.raises(SourceEnded):
        source.read(1)
    source.close()


def test_colours_are_rgb(tmp_path: Path) -> None:
    source = opened(film(tmp_path / "belt.avi"))
    frame = source.read(1)
    assert frame is not None
    red, green, blue = frame.image.reshape(-1, 3).mean(axis=0)
    assert red > green + 30
    assert red > blue + 30
    assert frame.image.flags.c_contiguous
    source.close()


def test_loop_counts_on(tmp_path: Path) -> None:
    source = opened(film(tmp_path / "belt.avi", frames=2), loop=True)
    frames = [source.read(1) for _ in range(5)]
    assert [frame.number for frame in frames if frame] == [0, 1, 2, 3, 4]
    assert frames[4] is not None
    assert frames[4].name == "belt.avi 0"
    source.close()


def test_the_pace_is_the_stations(tmp_path: Path) -> None:
    clock = FakeClock()
    source = opened(film(tmp_path / "belt.avi"), rate=2, clock=clock)
    source.read(1)
    source.read(1)
    assert clock.time == 100.5
    source.close()


def test_a_video_cut_off_says_so_once_and_ends(tmp_path: Path) -> None:
    path = film(tmp_path / "belt.avi", frames=20)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 3 // 4])
    source = opened(path)
    read = []
    with pytest.raises(PictureDamaged, match=r"belt\.avi \d+ arrived damaged"):
        read.extend(iter(lambda: source.read(1), None))
    with pytest.raises(VideoCutOff, match=r"belt\.avi ends after \d+ of 20 pictures"):
        source.read(1)
    assert read_all(source) == []
    source.close()


@pytest.mark.parametrize("size", [0, 100])
def test_a_video_without_a_frame(tmp_path: Path, size: int) -> None:
    path = film(tmp_path / "belt.avi")
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(VideoUnreadable, match=r"belt\.avi"):
        opened(path)


def test_no_video(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing):
        opened(tmp_path / "nowhere.avi")
    with pytest.raises(SourceMissing):
        opened(tmp_path)


def test_a_tiny_video(tmp_path: Path) -> None:
    with pytest.raises(PictureTooSmall):
        opened(film(tmp_path / "tiny.avi", side=16))


@pytest.mark.parametrize("frame", [0, 2])
def test_a_damaged_picture_is_told_and_counted(frame: int, tmp_path: Path) -> None:
    path = film(tmp_path / "belt.avi", frames=4, side=128)
    damage(path, frame)
    source = opened(path)
    told = []
    for number in range(4):
        try:
            one = source.read(1)
            assert one is not None
            told.append((one.number, one.name))
        except PictureDamaged as damaged:
            told.append((number, str(damaged).partition(" arrived")[0]))
    assert told == [(number, f"belt.avi {number}") for number in range(4)]
    with pytest.raises(SourceEnded):
        source.read(1)
    source.close()


def test_a_damaged_view_costs_its_part_and_no_other(tmp_path: Path) -> None:
    path = film(tmp_path / "belt.avi", frames=6, side=128)
    damage(path, 2)
    video = VideoSource(path, rate=0, loop=False, clock=FakeClock(), views=2)
    source = ViewsSource(video, 2, clock=FakeClock())
    source.open()
    found = []
    for _ in range(3):
        try:
            frame = source.read(1)
            assert frame is not None
            found.append(frame.number)
        except PartIncomplete:
            found.append(None)
    assert found == [0, None, 2]
    source.close()


def test_pictures_that_become_tiny_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "belt.mjpeg"
    path.write_bytes(b"".join(encoded(".jpg", noisy(1, side, 64)) for side in (64, 16, 64)))
    source = opened(path)
    assert source.read(1) is not None
    with pytest.raises(PictureTooSmall, match=r"belt\.mjpeg 1"):
        source.read(1)
    assert source.read(1) is not None
    source.close()


def test_each_round_begins_with_view_1_whatever_the_one_before_lost(tmp_path: Path) -> None:
    path = film(tmp_path / "belt.avi", frames=4, side=128)
    video = VideoSource(path, rate=0, loop=True, clock=FakeClock(), views=3)
    source = ViewsSource(video, 3, clock=FakeClock())
    source.open()
    shown = []
    for _ in range(6):
        with suppress(PartIncomplete):
            frame = source.read(1)
            assert frame is not None
            shown.append(frame.image)
    assert len(shown) == 3
    assert all(np.array_equal(each, shown[0]) for each in shown)
    source.close()


def test_a_loop_over_a_video_that_became_tiny_delivers_nothing(tmp_path: Path) -> None:
    path = film(tmp_path / "belt.avi", frames=1)
    source = opened(path, loop=True)
    assert source.read(1) is not None
    film(path, frames=2, side=16)
    for _ in range(3):
        with pytest.raises(PictureTooSmall):
            source.read(1)
    source.close()


def test_a_loop_over_a_video_that_is_gone_is_silent(tmp_path: Path) -> None:
    path = film(tmp_path / "belt.avi", frames=3)
    clock = FakeClock()
    video = VideoSource(path, rate=0, loop=True, clock=clock, views=2)
    source = ViewsSource(video, 2, clock=clock)
    source.open()
    assert source.read(1) is not None
    path.unlink()
    with pytest.raises(PartIncomplete, match="Only 1 of 2"):
        source.read(1)
    for content in (None, b"no video"):
        if content is not None:
            path.write_bytes(content)
        for _ in range(2):
            assert source.read(1) is None
    film(path, frames=3)
    frame = source.read(1)
    assert frame is not None
    darker, brighter = np.split(frame.image.astype(float), 2, axis=1)
    assert darker.mean() < brighter.mean(), "a part begins with the first picture"
    source.close()


def test_closed_and_opened_again(tmp_path: Path) -> None:
    source = opened(film(tmp_path / "belt.avi"))
    source.read(1)
    source.close()
    source.close()
    assert source.read(1) is None
    source.open()
    assert len(read_all(source)) == 6
    source.close()


def test_no_part_goes_on_from_the_end_to_the_beginning(tmp_path: Path) -> None:
    film(tmp_path / "belt.avi", frames=5)
    clock = FakeClock()
    video = VideoSource(tmp_path / "belt.avi", rate=0, loop=True, clock=clock, views=2)
    source = ViewsSource(video, 2, clock=clock)
    source.open()
    for _ in range(2):
        bright = [float(frame.image.mean()) for frame in (source.read(1), source.read(1)) if frame]
        assert bright[0] < bright[1]
        with pytest.raises(PartIncomplete, match="Only 1 of 2"):
            source.read(1)
    source.close()
