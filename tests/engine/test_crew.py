import threading
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor

from spade_station.engine.crew import Crew


@pytest.fixture
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_the_parts_come_back_in_order(two_threads: None) -> None:
    patches = torch.arange(11)
    doubled, same = Crew().begin(lambda part: (2 * part, part), patches)()
    assert doubled.tolist() == (2 * patches).tolist()
    assert same.tolist() == patches.tolist()


def test_each_part_has_a_core_of_its_own_and_nobody_else_loses_one(two_threads: None) -> None:
    both = threading.Barrier(2)

    def threads(part: Tensor) -> tuple[Tensor, Tensor]:
        both.wait(10)
        return torch.tensor([torch.get_num_threads()]), part

    found, _ = Crew().begin(threads, torch.arange(10))()
    assert found.tolist() == [1, 1]
    assert torch.get_num_threads() == 2
    later: list[int] = []
    thread = threading.Thread(target=lambda: later.append(torch.get_num_threads()))
    thread.start()
    thread.join()
    assert later == [2]


def test_who_has_one_core_does_it_alone(two_threads: None) -> None:
    crew = Crew()
    torch.set_num_threads(1)
    who: list[str] = []

    def note(part: Tensor) -> tuple[Tensor, Tensor]:
        who.append(threading.current_thread().name)
        return part, part

    crew.begin(note, torch.arange(10))()
    assert who == [threading.current_thread().name]


def test_what_goes_wrong_is_told(two_threads: None) -> None:
    def fail(part: Tensor) -> tuple[Tensor, Tensor]:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        Crew().begin(fail, torch.arange(10))()


def test_its_threads_end_with_it(two_threads: None) -> None:
    threads: list[threading.Thread] = []

    def note(part: Tensor) -> tuple[Tensor, Tensor]:
        threads.append(threading.current_thread())
        return part, part

    crew = Crew()
    crew.begin(note, torch.arange(10))()
    del crew
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
