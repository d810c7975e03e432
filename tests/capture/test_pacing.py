import threading

import pytest

from spade_station.capture.pacing import Pace

from .fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def taken_at(pace: Pace, clock: FakeClock, work: list[float]) -> list[float]:
    """When each turn comes if the consumer works so long after each."""
    times = []
    for seconds in work:
        assert pace.await_turn(threading.Event(), 60)
        times.append(clock.time - 100)
        clock.time += seconds
    return times


def test_the_first_turn_is_at_once_and_the_others_in_time(clock: FakeClock) -> None:
    assert taken_at(Pace(2, clock), clock, [0, 0, 0.25, 0]) == [0, 0.5, 1, 1.5]


def test_a_little_delay_is_caught_up(clock: FakeClock) -> None:
    assert taken_at(Pace(2, clock), clock, [0.75, 0, 0]) == [0, 0.75, 1]


def test_a_slow_consumer_gets_no_burst_afterwards(clock: FakeClock) -> None:
    assert taken_at(Pace(2, clock), clock, [10, 0, 0]) == [0, 10, 10.5]


def test_full_speed_never_waits(clock: FakeClock) -> None:
    pace = Pace(0, clock)
    assert taken_at(pace, clock, [0, 0, 0]) == [0, 0, 0]
    assert clock.waits == []
    assert pace.interval is None


def test_no_turn_within_the_time_limit(clock: FakeClock) -> None:
    pace = Pace(0.5, clock)
    assert pace.await_turn(threading.Event(), 1)
    assert not pace.await_turn(threading.Event(), 1.5)
    assert pace.await_turn(threading.Event(), 1.5)
    assert clock.time == 102


def test_each_wait_is_one_wait(clock: FakeClock) -> None:
    taken_at(Pace(2, clock), clock, [0, 0])
    assert clock.waits == [0.5]


def test_a_stopped_source_has_no_turn(clock: FakeClock) -> None:
    stopped = threading.Event()
    stopped.set()
    assert not Pace(2, clock).await_turn(stopped, 1)
    assert not Pace(0, clock).await_turn(stopped, 1)
