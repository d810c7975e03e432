"""A web cut into strips must come back as pictures of it, line by line."""

import threading
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.capture.camera import CameraSource
from spade_station.capture.demo_line import demo_part
from spade_station.capture.line_scan import LineScanSource
from spade_station.capture.open_source import make_source
from spade_station.capture.pacing import Clock
from spade_station.capture.source import FrameSource
from spade_station.domain.errors import (
    CameraGone,
    NoPictures,
    PictureTooLarge,
    PictureTooSmall,
    SourceEnded,
    StationError,
    UnreadablePicture,
)
from spade_station.domain.frame import Frame, Picture, Truth
from spade_station.domain.source_settings import SourceKind, SourceSettings
from spade_station.domain.web_errors import (
    StripsLost,
    StripsMissing,
    StripTooNarrow,
    StripWidth,
    WebTooShort,
)

from .fakes import (
    PATIENCE,
    FakeCapture,
    FakeClock,
    LiveCapture,
    Raw,
    camera_settings,
    devices,
    noisy,
)

WIDTH = 40


class Strips:
    """A source that hands out what it was given; None is a read without a strip."""

    name = "strips"
    skipped = 3
    is_camera = False

    def __init__(self, *items: Frame | Exception | None, interval: float | None = None) -> None:
        self.items = list(items)
        self.interval = interval
        self.opened = 0
        self.is_open = False
        self.timeouts: list[float] = []
        self._left: list[Frame | Exception | None] = []

    def open(self) -> None:
        self.opened += 1
        self.is_open = True
        self._left = self.items.copy()

    def read(self, timeout: float) -> Frame | None:
        self.timeouts.append(timeout)
        if not self.is_open:
            return None
        item = self._left.pop(0) if self._left else SourceEnded()
        if isinstance(item, Exception):
            raise item
        return item

    def catch_up(self) -> bool:
        return self.is_camera

    def close(self) -> None:
        self.is_open = False


def strip(number: int, image: Picture, truth: Truth | None = None, at: float = 0.0) -> Frame:
    return Frame(image, number, f"strip {number}", received=at, truth=truth, may_recur=True)


def cut(web: Picture, heights: Sequence[int], first: int = 0) -> Iterator[Frame]:
    """Cut a web into strips of these heights, as long as there is web left."""
    top = 0
    for number, height in enumerate(heights, start=first):
        if top >= web.shape[0]:
            return
        yield strip(number, web[top : top + height].copy())
        top += height


def opened(
    source: FrameSource, length: int = 64, overlap: int = 16, loop: bool = False
) -> LineScanSource:
    scan = LineScanSource(source, length=length, overlap=overlap, loop=loop, clock=FakeClock())
    scan.open()
    return scan


def all_of(scan: LineScanSource) -> list[Frame | StationError]:
    """Read to the end; what is raised is one of the results."""
    found: list[Frame | StationError] = []
    while True:
        try:
            frame = scan.read(1)
        except SourceEnded:
            return found
        except StationError as reason:
            found.append(reason)
        else:
            assert frame is not None
            found.append(frame)


def pictures_of(scan: LineScanSource) -> list[Frame]:
    found = all_of(scan)
    assert all(isinstance(each, Frame) for each in found), found
    return [each for each in found if isinstance(each, Frame)]


def kinds(found: Sequence[Frame | StationError]) -> list[type]:
    return [type(each) for each in found]


# --- lines ----------------------------------------------------------------------------------------


@st.composite
def cuts(draw: st.DrawFn) -> tuple[int, int, int, list[int]]:
    """Lines of a web, length and overlap of its pictures, and heights of its strips."""
    length = draw(st.integers(32, 90))
    overlap = draw(st.integers(0, length - 1))
    lines = draw(st.integers(length, 500))
    heights = draw(st.lists(st.integers(1, 200), min_size=1, max_size=20))
    return lines, length, overlap, [*heights, lines]


