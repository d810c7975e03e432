import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from spade_station.domain.preset import MatchingMode
from spade_station.engine.coarse_search import CoarseRows
from spade_station.engine.exact_search import nearest_rows
from spade_station.engine.features import Features
from spade_station.engine.layer_rows import Spare
from spade_station.engine.matching import Matcher
from spade_station.engine.quantised_rows import QuantisedRows
from spade_station.engine.short_rows import GROUP
from spade_station.engine.spacing import company_of

from .test_matching import bank_of

CPU = torch.device("cpu")


def alike(count: int, channels: int, seed: int, spread: float = 0.3) -> torch.Tensor:
    """Make unit vectors that have much in common, as features of good parts have."""
    generator = torch.Generator().manual_seed(seed)
    common = torch.rand(channels, generator=torch.Generator().manual_seed(0))
    own = torch.randn(count, channels, generator=generator) * spread * common.mean()
    return functional.normalize(common + own, dim=1)


@given(
    patches=st.integers(1, 60),
    rows=st.integers(1, 700),
    channels=st.sampled_from([8, 64, 100]),
    spread=st.sampled_from([0.02, 0.3, 2.0]),
    seed=st.integers(0, 99),
)
@settings(max_examples=60, deadline=None)
def test_the_distance_said_is_that_of_the_row_found(
    patches: int, rows: int, channels: int, spread: float, seed: int
) -> None:
    a, b = alike(patches, channels, seed, spread), alike(rows, channels, seed + 1, spread)
    found, index = CoarseRows(QuantisedRows.of(b)).nearest(a)
    b = QuantisedRows.of(b).vectors(CPU)
    exact, _ = nearest_rows(a, b)
    assert index.shape == (patches, 1)
    itself = (a - b[index[:, 0]]).norm(dim=1)
    torch.testing.assert_close(found, itself, atol=2e-3, rtol=0)  # what is said is true of it
    assert float((found - exact).min()) >= -2e-3


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("spread", [0.02, 0.3])
def test_the_row_found_is_hardly_farther_than_the_nearest(spread: float, seed: int) -> None:
    """White noise has no direction to leave out: every picture's features lose far less."""
    a, b = alike(800, 64, seed, spread), alike(700, 64, seed + 1, spread)
    rows = QuantisedRows.of(b)
    found, _ = CoarseRows(rows).nearest(a)
    exact, _ = nearest_rows(a, rows.vectors(CPU))
    scale = float(exact.mean())
    assert float((found - exact).mean()) <= 0.03 * scale
    assert float((found - exact).max()) <= 0.25 * scale


def test_a_known_patch_is_found() -> None:
    rows = alike(3000, 64, 1)
    found, index = CoarseRows(QuantisedRows.of(rows)).nearest(rows[[5, 2999, 1234]])
    assert index[:, 0].tolist() == [5, 2999, 1234]
    assert float(found.max()) < 0.02


def test_what_fills_the_last_group_is_never_found() -> None:
    rows = alike(GROUP + 1, 16, 2)
    far = functional.normalize(-rows, dim=1)
    _, index = CoarseRows(QuantisedRows.of(rows)).nearest(far)
    assert int(index.max()) <= GROUP


def test_long_pictures_are_matched_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    a, rows = alike(50, 16, 3), alike(200, 16, 4)
    whole = CoarseRows(QuantisedRows.of(rows)).nearest(a)
    monkeypatch.setattr("spade_station.engine.short_rows.BLOCK", 900)
    parts = CoarseRows(QuantisedRows.of(rows)).nearest(a)
    torch.testing.assert_close(parts[0], whole[0])
    assert torch.equal(parts[1], whole[1])


@pytest.mark.parametrize("without", [None, 1])
def test_the_matcher_finds_the_same_with_it_and_without(
    without: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = alike(3000, 32, 5)
    sample = torch.arange(3000, dtype=torch.int32) % 6
    bank = bank_of(rows, sample.tolist(), MatchingMode.EVERYWHERE)
    spare = Spare(alike(3000, 32, 6), torch.arange(3000) < 2000, company_of(rows, sample))
    patches = torch.cat([rows[sample == 1][:60], alike(40, 32, 7)])
    features = Features({"layer2": patches.view(10, 10, 32)}, torch.eye(8)[0])
    found = []
    for quick in (True, False):
        monkeypatch.setattr("spade_station.engine.short_rows.is_quick", lambda device, q=quick: q)
        matcher = Matcher(bank, CPU, {"layer2": spare})
        found.append(matcher.match(features, without=without))
    coarse, exact = (each.distances["layer2"] for each in found)
    np.testing.assert_allclose(coarse, exact, atol=5e-3)
    same = found[0].spacings["layer2"] == found[1].spacings["layer2"]
    assert same.mean() > 0.9
    known = exact.ravel()[:60]
    assert bool(known.max() < 0.05) == (without is None)


def test_a_sample_without_a_stand_in_leaves_nothing_of_itself() -> None:
    rows = alike(2400, 32, 8)
    sample = (torch.arange(2400) >= 1200).int()
    bank = bank_of(rows, sample.tolist(), MatchingMode.EVERYWHERE)
    spare = Spare(rows.clone(), torch.zeros(2400, dtype=torch.bool), company_of(rows, sample))
    matcher = Matcher(bank, CPU, {"layer2": spare})
    features = Features({"layer2": rows[:100].view(10, 10, 32)}, torch.eye(8)[0])
    found = matcher.match(features, without=0).distances["layer2"].ravel()
    exact, _ = nearest_rows(rows[:100], rows[1200:])
    np.testing.assert_allclose(found, exact.numpy(), atol=5e-3)
