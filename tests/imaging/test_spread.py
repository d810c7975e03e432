import numpy as np
import pytest

from spade_station.imaging.spread import middle_and_spread


def test_it_is_that_of_a_normal_distribution_and_odd_values_hardly_move_it() -> None:
    values = np.random.default_rng(0).normal(5, 2, 10_000)
    assert middle_and_spread(values) == pytest.approx((5, 2), abs=0.1)
    values[:500] = 1e6
    assert middle_and_spread(values) == pytest.approx((5, 2), abs=0.3)
    assert middle_and_spread(np.array([3.0])) == (3.0, 0.0)