@settings(max_examples=100, deadline=None)
@given(cuts())
def test_every_line_comes_once_in_pictures_of_one_size(
    case: tuple[int, int, int, list[int]],
) -> None:
    lines, length, overlap, heights = case
    web = noisy(lines, lines, WIDTH)
    frames = pictures_of(opened(Strips(*cut(web, heights)), length, overlap))

    assert {frame.size for frame in frames} == {(length, WIDTH)}
    assert [frame.number for frame in frames] == [*range(len(frames))]
    end = 0
    for frame in frames:
        place = frame.web
        assert place is not None
        assert np.array_equal(frame.image, web[place.first_line : place.end])
        assert place.first_line + place.overlap == end
        assert place.new_lines > 0
        assert place.is_exact
        end = place.end
    assert end == lines
    regular = [frame.web.overlap for frame in frames[1:-1] if frame.web]
    assert regular == [overlap] * len(regular)
    last = frames[-1].web
    assert last is not None
    assert last.overlap >= (overlap if len(frames) > 1 else 0)


@pytest.mark.parametrize("product", ["textile"])
def test_a_demo_web_in_a_folder(tmp_path: Path, product: str) -> None:
    """Strips as files, ``strip2`` before ``strip10``, some of them a few lines high."""
    web = np.concatenate([demo_part(product, 1, number, 0.0)[0] for number in range(2)])
    heights = [100, 7, 1, 300, *[150] * 20]
    for frame in cut(web, heights):
        name = str(tmp_path / f"strip{frame.number}.png")
        cv2.imwrite(name, cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR))
    scan = make_source(
        SourceSettings(
            kind=SourceKind.FOLDER,
            address=str(tmp_path),
            rate=0,
            loop=False,
            web_length=512,
            web_overlap=64,
        ),
        clock=FakeClock(),
    )
    scan.open()
    assert isinstance(scan, LineScanSource)
    frames = pictures_of(scan)
    scan.close()
    shown = np.concatenate([frame.image[frame.web.overlap :] for frame in frames if frame.web])
    assert np.array_equal(shown, web)
    assert scan.name == tmp_path.name
    assert frames[1].name == f"{tmp_path.name} 1"
    assert frames[0].may_recur


@settings(max_examples=50, deadline=None)
@given(cuts(), st.integers(0, 2**32 - 1))
def test_what_is_known_of_the_strips_is_known_of_the_pictures(
    case: tuple[int, int, int, list[int]], seed: int
) -> None:
    lines, length, overlap, heights = case
    web = noisy(lines, lines, WIDTH)
    mask = np.random.default_rng(seed).random((lines, WIDTH)) < 0.0005
    strips = []
    for frame in cut(web, heights):
        top = sum(heights[: frame.number])
        part = mask[top : top + frame.size[0]]
        truth = Truth("hole", part) if part.any() else Truth("good")
        strips.append(strip(frame.number, frame.image, truth))
    for frame in pictures_of(opened(Strips(*strips), length, overlap)):
        assert frame.truth is not None
        assert frame.web is not None
        part = mask[frame.web.first_line : frame.web.end]
        assert frame.truth.is_good == (not part.any())
        if part.any():
            assert frame.truth.mask is not None
            assert np.array_equal(frame.truth.mask, part)


def test_what_is_not_known_of_a_strip_is_not_known_of_the_picture() -> None:
    half = noisy(1, 32, WIDTH)
    drawn = np.zeros((32, WIDTH), np.bool_)
    drawn[3, 3] = True
    cases: list[tuple[Truth | None, Truth | None, tuple[str, bool] | None]] = [
        (None, Truth("good"), None),
        (Truth("stain"), Truth("good"), ("stain", False)),
        (Truth("stain"), Truth("hole", drawn), ("stain, hole", False)),
        (Truth("hole", drawn), Truth("good"), ("hole", True)),
    ]
    for upper, lower, expected in cases:
        [frame] = pictures_of(opened(Strips(strip(0, half, upper), strip(1, half, lower))))
        truth = frame.truth
        assert (truth and (truth.kind, truth.mask is not None)) == expected


