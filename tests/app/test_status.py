from dataclasses import replace

import pytest

from spade_station.app.notices import Level, Notice
from spade_station.app.status import BankStatus, Counters
from spade_station.domain.errors import Cancelled, WeightsMissing
from spade_station.domain.inspection import Verdict
from spade_station.domain.matching_choice import MatchingTrial
from spade_station.domain.preset import MatchingMode


def test_counters() -> None:
    counters = Counters(skipped=3)
    for verdict in (Verdict.OK, Verdict.OK, Verdict.CHECK, Verdict.NG, Verdict.NOT_INSPECTED):
        counters = counters.counted(verdict)
    assert counters == Counters(ok=2, check=1, ng=1, not_inspected=1, skipped=3)
    assert counters.total == 4, "what was not inspected is no inspected part"
    assert counters.yield_share == 0.5


def test_there_is_no_yield_before_the_first_part() -> None:
    assert Counters().yield_share is None
    assert Counters().counted(Verdict.NOT_INSPECTED).yield_share is None


@pytest.mark.parametrize("error", [WeightsMissing(backbone="resnet18"), Cancelled()])
def test_a_notice_says_what_the_error_says(error: WeightsMissing | Cancelled) -> None:
    notice = Notice.of(error, Level.INFO)
    assert str(notice) == str(error)
    assert (notice.level, notice.text, notice.advice) == (Level.INFO, error.text, error.advice)


TRIALS = (
    MatchingTrial(MatchingMode.EVERYWHERE, 0, 1.74),
    MatchingTrial(MatchingMode.SAME_PLACE, 8, 1.8),
    MatchingTrial(MatchingMode.SAME_PLACE, 16, 1.6),
)


def told(mode: MatchingMode, reach: int, trials: tuple[MatchingTrial, ...], auto: bool) -> str:
    known = BankStatus(2, 20, 500, 1_000_000, limit_is_estimate=False)
    status = replace(
        known, matching=mode, reach=reach, is_auto=auto, trials=trials, least_compared=8
    )
    before, _, said = status.summary.partition(" Matching: ")
    assert before == known.summary == "20 good parts: 500 rows, 1.0 MB, version 2."
    return said


def test_the_summary_says_what_auto_came_to_and_why() -> None:
    assert told(MatchingMode.EVERYWHERE, 0, TRIALS, auto=True) == (
        "everywhere, chosen by itself: small flaws stand out by 1.7 deviations, not clearly more "
        "at the same place (±8 px 1.8, ±16 px 1.6)."
    )
    assert told(MatchingMode.SAME_PLACE, 8, TRIALS, auto=True) == (
        "same place ±8 px, chosen by itself: small flaws stand out by 1.8 deviations "
        "(everywhere 1.7, ±16 px 1.6)."
    )


def test_the_promise_speaks_of_the_samples_that_the_limit_rests_on() -> None:
    status = BankStatus(2, 45, 500, 1_000_000, counted=40, not_counted=5, needed_samples=99)
    assert status.summary == (
        "45 good parts: 500 rows, 1.0 MB, version 2. With 40 good parts no limit below 1 false "
        "alarm in 41 can be promised; the limit is an estimate. 99 are needed for 1 %. "
        "False alarms taken as good: 5. They do not move the limit."
    )


def test_the_summary_says_that_auto_had_nothing_to_compare() -> None:
    said = told(MatchingMode.EVERYWHERE, 0, (), auto=True)
    assert said == "everywhere, for want of 8 samples to compare."


@pytest.mark.parametrize("mode", list(MatchingMode))
def test_the_summary_says_nothing_of_what_was_not_chosen_by_itself(mode: MatchingMode) -> None:
    assert told(mode, 0, (), auto=False) == ""
