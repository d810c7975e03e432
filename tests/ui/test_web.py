"""Where on an endless web something is, wherever the window says it."""

from dataclasses import replace

import numpy as np
import pytest

from spade_station.app.status import RunState, WebStatus
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.web import WebDefect, WebPosition
from spade_station.ui.web_text import defect_text, place_text
from spade_station.ui.widgets.picture_view import region_text

from .fake_station import make_inspection

PLACE = WebPosition(24_000, 80, 16)


def on_web(mm2: float | None = 7.68, place: WebPosition = PLACE) -> Inspection:
    """Make an NG picture of a web with a region from line 24 032 on; 0.1 mm per px by default."""
    frame = Frame(np.zeros((96, 128, 3), np.uint8), 1, "web 1", web=place)
    return make_inspection(Verdict.NG, 1.6, peak=2.0, mm2=mm2, frame=frame)


@pytest.mark.parametrize(
    ("line", "scale", "exact", "text"),
    [
        (24_680, 0.5, True, "12.34 m"),
        (24_680, 0.5, False, "≥ 12.34 m"),
        (24_680, None, True, "line 24680"),
        (24_680, None, False, "≥ line 24680"),
        (0, 0.5, True, "0.00 m"),
    ],
)
def test_a_place_in_words(dressed, line, scale, exact, text):
    assert place_text(line, scale, exact) == text


def test_a_defect_in_words(dressed):
    defect = WebDefect(1, 100, 24_680, 20, 30, 1.627, 500.0, 0.5)
    assert defect_text(defect) == "12.34 m, 55 mm from the left, 1.63×"
    assert defect_text(replace(defect, mm_per_px=None)) == "line 24680, 110 px from the left, 1.63×"


def test_the_label_of_a_region_says_where_on_the_web_it_is(dressed):
    [region] = on_web().regions
    assert region_text(region, PLACE).endswith("·  2.40 m")
    assert " m" not in region_text(region).replace("mm", "")
    [unscaled] = on_web(None).regions
    assert region_text(unscaled, PLACE).endswith("·  line 24032")


def test_the_label_beside_the_verdict_does_too(window, station):
    station.show_live(on_web(), RunState.RUNNING)
    assert "2.40 m" in window.operator.findings.text
    window.operator.picture.view.grab()


def test_the_ng_strip_names_places_instead_of_times(window, station):
    part = make_inspection(Verdict.NG, 1.62, peak=2.0)
    inexact = on_web(place=replace(PLACE, is_exact=False))
    station.show_live(part, RunState.RUNNING, recent_ng=(on_web(), inexact, part))
    texts = [button.text() for button in window.operator.strip.buttons]
    assert texts[:2] == ["2.40 m", "≥ 2.40 m"]
    assert texts[2].endswith("1.62")
    assert window.operator.strip.buttons[0].toolTip().startswith("2.40 m · NG at ")


def test_the_status_line_says_how_far_the_web_has_come(window, station):
    label = window.status.web
    station.show_live(make_inspection(), RunState.RUNNING)
    assert not label.isVisible()
    defects = tuple(WebDefect(n, 100, 200 * n, 20, 30, 1.5, 500.0, 0.5) for n in (2, 1))
    station.show_live(on_web(), web=WebStatus(PLACE, 0.5, defects, 7))
    assert label.isVisible()
    assert label.text() == "Web: 12.05 m, defects: 7"
    assert label.toolTip().splitlines() == [
        "0.20 m, 55 mm from the left, 1.50×",
        "0.10 m, 55 mm from the left, 1.50×",
    ]
    assert "12.05 m" in window.status.text
    station.show_live(make_inspection(), web=None)
    assert not label.isVisible()
