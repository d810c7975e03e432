import torch
from hypothesis import given
from hypothesis import strategies as st

from spade_station.engine.growing import Growing


@given(first=st.integers(0, 5), more=st.lists(st.integers(0, 9), max_size=8))
def test_rows_are_those_that_were_put_in(first: int, more: list[int]) -> None:
    parts = [torch.rand(count, 3) for count in (first, *more)]
    growing = Growing(parts[0])
    for part in parts[1:]:
        growing.append(part)
    assert torch.equal(growing.rows, torch.cat(parts))


def test_rows_that_were_taken_stay_what_they_are() -> None:
    first = torch.rand(4, 2)
    growing = Growing(first)
    taken = []
    for _ in range(9):
        taken.append((growing.rows, growing.rows.clone()))
        growing.append(torch.rand(3, 2))
    assert all(torch.equal(view, copy) for view, copy in taken)


def test_it_is_not_copied_each_time() -> None:
    growing = Growing(torch.rand(100, 2))
    growing.append(torch.rand(1, 2))
    before = growing.rows.data_ptr()
    growing.append(torch.rand(9, 2))
    assert growing.rows.data_ptr() == before
