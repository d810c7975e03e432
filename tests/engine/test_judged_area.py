import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spade_station.domain.imaging_errors import NothingJudged
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.engine.judged_area import EVERYTHING, JudgedArea
from spade_station.imaging.zones import zone_factors

LEFT, RIGHT, ALL = ((0.0, 0.0), (0.5, 1.0)), ((0.5, 0.0), (1.0, 1.0)), ((0.0, 0.0), (1.0, 1.0))


def zone(kind: ZoneKind, points: tuple[tuple[float, float], ...], factor: float = 2.0) -> Zone:
    return Zone(kind=kind, shape=ZoneShape.RECTANGLE, points=points, factor=factor)


def test_without_zones_everything_is_judged() -> None:
    assert EVERYTHING.factors((6, 8)) is None
    assert EVERYTHING.share((6, 8)) == 1.0


def test_zones_are_drawn_for_each_size() -> None:
    zones = (zone(ZoneKind.EXCLUDE, LEFT), zone(ZoneKind.TOLERANT, RIGHT, 4.0))
    area = JudgedArea(zones)
    for size in ((6, 8), (12, 4), (6, 8)):
        factors = area.factors(size)
        np.testing.assert_array_equal(factors, zone_factors(zones, size))
        assert area.factors(size) is factors, "once"
        assert area.share(size) == 0.5


def test_what_the_samples_did_not_all_show_is_not_judged_either() -> None:
    seen = np.ones((24, 32), bool)
    seen[:, 24:] = False
    assert JudgedArea((), seen).share((6, 8)) == 0.75
    both = JudgedArea((zone(ZoneKind.EXCLUDE, LEFT), zone(ZoneKind.TOLERANT, ALL, 4.0)), seen)
    factors = both.factors((6, 8))
    assert factors is not None
    np.testing.assert_array_equal(factors[0], [0, 0, 0, 0, 0.25, 0.25, 0, 0])


@given(
    places=st.lists(st.tuples(st.integers(0, 23), st.integers(0, 31)), min_size=1, max_size=4),
    size=st.sampled_from([(6, 8), (12, 16), (24, 32)]),
)
def test_a_cell_of_which_any_pixel_was_not_seen_is_not_judged(
    places: list[tuple[int, int]], size: tuple[int, int]
) -> None:
    seen = np.ones((24, 32), bool)
    expected = np.ones(size, np.float32)
    for row, column in places:
        seen[row, column] = False
        expected[row * size[0] // 24, column * size[1] // 32] = 0
    np.testing.assert_array_equal(JudgedArea((), seen).factors(size), expected)


@pytest.mark.parametrize("size", [(6, 8), (3, 4)])
def test_if_nothing_is_left_that_is_said(size: tuple[int, int]) -> None:
    right = np.zeros((24, 32), bool)
    right[:, 16:] = True
    with pytest.raises(NothingJudged):
        JudgedArea((zone(ZoneKind.EXCLUDE, ALL),)).factors(size)
    with pytest.raises(NothingJudged):
        JudgedArea((zone(ZoneKind.INCLUDE, LEFT),), right).share(size)
    with pytest.raises(NothingJudged):
        JudgedArea((), np.zeros((24, 32), bool)).factors(size)
