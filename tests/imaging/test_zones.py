"""Zones say of every pixel of the map what it counts for."""

from math import cos, pi, sin

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from spade_station.domain.imaging_errors import NothingJudged
from spade_station.domain.zone import Point, Zone, ZoneKind, ZoneShape
from spade_station.imaging.zones import pixels_of, zone_factors

SIZE = (14, 20)
LEFT, RIGHT = ((0.0, 0.0), (0.5, 1.0)), ((0.5, 0.0), (1.0, 1.0))
TOP, ALL = ((0.0, 0.0), (1.0, 0.5)), ((0.0, 0.0), (1.0, 1.0))
POINTS = st.tuples(st.floats(-0.5, 1.5), st.floats(-0.5, 1.5))
SIZES = st.tuples(st.integers(1, 30), st.integers(1, 30))


def zone(
    kind: ZoneKind,
    points: tuple[Point, ...],
    factor: float = 2.0,
    shape: ZoneShape = ZoneShape.RECTANGLE,
) -> Zone:
    return Zone(kind=kind, shape=shape, points=points, factor=factor)


def include(points: tuple[Point, ...]) -> Zone:
    return zone(ZoneKind.INCLUDE, points)


def exclude(points: tuple[Point, ...]) -> Zone:
    return zone(ZoneKind.EXCLUDE, points)


def tolerant(points: tuple[Point, ...], factor: float) -> Zone:
    return zone(ZoneKind.TOLERANT, points, factor)


def halves(zones: list[Zone]) -> tuple[float, float]:
    """Give the factor of the left and the right half, each of which must be of one piece."""
    factors = zone_factors(zones, SIZE)
    assert factors is not None
    assert factors.shape == SIZE
    assert factors.dtype == np.float32
    left, right = factors[:, :10], factors[:, 10:]
    assert left.min() == left.max()
    assert right.min() == right.max()
    return float(left[0, 0]), float(right[0, 0])


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        ([include(LEFT)], (1, 0)),
        ([exclude(LEFT)], (0, 1)),
        ([tolerant(LEFT, 4)], (0.25, 1)),
        ([tolerant(LEFT, 0.5)], (2, 1)),
        ([include(LEFT), exclude(ALL), include(RIGHT)], None),
        ([exclude(LEFT), include(ALL)], (0, 1)),
        ([include(ALL), exclude(LEFT)], (0, 1)),
        ([include(LEFT), include(RIGHT)], (1, 1)),
        ([tolerant(LEFT, 4), tolerant(ALL, 2)], (0.25, 0.5)),
        ([tolerant(ALL, 2), tolerant(LEFT, 4)], (0.25, 0.5)),
        ([tolerant(LEFT, 0.5), tolerant(ALL, 0.25)], (2, 4)),
        ([tolerant(ALL, 4), include(LEFT)], (0.25, 0)),
        ([tolerant(ALL, 4), exclude(LEFT)], (0, 0.25)),
        ([exclude(LEFT), exclude(RIGHT)], None),
    ],
)
def test_exclude_beats_include_beats_nothing_and_the_most_tolerant_wins(
    zones: list[Zone], expected: tuple[float, float] | None
) -> None:
    if expected is None:
        with pytest.raises(NothingJudged):
            zone_factors(zones, SIZE)
    else:
        assert halves(zones) == expected


def test_no_zones_ask_for_no_work() -> None:
    assert zone_factors([], SIZE) is None


def test_an_include_zone_that_misses_the_picture_leaves_nothing_to_judge() -> None:
    corner = ((-1.0, 0.2), (0.2, -1.0), (-1.0, -1.0))  # its box touches the picture, it does not
    with pytest.raises(NothingJudged):
        zone_factors([zone(ZoneKind.INCLUDE, corner, shape=ZoneShape.POLYGON)], SIZE)


def test_corners_may_be_given_in_any_order() -> None:
    (left, top), (right, bottom) = (0.1, 0.2), (0.7, 0.6)
    orders = [
        ((left, top), (right, bottom)),
        ((right, bottom), (left, top)),
        ((left, bottom), (right, top)),
    ]
    for shape in (ZoneShape.RECTANGLE, ZoneShape.ELLIPSE):
        masks = [pixels_of(zone(ZoneKind.EXCLUDE, each, shape=shape), SIZE) for each in orders]
        assert masks[0].any()
        assert all(np.array_equal(mask, masks[0]) for mask in masks)


def lies_in(point: Point, corners: tuple[Point, ...]) -> bool:
    """Count the edges to the right of a point: the textbook's even-odd rule."""
    x, y = point
    inside = False
    for (a, b), (c, d) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (b > y) != (d > y) and x < a + (y - b) / (d - b) * (c - a):
            inside = not inside
    return inside


