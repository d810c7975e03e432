"""The page Imaging with several views side by side: what is drawn in one holds in each."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage

from spade_station.domain.zone import ZoneKind
from spade_station.imaging.scale import scale_from_line
from spade_station.imaging.zones import pixels_of
from spade_station.ui.widgets.zone_tools import FEATURE, Tool

from .hand import near, preview_of, rectangle, show, zones_told

VIEWS = 3
HEIGHT, WIDTH = 96, 128  # of a view
each_view = pytest.mark.parametrize("view", range(VIEWS))


def at(view, share):
    """Give a place in a view as a share of the sheet."""
    return (view + share[0]) / VIEWS, share[1]


@pytest.fixture
def sheet(page, station):
    """Show the page with a part in three views."""
    station.put("preset", station.preset.changed("imaging.views.count", VIEWS))
    show(station, (HEIGHT, VIEWS * WIDTH))
    return page


def use_zones(station, *zones):
    station.put("preset", station.preset.changed("imaging.zones", zones))


def assert_in_view(page, zone, *points):
    """Compare with shares of a view: a pixel of the widget is a larger share of it."""
    found = [share for point in zone.points for share in point]
    wanted = [share for point in points for share in point]
    assert found == pytest.approx(wanted, abs=VIEWS * near(page))


# --- zones ----------------------------------------------------------------------------------------


@each_view
@pytest.mark.parametrize("stage", range(4))
def test_what_is_drawn_around_a_spot_acts_on_that_spot(sheet, station, hand, view, stage):
    station.imaging.previewed.emit(preview_of(sheet.frame))
    sheet.stages.show_stage(list(sheet.stages.buttons)[stage])
    hand.key(Qt.Key.Key_R)
    hand.drag(at(view, (0.6, 0.2)), at(view, (0.8, 0.5)))
    (zones,) = zones_told(station)
    assert_in_view(sheet, zones[0], (0.6, 0.2), (0.8, 0.5))
    rows, columns = np.nonzero(pixels_of(zones[0], (HEIGHT, WIDTH)))  # as the engine takes it
    middle = rows.mean() / HEIGHT, columns.mean() / WIDTH
    assert middle == pytest.approx((0.35, 0.7), abs=0.02)


@each_view
@pytest.mark.parametrize("tool", [Tool.RECTANGLE, Tool.ELLIPSE, Tool.POLYGON])
def test_a_zone_ends_at_the_border_of_the_view_in_which_it_began(sheet, station, hand, view, tool):
    sheet.tools.tools[tool].click()
    if tool is Tool.POLYGON:
        for share in ((0.5, 0.2), (1.3, 0.2), (0.5, 0.8)):
            hand.click(at(view, share))
        hand.key(Qt.Key.Key_Return)
        points = ((0.5, 0.2), (1, 0.2), (0.5, 0.8))
    else:
        hand.drag(at(view, (0.5, 0.2)), at(view, (1.3, 0.8)))
        points = ((0.5, 0.2), (1, 0.8))
    (zones,) = zones_told(station)
    assert_in_view(sheet, zones[0], *points)


def pixels(page):
    """Give what the canvas shows: ``(H, W, 4)``."""
    image = page.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)


def touched(page, before, view, low, high):
    """Tell whether anything was painted in a part of a view, between shares of it."""
    own = page.canvas.view.views[view]
    first, last = (own.place(QPointF(*share)).toPoint() for share in (low, high))
    rows, columns = slice(first.y(), last.y()), slice(first.x(), last.x())
    return bool((pixels(page)[rows, columns] != before[rows, columns]).any())


def test_a_zone_is_seen_where_it_acts_in_each_view_and_nowhere_else(sheet, station):
    before = pixels(sheet)
    use_zones(station, rectangle(0.5, 0.4, 2.0, 0.7))  # sticks out of the view
    for view in range(VIEWS):
        assert touched(sheet, before, view, (0.55, 0.45), (0.75, 0.65))
        assert touched(sheet, before, view, (0.75, 0.45), (0.95, 0.65))
        assert not touched(sheet, before, view, (0.02, 0.02), (0.45, 0.98))
        assert not touched(sheet, before, view, (0.02, 0.75), (0.98, 0.98))


def test_what_is_told_of_a_zone_stays_in_its_view(sheet, station):
    before = pixels(sheet)
    use_zones(station, rectangle(0.9, 0.4, 1.0, 0.7, kind=ZoneKind.TOLERANT, name="Print"))
    for view in range(VIEWS):
        assert touched(sheet, before, view, (0.8, 0.02), (0.98, 0.38))
        assert not touched(sheet, before, view, (0.02, 0.02), (0.5, 0.98))


@each_view
def test_a_zone_is_picked_moved_and_deleted_in_any_view(sheet, station, hand, view):
    use_zones(station, rectangle(), rectangle(0.6, 0.6, 0.9, 0.9))
    hand.drag(at(view, (0.3, 0.3)), at(view, (0.4, 0.2)))
    assert_in_view(sheet, zones_told(station)[-1][0], (0.3, 0.1), (0.6, 0.5))
    hand.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    before, after = (zones[0].points[0] for zones in zones_told(station)[-2:])
    assert after == pytest.approx((before[0] + 10 / WIDTH, before[1]))  # pixels of the camera
    hand.click(at(view, (0.75, 0.75)))
    hand.key(Qt.Key.Key_Delete)
    assert len(zones_told(station)[-1]) == 1
    assert zones_told(station)[-1][0].points[0] == pytest.approx(after)


def test_a_zone_picked_in_one_view_is_moved_in_another(sheet, station, hand):
    use_zones(station, rectangle())
    hand.click(at(0, (0.3, 0.3)))
    hand.drag(at(2, (0.5, 0.6)), at(2, (0.8, 0.9)))  # its corner
    assert_in_view(sheet, zones_told(station)[-1][0], (0.2, 0.2), (0.8, 0.9))


def test_a_handle_at_the_border_is_taken_from_either_side(sheet, station, hand):
    use_zones(station, rectangle(0.6, 0.2, 1.0, 0.8))
    hand.click(at(1, (0.8, 0.5)))
    hand.drag(at(2, (0.01, 0.5)), at(1, (0.9, 0.5)))
    assert_in_view(sheet, zones_told(station)[-1][0], (0.6, 0.2), (0.9, 0.8))


def test_a_key_puts_a_zone_into_what_is_seen_of_the_view_in_the_middle(sheet, station, hand):
    hand.key(Qt.Key.Key_R)
    hand.key(Qt.Key.Key_Return)
    (zones,) = zones_told(station)
    assert_in_view(sheet, zones[0], (0.3, 0.3), (0.7, 0.7))


def test_what_is_half_drawn_goes_with_the_number_of_views(sheet, station, hand):
    hand.key(Qt.Key.Key_P)
    for share in ((0.2, 0.2), (0.6, 0.2), (0.6, 0.6)):
        hand.click(at(1, share))
    station.put("preset", station.preset.changed("imaging.views.count", 1))
    assert not sheet.canvas.tools.is_busy
    hand.key(Qt.Key.Key_R)
    hand.drag((0.4, 0.2), (0.6, 0.8))
    (zones,) = zones_told(station)
    assert_in_view(sheet, zones[0], (0.4, 0.2), (0.6, 0.8))


def test_the_page_says_that_zones_hold_in_each_view(sheet, station):
    assert "every view" in sheet.about_views.text()
    assert sheet.about_views.isVisible()
    station.put("preset", station.preset.changed("imaging.views.count", 1))
    assert not sheet.about_views.isVisible()


# --- feature and scale ----------------------------------------------------------------------------


@each_view
def test_the_feature_is_of_a_view(sheet, station, hand, view):
    sheet.panel.draw_feature.click()
    hand.drag(at(view, (0.4, 0.4)), at(view, (0.6, 0.8)))
    told = [box for path, box in station.called("change_setting") if path.endswith("feature")]
    assert told[-1] == pytest.approx((0.4, 0.4, 0.2, 0.4), abs=2 * VIEWS * near(sheet))
    hand.click(at(2 - view, (0.05, 0.95)))
    hand.click(at(2 - view, (0.5, 0.5)))
    assert sheet.canvas.tools.selected == FEATURE


def accepted(page, station):
    page.line.accept.click()
    return [call[1:] for call in station.imaging.calls if call[0] == "measure_line"]


@each_view
def test_a_scale_line_is_as_long_as_in_the_camera(sheet, station, hand, view):
    sheet.panel.scale.line.click()
    hand.drag(at(view, (0.25, 0.5)), at(view, (0.75, 0.5)))
    told = re.search(r"([\d.]+) px", sheet.line.text.text())
    assert told is not None
    assert float(told[1]) == pytest.approx(WIDTH / 2, rel=0.02)
    ((start, end, of, _),) = accepted(sheet, station)
    assert start == pytest.approx(at(view, (0.25, 0.5)), abs=near(sheet))
    scale = scale_from_line(start, end, of.size, 32)
    assert scale == pytest.approx(0.5, rel=0.02)


@pytest.mark.parametrize("goes_to", [(-1.4, 0.5), (1.4, 0.5)])
def test_a_scale_line_ends_at_the_border_of_its_view(sheet, station, hand, goes_to):
    sheet.panel.scale.line.click()
    hand.drag(at(1, (0.5, 0.5)), at(1, goes_to))
    ((start, end, of, _),) = accepted(sheet, station)
    assert scale_from_line(start, end, of.size, 32) == pytest.approx(32 / (WIDTH / 2), rel=0.02)
