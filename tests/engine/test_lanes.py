import threading
from collections.abc import Iterator

import pytest
import torch

from spade_station.engine.device import Compute, choose_compute
from spade_station.engine.lanes import side_by_side

THREADS = 4


@pytest.fixture
def compute() -> Compute:
    return choose_compute("cpu")


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    """Let torch use four threads, whatever this machine has."""
    before = torch.get_num_threads()
    torch.set_num_threads(THREADS)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("most", "lanes", "each"), [(1, 1, 4), (2, 2, 2), (3, 3, 1), (9, 4, 1)])
def test_lanes_share_the_processor(compute: Compute, most: int, lanes: int, each: int) -> None:
    with side_by_side(compute, most) as pool:
        together = threading.Barrier(lanes, timeout=10)
        found = list(pool.map(lambda _: (together.wait(), torch.get_num_threads()), range(lanes)))
    assert sorted(found) == [(lane, each) for lane in range(lanes)]


def test_the_caller_and_later_threads_keep_their_cores(compute: Compute) -> None:
    with side_by_side(compute, THREADS) as pool:
        assert pool.submit(torch.get_num_threads).result() == 1
        assert torch.get_num_threads() == THREADS
    later: list[int] = []
    thread = threading.Thread(target=lambda: later.append(torch.get_num_threads()))
    thread.start()
    thread.join()
    assert (later, torch.get_num_threads()) == ([THREADS], THREADS)


def test_what_has_not_begun_is_dropped_when_something_goes_wrong(compute: Compute) -> None:
    is_held, may_end = threading.Event(), threading.Event()
    begun: list[int] = []

    def work(number: int) -> None:
        begun.append(number)
        is_held.set()
        assert may_end.wait(10)

    def leave_early() -> None:
        with side_by_side(compute, 1) as pool:
            for number in range(5):
                pool.submit(work, number)
            assert is_held.wait(10)
            threading.Thread(target=may_end.set).start()
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        leave_early()
    assert begun[0] == 0
