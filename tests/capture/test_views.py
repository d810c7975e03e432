"""Several pictures of a part in a row: whole parts, or a reason, and never two parts in one."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spade_station.capture.camera import CameraSource
from spade_station.capture.camera_link import WARM_UP
from spade_station.capture.numbering import Numbering
from spade_station.capture.views import ViewsSource
from spade_station.domain.errors import CameraGone, PictureDamaged, SourceEnded, StationError
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import PartIncomplete, ViewsDiffer
from spade_station.imaging.sheet import views_of

from .fakes import PATIENCE, FakeClock, LiveCapture, camera_settings, devices

Item = Frame | StationError | None


class Pictures:
    """A source that delivers, at the times that their frames name, what a test has put there."""

    name = "camera 0"
    interval: float | None = 0.5
    skipped = 0

    is_camera = True

    def __init__(self, clock: FakeClock, *items: Item) -> None:
        self.items = list(items)
        self.clock = clock
        self.opened = self.closed = 0

    def open(self) -> None:
        self.opened += 1

    def close(self) -> None:
        self.closed += 1

    def catch_up(self) -> bool:
        return self.is_camera

    def read(self, timeout: float) -> Frame | None:
        item = self.items.pop(0) if self.items else SourceEnded()
        if isinstance(item, StationError):
            raise item
        if item is None:
            self.clock.time += timeout
            return None
        self.clock.time = item.received
        return item


def picture(number: int, width: int = 40) -> Picture:
    return np.full((32, width, 3), number, np.uint8)


def shot(number: int, at: float | None = None, width: int = 40, row: int = 0) -> Frame:
    """Make a picture that shows its number; ten a second."""
    received = 100 + number / 10 if at is None else at
    return Frame(picture(number, width), number, f"camera 0 {number}", received, row=row)


def views(*items: Item, count: int = 3, patience: float = 2.0) -> ViewsSource:
    clock = FakeClock()
    source = ViewsSource(Pictures(clock, *items), count, patience, clock=clock)
    source.open()
    return source


def shown(frame: Frame, count: int = 3) -> list[int]:
    """Say of which pictures a frame consists."""
    return [int(view[0, 0, 0]) for view in views_of(frame.image, count)]


def told(source: ViewsSource, count: int = 3) -> Iterator[list[int] | str]:
    """Read to the end: the pictures of each part, or how many were there of an incomplete one."""
    while True:
        try:
            frame = source.read(1)
        except PartIncomplete as error:
            yield f"{error.values['have']} of {error.values['count']}"
        except SourceEnded:
            return
        else:
            if frame is not None:
                yield shown(frame, count)


def test_so_many_pictures_in_a_row_are_a_part() -> None:
    source = views(*(shot(number) for number in range(6)))
    first, second = source.read(1), source.read(1)
    assert first is not None
    assert second is not None
    assert (shown(first), shown(second)) == ([0, 1, 2], [3, 4, 5])
    assert [first.number, second.number] == [0, 1]
    assert [first.name, second.name] == ["camera 0 0", "camera 0 1"]
    assert second.received == 100.5
    assert not second.may_recur
    assert (source.name, source.interval, source.skipped) == ("camera 0", 1.5, 0)
    with pytest.raises(SourceEnded):
        source.read(1)


def test_a_part_may_come_over_several_reads() -> None:
    source = views(shot(0), None, shot(1), None, shot(2, at=102))
    assert source.read(0.5) is None
    assert source.read(0.5) is None
    frame = source.read(0.5)
    assert frame is not None
    assert shown(frame) == [0, 1, 2]


def test_one_read_takes_no_longer_than_asked_for() -> None:
    clock = FakeClock()
    source = ViewsSource(Pictures(clock, shot(2, at=100.2), None), 3, clock=clock)
    source.open()
    with pytest.raises(PartIncomplete):  # 0 and 1 were never seen
        source.read(0.5)
    assert source.read(0.3) is None
    assert clock.time == pytest.approx(100.5)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((0, 1, 3, 4, 5), ["2 of 3", [3, 4, 5]]),
        ((0, 2, 3, 4, 5), ["1 of 3", [3, 4, 5]]),
        ((1, 2, 3, 4, 5), ["0 of 3", [3, 4, 5]]),
        ((0, 1, 4, 5, 6, 7, 8), ["2 of 3", [6, 7, 8]]),
        ((0, 1, 2, 6, 7, 8), [[0, 1, 2], "0 of 3", [6, 7, 8]]),
        ((0, 2, 7, 9, 10, 11), ["1 of 3", "0 of 3", [9, 10, 11]]),
        ((0, 1, 2, 4, 5, 6, 7, 8), [[0, 1, 2], "0 of 3", [6, 7, 8]]),
    ],
)
def test_a_lost_picture_costs_its_part_and_no_other(
    numbers: tuple[int, ...], expected: list[list[int] | str]
) -> None:
    assert list(told(views(*map(shot, numbers)))) == expected


def test_parts_that_are_given_up_are_counted() -> None:
    source = views(*map(shot, (0, 1, 7, 8, 9, 10, 11)))
    with pytest.raises(PartIncomplete, match="Only 2 of 3 views of a part have come"):
        source.read(1)
    frame = source.read(1)
    assert frame is not None
    assert (source.skipped, frame.number, shown(frame)) == (3, 3, [9, 10, 11])
    source.open()
    assert source.skipped == 0


def test_after_a_pause_a_new_part_begins() -> None:
    """A trigger that never came leaves no hole in the numbers."""
    late = [shot(2 + number, at=105 + number / 10, row=2) for number in range(3)]
    assert list(told(views(shot(0), shot(1), *late))) == ["2 of 3", [2, 3, 4]]


def test_a_part_that_waits_in_vain_is_told_at_once() -> None:
    after = [shot(2, at=103, row=2), shot(3, at=103.1, row=2)]
    source = views(shot(0), shot(1), None, None, None, *after)
    assert [source.read(1), source.read(1)] == [None, None]
    with pytest.raises(PartIncomplete, match="2 of 3"):
        source.read(1)
    assert list(told(source)) == ["2 of 3"]  # those after the pause, when the source ends


def test_pauses_between_whole_parts_are_none_of_its_business() -> None:
    shots = [shot(n, at=100 + 60 * (n // 3) + n % 3) for n in range(6)]
    assert list(told(views(*shots))) == [[0, 1, 2], [3, 4, 5]]


def test_parts_that_came_while_nobody_read_are_counted() -> None:
    """As after a single step: nobody waited for them, and a camera keeps its newest picture."""
    late = [shot(9 + number, at=160 + number / 10, row=9) for number in range(3)]
    source = views(shot(0), shot(1), shot(2), *late)
    first, second = source.read(1), source.read(1)
    assert first is not None
    assert second is not None
    assert (shown(second), second.number, source.skipped) == ([9, 10, 11], 3, 2)


def test_patience_can_be_endless() -> None:
    shots = [shot(n, at=100 + 60 * n) for n in range(3)]
    assert list(told(views(*shots, patience=float("inf")))) == [[0, 1, 2]]


def test_a_source_that_ends_within_a_part() -> None:
    source = views(shot(0), shot(1))
    with pytest.raises(PartIncomplete, match="2 of 3"):
        source.read(1)
    for _ in range(2):
        with pytest.raises(SourceEnded):
            source.read(1)


def test_a_camera_that_is_lost_within_a_part() -> None:
    gone = CameraGone(camera="0")
    source = views(shot(0), gone, gone, *(shot(number, row=1) for number in (1, 2, 3)))
    with pytest.raises(PartIncomplete, match="1 of 3"):
        source.read(1)
    with pytest.raises(CameraGone):
        source.read(1)
    assert list(told(source)) == [[1, 2, 3]]


def test_views_of_other_sizes_are_no_part() -> None:
    shots = [shot(0), shot(1, width=41), shot(2), shot(3), shot(4), shot(5)]
    source = views(*shots)
    with pytest.raises(ViewsDiffer, match="camera 0 0"):
        source.read(1)
    assert source.skipped == 1
    assert list(told(source)) == [[3, 4, 5]]


def test_opening_again_forgets_what_was_begun() -> None:
    clock = FakeClock()
    pictures = Pictures(clock, shot(0), None, *map(shot, range(3)))
    source = ViewsSource(pictures, 3, clock=clock)
    source.open()
    assert source.read(1) is None
    source.close()
    source.open()
    assert (pictures.opened, pictures.closed) == (2, 1)
    assert list(told(source)) == [[0, 1, 2]]


@given(
    count=st.integers(2, 4),
    lost=st.sets(st.integers(0, 39), max_size=12),
    damaged=st.sets(st.integers(0, 39), max_size=12),
)
def test_no_frame_ever_shows_two_parts(count: int, lost: set[int], damaged: set[int]) -> None:
    pictures = [
        PictureDamaged(name=number) if number in damaged else shot(number)
        for number in range(40)
        if number in damaged or number not in lost
    ]
    source = views(*pictures, count=count)
    found = [part for part in told(source, count) if isinstance(part, list)]
    whole = [list(range(n, n + count)) for n in range(0, 40 - count + 1, count)]
    missing = (lost | damaged) & set(range(40))
    assert found == [part for part in whole if not missing & set(part)]


def test_after_a_pause_the_numbers_tell_which_view_is_missing() -> None:
    """View 1 of the part after the pause came damaged: what follows is no view 1."""
    late = [shot(number, at=110 + number / 10, row=2) for number in range(3, 8)]
    source = views(shot(0), shot(1), *late, count=2)
    assert list(told(source, 2)) == [[0, 1], "0 of 2", [4, 5], [6, 7]]


def test_a_part_that_was_begun_before_a_pause_and_one_damaged_after_it() -> None:
    late = [shot(number, at=110 + number / 10, row=1) for number in range(2, 5)]
    source = views(shot(0), *late, count=2)
    assert list(told(source, 2)) == ["1 of 2", [3, 4]]
    assert source.skipped == 2


@pytest.mark.parametrize("first", [6, 7, 8])
def test_who_catches_up_gets_a_part_of_which_every_view_is_taken_after(first: int) -> None:
    """As a single step does: parts that passed before are none that are missing."""
    source = views(*map(shot, (0, 1, 2)), *map(shot, range(first, 15)))
    assert source.read(1) is not None
    assert source.catch_up()
    parts = [[6, 7, 8], [9, 10, 11], [12, 13, 14]]
    assert list(told(source)) == parts[first > 6 :]
    assert source.skipped == 1 + (first > 6)


def test_who_catches_up_within_a_part_does_not_get_it() -> None:
    source = views(shot(0), None, *map(shot, (1, 2, 3, 4, 5, 7, 8, 9, 10, 11)))
    assert source.read(1) is None
    assert source.catch_up()
    assert list(told(source)) == [[3, 4, 5], "0 of 3", [9, 10, 11]]


def test_what_is_made_when_it_is_read_is_not_passed_over() -> None:
    clock = FakeClock()
    pictures = Pictures(clock, shot(0), None, shot(1))
    pictures.is_camera = False
    source = ViewsSource(pictures, 2, clock=clock)
    source.open()
    assert source.read(1) is None
    assert not source.catch_up()
    assert list(told(source, 2)) == [[0, 1]]


def test_a_step_within_a_part_takes_the_next_one() -> None:
    """Parts pass while the line is stopped, and the camera keeps the newest pictures."""
    camera = LiveCapture()
    link = CameraSource(camera_settings(), capture_factory=devices(camera), keep=4)
    source = ViewsSource(link, 2)
    shots = [np.full((48, 64, 3), number, np.uint8) for number in range(20)]
    camera.send(*shots[18:])
    source.open()
    camera.send(*shots[:15])  # seven parts, and the first view of the eighth
    camera.await_reads(WARM_UP + 15 + 1)
    assert source.catch_up()
    camera.send(*shots[15:18])
    frame = source.read(PATIENCE)
    assert frame is not None
    assert shown(frame, 2) == [16, 17]
    camera.send(shots[0])
    source.close()


def taken(count: int, triggers: Sequence[tuple[bool, str]]) -> Iterator[Frame]:
    """Give the whole pictures that a camera takes, numbered as it does; each shows its place.

    Parameters
    ----------
    triggers
        Of each view, one after the other: whether the line paused before its part, and whether
        its picture came `whole`, `damaged`, not in time to be kept (`old`), or `never`.
    """
    numbering, now = Numbering(), 100.0
    for index, (paused, fate) in enumerate(triggers):
        if index % count == 0:
            now += 10.0 if paused else 0.5
        now += 0.1
        if fate == "never":
            continue
        number = numbering.count(now)
        if fate == "whole":
            yield Frame(picture(index), number, "camera 0", now, row=numbering.row)


@given(
    count=st.integers(2, 4),
    triggers=st.lists(
        st.tuples(st.booleans(), st.sampled_from(["whole", "whole", "whole", "damaged", "old"])),
        max_size=40,
    ),
    never=st.sets(st.integers(0, 39), max_size=2),
)
def test_no_frame_ever_shows_two_parts_whatever_pauses_there_are(
    count: int, triggers: list[tuple[bool, str]], never: set[int]
) -> None:
    """A trigger that never came is noticed by the pause after its part."""
    for index in never & set(range(len(triggers))):
        triggers[index] = (triggers[index][0], "never")
        behind = (index // count + 1) * count
        if behind < len(triggers):
            triggers[behind] = (True, triggers[behind][1])
    source = views(*taken(count, triggers), count=count)
    found = [part for part in told(source, count) if isinstance(part, list)]
    whole = [
        list(range(n, n + count))
        for n in range(0, len(triggers) - count + 1, count)
        if all(fate == "whole" for _, fate in triggers[n : n + count])
    ]
    assert found == whole


@pytest.mark.parametrize("damaged", [{0}, {1}, {2}, {0, 1}, {1, 2}, {0, 1, 2}])
def test_a_part_of_damaged_pictures_is_told_once(damaged: set[int]) -> None:
    pictures = [
        PictureDamaged(name=number) if number in damaged else shot(number) for number in range(6)
    ]
    expected = [f"{min(damaged)} of 3", [3, 4, 5]]
    assert list(told(views(*pictures))) == expected
    assert list(told(views(*pictures[:3]))) == expected[:1], "the last one, too"
