import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from spade_station.engine.exact_search import nearest_distances
from spade_station.engine.quantised_rows import QuantisedRows

CPU = torch.device("cpu")


def features(count: int, channels: int, seed: int) -> torch.Tensor:
    """Make unit vectors like those of a network: not negative, and of very unlike channels."""
    generator = torch.Generator().manual_seed(seed)
    size = torch.rand(channels, generator=torch.Generator().manual_seed(0)) ** 4 + 0.01
    values = torch.randn(count, channels, generator=generator).relu() * size + size
    return functional.normalize(values, dim=1)


@given(st.integers(1, 300), st.sampled_from([8, 64, 128]), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_distances_stay_what_they_are(count: int, channels: int, seed: int) -> None:
    rows, patches = features(count, channels, seed), features(50, channels, seed + 1)
    quantised = QuantisedRows.of(rows).vectors(CPU)
    torch.testing.assert_close(quantised.norm(dim=1), torch.ones(count), atol=1e-5, rtol=0)
    exact, found = nearest_distances(patches, rows), nearest_distances(patches, quantised)
    off = (found - exact) / exact.mean()
    assert float(off.abs().max()) < 0.08
    assert float(off.mean().abs()) < 0.01


def test_a_row_takes_one_byte_a_channel() -> None:
    quantised = QuantisedRows.of(features(1000, 64, 1))
    assert quantised.values.nbytes == 64_000
    assert quantised.nbytes < 65_000
    assert (len(quantised), quantised.channels) == (1000, 64)


def test_channels_that_never_vary_are_no_trouble() -> None:
    rows = functional.normalize(torch.tensor([[0.0, 1.0, 2.0]]).expand(5, -1), dim=1)
    torch.testing.assert_close(QuantisedRows.of(rows).vectors(CPU), rows, atol=1e-5, rtol=0)


def test_what_is_learned_later_leaves_the_other_rows_as_they_were() -> None:
    known = QuantisedRows.of(features(500, 64, 1))
    more = features(100, 64, 2) * 0.98 + features(500, 64, 1).mean(dim=0) * 0.02
    grown = known.extended(more)
    assert len(grown) == 600
    same = (grown.step == known.step) & (grown.centre == known.centre)
    np.testing.assert_array_equal(grown.values[:500, same], known.values[:, same])
    assert same.mean() > 0.8


def test_what_lies_far_outside_is_not_cut_off() -> None:
    known = QuantisedRows.of(features(500, 64, 1))
    strange = functional.normalize(torch.eye(64)[:3] + 0.01, dim=1)
    grown = known.extended(strange)
    torch.testing.assert_close(grown.vectors(CPU)[500:], strange, atol=0.01, rtol=0)
    before, after = known.vectors(CPU), grown.vectors(CPU)[:500]
    assert float((before - after).norm(dim=1).max()) < 0.02


def test_many_small_steps_do_not_blur_what_is_known() -> None:
    first = features(200, 64, 1)
    rows = QuantisedRows.of(first)
    for seed in range(60):
        rows = rows.extended(features(5, 64, 100 + seed))
    assert len(rows) == 500
    assert float((rows.vectors(CPU)[:200] - first).norm(dim=1).max()) < 0.02


def test_nothing_more_is_nothing_more() -> None:
    known = QuantisedRows.of(features(20, 8, 1))
    assert len(known.extended(torch.empty(0, 8))) == 20
