import threading

import pytest

from spade_station.imaging import every_view
from spade_station.imaging.every_view import EveryView


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_view.os, "cpu_count", lambda: 2)


def test_what_is_found_comes_in_the_order_of_the_views(two_cores: None) -> None:
    every = EveryView(3)
    assert every.done(lambda view, mask: view + mask, "abc", "xyz") == ["ax", "by", "cz"]


def test_two_cores_are_at_work_at_once(two_cores: None) -> None:
    both = threading.Barrier(2)
    who = EveryView(2).done(lambda _: (both.wait(10), threading.current_thread())[1], "ab")
    assert who[0] is not who[1]
    assert who[1] is threading.current_thread()


def test_who_calls_does_what_the_others_have_no_time_for(two_cores: None) -> None:
    every, begun, free = EveryView(3), threading.Event(), threading.Event()

    def work(view: int) -> str:
        if view == 0:  # the other's
            begun.set()
            assert free.wait(10)
        elif view == 1:  # this was done here, or `free` would never be set
            free.set()
        return threading.current_thread().name

    end = every.begin(work, range(3))
    assert begun.wait(10)
    other, *own = end()
    assert own == [threading.current_thread().name] * 2
    assert other != own[0]


def test_parts_that_come_at_the_same_time_do_not_wait_for_each_other(two_cores: None) -> None:
    every = EveryView(2)

    def part(number: int) -> list[int]:
        return every.done(lambda view: 10 * number + view, range(2))

    found: dict[int, list[int]] = {}
    threads = [threading.Thread(target=lambda n=n: found.update({n: part(n)})) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert found == {n: [10 * n, 10 * n + 1] for n in range(8)}


def test_a_single_view_is_done_by_who_calls() -> None:
    assert EveryView(1).done(lambda _: threading.current_thread(), "a") == [
        threading.current_thread()
    ]


@pytest.mark.parametrize("wrong", range(3))
def test_what_goes_wrong_with_any_view_is_told(two_cores: None, wrong: int) -> None:
    def work(view: int) -> int:
        if view == wrong:
            raise ValueError(view)
        return view

    with pytest.raises(ValueError, match=str(wrong)):
        EveryView(3).done(work, range(3))


def test_its_threads_end_with_it(two_cores: None) -> None:
    both = threading.Barrier(2)
    every = EveryView(2)
    other, _ = every.done(lambda _: (both.wait(10), threading.current_thread())[1], "ab")
    del every
    other.join(10)
    assert not other.is_alive()
