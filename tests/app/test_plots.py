import xml.etree.ElementTree as ET

import pytest

from spade_station.app.plots import BAD, GOOD, histogram_plot, roc_plot, standalone
from spade_station.app.report_words import ENGLISH, Words

from .evaluations import NOTHING, make_evaluation


def elements(svg: str, tag: str) -> list[dict[str, str]]:
    return [part.attrib for part in ET.fromstring(svg).iter(tag)]


def texts(svg: str) -> list[str]:
    return [part.text or "" for part in ET.fromstring(svg).iter("text")]


def test_the_roc_goes_from_corner_to_corner() -> None:
    svg = roc_plot(make_evaluation(), ENGLISH)
    curve = elements(svg, "polyline")[-1]["points"].split()
    assert len(curve) == 4
    (first_x, first_y), (last_x, last_y) = (
        map(float, p.split(",")) for p in curve[:: len(curve) - 1]
    )
    assert first_x < last_x
    assert first_y > last_y, "y grows downwards"
    assert "AUROC 0.917" in texts(svg)


def test_the_verdicts_are_marked_where_they_are() -> None:
    svg = roc_plot(make_evaluation(overkill=0.0, escape=1.0), ENGLISH)
    point = elements(svg, "circle")[0]
    origin = elements(svg, "polyline")[-1]["points"].split()[0]
    assert origin == f"{point['cx']},{point['cy']}"


def test_good_scores_rise_and_bad_ones_hang() -> None:
    svg = histogram_plot(make_evaluation(), ENGLISH)
    bars = elements(svg, "rect")
    good = [bar for bar in bars if bar["fill"] == GOOD]
    bad = [bar for bar in bars if bar["fill"] == BAD]
    assert (len(good), len(bad)) == (3, 2), "one a bin that is not empty"
    middle = {float(bar["y"]) + float(bar["height"]) for bar in good}
    assert len({round(y) for y in middle}) == 1
    assert {round(float(bar["y"])) for bar in bad} == {round(y) for y in middle}
    heights = [float(bar["height"]) for bar in good]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)


@pytest.mark.parametrize("plot", [roc_plot, histogram_plot])
def test_where_there_is_nothing_to_draw_it_says_so(plot: object) -> None:
    assert callable(plot)
    svg = plot(make_evaluation(good=0, bad=0, **NOTHING), ENGLISH)
    assert any("Needs good and bad pictures" in text for text in texts(svg))


def test_a_histogram_of_one_kind() -> None:
    found = make_evaluation()
    assert found.histogram is not None
    bare = type(found.histogram)(found.histogram.edges, found.histogram.good, (0, 0, 0, 0))
    svg = histogram_plot(make_evaluation(histogram=bare, bad=0), ENGLISH)
    assert {bar["fill"] for bar in elements(svg, "rect")} == {GOOD}


@pytest.mark.parametrize("plot", [roc_plot, histogram_plot])
def test_texts_are_escaped(plot: object) -> None:
    assert callable(plot)
    svg = plot(make_evaluation(), Words("x", lambda text: f'<b>&"{text}'))
    assert any('<b>&"' in text for text in texts(svg))


def test_alone_it_says_what_it_is() -> None:
    svg = standalone(roc_plot(make_evaluation(), ENGLISH))
    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
