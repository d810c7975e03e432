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
    PartTooFar,
    SeveralParts,
)
from spade_station.domain.imaging_settings import AlignmentMode, AlignmentSettings
from spade_station.imaging.align import Aligner, goes_by_outline
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


SHAPES = {
    "rectangle": [(100, 85), (220, 85), (220, 155), (100, 155)],
    "notched": [(100, 85), (205, 85), (220, 100), (220, 155), (100, 155)],
    "square": [(115, 75), (205, 75), (205, 165), (115, 165)],
    "triangle": [(160, 60), (212, 150), (108, 150)],
    "round": [
        (160 + 55 * np.cos(angle), 120 + 55 * np.sin(angle))
        for angle in np.linspace(0, 2 * np.pi, 90, endpoint=False)
    ],
}


def cut(face: Picture, shape: str) -> Picture:
    """Cut a part out of a face."""
    corners = np.round(SHAPES[shape]).astype(np.int32)
    inside = cv2.fillPoly(np.zeros(SIZE, np.uint8), [corners], (1,))[..., None] > 0
    return np.where(inside, np.maximum(face, 90), np.array(GROUND, np.uint8))


def brushed(seed: int) -> Picture:
    """Draw long fine streaks, of which no two parts have any in common."""
    rng = np.random.default_rng(seed)
    rows = cv2.blur(rng.normal(0, 120, SIZE).astype(np.float32), (81, 1))
    return (np.repeat(rows[..., None], 3, axis=2) + 150).clip(0, 255).astype(np.uint8)


REFERENCE = plate()
ALIGNER = Aligner(REFERENCE, by_outline())
FACED_SQUARE = Aligner(cut(texture(SIZE, 4), "square"), by_outline())
HALF_AROUND = Aligner(REFERENCE, by_outline(turn=85))


@given(st.floats(-180, 180), st.floats(-40, 40), st.floats(-25, 25), st.floats(0.8, 1.2))
@settings(max_examples=15, deadline=None)
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
        assert aligner.find(part).quality > 0.95


def grainy(seed: int, rim: int) -> Picture:
    """Show a bright part whose edge is dark, on a ground with as much grain as a small camera's."""
    grain = np.random.default_rng(seed).normal(0, 7, (*SIZE, 3))
    shown = np.full((*SIZE, 3), 45.0)
    shown[60:180, 80:240] += rim
    shown[66:174, 86:234] = 150
    return (shown + grain).clip(0, 255).astype(np.uint8)


def test_a_dark_edge_belongs_to_the_part_however_grainy_the_ground() -> None:
    aligner = Aligner(grainy(0, rim=40), by_outline())
    assert aligner.part_area is not None
    assert aligner.part_area.sum() == pytest.approx(120 * 160, rel=0.02)
    for seed in range(1, 9):
        assert aligner.find(grainy(seed, rim=40)).quality > 0.9


def test_a_likeness_that_is_hardly_too_small_is_not_told_as_large_enough() -> None:
    part = moved(REFERENCE, pose_of(REFERENCE, 3.0, (4.0, 2.0)), GROUND)
    alike = ALIGNER.find(part).quality
    wanted = by_outline().model_copy(update={"quality": alike + 1e-4})
    with pytest.raises(PartNotInPosition) as told:
        Aligner(REFERENCE, wanted).find(part)
    assert told.value.values["quality"] < told.value.values["least"]


def test_another_face_in_the_same_outline_may_lie_either_way() -> None:
    for seed in range(3, 8):
        found = ALIGNER.find(plate(seed=seed))
        assert not found.is_only
        assert min(abs(found.angle), 180 - abs(found.angle)) < 0.5


@pytest.mark.parametrize("angle", [0.0, 90.0, -90.0, 180.0, 33.0])
def test_plain_parts_are_found_in_any_direction(angle: float) -> None:
    for shape, ways in (("rectangle", 2), ("square", 4)):
        aligner = Aligner(cut(brushed(0), shape), by_outline(180))
        for seed in range(1, 6):
            wanted = pose_of(REFERENCE, angle, (9.0, -5.0))
            found = aligner.find(moved(cut(brushed(seed), shape), wanted, GROUND))
            off_by = abs(found.angle - angle) % (360 / ways)
            assert min(off_by, 360 / ways - off_by) < 0.5
            assert not found.is_only


def test_a_face_fixes_the_direction_and_is_said_to() -> None:
    for angle in (0.0, 179.0, -91.0):
        wanted = pose_of(REFERENCE, angle, (9.0, -5.0))
        for aligner in (ALIGNER, FACED_SQUARE):
            part = REFERENCE if aligner is ALIGNER else cut(texture(SIZE, 4), "square")
            found = aligner.find(moved(part, wanted, GROUND))
            assert off(found, wanted)[1] < 0.3
            assert found.is_only


def test_a_part_at_the_end_of_the_range_is_taken_for_the_one_that_is_allowed() -> None:
    """A plain one that is turned by just more than 90 degrees lies as well at just less."""
    aligner = Aligner(cut(brushed(0), "rectangle"), by_outline(90))
    for angle in np.linspace(87, 93, 13):
        for way in (angle, -angle):
            shown = moved(cut(brushed(1), "rectangle"), pose_of(REFERENCE, way, (0, 0)), GROUND)
            assert abs(aligner.find(shown).angle) < 90.6


