import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from spade_station.app.evaluation_report import (
    facts,
    flat,
    lines,
    notes,
    problem_lines,
    problems,
    trials,
    write_evaluation,
)
from spade_station.app.report_words import Words
from spade_station.app.worst_pictures import ReportPicture
from spade_station.domain.inspection import Verdict
from spade_station.domain.matching_choice import MatchingTrial
from spade_station.domain.preset import MatchingMode

from .evaluations import NOTHING, make_evaluation


def shout(text: str) -> str:
    return re.sub(
        r"\{\w+\}|[^{]+", lambda found: found[0] if "{" in found[0] else found[0].upper(), text
    )


SHOUTING = Words("x-loud", shout)


def shown(name: str) -> ReportPicture:
    picture = np.full((90, 120, 3), 90, np.uint8)
    return ReportPicture(name, picture, Verdict.OK, 0.4, "dent", "escape", None)


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "report.html"
    write_evaluation(make_evaluation(), [shown("<u>0</u>.png"), shown("1.png")], path)
    return path.read_text("utf-8")


def test_the_table() -> None:
    head, rows = lines(make_evaluation())
    assert {len(row) for row in rows} == {len(head)}
    assert [row[0] for row in rows] == ["all", "good", "<b>dent</b>"]
    assert rows[0][1:4] == ["7", "2", "0.917"]
    assert rows[0][-3:] == ["25.0 % (0–81)", "33.3 % (0–91)", "28.6 %"]
    assert [row[-1] for row in rows[1:]] == ["25.0 %", "33.3 %"]
    assert rows[1][1] == "4"


def test_the_table_of_nothing() -> None:
    _, rows = lines(make_evaluation(good=0, bad=0, masks=0, kinds={}, **NOTHING))
    assert rows[0] == ["all", "0", "0", "–", "–", "–", "–", "–", "–"]


def test_what_has_to_be_known_is_said() -> None:
    told = " ".join(notes(make_evaluation()))
    assert "no limit below 1 false alarm in 25" in told
    assert "1 of 8 pictures" in told
    assert "2 of 3 bad pictures" in told
    assert "has no layer4; its weight moved to layer3" in told
    assert "0.0 % of the bad parts pass, and 50.0 % of the good ones are looked at" in told
    assert "fallback" not in told
    sound = {"limit_is_estimate": False, "not_inspected": 0, "masks": 3, "moved_weight": {}}
    sound["check_share"] = 0.0
    assert notes(make_evaluation(**sound)) == []


def test_what_is_missing_is_said() -> None:
    assert "fallback" in " ".join(notes(make_evaluation(is_fallback=True)))
    assert "no good test pictures" in " ".join(notes(make_evaluation(good=0)))
    assert "no bad test pictures" in " ".join(notes(make_evaluation(bad=0, masks=0)))
    no_masks = " ".join(notes(make_evaluation(masks=0)))
    assert "No bad picture has a mask" in no_masks
    assert "0 of 3" not in no_masks


def test_known_defects_that_are_left_out_are_said() -> None:
    told = notes(make_evaluation(known_defects_left_out=2))
    assert "Known defects of Board A that are left out: 2." in " ".join(told)


def test_the_ways_of_matching_that_were_tried(page: str) -> None:
    tried = (
        MatchingTrial(MatchingMode.EVERYWHERE, 0, 1.5),
        MatchingTrial(MatchingMode.SAME_PLACE, 16, 2.25),
    )
    found = make_evaluation(matching="same place", reach=16, matching_trials=tried)
    head, rows = trials(found)
    assert rows == [["everywhere", "", "1.50", ""], ["same place", "16", "2.25", "✓"]]
    assert len(head) == 4
    assert "How matching was chosen" in page


def test_a_way_of_matching_that_was_set_needs_no_table(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_evaluation(make_evaluation(matching_trials=()), [], path)
    assert "How matching was chosen" not in path.read_text("utf-8")


def test_a_terminal_is_told_of_a_bounded_number_of_problems() -> None:
    found = make_evaluation()
    (broken,) = (row for row in found.pictures if row.reason is not None)
    few, many = replace(found, pictures=(broken,)), replace(found, pictures=(broken,) * 30)
    assert len(list(problem_lines(few))) == 1
    told = list(problem_lines(many))
    assert len(told) < 30
    assert f"and {30 - len(told) + 1} more" in told[-1]


def test_the_problems() -> None:
    told = problems(make_evaluation())
    assert [path for path, _ in told] == ["dent/2.png", "dent/3.png"]
    assert "another shape" in told[0][1]
    assert "cannot be read" in told[1][1]


def test_the_report_is_one_file_that_names_no_address(page: str) -> None:
    text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", page)
    assert not re.search(r"https?:|//[a-z]|@import|url\(|<script|<link", text)
    assert page.count("<img") == 2
    assert page.count("<svg") == 2


def test_what_came_from_outside_is_only_text(page: str) -> None:
    for tag in ("<b>dent", "<u>", "<i>"):
        assert tag not in page
    assert "&lt;b&gt;dent&lt;/b&gt;" in page
    assert "&lt;i&gt;3&lt;/i&gt;.png" in page


def test_the_report_says_what_the_table_and_the_notes_say(page: str) -> None:
    for text in ("Evaluation of boards with Board A", "33.3 % (0–91)", "1 of 8 pictures"):
        assert text in page
    assert "weights.layer3" in page
    assert "backbone" in page


def test_the_report_of_nothing(tmp_path: Path) -> None:
    found = make_evaluation(good=0, bad=0, masks=0, kinds={}, stages_ms={}, **NOTHING)
    write_evaluation(found, [], tmp_path / "report.html")
    assert "<img" not in (tmp_path / "report.html").read_text("utf-8")


def test_the_report_speaks_the_language_that_it_is_given(tmp_path: Path) -> None:
    write_evaluation(make_evaluation(), [shown("0.png")], tmp_path / "report.html", SHOUTING)
    page = (tmp_path / "report.html").read_text("utf-8")
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page)
    assert '<html lang="x-loud">' in page
    for word in ("IMAGE AUROC", "OVERKILL", "ESCAPE", "CANNOT BE READ", "SCORES OF GOOD"):
        assert word in text
    for word in ("image AUROC", "cannot be read", "confidence"):
        assert word not in text


def test_the_facts() -> None:
    told = facts(make_evaluation())
    assert "resnet18 on cpu" in told
    assert "24 good parts" in told
    assert "1.3 MB" in told


def test_settings_are_listed_as_the_command_line_takes_them() -> None:
    settings = {"name": "x", "weights": {"layer3": 0.5}, "decision": {"mm_per_px": None}}
    assert flat(settings) == [
        ("name", "x"),
        ("weights.layer3", "0.5"),
        ("decision.mm_per_px", "none"),
    ]