# --- where a web breaks off -----------------------------------------------------------------------


def test_lines_that_were_no_neighbours_are_never_joined() -> None:
    before, after = noisy(1, 100, WIDTH), noisy(2, 100, WIDTH)
    strips = Strips(*cut(before, [25] * 4), *cut(after, [25] * 4, first=6))
    one, rest, lost, two, end = all_of(opened(strips))

    assert isinstance(lost, StripsLost)
    assert lost.values["count"] == 2
    for frame, web, first in (
        (one, before, 0),
        (rest, before, 36),
        (two, after, 0),
        (end, after, 36),
    ):
        assert isinstance(frame, Frame)
        assert np.array_equal(frame.image, web[first : first + 64])
    places = [frame.web for frame in (one, rest, two, end) if isinstance(frame, Frame)]
    assert [(place.first_line, place.overlap, place.is_exact) for place in places if place] == [
        (0, 0, True),
        (36, 28, True),
        (100, 0, False),
        (136, 28, False),
    ]


def test_another_piece_has_begun_at_another_time() -> None:
    strips = [strip(n, noisy(n, 64, WIDTH), at=float(n)) for n in (0, 1, 5)]
    found = pictures_of_any(all_of(opened(Strips(*strips))))
    assert [frame.web.began for frame in found if frame.web] == [0.0, 0.0, 0.0, 5.0]


def pictures_of_any(found: list[Frame | StationError]) -> list[Frame]:
    return [each for each in found if isinstance(each, Frame)]


@pytest.mark.parametrize("fault", [UnreadablePicture(path="x"), CameraGone(camera="0")])
def test_a_fault_of_the_source_ends_the_piece(fault: StationError) -> None:
    before, after = noisy(1, 80, WIDTH), noisy(2, 64, WIDTH)
    strips = Strips(*cut(before, [40, 40]), fault, fault, *cut(after, [64], first=2))
    found = all_of(opened(strips))
    if isinstance(fault, CameraGone):  # raised while it is away; once is enough
        assert kinds(found) == [Frame, Frame, CameraGone, Frame]
    else:
        assert kinds(found) == [Frame, Frame, UnreadablePicture, UnreadablePicture, Frame]
    last = found[-1]
    assert isinstance(last, Frame)
    assert np.array_equal(last.image, after)
    assert last.web is not None
    assert (last.web.first_line, last.web.is_exact) == (80, False)


def test_a_strip_of_another_width_is_left_out_and_the_web_begins_anew() -> None:
    wide = noisy(2, 64, WIDTH + 8)
    strips = Strips(*cut(noisy(1, 64, WIDTH), [64]), strip(1, wide), strip(2, wide), strip(3, wide))
    first, reason, *after = all_of(opened(strips))
    assert isinstance(reason, StripWidth)
    assert reason.values == {"name": "strip 1", "width": WIDTH + 8, "expected": WIDTH}
    assert isinstance(first, Frame)
    assert first.size == (64, WIDTH)
    assert [each.size for each in after if isinstance(each, Frame)] == [(64, WIDTH + 8)] * 3


def test_a_strip_that_is_too_narrow_is_refused() -> None:
    strips = Strips(strip(0, noisy(1, 64, 31)), strip(1, noisy(2, 64, 32)))
    reason, frame = all_of(opened(strips))
    assert isinstance(reason, StripTooNarrow)
    assert isinstance(frame, Frame)


def test_a_web_with_pictures_too_large_for_any_memory_is_refused() -> None:
    strips = Strips(strip(0, np.zeros((1, 13000, 3), np.uint8)))
    [reason] = all_of(opened(strips, length=8192, overlap=0))
    assert isinstance(reason, PictureTooLarge)


