"""Which way round a part lies within its outline."""

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.imaging.direction import Directions
from spade_station.imaging.levels import Bytes
from spade_station.imaging.refinement import Layer, Place
from tests.imaging.posed import moved, pose_of, texture

SIZE = (96, 128)
MIDDLE = (63.5, 47.5)
BOX = (23.5, 17.5, 103.5, 77.5)


def silhouette() -> Bytes:
    white = np.zeros(SIZE, np.uint8)
    white[18:78, 24:104] = 255
    return np.asarray(cv2.GaussianBlur(white, (0, 0), 1.5), np.uint8)


def face(seed: int) -> Bytes:
    grey = np.full(SIZE, 40, np.uint8)
    grey[18:78, 24:104] = texture((60, 80), seed)[..., 1]
    return grey


def directions(grey: Bytes) -> Directions:
    shape = Layer(silhouette(), 1, BOX, can_turn=True)
    return Directions(shape, Layer(grey, 1, BOX, can_turn=True), silhouette(), grey, MIDDLE)


FACES = [face(seed) for seed in range(30)]
KNOWN = directions(FACES[0])


def lying(grey: Bytes, angle: float, across: float, down: float) -> tuple[Bytes, Place]:
    pose = pose_of(grey, angle, (across, down))
    shown = moved(grey, pose, (40, 40, 40))
    return shown, Place((MIDDLE[0] + across, MIDDLE[1] + down), angle, 1.0)


def resolved(
    known: Directions, grey: Bytes, place: Place, is_open: bool = False
) -> tuple[Place, bool]:
    return known.resolved(grey, place, is_open, lambda other: True)


small = st.floats(-6, 6)


@given(st.floats(-180, 180), small, small, st.booleans())
@settings(max_examples=30, deadline=None)
def test_the_face_says_when_the_part_is_turned_round(
    angle: float, across: float, down: float, is_open: bool
) -> None:
    shown, there = lying(FACES[0], angle, across, down)
    assert resolved(KNOWN, shown, there, is_open) == (there, True)
    found, is_only = resolved(KNOWN, shown, Place(there.middle, angle - 180.0, 1.0), is_open)
    assert is_only
    assert abs((found.angle - angle + 180) % 360 - 180) < 1
    assert np.hypot(found.middle[0] - there.middle[0], found.middle[1] - there.middle[1]) < 0.5


def test_another_face_says_nothing() -> None:
    for other in FACES[1:]:
        for angle in (0.0, 180.0):
            shown, there = lying(other, angle, 2.0, -3.0)
            assert resolved(KNOWN, shown, there) == (there, True)
            assert not resolved(KNOWN, shown, there, is_open=True)[1]


def test_a_face_that_is_the_same_when_turned_says_nothing() -> None:
    twofold = np.asarray(FACES[0] // 2 + FACES[0][::-1, ::-1] // 2, np.uint8)
    known = directions(twofold)
    for angle in (0.0, 180.0, 90.0):
        shown, there = lying(twofold, angle, 1.0, 1.0)
        assert resolved(known, shown, there) == (there, True)
        assert not resolved(known, shown, there, is_open=True)[1]


def test_a_plain_part_is_turned_no_further_than_is_allowed() -> None:
    for other in FACES[1:]:
        shown, there = lying(other, 0.0, 2.0, -3.0)
        assert KNOWN.resolved(shown, there, True, lambda other: False) == (there, False)
