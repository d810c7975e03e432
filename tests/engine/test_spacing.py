import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from spade_station.engine.spacing import COMPANY, relative, row_spacing


def rows_of(samples: int, each: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    rows = functional.normalize(torch.randn(samples * each, 6, generator=generator), dim=1)
    return rows, torch.arange(samples * each, dtype=torch.int32) % samples


@given(st.integers(2, 7), st.integers(1, 9), st.integers(0, 100))
@settings(max_examples=40, deadline=None)
def test_the_spacing_is_the_mean_distance_to_the_nearest_other_samples(
    samples: int, each: int, seed: int
) -> None:
    rows, sample = rows_of(samples, each, seed)
    found = row_spacing(rows, sample, torch.arange(len(rows)))
    for row in range(len(rows)):
        nearest = [
            min(float((rows[row] - rows[i]).norm()) for i in range(len(rows)) if sample[i] == other)
            for other in range(samples)
            if other != sample[row]
        ]
        expected = np.mean(sorted(nearest)[:COMPANY])
        assert float(found[row]) == pytest.approx(expected, abs=2e-3)


def test_only_the_rows_asked_about_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, sample = rows_of(4, 10, 0)
    whole = row_spacing(rows, sample, torch.arange(40))
    monkeypatch.setattr("spade_station.engine.spacing.BLOCK", 3)
    asked = torch.tensor([39, 0, 17, 5])
    torch.testing.assert_close(row_spacing(rows, sample, asked), whole[asked])


def test_one_sample_has_no_company() -> None:
    rows, sample = rows_of(1, 5, 0)
    assert row_spacing(rows, sample, torch.arange(5)).tolist() == [1.0] * 5


def test_a_distance_counts_more_in_a_crowd_and_less_where_good_samples_differ() -> None:
    distance = np.full((1, 3), 0.6, np.float32)
    spacing = np.array([[0.1, 0.2, 0.4]], np.float32)
    crowd, usual, sparse = relative(distance, spacing, 0.2, 0.5)[0]
    assert usual == pytest.approx(0.6)
    assert crowd == pytest.approx(0.6 / 0.75)
    assert sparse == pytest.approx(0.6 / 1.5)
    assert relative(distance, spacing, 0.2, 0.0) is distance
    assert np.isfinite(relative(distance, spacing * 0, 0.0, 0.9)).all()
