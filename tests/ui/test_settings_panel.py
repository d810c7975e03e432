from enum import StrEnum

import pytest
from PySide6.QtCore import Qt

from spade_station.domain.preset import MatchingMode, Preset
from spade_station.domain.setting import Effect, describe
from spade_station.ui.main_window import TEACH
from spade_station.ui.widgets.setting_controls import NumberControl
from spade_station.ui.widgets.settings_panel import GROUPS


@pytest.fixture
def panel(window):
    window.show_page(TEACH)
    window.engineer.tabs.setCurrentIndex(1)
    return window.engineer.settings


def drag(slider, *positions):
    slider.setSliderDown(True)
    for position in positions:
        slider.setSliderPosition(position)
    slider.setSliderDown(False)


def tuned_here():
    """What is done with the picture has a page of its own."""
    return [info for info in describe(Preset) if not info.path.startswith("imaging.")]


def test_every_setting_has_an_editor_and_every_group_a_title(panel):
    infos = tuned_here()
    assert set(panel.editors) == {info.path for info in infos}
    assert {info.path.partition(".")[0] for info in infos} <= set(GROUPS)


def test_editors_show_the_preset(panel, station):
    for path, editor in panel.editors.items():
        group, name = path.split(".")
        assert editor.control.value() == getattr(getattr(station.preset, group), name), path


def test_a_drag_tells_the_station_at_once_and_ends_with_the_last_value(panel, station):
    slider = panel.editors["decision.limit"].control.slider
    drag(slider, 20, 21, 22, 23)
    told = station.called("change_setting")
    assert told[0] == ("decision.limit", pytest.approx(1.2))
    assert told[-1] == ("decision.limit", pytest.approx(1.35))
    assert len(told) < 5  # the values in between were coalesced


def test_a_learning_setting_waits_until_it_rests(panel, station, qtbot):
    editor = panel.editors["features.input_size"]
    assert editor.info.effect is Effect.LEARNING
    drag(editor.control.slider, 6, 7, 8)
    assert not station.called("change_setting")
    with qtbot.waitSignal(editor.edited, timeout=3000):
        pass
    assert station.called("change_setting") == [("features.input_size", 320)]


def test_learning_settings_are_marked(panel):
    for info in tuned_here():
        marked = panel.editors[info.path].is_marked_learning
        assert marked == (info.effect is Effect.LEARNING)


def test_a_choice_is_told_as_the_enumeration(panel, station, qtbot):
    editor = panel.editors["matching.mode"]
    with qtbot.waitSignal(editor.edited, timeout=3000):
        editor.control.combo.setCurrentIndex(editor.control.combo.findData("nearest images"))
    _path, value = station.called("change_setting")[0]
    assert isinstance(value, StrEnum)
    assert value is MatchingMode.NEAREST_IMAGES


def test_an_optional_number_has_a_tick_box(panel, station):
    control = panel.editors["decision.mm_per_px"].control
    assert control.value() is None
    assert not control.number.isEnabled()
    control.tick.click()
    assert station.called("change_setting")[-1] == ("decision.mm_per_px", control.number.value())
    control.tick.click()
    assert station.called("change_setting")[-1] == ("decision.mm_per_px", None)


def test_the_tick_puts_no_number_of_another_product_in_force(panel, station):
    control = panel.editors["decision.mm_per_px"].control
    first = control.number.value()
    station.put("preset", station.preset.changed("decision.mm_per_px", 0.0261))
    other = station.preset.model_copy(update={"name": "other"})
    station.put("preset", other.changed("decision.mm_per_px", None))
    assert control.value() is None
    control.tick.click()
    assert station.called("change_setting")[-1] == ("decision.mm_per_px", first)


def test_incoming_changes_are_shown_and_not_told_back(panel, station):
    changed = station.preset.changed("decision.limit", 2.0).changed("weights.layer2", 0.25)
    station.put("preset", changed)
    assert panel.editors["decision.limit"].control.value() == pytest.approx(2.0)
    assert not station.called("change_setting")


def test_layer_weights_show_their_shares(panel, station):
    station.put("preset", station.preset.changed("weights.layer2", 0.25))
    notes = {path: editor.note for path, editor in panel.editors.items() if "weights" in path}
    assert notes["weights.layer2"] == "share 33 %"
    assert notes["weights.layer3"] == "share 67 %"
    assert notes["weights.layer1"] == "share 0 %"


def test_a_refused_value_goes_back(panel, station, monkeypatch):
    monkeypatch.setattr(station, "change_setting", lambda _path, _value: None)
    panel.editors["decision.limit"].control.spin.setValue(3.0)
    assert panel.editors["decision.limit"].control.value() == pytest.approx(1.0)


def test_the_focused_setting_explains_itself(panel, qtbot):
    control = panel.editors["decision.closing"].control
    control.spin.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: "Joins regions" in panel.help_text)
    assert panel.editors["decision.closing"].toolTip().startswith("Joins regions")


def test_undo_and_reset(panel, station, qtbot):
    assert not panel.undo.isEnabled()
    panel.editors["decision.limit"].control.spin.setValue(2.0)
    assert panel.undo.isEnabled()
    panel.undo.click()
    assert len(station.called("undo_setting")) == 1
    panel.reset.click()
    assert not station.called("reset_settings")
    panel.reset.click()
    assert len(station.called("reset_settings")) == 1


@pytest.mark.parametrize("info", describe(Preset), ids=lambda info: info.path)
def test_a_number_survives_its_control(dressed, qtbot, info):
    """What the control shows is what it was given; its ends are the declared bounds."""
    if info.kind not in (int, float):
        return
    control = NumberControl(info)
    qtbot.addWidget(control)
    for value in (info.least, info.most, info.default):
        if value is not None:
            control.set_value(value)
            assert control.value() == pytest.approx(value)
    control.slider.setValue(0)
    assert control.value() == pytest.approx(info.least)
    control.slider.setValue(control.slider.maximum())
    assert control.value() == pytest.approx(info.most)


def test_a_typed_size_is_put_right(panel):
    control = panel.editors["features.input_size"].control
    control.spin.setValue(230)
    assert control.value() == 224


def test_the_wheel_over_a_control_changes_nothing(panel, qtbot):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    slider = panel.editors["decision.limit"].control.slider
    before = slider.value()
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(slider, event)
    assert slider.value() == before


def test_a_value_that_has_not_come_to_rest_is_not_told_of_another_product(panel, station, qtbot):
    editor = panel.editors["features.input_size"]
    assert isinstance(editor.control, NumberControl)
    editor.control.spin.setValue(editor.control.spin.value() + 64)
    station.put("preset", station.preset.model_copy(update={"name": "Board B"}))
    qtbot.waitUntil(lambda: not editor._coalesced._timer.isActive())
    assert not station.called("change_setting")
