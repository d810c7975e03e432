import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from spade_station.app import threads
from spade_station.app.threads import Inbox, LoopThread
from spade_station.domain.errors import InternalFault
from spade_station.domain.home_errors import DiskFull

from .parts import Recorder

PATIENCE = 10.0


def taken_from(inbox: Inbox[str]) -> list[str]:
    """Take everything that waits; commands say their name."""
    said: list[str] = []
    while (taken := inbox.take(0.0)) is not None:
        if callable(taken):
            taken()
        else:
            said.append(taken)
        said += SAID
        SAID.clear()
    return said


SAID: list[str] = []


def test_commands_come_in_order_and_before_the_item() -> None:
    inbox: Inbox[str] = Inbox()
    inbox.put("frame")
    for name in "abc":
        inbox.tell(lambda name=name: SAID.append(name))
    assert taken_from(inbox) == ["a", "b", "c", "frame"]


def test_the_newest_item_wins_and_the_others_are_counted() -> None:
    inbox: Inbox[str] = Inbox()
    for name in "abc":
        inbox.put(name)
    assert inbox.skipped == 2
    assert inbox.take(0.0) == "c"
    inbox.put("d")
    assert inbox.skipped == 2, "one that was taken is not skipped"


def test_a_command_replaces_a_waiting_one_of_the_same_name() -> None:
    inbox: Inbox[str] = Inbox()
    inbox.tell(lambda: SAID.append("preset 1"), instead_of="preset")
    inbox.tell(lambda: SAID.append("open"), instead_of="open")
    inbox.tell(lambda: SAID.append("unnamed"))
    inbox.tell(lambda: SAID.append("preset 2"), instead_of="preset")
    inbox.tell(lambda: SAID.append("unnamed"))
    assert taken_from(inbox) == ["open", "unnamed", "preset 2", "unnamed"]


@given(st.lists(st.tuples(st.sampled_from(["tell", "tell named", "put", "take"]), st.integers())))
@settings(max_examples=100, deadline=None)
def test_nothing_is_lost_that_may_not_be(steps: list[tuple[str, int]]) -> None:
    inbox: Inbox[int] = Inbox()
    done: list[int] = []
    told: list[int] = []
    named: list[int] = []
    items: list[int] = []
    put: list[int] = []

    def take() -> bool:
        taken = inbox.take(0.0)
        if callable(taken):
            taken()
        elif taken is not None:
            items.append(taken)
        return taken is not None

    last_named: list[int] = []
    for kind, value in steps:
        match kind:
            case "tell":
                told.append(value)
                inbox.tell(lambda value=value: done.append(value))
            case "tell named":
                named.append(value)
                inbox.tell(lambda value=value: last_named.append(value), instead_of="name")
            case "put":
                put.append(value)
                inbox.put(value)
            case "take":
                take()
    while take():
        pass
    assert done == told, "each command is done once, in order"
    assert last_named[-1:] == named[-1:], "the newest of a name is done last"
    assert items[-1:] == put[-1:], "the newest item is always taken"
    assert len(items) + inbox.skipped == len(put), "each item is taken or counted"


def test_what_waits_can_be_made_of_both_items() -> None:
    inbox: Inbox[str] = Inbox()
    for name in "abc":
        inbox.put(name, lambda new, waiting: waiting + new)
    assert (inbox.take_item(), inbox.skipped) == ("abc", 2)


def test_waiting_for_the_item_to_be_taken() -> None:
    inbox: Inbox[str] = Inbox()
    assert inbox.wait_taken(0.0)
    inbox.put("frame")
    assert not inbox.wait_taken(0.01)
    taker = threading.Thread(target=inbox.take)
    taker.start()
    assert inbox.wait_taken(PATIENCE)
    taker.join(PATIENCE)


@pytest.mark.parametrize("wake", ["drop", "close"])
def test_what_wakes_who_waits_for_the_item_to_be_taken(wake: str) -> None:
    inbox: Inbox[str] = Inbox()
    inbox.put("frame")
    found: list[bool] = []
    waiter = threading.Thread(target=lambda: found.append(inbox.wait_taken(60.0)))
    waiter.start()
    getattr(inbox, wake)()
    waiter.join(PATIENCE)
    assert found == [True]


def test_close_wakes_who_waits_for_something() -> None:
    inbox: Inbox[str] = Inbox()
    found: list[object] = []
    waiter = threading.Thread(target=lambda: found.append(inbox.take()))
    waiter.start()
    inbox.close()
    waiter.join(PATIENCE)
    assert found == [None]
    assert inbox.closed


# --- the loop -----------------------------------------------------------------------------------


class Loop(LoopThread[str]):
    def __init__(self) -> None:
        super().__init__("loop")
        self.done: list[str] = []

    def begin(self) -> None:
        self.done.append("begin")

    def handle(self, item: str) -> None:
        if item == "bug":
            raise ZeroDivisionError("by zero")
        if item == "full":
            raise DiskFull(path="there")
        self.done.append(item)

    def end(self) -> None:
        self.done.append("end")


def full() -> None:
    raise DiskFull(path="here")


def bug() -> None:
    raise KeyError("lost")


def test_the_loop_survives_what_goes_wrong(qtbot: QtBot) -> None:
    loop = Loop()
    failed = Recorder(loop.failed)
    loop.start()
    loop.inbox.tell(full)
    loop.inbox.tell(bug)
    loop.inbox.tell(lambda: loop.inbox.put("full"))
    qtbot.waitUntil(lambda: len(failed.told) == 3)
    loop.inbox.put("bug")
    qtbot.waitUntil(lambda: len(failed.told) == 4)
    loop.inbox.put("frame")
    qtbot.waitUntil(lambda: "frame" in loop.done)
    loop.stop()
    kinds = [type(error) for error in failed.first_values]
    assert kinds == [DiskFull, InternalFault, DiskFull, InternalFault]
    assert "KeyError: 'lost'" in str(failed.first_values[1])
    assert loop.done == ["begin", "frame", "end"]


def test_what_was_told_before_stop_is_still_done(qtbot: QtBot) -> None:
    loop = Loop()
    go = threading.Event()
    loop.start()
    loop.inbox.tell(lambda: bool(go.wait(PATIENCE)) and None)
    for name in "abc":
        loop.inbox.tell(lambda name=name: loop.done.append(name))
    loop.inbox.put("frame")
    loop.inbox.close()
    go.set()
    loop.stop()
    assert loop.isFinished()
    assert loop.done == ["begin", "a", "b", "c", "frame", "end"]


def test_a_loop_that_hangs_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "STOP_WITHIN_MS", 10)
    loop, go = Loop(), threading.Event()
    loop.start()
    loop.inbox.tell(lambda: bool(go.wait(PATIENCE)) and None)
    assert not loop.stop()
    monkeypatch.setattr(threads, "STOP_WITHIN_MS", 1000 * PATIENCE)
    assert not loop.stop()
    go.set()
    assert loop.wait(1000 * PATIENCE)
    assert loop.stop()


def test_stop_may_come_again_and_without_a_start() -> None:
    loop = Loop()
    loop.stop()
    loop.start()
    loop.stop()
    loop.stop()
    assert loop.isFinished()