def agrees(mask: npt.NDArray[np.bool_], depth: npt.NDArray[np.float64]) -> bool:
    """Compare with depths inside a zone, leaving out middles that lie on the outline."""
    if not (depth > 0).any():
        return True  # seen to by the tests of small zones
    sure = np.abs(depth) > 1e-3
    return np.array_equal(mask[sure], depth[sure] > 0)


@given(corners=st.lists(POINTS, min_size=3, max_size=8).map(tuple), size=SIZES)
def test_a_polygon_marks_the_pixels_whose_middle_it_holds(
    corners: tuple[Point, ...], size: tuple[int, int]
) -> None:
    drawn = made(ZoneShape.POLYGON, corners)
    height, width = size
    middles = [
        [((x + 0.5) / width, (y + 0.5) / height) for x in range(width)] for y in range(height)
    ]
    expected = [[lies_in(point, corners) for point in row] for row in middles]
    on_edge = [[on_outline(point, corners) for point in row] for row in middles]
    # where only middles on the outline are held, rounding decides whether any is
    if np.any(np.logical_and(expected, np.logical_not(on_edge))):
        mask = pixels_of(drawn, size)
        off = [
            (x, y)
            for y in range(height)
            for x in range(width)
            if mask[y, x] != expected[y][x] and not on_edge[y][x]
        ]
        assert off == []


def made(shape: ZoneShape, corners: tuple[Point, ...]) -> Zone:
    """Draw a zone, or give up an example that is none."""
    try:
        return zone(ZoneKind.INCLUDE, corners, shape=shape)
    except ValueError:
        assume(False)
        raise


def on_outline(point: Point, corners: tuple[Point, ...]) -> bool:
    """Tell whether rounding decides on which side of an edge a point lies."""
    here = np.array(point)
    for start, end in zip(np.array(corners), np.array(corners[1:] + corners[:1]), strict=True):
        edge = end - start
        length = float(edge @ edge)
        along = 0.0 if length == 0 else float(np.clip((here - start) @ edge / length, 0, 1))
        if float(np.abs(here - start - along * edge).max()) < 1e-9:
            return True
    return False


@given(first=POINTS, second=POINTS, size=SIZES)
def test_a_rectangle_and_an_ellipse_mark_the_pixels_whose_middle_they_hold(
    first: Point, second: Point, size: tuple[int, int]
) -> None:
    height, width = size
    radius = (abs(second[0] - first[0]) / 2, abs(second[1] - first[1]) / 2)
    assume(min(radius) > 1e-6)
    rectangle = made(ZoneShape.RECTANGLE, (first, second))
    ellipse = made(ZoneShape.ELLIPSE, (first, second))
    in_box = np.empty(size)
    in_ellipse = np.empty(size)
    for y in range(height):
        for x in range(width):
            across = ((x + 0.5) / width - (first[0] + second[0]) / 2) / radius[0]
            down = ((y + 0.5) / height - (first[1] + second[1]) / 2) / radius[1]
            in_box[y, x] = 1 - max(abs(across), abs(down))
            in_ellipse[y, x] = 1 - (across**2 + down**2)
    assert agrees(pixels_of(rectangle, size), in_box)
    assert agrees(pixels_of(ellipse, size), in_ellipse)


@pytest.mark.parametrize("shape", list(ZoneShape))
@given(
    x=st.integers(0, 19),
    y=st.integers(0, 13),
    at=st.tuples(st.floats(0.05, 0.9), st.floats(0.05, 0.9)),
)
def test_a_zone_smaller_than_a_pixel_marks_the_pixel_in_which_it_lies(
    shape: ZoneShape, x: int, y: int, at: Point
) -> None:
    left, top = (x + at[0]) / 20, (y + at[1]) / 14
    corners: tuple[Point, ...] = ((left, top), (left + 0.002, top + 0.002))
    if shape is ZoneShape.POLYGON:
        corners = (*corners, (left, top + 0.002))

    mask = pixels_of(zone(ZoneKind.EXCLUDE, corners, shape=shape), SIZE)

    assert np.argwhere(mask).tolist() == [[y, x]]


def test_a_thin_zone_marks_all_the_pixels_that_it_crosses() -> None:
    across = pixels_of(exclude(((0.1, 0.51), (0.9, 0.52))), SIZE)

    assert np.argwhere(across).tolist() == [[7, x] for x in range(2, 19)]


def test_a_turned_polygon_has_the_area_that_was_drawn() -> None:
    star = tuple(
        (0.5 + 0.4 * cos(a) * (1 - i % 2 / 2), 0.5 + 0.4 * sin(a) * (1 - i % 2 / 2))
        for i, a in enumerate(2 * pi * k / 10 for k in range(10))
    )
    drawn = zone(ZoneKind.INCLUDE, star, shape=ZoneShape.POLYGON)
    shoelace = 10 * 0.5 * 0.4 * 0.2 * sin(2 * pi / 10)

    assert pixels_of(drawn, (200, 300)).mean() == pytest.approx(shoelace, rel=0.01)