def test_a_web_shorter_than_a_picture_is_no_picture() -> None:
    scan = opened(Strips(*cut(noisy(1, 63, WIDTH), [21] * 3)))
    with pytest.raises(WebTooShort, match="63 lines"):
        scan.read(1)
    for _ in range(2):
        with pytest.raises(SourceEnded):
            scan.read(1)


def test_the_lines_of_a_short_piece_count_as_web() -> None:
    strips = Strips(*cut(noisy(1, 40, WIDTH), [40]), *cut(noisy(2, 64, WIDTH), [64], first=7))
    short, lost, frame = all_of(opened(strips))
    assert kinds([short, lost]) == [WebTooShort, StripsLost]
    assert isinstance(frame, Frame)
    assert frame.web is not None
    assert frame.web.first_line == 40


# --- strips that are missing in a folder ----------------------------------------------------------


def folder_web(folder: Path, web: Picture, heights: Sequence[int], *missing: int) -> LineScanSource:
    """Leave a web as files that are numbered from 1, without some of them."""
    folder.mkdir(exist_ok=True)
    for frame in cut(web, heights, first=1):
        if frame.number not in missing:
            picture = cv2.cvtColor(frame.image, cv2.COLOR_RGB2BGR)
            cv2.imwrite(str(folder / f"strip{frame.number}.png"), picture)
    settings = SourceSettings(kind=SourceKind.FOLDER, address=str(folder), rate=0, loop=False)
    web_settings = settings.model_copy(update={"web_length": 64, "web_overlap": 16})
    scan = make_source(web_settings, clock=FakeClock())
    assert isinstance(scan, LineScanSource)
    scan.open()
    return scan


def test_strips_around_a_missing_one_are_not_joined(tmp_path: Path) -> None:
    """The position goes on behind it."""
    web = noisy(1, 400, WIDTH)
    found = all_of(folder_web(tmp_path / "web", web, [40] * 10, 5, 6))
    assert kinds(found) == [Frame] * 3 + [StripsMissing] + [Frame] * 3
    missing = found[3]
    assert isinstance(missing, StripsMissing)
    assert missing.values == {"name": "strip7.png", "count": 2}
    for frame in pictures_of_any(found):
        assert frame.web is not None
        first = frame.web.first_line
        assert np.array_equal(frame.image, web[first : first + 64])
        assert frame.web.is_exact == (first < 160)
    ends = [frame.web.end for frame in pictures_of_any(found) if frame.web]
    assert (ends[2], ends[-1]) == (160, 400)


@pytest.mark.parametrize(
    ("heights", "missing", "first"),
    [([64, 20, 70], 2, 128), ([70, 20, 64], 2, 134), ([64, 64, 64, 64, 64], 3, 192)],
)
def test_where_strips_differ_the_position_is_further_or_the_same(
    tmp_path: Path, heights: list[int], missing: int, first: int
) -> None:
    heights = [*heights, 64, 64]
    found = all_of(folder_web(tmp_path / "web", noisy(1, sum(heights), WIDTH), heights, missing))
    [place] = [
        after.web
        for before, after in pairwise(found)
        if isinstance(before, StripsMissing) and isinstance(after, Frame)
    ]
    assert place is not None
    assert (place.first_line, place.is_exact) == (first, False)


def test_a_missing_strip_beside_a_broken_one(tmp_path: Path) -> None:
    web = noisy(1, 384, WIDTH)
    scan = folder_web(tmp_path / "web", web, [64] * 6, 3)
    (tmp_path / "web" / "strip4.png").write_bytes(b"none")
    found = all_of(scan)
    assert kinds(found) == [Frame] * 3 + [StripsMissing, UnreadablePicture] + [Frame] * 3


