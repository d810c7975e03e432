from pathlib import Path

import pytest

from spade_station.domain.source_settings import SourceKind, SourceSettings
from spade_station.domain.station_settings import Language
from spade_station.ui.main_window import TEACH


@pytest.fixture
def chooser(window):
    window.show_page(TEACH)
    window.engineer.tabs.setCurrentIndex(2)
    return window.engineer.source


def chosen(chooser, qtbot) -> SourceSettings:
    with qtbot.waitSignal(chooser.chosen) as signal:
        chooser.use.click()
    return signal.args[0]


def visible(chooser) -> set[str]:
    return {name for name, editor in chooser.editors.items() if editor.isVisible()}


def test_demo_line(chooser, qtbot):
    chooser.product.setCurrentIndex(chooser.product.findData("textile"))
    chooser.editors["defect_share"].set_value(0.5)
    chooser.editors["rate"].set_value(4)
    chooser.editors["demo_views"].set_value(3)
    source = chosen(chooser, qtbot)
    assert (source.kind, source.address, source.demo_views) == (SourceKind.DEMO, "textile", 3)
    assert (source.defect_share, source.rate) == (0.5, 4.0)
    staging = {"demo_shift", "demo_turn", "demo_drift", "demo_views"}
    assert visible(chooser) == {"rate", "defect_share", "seed", *staging}


def test_a_number_between_two_steps_may_be_typed(chooser, qtbot):
    chooser.choose(SourceKind.CAMERA)
    chooser.editors["height"].control.spin.setValue(1080)
    chooser.editors["web_length"].control.spin.setValue(1000)
    source = chosen(chooser, qtbot)
    assert (source.height, source.web_length) == (1080, 1000)


def test_camera(chooser, qtbot):
    chooser.choose(SourceKind.CAMERA)
    assert chooser.address.text() == "0"
    assert visible(chooser) == {"width", "height", "exposure", "web_length"}
    chooser.address.setText(" rtsp://10.0.0.7/line1 ")
    chooser.editors["width"].set_value(1280)
    chooser.editors["exposure"].set_value(-6.0)
    source = chosen(chooser, qtbot)
    assert source.address == "rtsp://10.0.0.7/line1"
    assert (source.width, source.exposure) == (1280, -6.0)


def test_camera_leaves_the_exposure_alone_without_a_tick(chooser, qtbot):
    chooser.choose(SourceKind.CAMERA)
    assert chosen(chooser, qtbot).exposure is None


@pytest.mark.parametrize("kind", [SourceKind.VIDEO, SourceKind.FOLDER])
def test_video_and_folder(chooser, qtbot, monkeypatch, kind):
    def pick(*arguments):
        arguments[-1](Path("/data/pictures"))

    monkeypatch.setattr("spade_station.ui.widgets.source_chooser.ask_for_folder", pick)
    monkeypatch.setattr("spade_station.ui.widgets.source_chooser.ask_for_file", pick)
    chooser.choose(kind)
    assert not chooser.use.isEnabled()  # nothing to open yet
    assert "where the pictures come from" in chooser.use.toolTip()
    chooser.browse.click()
    chooser.editors["loop"].set_value(False)
    source = chosen(chooser, qtbot)
    assert (source.kind, source.address, source.loop) == (kind, "/data/pictures", False)
    assert visible(chooser) == {"rate", "loop", "web_length"}


def test_what_was_typed_for_one_kind_is_kept_while_looking_at_another(chooser):
    chooser.choose(SourceKind.FOLDER)
    chooser.address.setText("/data/a")
    chooser.choose(SourceKind.CAMERA)
    assert chooser.address.text() == "0"
    chooser.choose(SourceKind.FOLDER)
    assert chooser.address.text() == "/data/a"


def test_the_station_hears_of_the_source(window, station):
    window.show_page(TEACH)
    chooser = window.engineer.source
    chooser.choose(SourceKind.FOLDER)
    chooser.address.setText("/data/a")
    chooser.use.click()
    assert station.called("choose_source")[0][0].address == "/data/a"
    assert "/data/a" in window.header.source.toolTip()


# --- line scan ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [SourceKind.CAMERA, SourceKind.VIDEO, SourceKind.FOLDER])
def test_a_web_has_an_overlap(chooser, qtbot, kind):
    chooser.choose(kind)
    chooser.address.setText("/data/strips")
    assert "web_overlap" not in visible(chooser)
    chooser.editors["web_length"].control.spin.setValue(1024)
    assert "web_overlap" in visible(chooser)
    chooser.editors["web_overlap"].control.spin.setValue(128)
    source = chosen(chooser, qtbot)
    assert (source.web_length, source.web_overlap) == (1024, 128)


def test_the_demo_line_is_no_web(chooser, qtbot):
    chooser.show_settings(SourceSettings(kind=SourceKind.FOLDER, address="/a", web_length=512))
    assert {"web_length", "web_overlap"} <= visible(chooser)
    chooser.choose(SourceKind.DEMO)
    assert not {"web_length", "web_overlap"} & visible(chooser)
    assert chosen(chooser, qtbot).web_length == 0


def test_an_overlap_that_is_no_less_than_a_picture_cannot_be_used(chooser):
    chooser.choose(SourceKind.FOLDER)
    chooser.address.setText("/data/strips")
    chooser.editors["web_length"].control.spin.setValue(64)
    assert not chooser.use.isEnabled()
    assert "less than a picture" in chooser.editors["web_overlap"].note
    assert "fewer lines" in chooser.use.accessibleDescription()
    chooser.address.setText("/data/others")
    assert not chooser.use.isEnabled()
    chooser.editors["web_overlap"].control.spin.setValue(32)
    assert chooser.use.isEnabled()
    assert not chooser.editors["web_overlap"].note
    assert not chooser.use.toolTip()
    chooser.editors["web_overlap"].control.spin.setValue(64)
    chooser.editors["web_length"].control.spin.setValue(0)
    assert chooser.use.isEnabled()


def test_settings_scroll_and_the_button_stays_in_view(window, chooser):
    window.resize(1024, 700)
    scrolled = chooser.editors["demo_views"].parentWidget()
    place = chooser.use.mapTo(chooser, chooser.use.rect().bottomRight())
    assert chooser.rect().contains(place)
    assert not scrolled.isAncestorOf(chooser.use)


def test_the_help_of_the_focused_setting_is_shown(chooser, translation):
    chooser.editors["demo_turn"].control.spin.setFocus()
    assert "180° is any direction" in chooser.help_text
    translation.use(Language.CHINESE)
    assert "180° 为任意方向" in chooser.help_text
