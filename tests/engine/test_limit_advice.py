import pytest

from spade_station.engine.limit_advice import advise


def test_apart_the_limit_is_in_the_geometric_middle() -> None:
    advice = advise([0.5, 0.8, 1.0], 1.0, [4.0, 9.0])
    assert advice.limit == pytest.approx(2.0)
    assert (advice.catching_all, advice.rejected, advice.samples) == (4.0, 0, 3)


def test_where_they_overlap_it_says_what_catching_all_costs() -> None:
    advice = advise([0.5, 0.8, 1.0, 0.7], 1.0, [0.7, 3.0])
    assert advice.limit is None
    assert (advice.catching_all, advice.rejected, advice.samples) == (0.7, 3, 4)
