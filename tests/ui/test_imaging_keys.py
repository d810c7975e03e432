"""The page Imaging without a mouse: real key events, in the window."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from spade_station.domain.zone import ZoneKind
from spade_station.ui.main_window import IMAGING
from spade_station.ui.widgets.canvas_bars import Stage
from spade_station.ui.widgets.zone_tools import Tool

from .hand import rectangle, show, zones_told


@pytest.fixture
def page(window, station, qtbot):
    """Everything that can be there is there and can be used."""
    window.show_page(IMAGING)
    show(station)
    preset = station.preset.changed("imaging.zones", (rectangle(kind=ZoneKind.TOLERANT),))
    for path in ("imaging.light.white", "imaging.trigger.empty", "imaging.alignment.reference"):
        preset = preset.changed(path, "a")
    preset = preset.changed("imaging.alignment.feature", (0.1, 0.1, 0.3, 0.3))
    station.can_undo_setting = True
    station.put("preset", preset.changed("decision.mm_per_px", 0.1))
    page = window.imaging
    station.imaging.referenceChanged.emit(page.frame.image)
    page.ghost.on.click()
    page.canvas.select(0)
    scrolled = page.panel.area.verticalScrollBar()
    qtbot.waitUntil(lambda: scrolled.value() > 0)  # to what can be set of the zone
    window.activateWindow()
    return page


def press(key: Qt.Key) -> QWidget:
    """Press a key where the keys go; give where they go then."""
    QTest.keyClick(QApplication.focusWidget(), key)
    return QApplication.focusWidget()


def pass_over(page) -> list[QWidget]:
    """Give what the Tab key reaches in the page, in that order."""
    reached = [next(button for button in page.stages.buttons.values() if button.isChecked())]
    reached[0].setFocus()
    while (widget := press(Qt.Key.Key_Tab)) is not reached[0]:
        if page.isAncestorOf(widget):
            reached.append(widget)
        assert len(set(reached)) == len(reached), widget.accessibleName()
    return reached


def reachable(page) -> set[QWidget]:
    """Give all that can be used; of buttons of which one is chosen, that one stands for all."""
    found = set()
    for widget in page.findChildren(QWidget):
        takes_tab = (widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not widget.focusProxy()
        is_other = isinstance(widget, QAbstractButton) and widget.group() and not widget.isChecked()
        if takes_tab and not is_other and widget.isVisible() and widget.isEnabled():
            found.add(widget)
    return found


def place_of(widget: QWidget, page) -> QRect:
    """Give where a control stands, as if the panel were not scrolled."""
    inside = page.panel.area.widget()
    above = inside if inside.isAncestorOf(widget) else page
    return QRect(widget.mapTo(above, QPoint(0, 0)), widget.size())


def test_tab_reaches_every_control_in_reading_order(page):
    reached = pass_over(page)
    assert set(reached) == reachable(page)
    panel = [widget for widget in reached if page.panel.isAncestorOf(widget)]
    picture = [widget for widget in reached if not page.panel.isAncestorOf(widget)]
    assert reached == picture + panel, "first the picture and its tools, then the settings"
    assert panel[-1] is page.panel.undo
    for column in (picture, panel[:-1]):
        places = [place_of(widget, page) for widget in column]
        for before, after in pairwise(places):
            is_same_row = before.top() <= after.bottom() and after.top() <= before.bottom()
            if is_same_row:
                assert before.left() < after.left()
            else:
                assert before.bottom() < after.top()


def test_the_focus_is_seen_and_scrolled_into_view(page):
    page.panel.area.verticalScrollBar().setValue(0)
    unseen = []
    for widget in pass_over(page)[1:]:
        while not widget.hasFocus():
            press(Qt.Key.Key_Tab)
        focused, is_in_view = widget.grab().toImage(), not widget.visibleRegion().isEmpty()
        press(Qt.Key.Key_Tab)
        if not is_in_view or widget.grab().toImage() == focused:
            unseen.append(widget.accessibleName() or widget.text())
    assert unseen == []


def test_arrows_go_through_stages_and_tools(page):
    page.stages.buttons[Stage.CAMERA].setFocus()
    for stage in list(Stage)[1:]:
        press(Qt.Key.Key_Right)
        assert page.stages.stage is stage
    page.stages.show_stage(Stage.CAMERA)
    page.tools.tools[Tool.SELECT].setFocus()
    for tool in list(Tool)[1:]:
        assert press(Qt.Key.Key_Right) is page.tools.tools[tool], "and on with the next"
        assert page.canvas.tools.tool is tool


def test_a_zone_is_drawn_moved_and_deleted_from_the_keyboard_alone(page, station):
    page.tools.tools[Tool.SELECT].setFocus()
    press(Qt.Key.Key_Right)  # the rectangle
    while not page.canvas.hasFocus():
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    drawn = zones_told(station)[-1]
    assert len(drawn) == 2
    press(Qt.Key.Key_Right)
    (left, top), (right, bottom) = drawn[1].points
    moved = zones_told(station)[-1][1].points
    assert moved[0] == pytest.approx((left + 1 / 128, top))
    assert moved[1] == pytest.approx((right + 1 / 128, bottom))
    press(Qt.Key.Key_Delete)
    assert zones_told(station)[-1] == drawn[:1]
