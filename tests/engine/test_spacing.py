import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from spade_station.engine.spacing import COMPANY, company_of, relative


def rows_of(samples: int, each: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    rows = functional.normalize(torch.randn(samples * each, 6, generator=generator), dim=1)
    return rows, torch.arange(samples * each, dtype=torch.int32) % samples


def nearest_of_others(rows: torch.Tensor, sample: torch.Tensor, row: int) -> dict[int, float]:
    """Search the nearest row of each other sample."""
    return {
        other: min(float((rows[row] - rows[i]).norm()) for i in (sample == other).nonzero()[:, 0])
        for other in sorted(set(sample.tolist()))
        if other != sample[row]
    }


@given(st.integers(2, 7), st.integers(1, 9), st.integers(0, 100))
@settings(max_examples=40, deadline=None)
def test_the_spacing_is_the_mean_distance_to_the_nearest_other_samples(
    samples: int, each: int, seed: int
) -> None:
    rows, sample = rows_of(samples, each, seed)
    found = company_of(rows, sample)
    for row in range(len(rows)):
        nearest = nearest_of_others(rows, sample, row)
        expected = np.mean(sorted(nearest.values())[:COMPANY])
        assert float(found.spacing()[row]) == pytest.approx(expected, abs=2e-3)


@given(st.integers(3, 7), st.integers(1, 9), st.integers(0, 100))
@settings(max_examples=40, deadline=None)
def test_without_a_sample_the_spacing_is_what_the_other_samples_alone_would_have(
    samples: int, each: int, seed: int
) -> None:
    rows, sample = rows_of(samples, each, seed)
    found = company_of(rows, sample).spacing(without=1)
    for row in range(len(rows)):
        nearest = nearest_of_others(rows, sample, row)
        nearest.pop(1, None)
        expected = np.mean(sorted(nearest.values())[:COMPANY])
        assert float(found[row]) == pytest.approx(expected, abs=2e-3)


def test_of_two_samples_neither_can_do_without_the_other() -> None:
    company = company_of(*rows_of(2, 4, 0))
    assert torch.equal(company.spacing(without=1), company.spacing())


def test_only_the_rows_asked_about_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, sample = rows_of(4, 10, 0)
    whole = company_of(rows, sample).spacing()
    monkeypatch.setattr("spade_station.engine.spacing.BLOCK", 3)
    asked = torch.tensor([39, 0, 17, 5])
    torch.testing.assert_close(company_of(rows, sample, asked).spacing(), whole[asked])


def test_one_sample_has_no_company() -> None:
    rows, sample = rows_of(1, 5, 0)
    assert company_of(rows, sample).spacing().tolist() == [1.0] * 5


def test_a_distance_counts_more_in_a_crowd_and_less_where_good_samples_differ() -> None:
    distance = np.full((1, 3), 0.6, np.float32)
    spacing = np.array([[0.1, 0.2, 0.4]], np.float32)
    crowd, usual, sparse = relative(distance, spacing, 0.2, 0.5)[0]
    assert usual == pytest.approx(0.6)
    assert crowd == pytest.approx(0.6 / 0.75)
    assert sparse == pytest.approx(0.6 / 1.5)
    assert relative(distance, spacing, 0.2, 0.0) is distance
    assert np.isfinite(relative(distance, spacing * 0, 0.0, 0.9)).all()
