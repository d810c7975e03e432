"""The page Imaging: zones that are drawn and changed by mouse and keys."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from spade_station.domain.zone import ZoneKind, ZoneShape
from spade_station.ui.main_window import IMAGING
from spade_station.ui.widgets.zone_paint import ZONE_LOOKS
from spade_station.ui.widgets.zone_tools import Tool

from .hand import Hand, assert_points, rectangle, show, zones_told

SIZES = pytest.mark.parametrize("size", [(96, 128), (1200, 400), (40, 300)])


# --- drawing --------------------------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize(
    ("tool", "shape"),
    [(Tool.RECTANGLE, ZoneShape.RECTANGLE), (Tool.ELLIPSE, ZoneShape.ELLIPSE)],
)
def test_two_corners_make_a_zone(page, station, hand, size, tool, shape):
    show(station, size)
    page.tools.tools[tool].click()
    hand.drag((0.7, 0.2), (0.3, 0.8))
    (zones,) = zones_told(station)
    assert zones[0].shape is shape
    assert zones[0].kind is ZoneKind.EXCLUDE
    assert_points(page, zones[0], (0.3, 0.2), (0.7, 0.8))
    assert page.tools.tools[Tool.SELECT].isChecked()


@pytest.mark.parametrize("ends_by_key", [True, False])
def test_clicks_make_a_polygon(shown, station, hand, ends_by_key):
    shown.tools.tools[Tool.POLYGON].click()
    hand.click((0.2, 0.2))
    hand.click((0.8, 0.3))
    if ends_by_key:
        hand.click((0.5, 0.8))
        hand.key(Qt.Key.Key_Return)
    else:
        hand.double_click((0.5, 0.8))
    (zones,) = zones_told(station)
    assert zones[0].shape is ZoneShape.POLYGON
    assert_points(shown, zones[0], (0.2, 0.2), (0.8, 0.3), (0.5, 0.8))


def test_backspace_and_escape_while_a_polygon_is_drawn(window, station):
    window.show_page(IMAGING)
    show(station)
    shown, hand = window.imaging, Hand(window.imaging)
    shown.tools.tools[Tool.POLYGON].click()
    for share in ((0.2, 0.2), (0.9, 0.9), (0.8, 0.3)):
        hand.click(share)
    hand.key(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Backspace)
    hand.click((0.8, 0.2))
    hand.click((0.5, 0.8))
    hand.key(Qt.Key.Key_Enter)
    (zones,) = zones_told(station)
    assert_points(shown, zones[0], (0.2, 0.2), (0.8, 0.2), (0.5, 0.8))
    window.shown.hold()
    shown.tools.tools[Tool.POLYGON].click()
    hand.click((0.2, 0.2))
    hand.click((0.9, 0.9))
    hand.key(Qt.Key.Key_Escape)
    assert not shown.canvas.tools.is_busy
    assert not window.shown.is_live  # the key was meant for the polygon
    hand.key(Qt.Key.Key_Escape)  # puts the tool away
    assert shown.canvas.tools.tool is Tool.SELECT
    hand.key(Qt.Key.Key_Escape)
    assert window.shown.is_live
    assert len(zones_told(station)) == 1


def test_a_zone_is_drawn_where_it_is_seen_when_zoomed_and_moved(shown, station, hand):
    canvas = shown.canvas
    for _ in range(4):
        place = QPointF(hand.at((0.6, 0.4)))
        turned = QWheelEvent(
            place,
            canvas.mapToGlobal(place),
            QPoint(0, 0),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(canvas, turned)
    assert canvas.view.zoom == pytest.approx(1.2**4)
    middle = canvas.view.box.center()
    QTest.mousePress(canvas, Qt.MouseButton.MiddleButton, pos=QPoint(200, 200))
    QTest.mouseMove(canvas, QPoint(170, 190))
    QTest.mouseRelease(canvas, Qt.MouseButton.MiddleButton, pos=QPoint(170, 190))
    assert canvas.view.box.center() - middle == QPointF(-30, -10)
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    hand.press((0.6, 0.4))
    QTest.mouseMove(canvas, hand.at((0.6, 0.4)) + QPoint(5, 5))
    hand.release((0.6, 0.4))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.view.box.center() - middle == QPointF(-25, -5)
    hand.key(Qt.Key.Key_R)
    hand.drag((0.5, 0.3), (0.7, 0.5))
    (zones,) = zones_told(station)
    assert_points(shown, zones[0], (0.5, 0.3), (0.7, 0.5))
    hand.key(Qt.Key.Key_0)
    assert canvas.view.zoom == 1


def test_a_zone_drawn_out_of_the_picture_ends_at_its_edge(page, station, hand):
    show(station, (400, 100))  # a high picture leaves room beside it
    page.tools.tools[Tool.RECTANGLE].click()
    hand.drag((0.5, 0.5), (1.6, 0.8))
    (zones,) = zones_told(station)
    assert zones[0].points[1][0] == 1
    assert_points(page, zones[0], (0.5, 0.5), (1, 0.8))


@pytest.mark.parametrize("tool", [Tool.RECTANGLE, Tool.ELLIPSE, Tool.FEATURE, Tool.LINE])
def test_a_click_draws_nothing_and_says_nothing(shown, station, hand, tool):
    shown.tools.tools[tool].click()
    hand.click((0.4, 0.4))
    assert station.calls == []
    assert not shown.line.isVisible()


def test_the_kind_of_the_next_zone_is_chosen_beforehand(shown, station, hand):
    kind = shown.tools.kind
    kind.setCurrentIndex(kind.findData("tolerant"))
    kind.activated.emit(kind.currentIndex())
    hand.key(Qt.Key.Key_E)
    hand.drag((0.2, 0.2), (0.6, 0.6))
    (zones,) = zones_told(station)
    assert zones[0].kind is ZoneKind.TOLERANT


def test_a_shape_is_drawn_and_moved_by_keys_alone(shown, station, hand):
    hand.key(Qt.Key.Key_R)
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    first, moved = zones_told(station)
    across = 10 / 128  # of the picture
    assert moved[0].points[0][0] == pytest.approx(first[0].points[0][0] + across)
    hand.key(Qt.Key.Key_Return)  # the upper left corner
    hand.key(Qt.Key.Key_Up)
    last = zones_told(station)[-1][0]
    assert last.points[0][1] == pytest.approx(moved[0].points[0][1] - 1 / 96)
    assert last.points[1] == moved[0].points[1]


# --- changing -------------------------------------------------------------------------------------


def test_a_zone_is_moved_as_one_step(shown, station, hand):
    station.put("preset", station.preset.changed("imaging.zones", (rectangle(), rectangle(0.7))))
    hand.drag((0.3, 0.3), (0.4, 0.2))
    (zones,) = zones_told(station)
    assert_points(shown, zones[0], (0.3, 0.1), (0.6, 0.5))
    assert zones[1] == rectangle(0.7)


def test_a_corner_is_moved(shown, station, hand):
    station.put("preset", station.preset.changed("imaging.zones", (rectangle(),)))
    hand.click((0.3, 0.3))
    hand.drag((0.5, 0.6), (0.8, 0.9))
    (zones,) = zones_told(station)
    assert_points(shown, zones[0], (0.2, 0.2), (0.8, 0.9))


@pytest.mark.parametrize("way", ["key", "button", "key in the list"])
def test_a_zone_is_deleted(shown, station, hand, way):
    others = rectangle(0.6, 0.6, 0.9, 0.9)
    station.put("preset", station.preset.changed("imaging.zones", (rectangle(), others)))
    hand.key(Qt.Key.Key_Delete)  # nothing is selected
    assert zones_told(station) == []
    hand.click((0.3, 0.3))
    if way == "key":
        hand.key(Qt.Key.Key_Delete)
    elif way == "button":
        shown.panel.zones.delete.click()
    else:
        shown.panel.zones.list.setFocus()
        QTest.keyClick(shown.panel.zones.list, Qt.Key.Key_Delete)
    assert zones_told(station) == [(others,)]


def test_the_list_and_the_picture_select_the_same(shown, station, hand):
    zones = (rectangle(), rectangle(0.6, 0.6, 0.9, 0.9, kind=ZoneKind.TOLERANT, name="Print"))
    station.put("preset", station.preset.changed("imaging.zones", zones))
    rows = shown.panel.zones.list
    assert rows.count() == 2
    hand.click((0.7, 0.7))
    assert rows.currentRow() == 1
    assert shown.panel.zones.name.text() == "Print"
    rows.setCurrentRow(0)
    assert shown.canvas.tools.selected == 0
    hand.key(Qt.Key.Key_PageDown)
    assert rows.currentRow() == 1
    hand.click((0.05, 0.95))
    assert rows.currentRow() == -1
    assert not shown.panel.zones.delete.isEnabled()


def test_what_can_be_set_of_a_zone_comes_into_view(shown, station, hand, qtbot):
    station.put("preset", station.preset.changed("imaging.zones", (rectangle(),)))
    assert shown.panel.zones.factor.visibleRegion().isEmpty()
    hand.click((0.3, 0.3))
    delete = shown.panel.zones.delete
    qtbot.waitUntil(lambda: delete.visibleRegion().boundingRect() == delete.rect())


def test_kind_factor_and_name_of_the_selected_zone(shown, station, hand):
    station.put("preset", station.preset.changed("imaging.zones", (rectangle(),)))
    editor = shown.panel.zones
    hand.click((0.3, 0.3))
    assert not editor.factor.isEnabled()
    editor.kind.setCurrentIndex(editor.kind.findData("tolerant"))
    editor.kind.activated.emit(editor.kind.currentIndex())
    assert editor.factor.isEnabled()
    editor.factor.setValue(3.5)
    editor.name.setFocus()
    editor.name.setText("Print")
    QTest.keyClick(editor.name, Qt.Key.Key_Return)
    assert zones_told(station)[-1] == (rectangle(kind=ZoneKind.TOLERANT, factor=3.5, name="Print"),)
    assert len(zones_told(station)) == 3  # a step each
    assert "3.5" in editor.list.item(0).text()
    assert "Print" in editor.list.item(0).text()


def test_a_refused_zone_is_not_shown(shown, station, hand, monkeypatch):
    monkeypatch.setattr(station, "change_setting", lambda *_: None)
    hand.key(Qt.Key.Key_R)
    hand.drag((0.2, 0.2), (0.6, 0.6))
    assert shown.canvas.tools.zones == ()
    assert shown.panel.zones.list.count() == 0


def test_undo_by_button_and_key(window, station, qtbot):
    window.show_page(IMAGING)
    show(station)
    shown, hand = window.imaging, Hand(window.imaging)
    assert not shown.panel.undo.isEnabled()
    hand.key(Qt.Key.Key_R)
    hand.drag((0.2, 0.2), (0.6, 0.6))
    shown.panel.undo.click()
    qtbot.keyClick(window, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert len(station.called("undo_setting")) == 2
    station.put("preset", station.preset.changed("imaging.zones", ()))
    assert shown.canvas.tools.zones == ()


def test_kinds_differ_by_more_than_colour():
    assert len({look.sign for look in ZONE_LOOKS.values()}) == len(ZoneKind)
    assert len({look.line for look in ZONE_LOOKS.values()}) == len(ZoneKind)
    assert len({look.filling for look in ZONE_LOOKS.values()}) == len(ZoneKind)


def test_zones_are_painted_where_they_lie(shown, station):
    def pixel(share):
        place = shown.canvas.view.place(QPointF(*share)).toPoint()
        return shown.canvas.grab().toImage().pixelColor(place)

    before = pixel((0.5, 0.2)), pixel((0.8, 0.8))
    zone = rectangle(0.2, 0.2, 0.9, 0.5, kind=ZoneKind.INCLUDE)
    station.put("preset", station.preset.changed("imaging.zones", (zone,)))
    assert pixel((0.5, 0.2)) != before[0]
    assert pixel((0.8, 0.8)) == before[1]