def test_a_loop_tells_a_missing_strip_each_time(tmp_path: Path) -> None:
    scan = folder_web(tmp_path / "web", noisy(1, 256, WIDTH), [64] * 4, 3)
    web = LineScanSource(scan._source, length=64, overlap=0, loop=True, clock=FakeClock())
    web.open()
    for _ in range(2):
        assert [web.read(1), web.read(1)][-1] is not None
        with pytest.raises(StripsMissing):
            web.read(1)
        last = web.read(1)
        assert last is not None
        assert last.web is not None
        assert (last.web.first_line, last.web.is_exact) == (192, False)


def test_parts_in_a_folder_may_have_any_numbers(tmp_path: Path) -> None:
    folder_web(tmp_path / "web", noisy(1, 256, WIDTH), [64] * 4, 3).close()
    settings = SourceSettings(
        kind=SourceKind.FOLDER, address=str(tmp_path / "web"), rate=0, loop=False
    )
    source = make_source(settings, clock=FakeClock())
    source.open()
    assert [source.read(1) is not None for _ in range(3)] == [True] * 3
    with pytest.raises(SourceEnded):
        source.read(1)


# --- as a source ----------------------------------------------------------------------------------


def test_a_loop_is_another_web_each_time() -> None:
    web = noisy(1, 80, WIDTH)
    strips = Strips(*cut(web, [40, 40]))
    scan = opened(strips, loop=True)
    frames = [scan.read(1) for _ in range(4)]
    assert strips.opened == 2
    for frame, (first, overlap) in zip(frames, [(0, 0), (16, 48)] * 2, strict=True):
        assert frame is not None
        assert frame.web is not None
        assert (frame.web.first_line, frame.web.overlap, frame.web.is_exact) == (
            first,
            overlap,
            True,
        )
        assert np.array_equal(frame.image, web[first : first + 64])
    assert [frame.number for frame in frames if frame] == [0, 1, 2, 3]


def test_a_loop_whose_source_has_vanished_is_silent() -> None:
    """Each error would be taken for one more part that could not be inspected."""
    gone = [False]

    class Vanishing(Strips):
        def open(self) -> None:
            if gone[0]:
                raise NoPictures(path="x")
            super().open()

    clock = FakeClock()
    strips = Vanishing(*cut(noisy(1, 64, WIDTH), [64]))
    scan = LineScanSource(strips, length=64, overlap=16, loop=True, clock=clock)
    scan.open()
    assert scan.read(1) is not None
    gone[0] = True
    for _ in range(2):
        assert scan.read(0.5) is None
    assert clock.time == 101.0, "it does not look for it at full speed"
    gone[0] = False
    frame = scan.read(1)
    assert frame is not None
    assert (frame.number, frame.web and frame.web.first_line) == (1, 0)


def test_opening_again_begins_anew() -> None:
    strips = Strips(*cut(noisy(1, 200, WIDTH), [20] * 10))
    scan = opened(strips)
    scan.read(1)
    scan.close()
    assert scan.read(1) is None
    scan.open()
    frame = scan.read(1)
    assert frame is not None
    assert frame.web is not None
    assert (frame.number, frame.web.first_line, frame.web.overlap) == (0, 0, 0)


def test_who_catches_up_sees_no_line_that_a_camera_took_before() -> None:
    """And is not told of what passed while nobody wanted to see it."""
    web = noisy(1, 400, WIDTH)
    strips = Strips(*cut(web[:80], [40, 40]), *cut(web[280:], [40] * 3, first=7))
    strips.is_camera = True
    scan = opened(strips)
    assert scan.read(1) is not None
    assert scan.catch_up()
    frame = scan.read(1)
    assert frame is not None
    assert frame.web is not None
    assert np.array_equal(frame.image, web[280:344])
    assert not frame.web.is_exact


def test_who_catches_up_loses_no_line_of_a_file() -> None:
    web = noisy(1, 112, WIDTH)
    scan = opened(Strips(*cut(web, [56, 56])))
    assert scan.read(1) is not None
    assert not scan.catch_up()
    frame = scan.read(1)
    assert frame is not None
    assert np.array_equal(frame.image, web[48:112])


