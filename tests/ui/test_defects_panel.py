"""Known defects on the page Teach: marked by a key, drawn by a box, listed against the limit."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from spade_station.app.defect_status import DefectEntry, DefectsStatus
from spade_station.app.status import JobStatus, RunState
from spade_station.domain.inspection import Verdict
from spade_station.engine.limit_advice import LimitAdvice
from spade_station.ui.main_window import INSPECT, TEACH

from .fake_station import jpeg, make_frame, make_inspection


@pytest.fixture
def page(window, station):
    station.show_live(make_inspection(Verdict.OK, 0.42), RunState.RUNNING)
    window.show_page(TEACH)
    return window.engineer


def entry(number: int, score: float | None, **more) -> DefectEntry:
    more.setdefault("patches", 10)
    more.setdefault("kept", 10)
    return DefectEntry(number, None, "mei", f"part {number}", None, jpeg(), score, **more)


OVERLAP = DefectsStatus(
    (entry(1, 0.7, escapes=True, kept=6), entry(2, 2.4), entry(3, 0.9, escapes=True)),
    (0.3, 0.4, 0.5, 0.8),
    1.0,
    LimitAdvice(None, 0.7, 1, 4),
)
APART = DefectsStatus(
    (entry(2, 2.4), entry(4, 1.96)), (0.3, 0.5), 1.0, LimitAdvice(1.4, 1.96, 0, 2)
)


def drag(page, qtbot, start: tuple[float, float], end: tuple[float, float], modifier=None) -> None:
    """Drag between two places, given as shares of the picture."""
    view = page.picture.view
    box = view.picture_box()
    points = [
        QPoint(round(box.left() + x * box.width()), round(box.top() + y * box.height()))
        for x, y in (start, end)
    ]
    keys = modifier or Qt.KeyboardModifier.NoModifier
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, keys, points[0])
    qtbot.mouseMove(view, points[1])
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, keys, points[1])


def test_m_marks_the_picture_on_the_screen(page, window, station, qtbot):
    shown = page.picture.view.inspection
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert station.defects.calls == [("add", shown, None)]
    window.show_page(INSPECT)
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert len(station.defects.calls) == 1


def test_a_drawn_box_goes_with_it_and_holds_the_picture(page, window, station, qtbot):
    shown = page.picture.view.inspection
    drag(page, qtbot, (0.25, 0.25), (0.5, 0.75))
    station.show_live(make_inspection(frame=make_frame(2)))
    page.miss.click()
    (_, inspection, (x, y, width, height)) = station.defects.calls[0]
    assert inspection is shown, "the line went on"
    assert (x, y) == (pytest.approx(32, abs=2), pytest.approx(24, abs=2))
    assert (width, height) == (pytest.approx(32, abs=3), pytest.approx(48, abs=3))
    assert page.mark.box is None, "the next miss has its own"


def test_the_picture_stays_while_somebody_draws_on_it(page, station, qtbot):
    view, shown = page.picture.view, page.picture.view.inspection
    centre = view.rect().center()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=centre)
    station.show_live(make_inspection(frame=make_frame(2)))
    assert view.inspection is shown
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=centre)
    assert view.inspection is station.live.latest, "nothing was drawn"


def test_a_box_stays_in_the_picture_and_a_click_takes_it_away(page, qtbot):
    drag(page, qtbot, (0.5, 0.5), (1.0, 1.0))
    page.mark.begin(QPointF(64, 48))
    page.mark.draw_to(QPointF(900, 900), (96, 128))
    assert page.mark.box == (64, 48, 64, 48)
    drag(page, qtbot, (0.5, 0.5), (0.5, 0.5))
    assert page.mark.box is None


def test_another_picture_has_no_box(page, station, qtbot):
    station.set_state(RunState.STOPPED)
    drag(page, qtbot, (0.2, 0.2), (0.6, 0.6))
    assert page.mark.box is not None
    shown = station.live.latest
    station.show_live(replace(shown, score=0.5))
    assert page.mark.box is not None, "the same picture, judged again"
    station.show_live(make_inspection(frame=make_frame(2)))
    assert page.mark.box is None


def test_the_operators_picture_takes_no_box(window, page):
    assert window.operator.picture.view.mark is None


def test_a_zoomed_picture_moves_and_is_marked_with_shift(page, qtbot):
    view = page.picture.view
    view.zoom_at(QPointF(view.rect().center()), 2.0)
    view.mark.begin(QPointF(1, 1))
    view.mark.end()
    centre = QPoint(view.width() // 2, view.height() // 2)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=centre)
    assert not page.mark.is_drawing
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=centre)
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, shift, centre)
    assert page.mark.is_drawing


def test_without_known_defects_it_says_what_they_are_for(page):
    panel = page.defects
    assert panel.headline.text() == "No known defects"
    assert "never needed" in panel.advice.text()
    assert panel.plot.isHidden()
    assert panel.apply.isHidden()


def test_escapes_are_counted_and_the_cost_of_catching_all_is_said(page, station):
    station.defects.show(OVERLAP)
    panel = page.defects
    assert panel.headline.text() == "2 of 3 known defects would pass the limit"
    assert "would reject 1 of 4 good samples" in panel.advice.text()
    assert panel.apply.isHidden()
    texts = [panel.pictures.item(row).text() for row in range(panel.pictures.count())]
    assert texts == ["#1  0.70", "#3  0.90", "#2  2.40"], "those that pass come first"
    assert "4 of its 10 patches look like good parts" in panel.pictures.item(0).toolTip()


def test_the_suggested_limit_is_set_by_a_button(page, station):
    station.defects.show(APART)
    panel = page.defects
    assert panel.headline.text() == "The limit catches all 2 known defects"
    assert panel.apply.text() == "Set the limit to 1.40"
    panel.apply.click()
    assert station.called("change_setting") == [("decision.limit", 1.4)]
    station.defects.show(replace(APART, setting=1.4))
    assert panel.apply.isHidden(), "it is set"


def test_one_is_removed_after_a_second_press(page, station):
    station.defects.show(OVERLAP)
    panel = page.defects
    assert not panel.remove.isEnabled()
    panel.pictures.setCurrentRow(2)
    panel.remove.click()
    assert not station.defects.calls
    panel.remove.click()
    assert station.defects.calls == [("remove", 2)]
    station.put("job", JobStatus("Learning"))
    assert not panel.remove.isEnabled()


def test_the_plot_draws_what_there_is(page, station):
    station.defects.show(OVERLAP)
    page.tabs.setCurrentIndex(3)
    assert not page.defects.plot.grab().isNull()


def test_a_known_defect_below_the_limit_is_said(page, window, station):
    found = make_inspection(Verdict.NG, 0.42, peak=0.5)
    region = replace(found.regions[0], known_defect=3)
    station.show_live(replace(found, regions=(region,)))
    window.show_page(INSPECT)
    text = window.operator.findings.text
    assert text == "Resembles known defect 3 more than any good part."
