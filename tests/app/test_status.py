import pytest

from spade_station.app.notices import Level, Notice
from spade_station.app.status import Counters
from spade_station.domain.errors import Cancelled, WeightsMissing
from spade_station.domain.inspection import Verdict


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