def test_nothing_comes_while_there_are_too_few_lines() -> None:
    web = noisy(1, 64, WIDTH)
    one, two = cut(web, [32, 32])
    strips = Strips(one, None, two)
    scan = opened(strips)
    assert scan.read(0.2) is None
    frame = scan.read(0.2)
    assert frame is not None
    assert np.array_equal(frame.image, web)


def test_a_read_does_not_go_on_joining_after_its_time() -> None:
    """Or a stop would have to wait for a whole picture of thin strips."""
    strips = Strips(*cut(noisy(1, 64, WIDTH), [1] * 64))
    scan = opened(strips)
    assert scan.read(0) is None
    assert len(strips.timeouts) == 1


def test_a_close_wakes_a_waiting_read() -> None:
    class Silent(Strips):
        waiting = threading.Event()
        closing = threading.Event()

        def read(self, timeout: float) -> Frame | None:
            self.waiting.set()
            assert self.closing.wait(PATIENCE)
            return None

        def close(self) -> None:
            super().close()
            if self.opened:
                self.closing.set()

    scan = opened(Silent())
    got: list[object] = []
    reader = threading.Thread(target=lambda: got.append(scan.read(1000)))
    reader.start()
    assert Silent.waiting.wait(PATIENCE)
    scan.close()
    reader.join(PATIENCE)
    assert got == [None]


def test_a_web_that_runs_slowly_is_not_stale() -> None:
    """The loop that reads takes a source for silent after twice its interval."""
    strips = [strip(n, noisy(n, 16, WIDTH), at=at) for n, at in enumerate((0, 2, 4, 6, 600, 602))]
    scan = opened(Strips(*strips))
    assert scan.interval is None
    scan.read(1)
    assert scan.interval == 6.0, "three strips of 16 lines bring 48 new ones"
    scan.read(0)
    assert scan.interval == 6.0, "one pause is no pace"
    assert opened(Strips(*strips, interval=0.5)).interval is None
    assert scan.skipped == 3


def test_only_as_much_is_kept_as_pictures_need() -> None:
    """Strips of the past are let go."""
    alive = 0

    class Counted(Frame):
        def __init__(self, image: Picture, number: int) -> None:
            nonlocal alive
            alive += 1
            super().__init__(image, number, "strip")

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    class Endless(Strips):
        number = 0
        most = 0

        def read(self, timeout: float) -> Frame | None:
            self.number += 1
            frame = Counted(np.zeros((16, WIDTH, 3), np.uint8), self.number)
            self.most = max(self.most, alive)
            return frame

    source = Endless()
    scan = opened(source)
    for _ in range(30):
        assert scan.read(1) is not None
    assert source.most <= 2 * 64 // 16 + 2


# --- with a camera and a video --------------------------------------------------------------------


def camera_web(camera: LiveCapture, *others: FakeCapture) -> LineScanSource:
    """Give the web of a camera with strips of 16 lines; it has sent what it warms up with."""
    source = CameraSource(
        camera_settings(web_length=32, web_overlap=0),
        clock=NoBackOff(),
        capture_factory=devices(camera, *others),
    )
    camera.send(thin(90), thin(91))
    scan = LineScanSource(source, length=32, overlap=0, loop=False, clock=Clock())
    scan.open()
    camera.await_reads(3)
    return scan


def thin(seed: int) -> Raw:
    return noisy(seed, 16, WIDTH)


class NoBackOff(Clock):
    """Shortens the waits between two attempts to connect."""

    def wait(self, event: threading.Event, seconds: float) -> bool:
        return super().wait(event, seconds if seconds == PATIENCE else min(seconds, 0.01))


def joined(frame: Frame | None) -> np.ndarray:
    assert frame is not None
    return frame.image[..., ::-1]


