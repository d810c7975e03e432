import errno
import os
import threading
from pathlib import Path
from typing import NoReturn

import cv2
import numpy as np
import pytest

from spade_station.capture.folder import FolderSource
from spade_station.capture.pacing import Clock
from spade_station.domain.errors import NoPictures, SourceEnded, SourceMissing, UnreadablePicture
from spade_station.domain.imaging_errors import WrongViews

from .fakes import PATIENCE, FakeClock, noisy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in (1, 2, 10):
        cv2.imwrite(str(tmp_path / f"img{number}.png"), noisy(number))
    return tmp_path


def opened(folder: Path, *, rate: float = 0, loop: bool = False, clock=None) -> FolderSource:
    source = FolderSource(folder, rate=rate, loop=loop, clock=clock or FakeClock())
    source.open()
    return source


def names(source: FolderSource, count: int) -> list[str]:
    frames = [source.read(1) for _ in range(count)]
    return [frame.name for frame in frames if frame is not None]


def test_once_in_natural_order_and_then_the_end(folder: Path) -> None:
    source = opened(folder)
    assert names(source, 3) == ["img1.png", "img2.png", "img10.png"]
    for _ in range(2):
        with pytest.raises(SourceEnded):
            source.read(1)


def test_frames_carry_picture_number_and_time(folder: Path) -> None:
    clock = FakeClock()
    source = opened(folder, clock=clock)
    frames = [source.read(1) for _ in range(3)]
    assert [frame.number for frame in frames if frame] == [0, 1, 2]
    assert frames[0] is not None
    assert np.array_equal(frames[0].image, noisy(1)[..., ::-1])
    assert frames[0].received == clock.time
    assert source.skipped == 0


def test_loop_begins_again_and_sees_new_pictures(folder: Path) -> None:
    source = opened(folder, loop=True)
    names(source, 3)
    cv2.imwrite(str(folder / "img0.png"), noisy(0))
    frame = source.read(1)
    assert frame is not None
    assert (frame.name, frame.number) == ("img0.png", 3)


@pytest.mark.parametrize("is_missing", [False, True])
def test_a_loop_over_a_folder_that_becomes_empty_is_silent(folder: Path, is_missing: bool) -> None:
    """Each error would be taken for one more part that could not be inspected."""
    clock = FakeClock()
    source = opened(folder, loop=True, clock=clock)
    names(source, 3)
    for path in folder.iterdir():
        path.unlink()
    if is_missing:
        folder.rmdir()

    for _ in range(3):
        assert source.read(0.2) is None
    assert clock.time == pytest.approx(100.6), "it waits, at full speed, too"

    folder.mkdir(exist_ok=True)
    cv2.imwrite(str(folder / "img0.png"), noisy(0))
    frame = source.read(1)
    assert frame is not None
    assert (frame.name, frame.number) == ("img0.png", 3)


def test_a_loop_over_a_folder_that_may_not_be_read_any_more_is_silent(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = opened(folder, loop=True)
    names(source, 3)

    def refuse(path: Path) -> NoReturn:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse)
        for _ in range(3):
            assert source.read(0.2) is None
    frame = source.read(1)
    assert frame is not None
    assert (frame.name, frame.number) == ("img1.png", 3)


def test_opening_again_begins_anew(folder: Path) -> None:
    source = opened(folder)
    names(source, 2)
    source.close()
    assert source.read(1) is None
    source.open()
    frame = source.read(1)
    assert frame is not None
    assert (frame.name, frame.number) == ("img1.png", 0)


def test_pictures_come_at_their_pace(folder: Path) -> None:
    clock = FakeClock()
    source = opened(folder, rate=4, clock=clock)
    assert source.interval == 0.25
    source.read(1)
    source.read(1)
    assert clock.time == 100.25
    assert source.read(0.1) is None
    assert clock.time == 100.35


def test_a_broken_file_is_reported_and_passed_over(folder: Path) -> None:
    (folder / "img2.png").write_bytes(b"broken")
    source = opened(folder)
    source.read(1)
    with pytest.raises(UnreadablePicture, match=r"img2\.png"):
        source.read(1)
    frame = source.read(1)
    assert frame is not None
    assert (frame.name, frame.number) == ("img10.png", 2)


def test_a_picture_that_vanished_is_reported(folder: Path) -> None:
    source = opened(folder)
    (folder / "img1.png").unlink()
    with pytest.raises(UnreadablePicture):
        source.read(1)


@pytest.mark.parametrize("loop", [False, True])
def test_a_folder_that_vanished_has_no_broken_pictures_and_misses_none(
    folder: Path, loop: bool
) -> None:
    source = opened(folder, loop=loop)
    names(source, 1)
    away = folder.rename(folder.with_name("away"))
    for _ in range(2):
        assert source.read(1) is None
    away.rename(folder)
    frame = source.read(1)
    assert frame is not None
    assert (frame.name, frame.number) == ("img2.png", 1)


