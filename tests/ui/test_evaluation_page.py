"""The page Evaluate: what it asks for, and what it shows of the answer."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from spade_station.app.evaluation_desk import EvaluationResult
from spade_station.app.status import JobStatus
from spade_station.app.worst_pictures import ReportPicture
from spade_station.domain.inspection import Verdict
from spade_station.domain.station_settings import Language
from spade_station.ui import evaluation_page
from spade_station.ui.main_window import EVALUATE
from spade_station.ui.widgets.svg_plot import SvgPlot
from tests.app.evaluations import NOTHING, make_evaluation


def shown(name: str, mistake: str = "", size: tuple[int, int] = (90, 120)) -> ReportPicture:
    picture = np.full((*size, 3), 90, np.uint8)
    return ReportPicture(name, picture, Verdict.OK, 0.4, "dent", mistake, None)


def result(pictures: int = 20, **changes) -> EvaluationResult:
    worst = tuple(shown(f"dent/{n}.png", "escape" if n < 2 else "") for n in range(pictures))
    return EvaluationResult(make_evaluation(**changes), worst)


@pytest.fixture
def page(window):
    window.show_page(EVALUATE)
    return window.evaluation


def test_the_page_has_a_key(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F10)
    assert window.pages.currentIndex() == EVALUATE
    assert window.header.pages[EVALUATE].isChecked()
    window.header.pages[0].click()
    assert window.pages.currentIndex() == 0


def test_a_folder_is_chosen_and_evaluated_with_the_current_preset(page, station, monkeypatch):
    assert not page.starter.start.isEnabled()
    assert not page.results.isVisible()
    monkeypatch.setattr(
        evaluation_page, "ask_for_folder", lambda *values: values[-1](Path("/data/<b>x"))
    )
    page.starter.choose.click()
    assert page.starter.chosen.text() == str(Path("/data/<b>x"))
    page.starter.start.click()
    assert station.evaluation.calls == [("evaluate", Path("/data/<b>x"), "Board A")]


def test_progress_and_cancel(page, station):
    page.starter.choose_folder(Path("/data"))
    station.evaluation.put("job", JobStatus("Evaluating", 10, 40, 2.0))
    assert page.starter.job.isVisible()
    assert "10 of 40" in page.starter.job.pace.text()
    assert not page.starter.start.isEnabled()
    assert not page.starter.choose.isEnabled()
    page.starter.job.cancel.click()
    assert station.evaluation.calls == [("cancel_job",)]
    assert not station.called("cancel_job"), "the line's own job goes on"
    station.evaluation.put("job", None)
    assert page.starter.start.isEnabled()
    assert not page.starter.job.isVisible()


def test_the_figures_are_shown(page, station):
    station.evaluation.put("result", result())
    figures = page.results.figures
    assert page.results.isVisible()
    assert figures.values["image AUROC"].text() == "0.917"
    assert figures.values["overkill"].text() == "25.0 %"
    assert "1 false alarm in 25" in figures.notes.text()
    assert "cannot be read" in figures.notes.text()
    texts = figures.table.texts
    assert [row[0] for row in texts] == ["", "all", "good", "<b>dent</b>"]
    assert texts[1][-2:] == ["33.3 % (0–91)", "28.6 %"]


def test_figures_of_earlier_settings_are_marked(page, station):
    settings = station.preset.model_dump(mode="json", by_alias=True)
    station.evaluation.put("result", result(settings=settings))
    age = page.results.age
    assert not age.isVisible()
    before = station.preset
    station.put("preset", before.changed("decision.limit", 1.5))
    assert age.isVisible()
    assert "before the last change of the settings" in age.text()
    station.put("preset", before)
    assert not age.isVisible()
    station.put("preset", before.model_copy(update={"name": "another"}))
    assert not age.isVisible(), "the title says whose they are"


def test_figures_that_stay_after_an_evaluation_without_result_are_marked(page, station):
    settings = station.preset.model_dump(mode="json", by_alias=True)
    station.evaluation.put("result", result(settings=settings))
    station.evaluation.is_earlier = True
    station.evaluation.put("job", None)
    assert page.results.age.isVisible()
    assert "came to no result" in page.results.age.text()


def test_the_worst_pictures_are_all_seen(page, station):
    station.evaluation.put("result", result(20))
    gallery = page.results.worst
    assert gallery.list.count() == 20
    assert gallery.list.item(0).text() == "OK 0.40 · escape\ndent/0.png"
    assert gallery.list.item(5).text() == "OK 0.40\ndent/5.png"
    last = gallery.list.visualItemRect(gallery.list.item(19))
    assert last.bottom() <= gallery.list.viewport().height()
    assert gallery.height() >= gallery.list.height()


def test_pictures_of_any_shape_have_a_thumbnail(page, station):
    strange = tuple(shown("x", size=size) for size in ((1, 420), (3000, 420), (420, 420)))
    station.evaluation.put("result", EvaluationResult(make_evaluation(), strange))
    for place in range(3):
        assert not page.results.worst.list.item(place).icon().isNull()


def test_what_is_unknown_is_a_dash(page, station):
    nothing = make_evaluation(good=0, bad=0, masks=0, kinds={}, pictures=(), **NOTHING)
    station.evaluation.put("result", EvaluationResult(nothing, ()))
    assert {label.text() for label in page.results.figures.values.values()} == {"–"}
    assert not page.results.worst.isVisible()
    station.evaluation.put("result", result())
    assert page.results.worst.isVisible()


def test_the_plots_are_drawn(page, station, qtbot):
    empty = page.results.roc.grab().toImage()
    station.evaluation.put("result", result())
    for plot in (page.results.roc, page.results.histogram):
        assert plot.accessibleName()
        qtbot.waitUntil(lambda plot=plot: plot.width() >= 320 and plot.height() >= 200)
    image = page.results.roc.grab().toImage()
    assert image != empty
    assert {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())} >= {
        "#1d262d"
    }


def test_a_plot_without_a_drawing_is_no_problem(dressed, qtbot):
    plot = SvgPlot()
    qtbot.addWidget(plot)
    plot.show()
    assert plot.heightForWidth(100) == 0


def test_saving(page, station, monkeypatch):
    asked = []

    def answer(parent, title, kinds, suffix, picked):
        asked.append(suffix)
        picked(Path(f"/out/x.{suffix}"))

    monkeypatch.setattr(evaluation_page, "ask_where_to_save", answer)
    station.evaluation.put("result", result())
    page.results.save_report.click()
    page.results.save_figures.click()
    assert asked == ["html", "json"]
    saved = [("save", Path("/out/x.html")), ("save", Path("/out/x.json"))]
    assert station.evaluation.calls == saved
    station.evaluation.put("job", JobStatus("Evaluating", 10, 40))
    assert not page.results.save_report.isEnabled()


def test_the_preset_that_will_be_evaluated_is_named(page, station):
    station.put("preset", station.preset.model_copy(update={"name": "Board <b>B"}))
    assert "Board <b>B" in page.starter._about.text()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("width", [1024, 1280])
def test_nothing_is_cut_off_at_the_side(page, window, station, translation, language, width):
    translation.use(language)
    kinds = {
        f"a kind with a rather long name {n}": kind
        for n, kind in enumerate(list(make_evaluation().kinds.values()) * 15)
    }
    station.evaluation.put("result", result(kinds=kinds))
    window.resize(width, 700)
    scrolled = page.findChild(QScrollArea)
    assert scrolled.horizontalScrollBar().maximum() == 0
    assert "{" not in page.results.figures.facts.text()
