import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from spade_station.engine.short_rows import CANDIDATES, GROUP, ShortRows


def random(count: int, seed: int, dimensions: int = 16) -> Tensor:
    return torch.randn(count, dimensions, generator=torch.Generator().manual_seed(seed))


def all_candidates(short: ShortRows, patches: Tensor) -> Tensor:
    return torch.cat([candidates for _, candidates in short.candidates(patches)])


def wanted(patches: Tensor, rows: Tensor, terms: Tensor) -> Tensor:
    return patches @ rows.T + terms


@given(count=st.integers(1, 1000), patches=st.integers(1, 40), seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_the_best_candidate_is_as_good_as_the_best_row(count: int, patches: int, seed: int) -> None:
    rows, terms = random(count, seed + 1), random(count, seed + 2)[:, 0]
    widest = float(rows.abs().max())
    a = random(patches, seed).clamp(-widest, widest)  # rounded are numbers as wide as the rows'
    found = all_candidates(ShortRows(rows, terms), a)
    assert found.shape == (patches, min(CANDIDATES, -(-count // GROUP)))
    value = wanted(a, rows, terms)
    best = value.gather(1, found).amax(dim=1)
    longest = max(float(each.abs().sum(dim=1).max()) for each in (a, rows))
    rounding = longest * widest / 127  # of a product: half a step for each number of either
    torch.testing.assert_close(best, value.amax(dim=1), atol=2 * rounding + 0.01, rtol=0)


def test_terms_decide_where_products_are_alike() -> None:
    rows = torch.ones(200, 8)
    terms = torch.zeros(200)
    terms[[7, 190]] = torch.tensor([3.0, 5.0])
    assert (all_candidates(ShortRows(rows, terms), torch.ones(4, 8)) == 190).any(dim=1).all()


def test_rows_are_replaced_and_taken_out() -> None:
    rows, terms = random(300, 1), torch.zeros(300)
    patches = rows[[3, 100, 200]] * 3
    short = ShortRows(rows, terms)
    assert (all_candidates(short, patches) == torch.tensor([[3], [100], [200]])).any(dim=1).all()
    gone = torch.zeros(300, dtype=torch.bool)
    gone[3] = True
    other = short.replaced(torch.tensor([50]), rows[[100]] * 1.2, terms[:1], gone)
    found = all_candidates(other, patches)
    assert not (found[0] == 3).any()
    assert (found[1] == 50).any()
    assert (found[2] == 200).any()
    assert (all_candidates(short, patches) == torch.tensor([[3], [100], [200]])).any(dim=1).all()


def test_many_patches_come_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    short, patches = ShortRows(random(200, 2), torch.zeros(200)), random(50, 3)
    whole = all_candidates(short, patches)
    monkeypatch.setattr("spade_station.engine.short_rows.BLOCK", 900)
    blocks = list(short.candidates(patches))
    assert len(blocks) > 5
    assert [block.start for block, _ in blocks][1:] == [block.stop for block, _ in blocks][:-1]
    assert torch.equal(torch.cat([candidates for _, candidates in blocks]), whole)
