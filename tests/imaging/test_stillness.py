"""Exactly one picture of each part is said to have arrived, whatever the line does."""

from collections.abc import Iterable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.domain.frame import Picture
from spade_station.domain.imaging_settings import TriggerSettings
from spade_station.imaging.stillness import Scene, StillnessGate

MOVING, EMPTY, ARRIVED, UNCHANGED = Scene
SIZE = (128, 172)
PART = (60, 74)
MIDDLE = (SIZE[1] - PART[1]) / 2
AWAY = float(SIZE[1])


class Line:
    """A belt under a camera with noise; parts lie at a place of their own across the picture."""

    def __init__(self, seed: int = 0, noise: float = 2.0) -> None:
        self.random = np.random.default_rng(seed)
        self.grain = [self.random.normal(0, noise, (*SIZE, 3)).astype(np.float32) for _ in range(9)]
        y, x = np.mgrid[0 : SIZE[0], 0 : SIZE[1]]
        self.belt = (110 + 8 * np.sin(x / 5) * np.cos(y / 7)).astype(np.float32)
        speckle = self.random.uniform(100, 280, PART).astype(np.float32)
        self.part = np.asarray(cv2.GaussianBlur(speckle, (0, 0), 3), np.float32)

    def seen(self, left: float | None, light: float = 1.0) -> Picture:
        """Take a picture of the belt, with the part at so many pixels from the left, if any."""
        scene = self.belt.copy()
        if left is not None:
            moved = np.array([[1, 0, left], [0, 1, 33]], np.float32)
            cv2.warpAffine(
                self.part,
                moved,
                SIZE[::-1],
                dst=scene,
                flags=cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_TRANSPARENT,
            )
        grain = self.grain[self.random.integers(len(self.grain))]
        return np.asarray(np.clip((scene * light)[..., None] + grain, 0, 255), np.uint8)


def gate(line: Line | None = None, sensitivity: float = 3.0) -> StillnessGate:
    trigger = TriggerSettings(sensitivity=sensitivity)
    return StillnessGate(trigger, None if line is None else line.seen(None))


def scenes(watching: StillnessGate, pictures: Iterable[Picture]) -> list[Scene]:
    return [watching.look(picture) for picture in pictures]


VISITS = st.lists(
    st.tuples(st.integers(1, 6), st.integers(3, 8), st.integers(1, 6), st.integers(0, 5)),
    min_size=1,
    max_size=4,
)


@given(visits=VISITS, seed=st.integers(0, 2**16))
@settings(max_examples=25, deadline=None)
def test_each_part_arrives_exactly_once(visits: list[tuple[int, int, int, int]], seed: int) -> None:
    line = Line(seed)
    watching = gate(line)
    for coming, standing, going, gap in visits:
        ways_in = np.linspace(-PART[1], MIDDLE, coming + 1)[:-1]
        ways_out = np.linspace(MIDDLE, AWAY, going + 1)[1:]

        came = scenes(watching, (line.seen(left) for left in ways_in))
        stood = scenes(watching, (line.seen(MIDDLE) for _ in range(standing)))
        went = scenes(watching, (line.seen(left) for left in ways_out))
        rest = scenes(watching, (line.seen(None) for _ in range(gap)))

        assert ARRIVED not in [*came, *went, *rest]
        assert stood == [MOVING, MOVING, ARRIVED, *[UNCHANGED] * (standing - 3)]
        assert UNCHANGED not in [*came, *went, *rest]
        assert set(rest[2:]) <= {EMPTY}


def test_a_part_that_stands_there_from_the_start_arrives() -> None:
    line = Line()
    seen = scenes(gate(line), (line.seen(MIDDLE) for _ in range(6)))

    assert seen == [MOVING, MOVING, ARRIVED, UNCHANGED, UNCHANGED, UNCHANGED]


def test_without_an_empty_scene_whatever_stands_still_arrives() -> None:
    line = Line()
    seen = scenes(gate(), (line.seen(None) for _ in range(5)))

    assert seen == [MOVING, MOVING, ARRIVED, UNCHANGED, UNCHANGED]


def test_a_part_that_was_touched_arrives_again() -> None:
    line = Line()
    watching = gate(line)
    places = [MIDDLE] * 5 + [MIDDLE + 20, MIDDLE] + [MIDDLE] * 3

    seen = scenes(watching, (line.seen(left) for left in places))

    assert seen[5:] == [MOVING, MOVING, MOVING, ARRIVED, UNCHANGED]


def test_what_never_stands_still_never_arrives() -> None:
    line = Line()
    places = [MIDDLE + 15 * (number % 2) for number in range(30)]

    assert set(scenes(gate(line), (line.seen(left) for left in places))) == {MOVING}


def test_a_part_that_passes_without_a_stop_never_arrives() -> None:
    line = Line()
    way = np.arange(-PART[1] + 10, AWAY - 10, 2)

    assert set(scenes(gate(line), (line.seen(left) for left in way))) == {MOVING}