def test_nothing_to_open(tmp_path: Path) -> None:
    with pytest.raises(NoPictures):
        opened(tmp_path)
    with pytest.raises(SourceMissing):
        opened(tmp_path / "nowhere")


class WatchedClock(Clock):
    """Tells when somebody begins to wait."""

    def __init__(self) -> None:
        self.waiting = threading.Event()

    def wait(self, event: threading.Event, seconds: float) -> bool:
        self.waiting.set()
        return super().wait(event, seconds)


def test_close_wakes_a_waiting_read(folder: Path) -> None:
    clock = WatchedClock()
    source = opened(folder, rate=0.001, clock=clock)
    source.read(1)
    got: list[object] = []
    reader = threading.Thread(target=lambda: got.append(source.read(1000)))
    reader.start()
    assert clock.waiting.wait(PATIENCE)
    source.close()
    reader.join(PATIENCE)
    assert got == [None]
    source.close()


def test_the_views_of_a_part_are_one_frame(tmp_path: Path) -> None:
    for part in (9, 10):
        for view in (1, 2):
            cv2.imwrite(str(tmp_path / f"part{part}_{view}.png"), noisy(10 * part + view))
    source = FolderSource(tmp_path, rate=0, loop=False, clock=FakeClock(), views=2)
    source.open()
    frames = [source.read(1), source.read(1)]
    assert [(frame.name, frame.number) for frame in frames if frame] == [
        ("part9", 0),
        ("part10", 1),
    ]
    assert frames[0] is not None
    assert np.array_equal(frames[0].image, np.hstack([noisy(91), noisy(92)])[..., ::-1])
    with pytest.raises(SourceEnded):
        source.read(1)


def test_a_part_that_lacks_a_view_is_told_before_anything_is_delivered(folder: Path) -> None:
    source = FolderSource(folder, rate=0, loop=False, clock=FakeClock(), views=2)
    with pytest.raises(WrongViews, match=r"img10\.png"):
        source.open()


# --- a folder into which views are written meanwhile ----------------------------------------------


def put(folder: Path, *names: str, width: int = 64) -> None:
    for name in names:
        cv2.imwrite(str(folder / f"{name}.png"), noisy(1, width=width))


def live(folder: Path, clock: FakeClock) -> FolderSource:
    source = FolderSource(folder, rate=0, loop=True, clock=clock, views=2)
    source.open()
    return source


def test_a_view_that_comes_late_is_waited_for_and_holds_up_no_other_part(tmp_path: Path) -> None:
    """A round begins when somebody has put some of a part's pictures there."""
    put(tmp_path, "a_1", "a_2", "b_1")
    source = live(tmp_path, FakeClock())
    assert names(source, 2) == ["a", "a"]
    put(tmp_path, "b_2")
    assert names(source, 3) == ["a", "b", "a"]


def test_a_part_that_stays_incomplete_is_told_once(tmp_path: Path) -> None:
    put(tmp_path, "a_1", "a_2", "c_1", "c_2")
    clock = FakeClock()
    source = live(tmp_path, clock)
    put(tmp_path, "b_1")
    assert names(source, 4) == ["a", "c", "a", "c"]
    clock.time += 3
    with pytest.raises(WrongViews, match=r"“b” .*b_1\.png"):
        source.read(1)
    clock.time += 3
    assert names(source, 5) == ["a", "c", "a", "c", "a"]
    put(tmp_path, "b_2")
    assert names(source, 4) == ["c", "a", "b", "c"]


def test_where_no_part_is_whole_any_more_it_is_silent_and_waits(tmp_path: Path) -> None:
    put(tmp_path, "a_1", "a_2")
    clock = FakeClock()
    source = live(tmp_path, clock)
    assert names(source, 1) == ["a"]
    (tmp_path / "a_2.png").unlink()
    assert source.read(1) is None
    clock.time += 3
    with pytest.raises(WrongViews, match="“a”"):
        source.read(1)
    assert source.read(1) is None
    put(tmp_path, "b_1", "b_2")
    frame = source.read(1)
    assert frame is not None
    assert (frame.name, frame.number) == ("b", 2)


def test_what_looks_like_a_sheet_is_a_view_where_names_told_the_views(tmp_path: Path) -> None:
    put(tmp_path, "a_1", "a_2", width=96)
    source = live(tmp_path, FakeClock())
    assert names(source, 1) == ["a"]
    put(tmp_path, "b_1", width=96)
    assert names(source, 2) == ["a", "a"]


def test_a_sheet_that_is_not_there_yet_holds_up_no_other(tmp_path: Path) -> None:
    put(tmp_path, "001", "002", "003", width=96)
    source = live(tmp_path, FakeClock())
    assert names(source, 3) == ["001.png", "002.png", "003.png"]
    (tmp_path / "000.png").touch()
    assert names(source, 1) == ["001.png"]


def test_names_that_tell_no_views_are_refused_before_anything_is_delivered(folder: Path) -> None:
    with pytest.raises(WrongViews, match=r"img10\.png"):
        live(folder, FakeClock())