def feed(scan: LineScanSource, camera: LiveCapture, *strips: Raw) -> Frame | None:
    """Let the camera send one strip after the other, each read before the next one comes."""
    frame = None
    for each in strips:
        camera.send(each)
        camera.await_reads(1)
        frame = scan.read(0)
    return frame


def test_a_camera_may_send_a_web_in_thin_strips() -> None:
    camera = LiveCapture()
    scan = camera_web(camera)
    frame = feed(scan, camera, thin(0), thin(1))
    assert np.array_equal(joined(frame), np.concatenate([thin(0), thin(1)]))
    camera.send(thin(2))
    scan.close()


def test_a_strip_that_was_withheld_is_missed() -> None:
    """A camera link takes a strip that equals the one before for no new one; the web knows."""
    camera = LiveCapture()
    scan = camera_web(camera)
    assert feed(scan, camera, thin(0)) is None
    camera.send(thin(0))
    camera.await_reads(1)
    camera.send(thin(1))
    camera.await_reads(1)
    for reason in (WebTooShort, StripsLost):
        with pytest.raises(reason):
            scan.read(0)
    camera.send(thin(2))
    scan.close()


def test_strips_before_and_after_a_lost_connection_are_not_joined() -> None:
    """Also where it comes back so fast that nobody has read in between."""
    camera, again = LiveCapture(), LiveCapture()
    scan = camera_web(camera, again)
    assert feed(scan, camera, thin(0)) is None
    camera.send(None)
    again.send(thin(80), thin(81), thin(1))
    again.await_reads(4)
    found: list[type] = []
    for _ in range(3):
        try:
            scan.read(0)
        except StationError as reason:
            found.append(type(reason))
    assert found == [WebTooShort, StripsLost]
    frame = feed(scan, again, thin(2))
    assert np.array_equal(joined(frame), np.concatenate([thin(1), thin(2)]))
    assert frame is not None
    assert frame.web is not None
    assert not frame.web.is_exact
    again.send(thin(3))
    scan.close()


def test_a_video_may_be_a_web_in_thin_strips(tmp_path: Path) -> None:
    path = tmp_path / "web.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 16))
    for number in range(5):
        writer.write(np.full((16, 64, 3), 40 * number, np.uint8))
    writer.release()
    settings = SourceSettings(kind=SourceKind.VIDEO, address=str(path), rate=0, loop=False)
    web = settings.model_copy(update={"web_length": 32, "web_overlap": 0})
    scan = make_source(web, clock=FakeClock())
    scan.open()
    assert isinstance(scan, LineScanSource)
    assert [frame.web.first_line for frame in pictures_of(scan) if frame.web] == [0, 32, 48]
    scan.close()
    with pytest.raises(PictureTooSmall):
        make_source(settings, clock=FakeClock()).open()


# --- settings -------------------------------------------------------------------------------------


def test_without_a_length_a_source_stays_as_it_is() -> None:
    assert not isinstance(make_source(SourceSettings(web_length=0)), LineScanSource)
    parts = SourceSettings(kind=SourceKind.DEMO, address="textile", web_length=512)
    assert not isinstance(make_source(parts), LineScanSource), "parts are no neighbours"


@pytest.mark.parametrize("kind", [SourceKind.CAMERA, SourceKind.VIDEO, SourceKind.FOLDER])
def test_with_a_length_it_is_a_line_scan(kind: SourceKind) -> None:
    source = make_source(SourceSettings(kind=kind, address="0", web_length=512))
    assert isinstance(source, LineScanSource)


@pytest.mark.parametrize(
    "wrong", [{"web_length": 64, "web_overlap": 64}, {"web_length": 16, "web_overlap": 0}]
)
def test_settings_that_make_no_pictures(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="lines"):
        SourceSettings.model_validate(wrong)


def test_an_overlap_without_a_length_is_left_alone() -> None:
    assert SourceSettings(web_overlap=4096).web_length == 0
