"""What is told only once in a while."""

import pytest

from spade_station.app import seldom
from spade_station.app.seldom import EVERY, Seldom


def test_it_is_told_when_it_begins_and_then_with_what_was_gathered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(seldom, "monotonic", lambda: now)
    missed = Seldom()
    assert missed.due() == 0
    missed.add(2)
    assert missed.due() == 2
    for _ in range(3):
        missed.add()
        assert missed.due() == 0
    now += EVERY
    assert missed.due() == 3
    missed.add()
    assert missed.rest() == 1
    now += EVERY
    assert missed.due() == 0, "there is nothing that was not told"
