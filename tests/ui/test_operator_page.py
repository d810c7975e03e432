from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from spade_station.app.status import BankStatus, CacheUse, Counters, RunState
from spade_station.domain.errors import CameraGone, PictureShape
from spade_station.domain.imaging_errors import PartMoves
from spade_station.domain.inspection import Verdict
from spade_station.ui.look import MAGENTA, OK_GREEN
from spade_station.ui.main_window import STATION

from .fake_station import make_inspection, make_not_inspected
from .test_verdict_banner import colours


def test_running_shows_the_verdict_of_the_newest_part(window, station):
    station.show_live(make_inspection(Verdict.NG, 1.42, peak=2.0, mm2=12.4), RunState.RUNNING)
    page = window.operator
    assert page.banner.word == "NG"
    assert page.score.number == "1.42"
    assert "12.4 mm²" in page.findings.text


def test_not_inspected_says_why_and_what_to_do(window, station):
    station.show_live(make_not_inspected(PictureShape(width=640, height=480)), RunState.RUNNING)
    page = window.operator
    assert page.banner.word == "NOT INSPECTED"
    assert "640×480" in page.findings.text
    assert "collect new samples" in page.findings.text
    assert page.score.number == "–"


def test_while_a_part_moves_it_says_what_is_waited_for(window, station):
    station.show_live(make_inspection(Verdict.OK), RunState.RUNNING)
    station.show_live(make_not_inspected(PartMoves()), RunState.RUNNING)
    page = window.operator
    assert page.banner.word == "WAITING"
    assert "The part moves. It is inspected as soon as it stands still." in " ".join(
        page.findings.text.split()
    )
    assert page.score.number == "–"


def test_waiting_is_not_inspected_even_after_an_ok(window, station):
    station.show_live(make_inspection(Verdict.OK), RunState.RUNNING)
    station.set_state(RunState.WAITING)
    assert window.operator.banner.word == "NOT INSPECTED"
    assert "No picture is coming" in window.operator.findings.text
    assert window.operator.score.number == "–"
    assert MAGENTA.name() in colours(window.operator.picture.view)
    station.show_live(make_not_inspected(CameraGone(camera="0")))
    assert "camera 0 has stopped" in window.operator.findings.text


def test_stopped_shows_no_green_at_all(window, station):
    station.show_live(make_inspection(Verdict.OK), RunState.STOPPED)
    page = window.operator
    assert page.banner.word == "STOPPED"
    for part in (page.banner, page.score):
        assert OK_GREEN.name() not in colours(part)


def test_counters_cycle_and_skipped(window, station):
    counters = Counters(ok=90, check=4, ng=6, not_inspected=3, skipped=7)
    station.show_live(make_inspection(), RunState.RUNNING, counters=counters, cycle_ms=512.0)
    values = {name: label.text() for name, label in window.operator.counters.values.items()}
    assert values == {
        "ok": "90",
        "check": "4",
        "ng": "6",
        "not_inspected": "3",
        "total": "100",
        "yield": "90.0 %",
    }
    assert "512 ms" in window.operator.counters.pace
    assert "skipped 7" in window.operator.counters.pace


def test_reset_asks_once_more_and_opens_no_dialog(window, station, qtbot):
    button = window.operator.counters.reset_button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not station.called("reset_counters")
    assert button.text() == "Press again to reset"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(station.called("reset_counters")) == 1


def test_ng_strip_shows_an_earlier_picture_and_comes_back(window, station, qtbot):
    earlier = make_inspection(Verdict.NG, 1.62, peak=2.0, number=1)
    newest = make_inspection(Verdict.OK, number=2)
    station.show_live(newest, RunState.RUNNING, recent_ng=(earlier,))
    page = window.operator
    qtbot.mouseClick(page.strip.buttons[0], Qt.MouseButton.LeftButton)
    assert page.picture.view.inspection is earlier
    assert page.picture.earlier.isVisible()
    assert page.banner.word == "OK"  # the banner stays with the line
    station.show_live(make_inspection(Verdict.OK, number=3))
    assert page.picture.view.inspection is earlier
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert page.picture.view.inspection.frame.number == 3
    assert not page.picture.earlier.isVisible()
    assert not station.called("stop")


