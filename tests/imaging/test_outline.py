"""By outline: exactly one whole part before a plain background, in any direction."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.domain.errors import StationError
from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import (
    PartMissing,
    PartNotInPosition,
    PartNotInView,
    SeveralParts,
)
from spade_station.domain.imaging_settings import AlignmentMode, AlignmentSettings
from spade_station.imaging.align import Aligner
from spade_station.imaging.outline import outline_of
from spade_station.imaging.pose import IDENTITY

from .posed import moved, noise, off, pose_of, seen_by, texture

SIZE = (240, 320)
GROUND = (40, 44, 50)


def by_outline(turn: float = 180.0) -> AlignmentSettings:
    return AlignmentSettings(mode=AlignmentMode.OUTLINE, turn=turn, shift=25)


def empty() -> Picture:
    picture = np.empty((*SIZE, 3), np.uint8)
    picture[:] = GROUND
    return picture


def plate(seed: int = 0, middle: tuple[int, int] = (160, 120)) -> Picture:
    """Lay down a rectangular plate, which looks the same turned by 180 degrees but for its face."""
    picture = empty()
    x, y = middle
    picture[y - 35 : y + 35, x - 60 : x + 60] = np.maximum(texture((70, 120), seed), 90)
    return picture


REFERENCE = plate()
ALIGNER = Aligner(REFERENCE, by_outline())


@given(st.floats(-180, 180), st.floats(-40, 40), st.floats(-25, 25), st.floats(0.8, 1.2))
@settings(max_examples=30, deadline=None)
def test_a_symmetric_outline_is_found_in_any_direction(
    angle: float, across: float, down: float, gain: float
) -> None:
    wanted = pose_of(REFERENCE, angle, (across, down))
    found = ALIGNER.find(seen_by(moved(REFERENCE, wanted, GROUND), gain))
    pixels, degrees = off(found, wanted)
    assert pixels < 0.3
    assert degrees < 0.2


def test_a_background_of_its_own_does_not_matter() -> None:
    ground = noise(SIZE, 4) // 2
    ground[..., 0] += 10
    for angle in (0, 90):
        wanted = pose_of(REFERENCE, angle, (12, 8))
        part = moved(REFERENCE, wanted, GROUND)
        outside = (part == np.array(GROUND)).all(axis=2)
        part[outside] = ground[outside]
        assert off(ALIGNER.find(part), wanted)[0] < 0.5


def test_a_pattern_of_the_background_is_not_compared() -> None:
    corners = np.array([[100, 60], [230, 90], [120, 190]])
    outside = cv2.fillPoly(np.ones(SIZE, np.uint8), [corners], (0,))[..., None] > 0
    triangle = np.where(outside, np.array(GROUND, np.uint8), np.maximum(texture(SIZE, 2), 90))
    aligner = Aligner(triangle, by_outline())
    faint = ((texture(SIZE, 8).astype(np.int16) - 120) // 6).clip(-11, 11)
    for pattern in (faint, -faint):
        part = np.where(outside, triangle + pattern, triangle).astype(np.uint8)
        assert aligner.find(part).quality > 0.97


def test_another_face_is_not_the_part() -> None:
    with pytest.raises(PartNotInPosition):
        ALIGNER.find(plate(seed=3))


def test_no_more_is_turned_than_is_asked_for() -> None:
    aligner = Aligner(REFERENCE, by_outline(turn=5))
    wanted = pose_of(REFERENCE, 4, (9, 9))
    assert off(aligner.find(moved(REFERENCE, wanted, GROUND)), wanted)[1] < 0.2
    with pytest.raises(PartNotInPosition):
        aligner.find(moved(REFERENCE, pose_of(REFERENCE, 180, (0, 0)), GROUND))


def two() -> Picture:
    picture = plate(middle=(80, 60))
    return np.maximum(picture, plate(middle=(230, 170)))


def shadow() -> Picture:
    return np.asarray(cv2.circle(empty(), (160, 120), 50, (48, 52, 58), -1), np.uint8)


def dirty() -> Picture:
    picture = plate()
    return np.asarray(cv2.circle(picture, (40, 40), 5, (250, 250, 250), -1), np.uint8)


@pytest.mark.parametrize(
    ("picture", "error"),
    [
        (empty(), PartMissing),
        (noise(SIZE), PartMissing),
        (shadow(), PartMissing),
        (np.zeros((*SIZE, 3), np.uint8), PartMissing),
        (two(), SeveralParts),
        (plate(middle=(60, 120)), PartNotInView),
        (plate(middle=(160, 205)), PartNotInView),
    ],
    ids=["empty", "noise", "shadow", "black", "two", "left edge", "bottom edge"],
)
def test_not_exactly_one_whole_part(picture: Picture, error: type[StationError]) -> None:
    with pytest.raises(error):
        ALIGNER.find(picture)
    with pytest.raises(error):
        Aligner(picture, by_outline())


def test_two_parts_are_counted() -> None:
    with pytest.raises(SeveralParts) as caught:
        outline_of(two())
    assert caught.value.values == {"count": 2}


def test_dirt_is_no_part() -> None:
    pixels, degrees = off(ALIGNER.find(dirty()), IDENTITY)
    assert pixels < 0.3
    assert degrees < 0.2


def test_holes_belong_to_the_part() -> None:
    picture = plate()
    hole = np.asarray(cv2.circle(picture.copy(), (140, 120), 20, GROUND, -1), np.uint8)
    assert outline_of(hole).middle == pytest.approx(outline_of(picture).middle, abs=0.2)


@pytest.mark.parametrize("middle", [(160, 120), (101, 90), (220, 150)])
def test_the_middle_is_where_it_is(middle: tuple[int, int]) -> None:
    x, y = outline_of(plate(middle=middle)).middle
    assert (x, y) == pytest.approx((middle[0] - 0.5, middle[1] - 0.5), abs=0.5)
