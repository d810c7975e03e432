"""Where a part lies is found exactly, or else it is refused."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.capture.demo_line import defect_kinds, render_part
from spade_station.domain.errors import PictureShape, StationError
from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import (
    PartAmbiguous,
    PartNotInPosition,
    PartNotInView,
    PartTooFar,
    ReferenceAmbiguous,
    ReferenceUnfit,
)
from spade_station.domain.imaging_settings import AlignmentMode, AlignmentSettings, Box
from spade_station.imaging.align import Aligner
from spade_station.imaging.pose import IDENTITY

from .posed import moved, noise, off, pose_of, seen_by, texture

SIZE = (240, 320)


def by_feature(
    turn: float = 5.0, shift: float = 12.0, feature: Box | None = None
) -> AlignmentSettings:
    return AlignmentSettings(mode=AlignmentMode.FEATURE, turn=turn, shift=shift, feature=feature)


REFERENCE = texture(SIZE)
BOARD = render_part("electronics", 0, 0, size=(480, 640))[0]
NEAR = Aligner(REFERENCE, by_feature())
CIRCLE = Aligner(REFERENCE, by_feature(turn=180))
BOARDS = Aligner(BOARD, by_feature())
BOARDS_AROUND = Aligner(BOARD, by_feature(turn=180))

shares = st.floats(-0.1, 0.1)
gains = st.floats(0.8, 1.2)


@given(st.floats(-5, 5), shares, shares, gains)
@settings(max_examples=30, deadline=None)
def test_shift_and_turn_are_found_under_any_light(
    angle: float, across: float, down: float, gain: float
) -> None:
    wanted = pose_of(REFERENCE, angle, (across * SIZE[1], down * SIZE[0]))
    found = NEAR.find(seen_by(moved(REFERENCE, wanted), gain))
    pixels, degrees = off(found, wanted)
    assert pixels < 0.3
    assert degrees < 0.2
    assert found.quality > 0.8


@given(st.floats(-180, 180), shares, shares)
@settings(max_examples=30, deadline=None)
def test_a_part_is_found_in_any_direction(angle: float, across: float, down: float) -> None:
    wanted = pose_of(REFERENCE, angle, (across * SIZE[1], down * SIZE[0]))
    pixels, degrees = off(CIRCLE.find(seen_by(moved(REFERENCE, wanted))), wanted)
    assert pixels < 0.3
    assert degrees < 0.2


@given(st.floats(-180, 180), shares, shares)
@settings(max_examples=15, deadline=None)
def test_a_feature_is_enough(angle: float, across: float, down: float) -> None:
    aligner = Aligner(REFERENCE, by_feature(180, feature=(0.3, 0.35, 0.3, 0.3)))
    wanted = pose_of(REFERENCE, angle, (across * SIZE[1], down * SIZE[0]))
    pixels, degrees = off(aligner.find(seen_by(moved(REFERENCE, wanted))), wanted)
    assert pixels < 0.5
    assert degrees < 0.4


def test_what_surrounds_a_feature_may_be_anything() -> None:
    part = texture(SIZE, 7)
    part[60:180, 80:240] = REFERENCE[60:180, 80:240]
    aligner = Aligner(REFERENCE, by_feature(feature=(0.25, 0.25, 0.5, 0.5)))
    wanted = pose_of(part, 3, (11, -7))
    pixels, degrees = off(aligner.find(moved(part, wanted)), wanted)
    assert pixels < 0.3
    assert degrees < 0.2
    with pytest.raises(PartNotInPosition):
        NEAR.find(moved(part, wanted))


def test_the_reference_lies_where_it_lies() -> None:
    pixels, degrees = off(NEAR.find(REFERENCE), IDENTITY)
    assert pixels < 0.05
    assert degrees < 0.05


@pytest.mark.parametrize("defect", [None, *defect_kinds("electronics")])
@pytest.mark.parametrize("angle", [-4.0, 130.0])
def test_good_and_defective_boards_are_found(defect: str | None, angle: float) -> None:
    part = render_part("electronics", 0, 3, defect, size=(480, 640))[0]
    wanted = pose_of(part, angle, (40, -30))
    aligner = BOARDS if abs(angle) < 5 else BOARDS_AROUND
    found = aligner.find(moved(part, wanted, (40, 42, 44)))
    pixels, degrees = off(found, wanted)
    assert pixels < 2  # the line itself puts boards down within a pixel at this size
    assert degrees < 0.2
    assert found.quality > 0.8


@pytest.mark.parametrize("share", [0.02, 0.1])
def test_a_large_defect_moves_nothing(share: float) -> None:
    wanted = pose_of(REFERENCE, 2, (8, 5))
    part = moved(REFERENCE, wanted)
    side = round(np.sqrt(share * part.shape[0] * part.shape[1]))
    part[70 : 70 + side, 90 : 90 + side] = 255
    pixels, degrees = off(NEAR.find(part), wanted)
    assert pixels < 0.3
    assert degrees < 0.2


@pytest.mark.parametrize("size", [(961, 1281), (200, 1600), (700, 90), (64, 64)])
def test_pictures_of_any_shape(size: tuple[int, int]) -> None:
    reference = texture(size)
    wanted = pose_of(reference, 2, (0.08 * size[1], -0.06 * size[0]))
    pixels, degrees = off(Aligner(reference, by_feature()).find(moved(reference, wanted)), wanted)
    assert pixels < 0.3
    assert degrees < 0.2


def with_double(alike: float) -> Picture:
    """Draw a picture in which a feature is there again, more or less, 60 px below."""
    picture = texture(SIZE, 11)
    feature, other = picture[40:100, 60:140].astype(float), texture((60, 80), 12)
    picture[120:180, 60:140] = alike * feature + (1 - alike) * other
    return picture


FEATURE = (60 / 320, 40 / 240, 80 / 320, 60 / 240)


def test_a_feature_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ReferenceAmbiguous):
        Aligner(with_double(0.95), by_feature(shift=40, feature=FEATURE))


def test_a_double_is_not_taken_for_a_feature_that_is_missing() -> None:
    reference = with_double(0.5)
    aligner = Aligner(reference, by_feature(shift=40, feature=FEATURE))
    wanted = pose_of(reference, 0, (10, 5))
    part = moved(reference, wanted)
    assert off(aligner.find(part), wanted)[0] < 0.3
    part[30:115, 60:160] = 128
    with pytest.raises(PartNotInPosition):
        aligner.find(part)


def test_two_parts_that_fit_are_told_as_such() -> None:
    reference = texture(SIZE, 11)
    aligner = Aligner(reference, by_feature(shift=40, feature=FEATURE))
    part = reference.copy()
    part[120:180, 60:140] = part[40:100, 60:140]
    with pytest.raises(PartAmbiguous):
        aligner.find(seen_by(part))


def test_a_feature_that_is_cut_off_is_not_in_view() -> None:
    aligner = Aligner(REFERENCE, by_feature(feature=(0.0, 0.35, 0.25, 0.3)))
    assert off(aligner.find(REFERENCE), IDENTITY)[0] < 0.1
    with pytest.raises(PartNotInView):
        aligner.find(moved(REFERENCE, pose_of(REFERENCE, 0, (-32, 0)), (128, 128, 128)))


def test_a_quarter_of_a_part_is_not_in_view() -> None:
    aligner = Aligner(REFERENCE, by_feature(shift=50))
    assert off(aligner.find(moved(REFERENCE, pose_of(REFERENCE, 0, (60, 40)))), IDENTITY)[0] > 70
    with pytest.raises(PartNotInView):
        aligner.find(moved(REFERENCE, pose_of(REFERENCE, 0, (140, 105)), (128, 128, 128)))


def test_a_round_part_needs_no_turn() -> None:
    aligner = Aligner(disk(), by_feature(turn=0))
    found = aligner.find(seen_by(moved(disk(), pose_of(disk(), 0, (12.5, -9)))))
    assert found.angle == 0
    assert found.shift == pytest.approx((12.5, -9), abs=0.3)


def twofold() -> Picture:
    """Draw a part that looks the same when it is turned by 180 degrees, but for a small mark."""
    one = texture(SIZE, 3).astype(float)
    picture = ((one + one[::-1, ::-1]) / 2).astype(np.uint8)
    return np.asarray(cv2.circle(picture, (60, 60), 6, (255, 255, 255), -1), np.uint8)


def test_a_part_that_fits_both_ways_round_is_refused_where_both_are_searched() -> None:
    with pytest.raises(ReferenceAmbiguous):
        Aligner(twofold(), by_feature(180))
    assert off(Aligner(twofold(), by_feature(45)).find(twofold()), IDENTITY)[0] < 0.1


def half_out(picture: Picture) -> Picture:
    return moved(picture, pose_of(picture, 0, (picture.shape[1] / 2, 0)), (40, 42, 44))


@pytest.mark.parametrize("aligner", [BOARDS, BOARDS_AROUND])
@pytest.mark.parametrize(
    "picture",
    [
        noise((480, 640)),
        np.full((480, 640, 3), 128, np.uint8),
        np.zeros((480, 640, 3), np.uint8),
        texture((480, 640), 5),
        render_part("metal", 0, 0, size=(480, 640))[0],
        half_out(BOARD),
    ],
    ids=["absent", "constant", "black", "texture", "metal plate", "half out"],
)
def test_what_is_not_the_part_is_not_in_position(aligner: Aligner, picture: Picture) -> None:
    with pytest.raises(PartNotInPosition):
        aligner.find(picture)


def test_a_part_beyond_the_searched_turn_or_shift_is_refused() -> None:
    for angle, shift in ((9, (0, 0)), (0, (60, 0)), (0, (0, -45)), (180, (0, 0))):
        with pytest.raises(PartNotInPosition):
            NEAR.find(moved(REFERENCE, pose_of(REFERENCE, angle, shift)))


def test_just_beyond_the_limit_it_says_how_far() -> None:
    with pytest.raises(PartTooFar) as caught:
        NEAR.find(moved(REFERENCE, pose_of(REFERENCE, 5.9, (10, -4))))
    assert caught.value.values == {"across": 10, "down": -4, "turn": 5.9}


def test_with_nothing_to_search_only_the_reference_pose_is_found() -> None:
    still = Aligner(REFERENCE, by_feature(turn=0, shift=0))
    assert off(still.find(seen_by(REFERENCE)), IDENTITY)[0] < 0.1
    with pytest.raises(PartNotInPosition):
        still.find(moved(REFERENCE, pose_of(REFERENCE, 0, (6, 0))))


def stripes() -> Picture:
    picture = np.full((*SIZE, 3), 60, np.uint8)
    picture[(np.arange(SIZE[0]) // 6) % 2 == 0] = 180
    return picture


def edge() -> Picture:
    picture = np.full((*SIZE, 3), 60, np.uint8)
    picture[100:] = 180
    return picture


def disk() -> Picture:
    picture = np.full((*SIZE, 3), 60, np.uint8)
    return np.asarray(cv2.circle(picture, (160, 120), 60, (200, 200, 200), -1), np.uint8)


@pytest.mark.parametrize(
    ("reference", "wanted"),
    [
        (np.full((*SIZE, 3), 128, np.uint8), by_feature()),
        (noise(SIZE), by_feature()),
        (stripes(), by_feature()),
        (edge(), by_feature(shift=1)),
        (disk(), by_feature(180)),
        (REFERENCE, by_feature(feature=(0.1, 0.1, 0.02, 0.3))),
        (REFERENCE, by_feature(180, feature=(0.1, 0.1, 0.6, 0.07))),
        (texture((12, 14)), by_feature()),
    ],
    ids=[
        *("flat", "noise", "stripes", "one edge", "round"),
        *("narrow", "too thin for the search", "tiny"),
    ],
)
def test_a_reference_that_fixes_no_pose_is_refused(
    reference: Picture, wanted: AlignmentSettings
) -> None:
    with pytest.raises(ReferenceUnfit):
        Aligner(reference, wanted)


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(PictureShape):
        NEAR.find(texture((120, 160)))


@given(st.integers(20, 90), st.integers(20, 90), st.floats(0, 180), st.floats(0, 50))
@settings(max_examples=25, deadline=None)
def test_small_pictures_are_found_or_refused(
    height: int, width: int, turn: float, shift: float
) -> None:
    reference = texture((height, width), 2)
    try:
        found = Aligner(reference, by_feature(turn, shift)).find(reference)
    except StationError:
        return
    assert off(found, IDENTITY)[0] < 0.3
