import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.engine.calibration import limit_of, needed_samples


@given(
    st.lists(st.floats(0.01, 10), min_size=20, max_size=200),
    st.sampled_from([0.05, 0.1, 0.2]),
)
@settings(max_examples=50, deadline=None)
def test_the_limit_is_the_conformal_quantile(scores: list[float], overkill: float) -> None:
    limit = limit_of(np.array(scores), overkill, overkill)
    rank = math.ceil(round((len(scores) + 1) * (1 - overkill), 9))
    assert limit.value == sorted(scores)[rank - 1]
    assert not limit.is_estimate


@pytest.mark.parametrize(("overkill", "needed"), [(0.05, 19), (0.01, 99), (0.1, 9), (0.02, 49)])
def test_a_promise_needs_enough_samples(overkill: float, needed: int) -> None:
    assert needed_samples(overkill) == needed
    scores = np.linspace(1, 2, needed)
    assert not limit_of(scores, overkill, 0.2).is_estimate
    assert limit_of(scores[:-1], overkill, 0.2).is_estimate


def test_an_estimate_says_so_and_lies_above_every_good_score() -> None:
    scores = np.random.default_rng(1).normal(1, 0.1, 30)
    limit = limit_of(scores, 0.01, 0.05)
    assert limit.is_estimate
    assert (limit.samples, limit.needed) == (30, 99)
    assert limit.value >= scores.max()


def test_the_promise_is_kept_on_average() -> None:
    random = np.random.default_rng(2)
    exceeded = [
        (random.normal(size=1000) + 9 > limit_of(random.normal(size=60) + 9, 0.1, 0.2).value).mean()
        for _ in range(400)
    ]
    assert 0.08 < np.mean(exceeded) < 0.105


def test_scores_of_zero_still_give_a_limit_above_zero() -> None:
    assert limit_of(np.zeros(5), 0.01, 0.05).value > 0


def test_the_check_limit_lies_below_the_limit_and_lets_its_share_through() -> None:
    scores = np.random.default_rng(3).normal(1, 0.1, 199)
    limit = limit_of(scores, 0.01, 0.1)
    assert limit.check < limit.value
    assert (scores > limit.check).mean() == pytest.approx(0.1, abs=0.01)


def test_with_few_samples_the_check_limit_is_the_largest_good_score() -> None:
    limit = limit_of(np.array([1.0, 1.1, 1.2]), 0.01, 0.05)
    assert limit.check == 1.2
    assert limit.value > 1.2
