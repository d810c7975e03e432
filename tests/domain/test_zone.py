import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from spade_station.domain.zone import Point, Zone, ZoneKind, ZoneShape, area_of

BOX = ((0.2, 0.1), (0.7, 0.5))
TRIANGLE = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))
SHARES = st.floats(0, 1)


def zone(shape: ZoneShape, points: tuple[Point, ...], **others: object) -> Zone:
    given = {"kind": ZoneKind.EXCLUDE, "shape": shape, "points": points, **others}
    return Zone.model_validate(given)


@pytest.mark.parametrize(
    ("shape", "points", "area"),
    [
        (ZoneShape.RECTANGLE, BOX, 0.2),
        (ZoneShape.RECTANGLE, BOX[::-1], 0.2),
        (ZoneShape.ELLIPSE, BOX, 0.2),
        (ZoneShape.POLYGON, TRIANGLE, 0.5),
        (ZoneShape.POLYGON, TRIANGLE[::-1], 0.5),
        (ZoneShape.RECTANGLE, ((-0.5, -0.5), (1.5, 1.5)), 4.0),
    ],
)
def test_a_zone_has_the_area_of_its_box_or_polygon(
    shape: ZoneShape, points: tuple[Point, ...], area: float
) -> None:
    assert area_of(zone(shape, points)) == pytest.approx(area)


@given(st.lists(st.tuples(SHARES, SHARES), min_size=3, max_size=3))
def test_the_area_of_a_triangle_is_herons(points: list[Point]) -> None:
    a, b, c = (math.dist(points[i], points[(i + 1) % 3]) for i in range(3))
    half = (a + b + c) / 2
    heron = math.sqrt(max(0.0, half * (half - a) * (half - b) * (half - c)))
    try:
        drawn = zone(ZoneShape.POLYGON, tuple(points))
    except ValidationError:
        assert heron < 1e-6
    else:
        assert area_of(drawn) == pytest.approx(heron, abs=1e-6)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ((), "outside the picture"),
        (((1.0, 0.2), (1.5, 0.6)), "outside the picture"),
        (((0.2, -0.5), (0.6, 0.0)), "outside the picture"),
        (((0.2, 0.2), (0.2, 0.6)), "empty"),
        (((0.2, 0.2), (0.6, 0.2)), "empty"),
        (((0.2, 0.2),), "two corners"),
        ((*BOX, (0.9, 0.9)), "two corners"),
        (((0.2, math.nan), (0.6, 0.6)), "less than"),
        (((0.2, 0.2), (math.inf, 0.6)), "less than"),
        (((-1e9, 0.2), (0.5, 0.6)), "greater than"),
        (((0.2, 0.2, 0.2), (0.6, 0.6, 0.6)), "at most 2 items"),
    ],
)
@pytest.mark.parametrize("shape", [ZoneShape.RECTANGLE, ZoneShape.ELLIPSE])
def test_what_is_no_zone_is_refused_with_the_reason(
    shape: ZoneShape, points: tuple[Point, ...], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        zone(shape, points)


@pytest.mark.parametrize("points", [BOX, BOX[:1] * 3, ((0.1, 0.1), (0.5, 0.5), (0.9, 0.9))])
def test_a_polygon_has_three_corners_and_an_area(points: tuple[Point, ...]) -> None:
    with pytest.raises(ValidationError, match=r"three points|empty"):
        zone(ZoneShape.POLYGON, points)


@pytest.mark.parametrize("factor", [0, -1, 101, math.nan, math.inf])
def test_a_tolerance_stays_within_its_bounds(factor: float) -> None:
    with pytest.raises(ValidationError):
        zone(ZoneShape.RECTANGLE, BOX, factor=factor)


@pytest.mark.parametrize(
    "wrong", [{"kind": "perhaps"}, {"shape": "star"}, {"name": "x" * 61}, {"colour": "red"}]
)
def test_what_a_zone_cannot_be_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Zone.model_validate({"kind": "include", "shape": "rectangle", "points": BOX, **wrong})


def test_a_zone_never_changes() -> None:
    with pytest.raises(ValidationError):
        zone(ZoneShape.RECTANGLE, BOX).factor = 3.0  # type: ignore[misc]
