from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app import lateness
from spade_station.app.lateness import Lateness

from .parts import Recorder


class Line:
    """What the picture before took, and a clock that a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.usual: float | None = 1.0
        self.now = 100.0
        monkeypatch.setattr(lateness, "monotonic", lambda: self.now)
        monkeypatch.setattr(lateness, "WATCH_MS", 5)
        self.late = Lateness(lambda: self.usual)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[Line]:
    line = Line(monkeypatch)
    yield line
    line.late.stop()


def test_what_takes_long_is_late_until_it_is_done(line: Line) -> None:
    assert line.late.seconds is None
    line.late.begin()
    line.now += 4
    assert line.late.seconds is None
    line.now += 2
    assert line.late.seconds == pytest.approx(6)
    line.late.end()
    assert line.late.seconds is None


def test_what_is_slow_by_itself_may_take_longer(line: Line) -> None:
    line.usual = 4.0
    line.late.begin()
    line.now += 11
    assert line.late.seconds is None
    line.now += 2
    assert line.late.seconds == pytest.approx(13)


def test_nothing_is_late_that_nobody_waits_for(line: Line) -> None:
    line.usual = None
    line.late.begin()
    line.now += 60
    assert line.late.seconds is None


def test_it_is_told_while_something_is_late_and_once_more(line: Line, qtbot: QtBot) -> None:
    told = Recorder(line.late.changed)
    line.late.begin()
    line.now += 60
    with qtbot.waitSignals([line.late.changed] * 2):
        pass
    before = len(told.told)
    with qtbot.waitSignal(line.late.changed):
        line.late.end()
    assert len(told.told) == before + 1