def test_a_slow_creep_adds_up_to_a_change() -> None:
    line = Line()
    watching = gate(line)
    assert scenes(watching, (line.seen(MIDDLE) for _ in range(4)))[2] is ARRIVED

    crept = scenes(watching, (line.seen(MIDDLE + 0.25 * step) for step in range(120)))
    stood = scenes(watching, (line.seen(MIDDLE + 30) for _ in range(8)))

    assert MOVING in crept, "each step is too small to be seen, all of them are not"
    assert ARRIVED in crept[crept.index(MOVING) :] + stood
    assert stood[-1] is UNCHANGED


@pytest.mark.parametrize("end", [0.9, 1.1])
@pytest.mark.parametrize("left", [None, MIDDLE])
def test_a_lamp_that_ages_is_no_part(end: float, left: float | None) -> None:
    line = Line()
    watching = gate(line)

    seen = scenes(watching, (line.seen(left, light) for light in np.linspace(1, end, 1000)))

    expected = [EMPTY] * 998 if left is None else [ARRIVED, *[UNCHANGED] * 997]
    assert seen[2:] == expected


@pytest.mark.parametrize("end", [0.9, 1.1])
def test_nor_is_it_before_a_white_background(end: float) -> None:
    line = Line()
    line.belt = np.full(SIZE, 300, np.float32)  # brighter than the camera can show

    seen = scenes(gate(line), (line.seen(MIDDLE, light) for light in np.linspace(1, end, 1000)))

    assert seen[2:] == [ARRIVED, *[UNCHANGED] * 997]


def test_the_empty_scene_is_known_after_the_lamp_has_aged_while_parts_came() -> None:
    line = Line()
    watching = gate(line)
    for light in np.linspace(1, 0.9, 100):
        stood = scenes(watching, (line.seen(MIDDLE, light) for _ in range(7)))
        rest = scenes(watching, (line.seen(None, light) for _ in range(3)))
        assert stood.count(ARRIVED) == 1
        assert rest == [MOVING, MOVING, EMPTY]


def test_a_sudden_change_of_light_is_a_change() -> None:
    line = Line()
    watching = gate(line)
    scenes(watching, (line.seen(MIDDLE) for _ in range(5)))

    seen = scenes(watching, (line.seen(MIDDLE, 0.8) for _ in range(4)))

    assert seen == [MOVING, MOVING, ARRIVED, UNCHANGED]


def test_another_size_begins_anew() -> None:
    line = Line()
    watching = gate(line)
    scenes(watching, (line.seen(MIDDLE) for _ in range(5)))

    larger = [np.kron(line.seen(MIDDLE), np.ones((2, 2, 1), np.uint8)) for _ in range(4)]

    assert scenes(watching, larger) == [MOVING, MOVING, ARRIVED, UNCHANGED]
    assert scenes(watching, (line.seen(None) for _ in range(4)))[2:] == [EMPTY, EMPTY]


def test_an_empty_scene_of_another_size_hides_no_part() -> None:
    line = Line()
    empty = cv2.resize(line.seen(None), (400, 300))
    watching = StillnessGate(TriggerSettings(), np.asarray(empty, np.uint8))

    assert scenes(watching, (line.seen(None) for _ in range(3)))[-1] is ARRIVED


def test_what_is_forgotten_arrives_again() -> None:
    line = Line()
    watching = gate(line)
    scenes(watching, (line.seen(MIDDLE) for _ in range(5)))

    watching.forget()

    assert scenes(watching, (line.seen(MIDDLE) for _ in range(3)))[-1] is ARRIVED
    watching.forget()
    assert scenes(watching, (line.seen(None) for _ in range(3)))[-1] is EMPTY


def test_sensitivity_is_what_counts_as_movement() -> None:
    line = Line(noise=0)
    pictures = [line.seen(None), line.seen(None, 1.05)] * 6  # 5 or 6 grey values to and fro

    assert set(scenes(gate(line, 4), pictures)) == {MOVING}
    assert EMPTY in scenes(gate(line, 8), pictures)


def test_a_trembling_camera_is_no_movement() -> None:
    line = Line()
    shake = [MIDDLE + 0.1 * (number % 3 - 1) for number in range(40)]

    assert (
        scenes(gate(line), (line.seen(left) for left in shake))[2:] == [ARRIVED] + [UNCHANGED] * 37
    )


def test_the_picture_is_only_looked_at() -> None:
    line = Line()
    watching = gate(line)
    picture = line.seen(MIDDLE)
    picture.flags.writeable = False
    before = picture.copy()

    scenes(watching, [picture] * 4)

    assert np.array_equal(picture, before)


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (40, 40), (64, 90), (319, 641), (320, 333)])
def test_any_size_will_do(size: tuple[int, int]) -> None:
    random = np.random.default_rng(0)
    one, two = (random.integers(0, 256, (*size, 3), np.uint8) for _ in range(2))
    two[:] = 255 - one.mean().astype(np.uint8)
    watching = StillnessGate(TriggerSettings())

    assert scenes(watching, [one] * 4) == [MOVING, MOVING, ARRIVED, UNCHANGED]
