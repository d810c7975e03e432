"""Drawing as a state machine: whatever is done, what comes out is sound and lies in the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spade_station.domain.preset import Preset
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape, area_of
from spade_station.ui.widgets.zone_shapes import handles, is_inside, made_zone, shifted
from spade_station.ui.widgets.zone_tools import (
    FEATURE,
    FeatureDrawn,
    LineDrawn,
    Tool,
    ZonesDrawn,
    ZoneTools,
)

places = st.tuples(st.floats(-0.5, 1.5), st.floats(-0.5, 1.5))
actions = st.one_of(
    st.tuples(st.just("choose"), st.sampled_from(Tool)),
    st.tuples(st.sampled_from(["press", "move", "release", "double_click"]), places),
    st.tuples(st.sampled_from(["enter", "escape", "backspace", "delete", "settle"])),
    st.tuples(st.just("nudge"), st.tuples(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))),
    st.tuples(st.just("pick_next"), st.sampled_from([-1, 1])),
    st.tuples(st.just("select"), st.sampled_from([None, -1, 0, 1, 7])),
)


def rectangle(left=0.2, top=0.2, right=0.5, bottom=0.6, **more) -> Zone:
    more.setdefault("kind", ZoneKind.EXCLUDE)
    return Zone(shape=ZoneShape.RECTANGLE, points=((left, top), (right, bottom)), **more)


def triangle(**more) -> Zone:
    points = ((0.1, 0.1), (0.9, 0.1), (0.5, 0.9))
    return Zone(kind=ZoneKind.INCLUDE, shape=ZoneShape.POLYGON, points=points, **more)


def drag(tools, *way):
    tools.press(way[0])
    for place in way[1:]:
        tools.move(place)
    return tools.release(way[-1])


def flat(zone):
    return [share for point in zone.points for share in point]


@given(st.lists(actions, max_size=40))
def test_whatever_is_done_the_shapes_are_sound(done):
    tools = ZoneTools()
    tools.use((rectangle(), triangle()), (0.1, 0.1, 0.3, 0.2))
    for name, *values in done:
        change = getattr(tools, name)(*values)
        if isinstance(change, ZonesDrawn):
            assert change.zones == tools.zones
            Preset(name="A").changed("imaging.zones", change.zones)  # would refuse what is unsound
        elif isinstance(change, FeatureDrawn) and change.feature is not None:
            x, y, width, height = change.feature
            assert 0 <= x < x + width <= 1 + 1e-9
            assert 0 <= y < y + height <= 1 + 1e-9
        elif isinstance(change, LineDrawn):
            assert change.start != change.end
        for zone in tools.zones:
            assert all(-1e-9 <= share <= 1 + 1e-9 for share in flat(zone))
            assert area_of(zone) > 0
    while tools.escape():
        pass
    assert not tools.is_busy
    assert tools.tool is Tool.SELECT
    assert tools.selected is None


@given(st.lists(actions, max_size=30))
def test_escape_changes_nothing(done):
    tools = ZoneTools()
    tools.use((rectangle(), triangle()), (0.1, 0.1, 0.3, 0.2))
    for name, *values in done:
        getattr(tools, name)(*values)
    before = tools.zones, tools.feature
    tools.escape()
    assert (tools.zones, tools.feature) == before


@given(places, places)
def test_a_rectangle_drawn_from_any_corner_is_what_was_drawn_within_the_picture(start, end):
    tools = ZoneTools()
    tools.choose(Tool.RECTANGLE)
    change = drag(tools, start, end)
    (x1, y1), (x2, y2) = ([min(1, max(0, share)) for share in place] for place in (start, end))
    if abs(x2 - x1) < tools.reach[0] / 3 or abs(y2 - y1) < tools.reach[1] / 3:
        assert change is None
        assert tools.zones == ()
    else:
        low, high = (min(x1, x2), min(y1, y2)), (max(x1, x2), max(y1, y2))
        assert isinstance(change, ZonesDrawn)
        assert change.zones[0].points == (low, high)


@given(st.tuples(st.floats(-2, 2), st.floats(-2, 2)))
def test_a_moved_shape_stays_in_the_picture_and_keeps_its_size(way):
    zone = triangle()
    moved = shifted(zone, way)
    assert all(-1e-9 <= share <= 1 + 1e-9 for point in moved for share in point)
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(zone.points, moved, strict=True)]
    assert steps[1:] == [pytest.approx(steps[0])] * 2


@given(places)
def test_a_place_in_a_polygon_is_found_as_in_the_two_triangles_that_make_it(place):
    corners = ((0.1, 0.1), (0.9, 0.2), (0.8, 0.9), (0.2, 0.7))
    square = Zone(kind=ZoneKind.INCLUDE, shape=ZoneShape.POLYGON, points=corners)

    def beside(a, b):
        return (b[0] - a[0]) * (place[1] - a[1]) - (b[1] - a[1]) * (place[0] - a[0])

    ends = (*corners[1:], corners[0])
    sides = [beside(a, b) for a, b in zip(corners, ends, strict=True)]
    if min(map(abs, sides)) > 1e-9:
        assert is_inside(square, place) == all(side > 0 for side in sides)


def test_an_ellipse_is_round():
    zone = Zone(kind=ZoneKind.INCLUDE, shape=ZoneShape.ELLIPSE, points=((0, 0), (1, 0.5)))
    assert is_inside(zone, (0.5, 0.25))
    assert is_inside(zone, (0.99, 0.25))
    assert not is_inside(zone, (0.95, 0.45))


@pytest.mark.parametrize("end", ["double click", "enter", "first point"])
def test_a_polygon_ends_three_ways(end):
    tools = ZoneTools()
    tools.choose(Tool.POLYGON)
    corners = ((0.1, 0.1), (0.8, 0.1), (0.5, 0.9))
    for corner in corners:
        tools.press(corner)
        tools.release(corner)
        tools.move((0.3, 0.3))
    if end == "double click":
        change = tools.double_click(corners[-1])
    elif end == "enter":
        change = tools.enter()
    else:
        change = tools.press((0.101, 0.101))
    assert isinstance(change, ZonesDrawn)
    assert change.zones[0].points == corners
    assert tools.tool is Tool.SELECT
    assert tools.selected == 0


def test_backspace_takes_the_last_corner_back():
    tools = ZoneTools()
    tools.choose(Tool.POLYGON)
    for corner in ((0.1, 0.1), (0.8, 0.1), (0.9, 0.9)):
        tools.press(corner)
    tools.backspace()
    tools.press((0.5, 0.9))
    change = tools.enter()
    assert isinstance(change, ZonesDrawn)
    assert change.zones[0].points == ((0.1, 0.1), (0.8, 0.1), (0.5, 0.9))
    tools.choose(Tool.POLYGON)
    tools.press((0.1, 0.1))
    tools.backspace()
    assert not tools.is_busy


@pytest.mark.parametrize(
    "points",
    [
        ((0.2, 0.2), (0.6, 0.2)),  # a line
        ((0.2, 0.2), (0.6, 0.2), (0.4, 0.2)),  # flat
        ((0.2, 0.2), (0.6, 0.6), (0.6, 0.2), (0.2, 0.6)),  # crosses itself: no area
        ((1.2, 1.1), (1.4, 1.2), (1.3, 1.5)),  # beside the picture
    ],
)
def test_an_empty_polygon_is_dropped(points):
    tools = ZoneTools()
    tools.choose(Tool.POLYGON)
    for point in points:
        tools.press(point)
    assert tools.enter() is None
    assert not tools.is_busy


def test_the_smallest_shape_below_the_pointer_is_taken_hold_of():
    tools = ZoneTools()
    tools.use((rectangle(0.3, 0.3, 0.4, 0.4), rectangle(0.1, 0.1, 0.9, 0.9)), None)
    tools.press((0.35, 0.35))
    assert tools.selected == 0
    tools.release((0.35, 0.35))
    tools.press((0.7, 0.7))
    assert tools.selected == 1


def test_a_trembling_hand_moves_nothing():
    tools = ZoneTools()
    tools.use((rectangle(),), None)
    assert drag(tools, (0.3, 0.3), (0.301, 0.301)) is None
    assert tools.selected == 0


def test_a_corner_dragged_over_the_opposite_one_turns_the_rectangle_around():
    tools = ZoneTools()
    tools.use((rectangle(0.2, 0.2, 0.5, 0.6),), None)
    tools.select(0)
    change = drag(tools, (0.5, 0.6), (0.1, 0.1))
    assert isinstance(change, ZonesDrawn)
    assert change.zones[0].points == ((0.1, 0.1), (0.2, 0.2))


def test_a_rectangle_is_not_dragged_flat():
    tools = ZoneTools()
    tools.use((rectangle(0.2, 0.2, 0.5, 0.6),), None)
    tools.select(0)
    change = drag(tools, (0.5, 0.4), (0.4, 0.4), (0.2, 0.4))
    assert change == ZonesDrawn((rectangle(0.2, 0.2, 0.4, 0.6),))


def test_the_middle_of_a_side_of_a_polygon_becomes_a_corner_and_goes_again():
    tools = ZoneTools()
    tools.use((triangle(name="roof"),), None)
    tools.select(0)
    change = drag(tools, (0.5, 0.1), (0.5, 0.3), (0.5, 0.4))
    assert isinstance(change, ZonesDrawn)
    assert change.zones[0].points == ((0.1, 0.1), (0.5, 0.4), (0.9, 0.1), (0.5, 0.9))
    assert change.zones[0].name == "roof"
    tools.enter()
    tools.enter()
    change = tools.delete()
    assert isinstance(change, ZonesDrawn)
    assert change.zones[0].points == triangle().points


def test_a_corner_that_was_clicked_is_the_one_that_goes():
    tools = ZoneTools()
    square = Zone(
        kind=ZoneKind.EXCLUDE,
        shape=ZoneShape.POLYGON,
        points=((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)),
    )
    tools.use((square,), None)
    tools.select(0)
    drag(tools, (0.9, 0.1), (0.9, 0.1))
    change = tools.delete()
    assert isinstance(change, ZonesDrawn)
    assert change.zones[0].points == ((0.1, 0.1), (0.9, 0.9), (0.1, 0.9))


def test_the_last_three_corners_go_only_together():
    tools = ZoneTools()
    tools.use((triangle(),), None)
    tools.select(0)
    tools.enter()
    assert tools.delete() == ZonesDrawn(())
    assert tools.selected is None


def test_keys_move_the_whole_or_one_handle_and_tell_once():
    tools = ZoneTools()
    tools.use((rectangle(0.2, 0.2, 0.5, 0.6),), None)
    tools.select(0)
    for _ in range(5):
        tools.nudge((0.01, 0))
    change = tools.settle()
    assert isinstance(change, ZonesDrawn)
    assert flat(change.zones[0]) == pytest.approx([0.25, 0.2, 0.55, 0.6])
    assert tools.settle() is None
    tools.enter()  # the upper left corner
    tools.nudge((-0.05, -0.1))
    change = tools.settle()
    assert isinstance(change, ZonesDrawn)
    assert flat(change.zones[0]) == pytest.approx([0.2, 0.1, 0.55, 0.6])


@pytest.mark.parametrize("tool", [tool for tool in Tool if tool is not Tool.SELECT])
def test_enter_puts_a_shape_into_the_middle_of_what_is_seen(tool):
    tools = ZoneTools()
    tools.choose(tool)
    change = tools.enter((0.5, 0.5), (1.0, 1.0))
    if isinstance(change, LineDrawn):
        points = [change.start, change.end]
    elif isinstance(change, FeatureDrawn):
        assert change.feature is not None
        x, y, width, height = change.feature
        points = [(x, y), (x + width, y + height)]
        assert tools.selected == FEATURE
    else:
        assert isinstance(change, ZonesDrawn)
        points = list(change.zones[0].points)
    across, down = zip(*points, strict=True)
    assert (min(across) + max(across)) / 2 == pytest.approx(0.75)
    assert (min(down) + max(down)) / 2 == pytest.approx(0.75)
    assert tools.tool is Tool.SELECT


def test_the_feature_is_moved_and_deleted_as_a_zone_is():
    tools = ZoneTools()
    tools.use((), (0.2, 0.2, 0.2, 0.2))
    change = drag(tools, (0.3, 0.3), (0.4, 0.4), (0.5, 0.4))
    assert isinstance(change, FeatureDrawn)
    assert change.feature == pytest.approx((0.4, 0.3, 0.2, 0.2))
    assert tools.delete() == FeatureDrawn(None)


def test_what_comes_from_outside_ends_a_drag():
    tools = ZoneTools()
    tools.use((rectangle(),), None)
    tools.press((0.3, 0.3))
    tools.move((0.5, 0.5))
    tools.use((), None)
    assert not tools.is_busy
    assert tools.release((0.6, 0.6)) is None
    assert tools.zones == ()


def test_pick_next_goes_around():
    tools = ZoneTools()
    tools.pick_next(1)
    assert tools.selected is None
    tools.use((rectangle(), triangle()), (0.2, 0.2, 0.2, 0.2))
    seen = []
    for _ in range(4):
        tools.pick_next(1)
        seen.append(tools.selected)
    assert seen == [0, 1, FEATURE, 0]
    tools.pick_next(-1)
    assert tools.selected == FEATURE


def test_handles_of_a_rectangle_are_corners_and_middles():
    assert len(handles(rectangle())) == 8
    assert handles(rectangle(0, 0, 1, 1))[1] == (0.5, 0)


def test_a_zone_keeps_its_kind_factor_and_name_when_it_is_made():
    zone = made_zone(
        ZoneKind.TOLERANT, ZoneShape.ELLIPSE, ((0.5, 0.5), (0.1, 0.1)), (0, 0), 3.0, "Print"
    )
    assert zone is not None
    assert (zone.kind, zone.factor, zone.name) == (ZoneKind.TOLERANT, 3.0, "Print")
    assert zone.points == ((0.1, 0.1), (0.5, 0.5))
