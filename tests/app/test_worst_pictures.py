from dataclasses import replace

import numpy as np
import pytest

from spade_station.app.worst_pictures import (
    DRAWN,
    ESCAPE,
    KEPT,
    OVERKILL,
    WIDTH,
    ReportPicture,
    WorstPictures,
    is_wrong,
    mistake,
)
from spade_station.domain.errors import NoPictures
from spade_station.domain.frame import Frame, Truth
from spade_station.domain.inspection import Inspection, Verdict, not_inspected
from spade_station.engine.inspector import Inspector

from .parts import bad_picture, good_frame, good_picture


def judged(kind: str, verdict: Verdict, score: float) -> Inspection:
    frame = Frame(good_picture(0), 0, f"{kind} {verdict} {score}", truth=Truth(kind))
    return Inspection(frame, verdict, score, heatmap=np.zeros((24, 32), np.float32))


def names(*inspections: Inspection) -> list[str]:
    worst = WorstPictures()
    for inspection in inspections:
        worst.keep(inspection)
    return [picture.name for picture in worst.pictures]


def test_the_most_wrong_come_first_whether_rejected_or_escaped() -> None:
    told = names(
        judged("good", Verdict.OK, 0.99),
        judged("dent", Verdict.OK, 0.4),
        judged("good", Verdict.NG, 1.1),
        judged("dent", Verdict.NG, 1.01),
        judged("dent", Verdict.CHECK, 0.95),
        judged("good", Verdict.NG, 2.5),
    )
    assert told == [
        "good NG 2.5",
        "dent OK 0.4",
        "good NG 1.1",
        "dent CHECK 0.95",
        "good OK 0.99",
        "dent NG 1.01",
    ]


def test_a_defect_that_escaped_over_the_limit_is_worse_than_a_close_call() -> None:
    """Its region was smaller than the least area."""
    told = names(judged("good", Verdict.OK, 0.99), judged("dent", Verdict.CHECK, 1.4))
    assert told == ["dent CHECK 1.4", "good OK 0.99"]


def test_where_nothing_is_wrong_they_are_the_closest_calls() -> None:
    told = names(
        judged("good", Verdict.OK, 0.2),
        judged("dent", Verdict.NG, 3.0),
        judged("good", Verdict.OK, 0.9),
        judged("dent", Verdict.NG, 1.2),
    )
    assert told == ["good OK 0.9", "dent NG 1.2", "good OK 0.2", "dent NG 3.0"]


def test_what_was_not_inspected_is_judged_neither_right_nor_wrong() -> None:
    nothing = not_inspected(good_frame(), NoPictures(path="x"))
    assert names(nothing) == []
    assert mistake(nothing) == ""


def test_they_are_bounded_and_small() -> None:
    worst = WorstPictures()
    scores = np.random.default_rng(1).uniform(1.1, 4, KEPT + 20).round(3)
    for score in scores:
        worst.keep(judged("good", Verdict.NG, float(score)))
    assert [picture.score for picture in worst.pictures] == sorted(scores, reverse=True)[:KEPT]
    assert all(picture.picture.shape[1] == WIDTH for picture in worst.pictures)


def test_mistakes_have_the_words_of_the_house() -> None:
    assert mistake(judged("good", Verdict.NG, 1.5)) == OVERKILL
    assert mistake(judged("good", Verdict.CHECK, 0.9)) == ""
    assert mistake(judged("dent", Verdict.OK, 0.5)) == ESCAPE
    assert mistake(judged("dent", Verdict.CHECK, 0.9)) == ESCAPE
    assert mistake(judged("dent", Verdict.NG, 1.5)) == ""


def test_what_contradicts_the_truth() -> None:
    assert is_wrong(judged("good", Verdict.NG, 1.5))
    assert is_wrong(judged("dent", Verdict.OK, 0.5))
    assert not is_wrong(judged("dent", Verdict.CHECK, 0.9)), "CHECK contradicts neither"
    assert not is_wrong(judged("good", Verdict.CHECK, 0.9))
    unknown = replace(judged("good", Verdict.NG, 1.5), frame=good_frame())
    assert not is_wrong(unknown)
    assert mistake(unknown) == ""


@pytest.mark.parametrize("side", [1, 24])
def test_the_true_defect_is_outlined(inspector: Inspector, side: int) -> None:
    mask = np.zeros((96, 128), np.bool_)
    mask[36 : 36 + side, 54 : 54 + side] = True
    frame = Frame(bad_picture(100), 0, "x", truth=Truth("dent", mask))
    drawn = ReportPicture.of(inspector.inspect(frame)).picture
    plain = ReportPicture.of(inspector.inspect(replace(frame, truth=Truth("dent")))).picture
    assert (drawn == DRAWN).all(axis=-1).any()
    assert not (plain == DRAWN).all(axis=-1).any()