@pytest.mark.parametrize("corner", [(0, 0), (120, 88)])
def test_the_mark_of_a_defect_at_the_edge_is_whole(window, station, corner):
    frame = make_inspection().frame
    height, width = frame.size
    box = (min(corner[0], width - 8), min(corner[1], height - 8), 8, 8)
    bad = make_inspection(Verdict.NG, 1.62, peak=2.0, frame=frame)
    bad = replace(bad, regions=(replace(bad.regions[0], box=box),))
    station.show_live(bad, RunState.RUNNING, recent_ng=(bad,))
    icon = window.operator.strip.buttons[0].icon()
    image = icon.pixmap(icon.availableSizes()[0]).toImage()
    red = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).red() > 150 and image.pixelColor(x, y).green() < 90
    ]
    across, down = zip(*red, strict=True)
    assert min(across) > 0 < min(down)
    assert max(across) < image.width() - 1
    assert max(down) < image.height() - 1


def test_an_earlier_verdict_of_another_bank_says_so(window, station):
    earlier = make_inspection(Verdict.NG, 1.62, peak=2.0, bank_version=2)
    station.put("bank", BankStatus(2, 20))
    station.show_live(make_inspection(), RunState.RUNNING, recent_ng=(earlier,))
    window.shown.pick(earlier)
    panel = window.operator.picture
    assert panel.earlier_text.startswith("Earlier picture, not live: NG 1.62")
    assert "bank version" not in panel.earlier_text
    station.put("bank", BankStatus(3, 21))
    assert "judged by bank version 2" in panel.earlier_text


def test_strip_keeps_its_buttons_while_the_pictures_are_the_same(window, station):
    one, two = (
        make_inspection(Verdict.NG, 1.5, peak=2.0),
        make_inspection(Verdict.NG, 1.2, peak=2.0),
    )
    station.show_live(one, RunState.RUNNING, recent_ng=(one,))
    button = window.operator.strip.buttons[0]
    station.show_live(two, recent_ng=(two, one))
    assert window.operator.strip.buttons[1] is button


def test_the_tab_key_reaches_the_strip_after_the_picture(window, station):
    one = make_inspection(Verdict.NG, 1.5, peak=2.0)
    station.show_live(one, RunState.RUNNING, recent_ng=(one,))
    page, order = window.operator, []
    widget = page.picture.opacity
    while len(order) < 2:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(widget)
        widget = widget.nextInFocusChain()
    assert order == [page.picture.opacity, page.strip.buttons[0]]


def test_hidden_pages_do_no_work(window, station):
    window.show_page(STATION)
    station.show_live(make_inspection(Verdict.NG, 1.4, peak=2.0), RunState.RUNNING)
    assert window.operator.picture.view.inspection is None
    window.show_page(0)
    assert window.operator.picture.view.inspection is station.live.latest
    assert window.operator.banner.word == "NG"


def test_a_frame_between_signals_is_never_queued(window, station):
    """The page reads the newest status; what came in between is not drawn."""
    station.live = station.live.__class__(latest=make_inspection(number=7))
    station.live = station.live.__class__(latest=make_inspection(number=8))
    station.liveChanged.emit()
    assert window.operator.picture.view.inspection.frame.number == 8


def test_opacity_is_remembered(window, station, qtbot):
    window.operator.picture.opacity.setValue(25)
    assert station.called("change_settings") == [({"overlay_opacity": 0.25},)]
    assert window.engineer.picture.opacity.value() == 25


def test_whether_the_unjudged_is_hatched_is_remembered(window, station):
    unjudged = np.ones((24, 32), bool)
    station.show_live(make_inspection(unjudged=unjudged), RunState.RUNNING)
    panel = window.operator.picture
    hatched = panel.view.grab().toImage()
    panel.unjudged.click()
    assert station.called("change_settings") == [({"show_unjudged": False},)]
    assert panel.view.grab().toImage() != hatched
    assert not window.engineer.picture.unjudged.isChecked()
    panel.unjudged.click()
    assert panel.view.grab().toImage() == hatched


def test_the_hit_rate_of_the_cache_is_shown_where_there_is_one(window, station):
    station.show_live(make_inspection(), RunState.RUNNING)
    assert "cache" not in window.operator.counters.pace
    station.show_live(make_inspection(), RunState.RUNNING, cache=CacheUse(3, 4))
    assert "75 % from the cache" in window.operator.counters.pace
