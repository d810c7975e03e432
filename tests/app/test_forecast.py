import pytest

from spade_station.app.forecast import forecast
from spade_station.app.status import BankStatus
from spade_station.domain.preset import Preset

PRESET = Preset(name="Board", based_on="electronics").changed("matching.rows", 10_000)
TIMINGS = {"backbone": 20.0, "matching": 4.0}


def test_rows_grow_with_the_samples_and_only_matching_takes_longer() -> None:
    found = forecast(BankStatus(1, samples=10, rows=5000, bytes=1_000_000), PRESET, 10, TIMINGS)
    assert found is not None
    assert (found.rows, found.bytes) == (10_000, 2_000_000)
    assert found.milliseconds == pytest.approx(28.0)


def test_the_budget_ends_the_growth() -> None:
    found = forecast(BankStatus(1, samples=10, rows=16_000, bytes=16), PRESET, 1000, TIMINGS)
    assert found is not None
    assert found.rows == 20_000, "two layers of 10 000"


def test_without_a_bank_or_timings_nothing_is_made_up() -> None:
    assert forecast(BankStatus(), PRESET, 10, TIMINGS) is None
    found = forecast(BankStatus(1, samples=10, rows=50, bytes=5), PRESET, 1, {})
    assert found is not None
    assert found.milliseconds is None
