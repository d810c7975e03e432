import pytest
from PySide6.QtCore import QObject

from spade_station.ui.latest import LatestWins


@pytest.fixture
def owner(dressed):
    return QObject()


def test_the_first_value_goes_at_once_and_then_the_newest(owner, qtbot):
    told = []
    latest = LatestWins(20, owner)
    latest.due.connect(told.append)
    for value in range(5):
        latest.put(value)
    assert told == [0]
    with qtbot.waitSignal(latest.due):
        pass
    assert told == [0, 4]


def test_settling_tells_the_last_value_only(owner, qtbot):
    told = []
    latest = LatestWins(20, owner, settle=True)
    latest.due.connect(told.append)
    latest.put(1)
    latest.put(2)
    assert told == []
    with qtbot.waitSignal(latest.due):
        pass
    assert told == [2]


def test_flushing_tells_a_waiting_value_once(owner):
    told = []
    latest = LatestWins(10_000, owner)
    latest.due.connect(told.append)
    latest.put(1)
    latest.put(2)
    latest.flush()
    latest.flush()
    assert told == [1, 2]
