import pytest
import torch
from torch import Tensor

from spade_station.engine.net_search import NetSearch, nearest
from spade_station.engine.short_rows import LEAST_ROWS

MANY = LEAST_ROWS + 500


def points(count: int, seed: int, dimensions: int = 8) -> Tensor:
    return torch.randn(count, dimensions, generator=torch.Generator().manual_seed(seed)) + 3


@pytest.fixture(params=[True, False], ids=["integers", "floats"])
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(
        "spade_station.engine.short_rows.is_quick", lambda device: bool(request.param)
    )
    return bool(request.param)


@pytest.mark.parametrize("count", [20, MANY])
def test_it_is_a_plain_search(count: int, quick: bool) -> None:
    a, b = points(900, 2), points(count, 3)
    distance, index = nearest(a, b, coarsely=True)
    expected = torch.cdist(a, b).min(dim=1)
    itself = (a - b[index]).norm(dim=1)
    torch.testing.assert_close(distance, itself, atol=1e-3, rtol=1e-3)  # true of the row found
    if not quick or count < LEAST_ROWS:
        assert torch.equal(index, expected.indices)
    assert float((distance - expected.values).mean()) < 0.005 * float(expected.values.mean())


def test_a_row_finds_itself(quick: bool) -> None:
    rows = points(MANY, 4)
    distance, index = nearest(rows[::7], rows, coarsely=True)
    assert torch.equal(index, torch.arange(MANY)[::7])
    assert float(distance.max()) < 0.01


def test_rows_that_came_later_are_found(quick: bool) -> None:
    search, rows = NetSearch(coarsely=True), points(MANY, 5)
    search.nearest(rows[:9], rows)
    for more in (1, 40, 400, 4000):
        rows = torch.cat([rows, points(more, more)])
        distance, index = search.nearest(rows[-1:], rows)
        assert index.tolist() == [len(rows) - 1]
        assert float(distance) < 0.01


def test_other_rows_are_searched_once_the_old_are_forgotten(quick: bool) -> None:
    search, patches = NetSearch(coarsely=True), points(9, 6)
    search.nearest(patches, points(MANY, 7))
    search.forget()
    others = torch.cat([points(MANY, 8) + 2, patches])
    distance, index = search.nearest(patches, others)
    assert index.tolist() == list(range(MANY, MANY + 9))
    assert float(distance.max()) < 0.01
