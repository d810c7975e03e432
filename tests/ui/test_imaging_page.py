"""The page Imaging: references, scale, stages, and when it does nothing."""

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt, QTranslator
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from spade_station.app.imaging_status import ReferenceRole
from spade_station.app.status import BankStatus, JobStatus
from spade_station.domain.errors import PictureShape
from spade_station.domain.preset import Preset
from spade_station.domain.setting import describe
from spade_station.ui.main_window import IMAGING, INSPECT
from spade_station.ui.widgets.canvas_bars import Stage
from spade_station.ui.widgets.imaging_panel import STAGES
from spade_station.ui.widgets.zone_tools import FEATURE, Tool

from .fake_station import make_frame, make_inspection
from .hand import near, preview_of, rectangle, show, zones_told

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
    assert shown.canvas.line is None


def other_product(station):
    station.put("preset", station.preset.model_copy(update={"name": "Board B"}))


def other_source(station):
    source = station.settings.source.model_copy(update={"address": "textile", "seed": 99})
    station.put("settings", station.settings.model_copy(update={"source": source}))


@pytest.mark.parametrize("change", [other_product, other_source])
def test_what_is_half_drawn_goes_with_its_product_or_source(shown, station, hand, change):
    hand.key(Qt.Key.Key_P)
    for place in ((0.2, 0.2), (0.6, 0.2), (0.6, 0.6)):
        hand.click(place)
    assert shown.canvas.tools.is_busy
    change(station)
    assert not shown.canvas.tools.is_busy
    assert shown.canvas.tools.tool is Tool.SELECT
    hand.key(Qt.Key.Key_Return)
    assert not zones_told(station)


@pytest.mark.parametrize("change", [other_product, other_source])
def test_a_line_drawn_on_other_pictures_sets_nothing(shown, station, hand, change):
    hand.key(Qt.Key.Key_L)
    hand.drag((0.25, 0.5), (0.75, 0.5))
    change(station)
    assert not shown.line.isVisible()
    assert shown.canvas.line is None


def test_the_length_is_of_the_picture_in_which_the_line_was_drawn(shown, station, hand):
    drawn_in = shown.frame
    hand.key(Qt.Key.Key_L)
    hand.drag((0.25, 0.5), (0.75, 0.5))
    station.show_live(make_inspection(number=2))
    assert shown.frame is not drawn_in
    shown.line.accept.click()
    assert next(call for call in station.imaging.calls if call[0] == "measure_line")[3] is drawn_in


def test_a_newer_bank_or_reference_shows_the_picture_anew(shown, station):
    before = station.imaging.calls.count(("preview", shown.frame))
    station.imaging.referenceChanged.emit(None)
    assert station.imaging.calls.count(("preview", shown.frame)) == before + 1


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


def test_how_the_part_lies_is_read_whole_where_there_is_little_room(shown, station, qtbot):
    shown.status.setMaximumWidth(300)  # less than in a window of 1024 pixels
    told = preview_of(
        shown.frame, shift=(-100.2, 115.2), turn=-3.8, likeness=0.93, timings={"a": 88.0}
    )
    station.imaging.previewed.emit(told)
    status = shown.status
    qtbot.waitUntil(lambda: status.width() == 300)
    qtbot.waitUntil(lambda: status.heightForWidth(300) <= status.height())  # laid out anew
    assert status.fontMetrics().horizontalAdvance(status.text()) > status.width(), "in two lines"