def test_no_more_is_turned_than_is_asked_for() -> None:
    aligner = Aligner(REFERENCE, by_outline(turn=5))
    wanted = pose_of(REFERENCE, 4, (9, 9))
    assert off(aligner.find(moved(REFERENCE, wanted, GROUND)), wanted)[1] < 0.2
    with pytest.raises(PartTooFar):
        aligner.find(moved(REFERENCE, pose_of(REFERENCE, 10, (0, 0)), GROUND))
    with pytest.raises(PartNotInPosition):
        aligner.find(moved(REFERENCE, pose_of(REFERENCE, 60, (0, 0)), GROUND))


@given(st.floats(-85, 85), st.floats(-40, 40), st.floats(-25, 25), st.integers(1, 50))
@settings(max_examples=15, deadline=None)
def test_an_outline_that_is_not_symmetric_in_the_range_is_enough(
    angle: float, across: float, down: float, seed: int
) -> None:
    """Two brushed plates have nothing in common but their shape."""
    wanted = pose_of(REFERENCE, angle, (across, down))
    found = HALF_AROUND.find(moved(plate(seed), wanted, GROUND))
    pixels, degrees = off(found, wanted)
    assert pixels < 0.5
    assert degrees < 0.5
    assert found.quality > 0.9


def test_a_texture_that_parts_share_makes_the_place_exact() -> None:
    """A chipped edge moves the silhouette's middle, the face lies where it did."""
    wanted = pose_of(REFERENCE, 21.0, (7.3, -5.8))
    chip = np.array([[100, 85], [160, 85], [100, 100]])
    chipped = np.asarray(cv2.fillPoly(REFERENCE.copy(), [chip], GROUND), np.uint8)
    other_face = np.asarray(cv2.fillPoly(plate(9), [chip], GROUND), np.uint8)

    with_face, without = (
        off(HALF_AROUND.find(moved(part, wanted, GROUND)), wanted)[0]
        for part in (chipped, other_face)
    )

    assert with_face < 0.1
    assert without > 2 * with_face
    assert without < 1.5


def test_the_likeness_is_that_of_the_outline_however_much_the_face_is_alike() -> None:
    """Or else a part with half the face would be refused where one with another face passes."""
    half = REFERENCE.copy()
    half[85:155, 100:150] = plate(9)[85:155, 100:150]
    qualities = [HALF_AROUND.find(shown).quality for shown in (REFERENCE, half, plate(9))]
    assert min(qualities) > 0.97


@pytest.mark.parametrize(
    ("shape", "turn", "most"),
    [
        *(("rectangle", 180, 5), ("notched", 180, 5), ("square", 90, 0), ("square", 180, 5)),
        *(("triangle", -120, 5), ("round", 70, 0), ("round", 70, 5)),
    ],
)
def test_a_part_that_lies_otherwise_within_the_same_outline_is_refused(
    shape: str, turn: float, most: float
) -> None:
    part = cut(texture(SIZE, 4), shape)
    aligner = Aligner(part, by_outline(most))
    assert off(aligner.find(seen_by(part)), IDENTITY)[0] < 0.3
    with pytest.raises(PartTooFar) as caught:
        aligner.find(seen_by(moved(part, pose_of(part, turn, (6.0, -4.0)), GROUND)))
    assert abs((float(caught.value.values["turn"]) - turn + 180) % 360 - 180) < 3


def test_it_is_refused_when_it_is_also_crooked_and_defective_and_the_light_differs() -> None:
    aligner = Aligner(REFERENCE, by_outline(turn=5))
    for angle, gain in ((176.5, 0.85), (-177.0, 1.15)):
        part = moved(REFERENCE, pose_of(REFERENCE, angle, (9.0, 5.0)), GROUND)
        part[95:125, 120:150] = 220
        with pytest.raises(PartTooFar):
            aligner.find(seen_by(part, gain))


@pytest.mark.parametrize("shape", ["rectangle", "square"])
def test_plain_parts_are_never_refused_for_their_direction(shape: str) -> None:
    aligner = Aligner(cut(brushed(0), shape), by_outline(turn=5))
    for seed in range(1, 40):
        part = cut(brushed(seed), shape)
        for shown in (part, np.ascontiguousarray(part[::-1, ::-1])):
            assert abs(aligner.find(shown).angle) < 1


def test_a_face_that_is_the_same_both_ways_round_is_not_refused() -> None:
    twofold = texture(SIZE, 3) // 2 + texture(SIZE, 3)[::-1, ::-1] // 2
    aligner = Aligner(cut(twofold, "rectangle"), by_outline(turn=5))
    for seed in range(10):
        part = seen_by(cut(twofold, "rectangle"), seed=seed)
        part[100:130, 110:140] = 200
        for shown in (part, np.ascontiguousarray(part[::-1, ::-1])):
            assert abs(aligner.find(shown).angle) < 1


def test_auto_goes_by_the_outline_where_the_reference_has_one() -> None:
    assert goes_by_outline(REFERENCE, AlignmentMode.AUTO)
    assert not goes_by_outline(texture(SIZE), AlignmentMode.AUTO)
    assert not goes_by_outline(REFERENCE, AlignmentMode.FEATURE)
    assert goes_by_outline(texture(SIZE), AlignmentMode.OUTLINE)


def test_a_part_of_another_shape_is_not_the_part() -> None:
    disc = np.asarray(cv2.circle(empty(), (160, 120), 45, (180, 180, 180), -1), np.uint8)
    with pytest.raises(PartNotInPosition):
        HALF_AROUND.find(disc)


def test_a_part_with_a_broken_corner_is_found() -> None:
    corner = np.array([[100, 85], [128, 85], [100, 105]])
    broken = cv2.fillPoly(REFERENCE.copy(), [corner], GROUND)
    found = HALF_AROUND.find(np.asarray(broken, np.uint8))
    assert off(found, IDENTITY)[0] < 1.0
    assert found.quality > 0.8


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
