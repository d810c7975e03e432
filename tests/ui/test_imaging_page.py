"""The page Imaging: drawing by mouse and keys, references, stages, and when it does nothing."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt, QTranslator
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from spade_station.app.imaging_status import ImagingPreview, ReferenceRole
from spade_station.app.status import BankStatus, JobStatus, RunState
from spade_station.domain.errors import PictureShape
from spade_station.domain.frame import Frame
from spade_station.domain.preset import Preset
from spade_station.domain.setting import describe
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.ui.imaging_page import ImagingPage
from spade_station.ui.main_window import IMAGING, INSPECT
from spade_station.ui.shown import Shown
from spade_station.ui.widgets.canvas_bars import Stage
from spade_station.ui.widgets.imaging_panel import STAGES
from spade_station.ui.widgets.zone_paint import ZONE_LOOKS
from spade_station.ui.widgets.zone_tools import FEATURE, Tool

from .fake_station import make_frame, make_inspection

SIZES = pytest.mark.parametrize("size", [(96, 128), (1200, 400), (40, 300)])


def rectangle(left=0.2, top=0.2, right=0.5, bottom=0.6, **more) -> Zone:
    more.setdefault("kind", ZoneKind.EXCLUDE)
    return Zone(shape=ZoneShape.RECTANGLE, points=((left, top), (right, bottom)), **more)


def show(station, size=(96, 128), number=1) -> Frame:
    frame = make_frame(number, size)
    station.show_live(make_inspection(frame=frame), RunState.RUNNING)
    return frame


def preview_of(frame, **more) -> ImagingPreview:
    grey = (np.full_like(frame.image, value) for value in (50, 150))
    return ImagingPreview(frame, *grey, **more)


@pytest.fixture
def picked(dressed, station):
    return Shown(station)


@pytest.fixture
def page(station, picked):
    page = ImagingPage(station, picked)
    page.setMinimumSize(1240, 660)  # as the window has one
    page.show()
    return page


@pytest.fixture
def shown(page, station):
    show(station)
    return page


class Hand:
    """A mouse that is told shares of the picture."""

    def __init__(self, page):
        self.canvas = page.canvas

    def at(self, share) -> QPoint:
        return self.canvas.view.place(QPointF(*share)).toPoint()

    def click(self, share):
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, pos=self.at(share))

    def double_click(self, share):
        self.click(share)
        QTest.mouseDClick(self.canvas, Qt.MouseButton.LeftButton, pos=self.at(share))

    def press(self, share, button=Qt.MouseButton.LeftButton):
        QTest.mousePress(self.canvas, button, pos=self.at(share))

    def move(self, share):
        QTest.mouseMove(self.canvas, self.at(share))

    def release(self, share, button=Qt.MouseButton.LeftButton):
        QTest.mouseRelease(self.canvas, button, pos=self.at(share))

    def drag(self, start, end):
        self.press(start)
        self.move(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
        self.move(end)
        self.release(end)

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.canvas, key, modifier)


@pytest.fixture
def hand(page):
    return Hand(page)


def near(page, share=1.5):
    """Give what a pixel of the widget is as a share of the picture, and a little more."""
    box = page.canvas.view.box
    return share / min(box.width(), box.height())


def zones_told(station) -> list[tuple[Zone, ...]]:
    return [value for path, value in station.called("change_setting") if path == "imaging.zones"]


def assert_points(page, zone, *points):
    assert len(zone.points) == len(points)
    for found, wanted in zip(zone.points, points, strict=True):
        assert found == pytest.approx(wanted, abs=near(page))


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


# --- alignment and scale --------------------------------------------------------------------------


def test_the_feature_is_drawn_kept_while_learning_and_removed(shown, station, hand, monkeypatch):
    monkeypatch.setattr(station, "change_setting", lambda *told: station.calls.append(told))
    shown.panel.draw_feature.click()
    hand.drag((0.4, 0.4), (0.6, 0.8))
    path, box = station.calls[-1]
    assert path == "imaging.alignment.feature"
    assert box == pytest.approx((0.4, 0.4, 0.2, 0.4), abs=near(shown, 3))
    assert shown.canvas.tools.selected == FEATURE
    station.put("job", JobStatus("Learning"))
    assert shown.canvas.tools.feature == box
    station.put("job", None)  # it was cancelled
    assert shown.canvas.tools.feature is None
    station.put("preset", station.preset.changed("imaging.alignment.feature", box))
    shown.panel.remove_feature.click()
    assert station.calls[-1] == ("imaging.alignment.feature", None)


def test_a_line_of_known_length_sets_the_scale(shown, station, hand):
    frame = shown.frame
    shown.panel.scale.line.click()
    hand.drag((0.25, 0.5), (0.75, 0.5))
    assert shown.line.isVisible()
    assert "64" in shown.line.text.text()
    shown.line.length.setValue(32)
    shown.line.accept.click()
    ((start, end, of, millimetres),) = [
        call[1:] for call in station.imaging.calls if call[0] == "measure_line"
    ]
    assert start == pytest.approx((0.25, 0.5), abs=near(shown))
    assert end == pytest.approx((0.75, 0.5), abs=near(shown))
    assert (of, millimetres) == (frame, 32)
    assert not shown.line.isVisible()
    assert shown.canvas.tools.line is None


def test_a_dropped_line_sets_nothing(shown, station, hand):
    hand.key(Qt.Key.Key_L)
    hand.drag((0.25, 0.5), (0.75, 0.5))
    shown.line.drop.click()
    assert not shown.line.isVisible()
    assert not [call for call in station.imaging.calls if call[0] == "measure_line"]


def test_a_checkerboard_is_measured_in_the_picture_on_the_screen(shown, station):
    shown.panel.scale.square.setValue(2.5)
    shown.panel.scale.board.click()
    assert ("measure_checkerboard", shown.frame, 2.5) in station.imaging.calls


@pytest.mark.parametrize("role", list(ReferenceRole))
def test_references_are_taken_from_the_picture_on_the_screen_and_removed(shown, station, role):
    row = shown.panel.references[role]
    assert not row.remove.isEnabled()
    row.take.click()
    assert ("take_reference", role, shown.frame) in station.imaging.calls
    path = {
        ReferenceRole.ALIGNMENT: "imaging.alignment.reference",
        ReferenceRole.WHITE: "imaging.light.white",
        ReferenceRole.DARK: "imaging.light.dark",
        ReferenceRole.EMPTY: "imaging.trigger.empty",
    }[role]
    station.put("preset", station.preset.changed(path, "picture 7"))
    assert row.state.text().startswith("✓")
    row.remove.click()
    assert ("remove_reference", role) in station.imaging.calls
    station.put("job", JobStatus("Learning"))
    assert not row.take.isEnabled()


def test_the_ghost_lies_over_the_picture(shown, station):
    assert not shown.ghost.on.isEnabled()
    reference = np.full((96, 128, 3), 255, np.uint8)
    before = shown.canvas.grab().toImage().pixelColor(shown.canvas.rect().center())
    station.imaging.referenceChanged.emit(reference)
    assert shown.canvas.grab().toImage().pixelColor(shown.canvas.rect().center()) == before
    shown.ghost.on.click()
    shown.ghost.opacity.setValue(80)
    after = shown.canvas.grab().toImage().pixelColor(shown.canvas.rect().center())
    assert after.red() == pytest.approx(0.2 * before.red() + 0.8 * 255, abs=3)
    station.imaging.referenceChanged.emit(None)
    assert not shown.ghost.on.isEnabled()
    assert shown.canvas.grab().toImage().pixelColor(shown.canvas.rect().center()) == before


# --- what is seen ---------------------------------------------------------------------------------


def test_each_stage_shows_its_picture(shown, station):
    frame = shown.frame
    preview = preview_of(frame, unjudged=np.eye(96, 128, dtype=bool))
    station.imaging.previewed.emit(preview)
    wanted = {
        Stage.CAMERA: frame.image,
        Stage.LIGHT: preview.light,
        Stage.ALIGNED: preview.aligned,
        Stage.JUDGED: preview.aligned,
    }
    for stage, picture in wanted.items():
        shown.stages.buttons[stage].click()
        assert shown.canvas.picture is picture


def middle_of(page):
    return page.canvas.grab().toImage().copy(page.canvas.rect().adjusted(200, 150, -200, -150))


def test_what_is_not_judged_is_hatched(shown, station):
    unjudged = np.zeros((96, 128), bool)
    unjudged[:, 32:96] = True
    station.imaging.previewed.emit(preview_of(shown.frame, unjudged=unjudged))
    shown.stages.buttons[Stage.ALIGNED].click()
    plain = middle_of(shown)
    shown.stages.buttons[Stage.JUDGED].click()
    assert middle_of(shown) != plain
    edge = shown.canvas.view.place(QPointF(0.1, 0.5)).toPoint()
    assert shown.canvas.grab().toImage().pixelColor(edge).red() == 150


def test_what_is_not_inspected_is_hatched_all_over_and_said(shown, station):
    reason = PictureShape(width=1, height=2, reason="")
    station.imaging.previewed.emit(preview_of(shown.frame, problem=reason))
    assert shown.problem.isVisible()
    assert "1×2" in shown.problem.text()
    shown.stages.buttons[Stage.JUDGED].click()
    edge = shown.canvas.view.place(QPointF(0.1, 0.5)).toPoint()
    assert shown.canvas.grab().toImage().pixelColor(edge).red() != 150
    station.imaging.previewed.emit(preview_of(shown.frame))
    assert not shown.problem.isVisible()


def test_how_the_part_lies_is_said(shown, station):
    told = preview_of(
        shown.frame, shift=(3.2, -1.1), turn=0.4, likeness=0.93, timings={"a": 3.0, "b": 4.0}
    )
    station.imaging.previewed.emit(told)
    for text in ("+3.2, -1.1 px", "+0.4°", "0.93", "7 ms"):
        assert text in shown.status.text()


def test_zones_are_drawn_only_where_the_part_lies_in_place(shown, station, hand):
    preset = station.preset.changed("imaging.alignment.mode", "feature")
    station.put("preset", preset.changed("imaging.zones", (rectangle(),)))
    station.imaging.referenceChanged.emit(shown.frame.image)
    station.imaging.previewed.emit(preview_of(shown.frame, shift=(9.0, 9.0), turn=0.0))
    hand.drag((0.3, 0.3), (0.4, 0.4))
    assert zones_told(station) == []
    hand.key(Qt.Key.Key_L)  # a scale line lies on the picture, not on the part
    hand.drag((0.3, 0.3), (0.6, 0.3))
    assert shown.line.isVisible()
    shown.line.drop.click()
    hand.key(Qt.Key.Key_R)  # goes to where it can be drawn
    assert shown.stages.stage is Stage.ALIGNED
    hand.drag((0.6, 0.6), (0.8, 0.8))
    assert len(zones_told(station)) == 1
    station.imaging.previewed.emit(preview_of(shown.frame))  # not found
    hand.drag((0.3, 0.3), (0.4, 0.4))
    assert len(zones_told(station)) == 1


def test_a_preview_is_asked_for_once_a_picture_and_again_for_other_settings(page, station):
    def asked():
        return [call[1].number for call in station.imaging.calls if call[0] == "preview"]

    show(station, number=1)
    station.liveChanged.emit()
    assert asked() == [1]
    show(station, number=2)
    assert asked() == [1, 2]
    page.panel.editors["imaging.light.drift"].control.spin.setValue(20)
    assert asked() == [1, 2, 2]


def test_no_other_picture_stands_in_for_one_that_is_being_prepared(shown, station):
    for stage in (Stage.LIGHT, Stage.ALIGNED, Stage.JUDGED):
        shown.stages.buttons[stage].click()
        assert shown.canvas.picture is None
    station.imaging.previewed.emit(preview_of(shown.frame))
    assert shown.canvas.picture is not None
    station.put("preset", station.preset.model_copy(update={"name": "Board B"}))
    assert shown.canvas.picture is None  # it was made by the settings of Board A
    assert station.imaging.calls[-1] == ("preview", shown.frame)


def test_a_preview_of_another_picture_than_the_held_one_is_dropped(shown, station, picked):
    picked.hold()
    shown.stages.buttons[Stage.LIGHT].click()
    held = preview_of(shown.frame)
    station.imaging.previewed.emit(held)
    station.imaging.previewed.emit(preview_of(make_frame(9)))
    assert shown.canvas.picture is held.light


def test_the_picture_stays_while_somebody_draws(shown, station, hand):
    hand.key(Qt.Key.Key_R)
    hand.press((0.2, 0.2))
    hand.move((0.4, 0.4))
    before = shown.canvas.picture
    frame = show(station, number=5)
    assert shown.canvas.picture is before
    hand.release((0.6, 0.6))
    assert shown.canvas.picture is frame.image
    assert len(zones_told(station)) == 1


def test_without_a_picture_nothing_can_be_drawn_or_taken(page, station, hand):
    assert not page.tools.tools[Tool.RECTANGLE].isEnabled()
    for row in page.panel.references.values():
        assert not row.take.isEnabled()
    assert not page.panel.scale.board.isEnabled()
    hand.key(Qt.Key.Key_R)
    hand.drag((0.2, 0.2), (0.6, 0.6))
    assert station.calls == []
    assert station.imaging.calls == []


def test_a_hidden_page_does_nothing_and_catches_up(window, station):
    page = window.imaging
    assert window.pages.currentIndex() == INSPECT
    frame = show(station, number=3)
    station.imaging.previewed.emit(preview_of(frame))
    station.put("preset", station.preset.changed("imaging.zones", (rectangle(),)))
    assert station.imaging.calls == []
    assert page.canvas.picture is None
    window.show_page(IMAGING)
    assert page.canvas.picture is frame.image
    assert station.imaging.calls == [("preview", frame)]
    assert page.canvas.tools.zones == (rectangle(),)


def test_hold_and_one_picture(window, station, qtbot):
    window.show_page(IMAGING)
    page = window.imaging
    assert page.step.isVisible()
    page.step.click()
    assert len(station.called("step")) == 1
    show(station)
    page.hold.click()
    assert not window.shown.is_live
    qtbot.keyClick(window, Qt.Key.Key_H)
    assert window.shown.is_live


# --- the panel and the page -----------------------------------------------------------------------


def test_every_typed_setting_of_a_stage_has_an_editor_and_every_stage_a_title(page):
    typed = {
        info.path
        for info in describe(Preset)
        if info.path.startswith("imaging.") and not info.in_picture
    }
    assert typed | {"decision.mm_per_px"} == set(page.panel.editors)
    stages = {info.path.split(".")[1] for info in describe(Preset) if "imaging." in info.path}
    assert stages == set(STAGES)


def test_the_help_of_the_focused_setting_is_shown(page):
    editor = page.panel.editors["imaging.glare.level"]
    editor.control.spin.setFocus()
    assert editor.label in page.panel.help_text


@pytest.mark.parametrize(
    ("path", "value"),
    [("imaging.alignment.feature", (0.1, 0.1, 0.3, 0.3)), ("imaging.alignment.reference", "a")],
)
def test_it_is_said_when_what_was_drawn_or_taken_for_alignment_is_not_used(
    page, station, path, value
):
    note = page.panel.alignment
    assert not note.isVisible()
    station.put("preset", station.preset.changed(path, value))
    assert note.isVisible()
    assert "Align by" in note.text()
    station.put("preset", station.preset.changed("imaging.alignment.mode", "feature"))
    assert not note.isVisible()


def test_it_is_said_what_auto_came_to(page, station):
    note = page.panel.alignment
    station.put("preset", station.preset.changed("imaging.alignment.mode", "auto"))
    assert not note.isVisible()  # nothing has been learned yet
    station.put("bank", BankStatus(version=1, samples=9, is_aligned=True))
    assert note.isVisible()
    assert note.text() == "Auto: parts are aligned."
    station.put("bank", BankStatus(version=2, samples=9))
    assert "nothing is aligned" in note.text()


def test_a_setting_is_changed_and_the_scale_follows(page, station):
    page.panel.editors["imaging.alignment.quality"].control.spin.setValue(0.7)
    assert station.called("change_setting")[-1] == ("imaging.alignment.quality", 0.7)
    station.put("preset", station.preset.changed("decision.mm_per_px", 0.05))
    assert page.panel.editors["decision.mm_per_px"].control.value() == 0.05


def test_the_page_has_a_key_and_a_button(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F12)
    assert window.pages.currentWidget() is window.imaging
    window.show_page(INSPECT)
    window.header.pages[IMAGING].click()
    assert window.pages.currentWidget() is window.imaging


class Marking(QTranslator):
    """Puts every text into marks."""

    def isEmpty(self):
        return False

    def translate(self, context, text, disambiguation=None, n=-1):
        return f"«{text}»"


def test_every_text_follows_the_language(shown, station, hand, dressed):
    zones = (rectangle(), rectangle(0.6, 0.6, 0.9, 0.9))
    station.put("preset", station.preset.changed("imaging.zones", zones))
    station.imaging.previewed.emit(preview_of(shown.frame, shift=(1, 1)))
    hand.key(Qt.Key.Key_L)
    hand.drag((0.25, 0.5), (0.75, 0.5))
    marking = Marking()
    dressed.installTranslator(marking)
    try:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange)
        for widget in shown.findChildren(QWidget):
            if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
                continue
            text = widget.text()
            is_figure = not any(letter.isalpha() for letter in text)
            assert is_figure or "«" in text, text
            assert not widget.toolTip() or "«" in widget.toolTip(), widget.toolTip()
        assert "«" in shown.panel.zones.list.item(0).text()
        assert "«" in shown.canvas.accessibleDescription()
    finally:
        dressed.removeTranslator(marking)


def test_what_is_touched_is_large_enough(shown):
    buttons = [
        *shown.stages.buttons.values(),
        *shown.tools.tools.values(),
        *shown.tools.zooms.values(),
        *(row.take for row in shown.panel.references.values()),
        *(row.remove for row in shown.panel.references.values()),
        *(shown.hold, shown.ghost.on, shown.tools.kind, shown.panel.scale.line),
    ]
    for button in buttons:
        assert min(button.height(), button.width()) >= 36, button.toolTip()
