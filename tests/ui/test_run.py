"""The door to the window."""

import os
import signal
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox

from spade_station.domain.home_errors import HomeBusy
from spade_station.ui import run, window
from spade_station.ui.main_window import MainWindow

from .fake_station import FakeStation


def in_the_window(app, do) -> None:
    """Do something as soon as the window is there, then close it."""

    def when_there():
        windows = [one for one in app.topLevelWidgets() if isinstance(one, MainWindow)]
        shown = [one for one in windows if one.isVisible()]
        try:
            do(shown[0])
        finally:
            shown[0].close()

    QTimer.singleShot(0, when_there)


def test_the_window_runs_until_it_is_closed(dressed, station):
    seen = []
    in_the_window(dressed, lambda shown: seen.append(shown.operator.banner.word))
    assert window.run_window(station, []) == 0
    assert seen == ["STOPPED"]
    assert station.called("close")


def test_a_fault_in_the_window_is_shown_and_survived(dressed, station, caplog):
    hook = sys.excepthook
    seen = []

    def fail(shown):
        sys.excepthook(RuntimeError, RuntimeError("broken slot"), None)
        seen.append(shown.notices.text.text())

    in_the_window(dressed, fail)
    assert window.run_window(station, []) == 0
    assert "RuntimeError: broken slot" in seen[0]
    assert "broken slot" in caplog.text
    assert sys.excepthook is hook


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_the_window_in_order(dressed, station, number):
    QTimer.singleShot(0, lambda: os.kill(os.getpid(), number))
    assert window.run_window(station, []) == 0
    assert station.called("close")


@pytest.fixture
def opened(dressed, monkeypatch):
    made = FakeStation()
    monkeypatch.setattr(run, "make_application", lambda _argv: dressed)
    monkeypatch.setattr(run, "Station", lambda _home, _device, _parent: made)
    monkeypatch.setattr(run, "run_window", lambda _station, _argv: 0)
    return made


def test_the_command_line_chooses(opened, tmp_path):
    assert run.open_window(tmp_path, preset="Board A", demo="metal") == 0
    assert opened.called("choose_preset") == [("Board A",)]
    assert opened.called("start_demo") == [("metal",)]
    assert opened.settings.welcomed


def test_a_busy_home_is_told_and_no_window_opens(opened, tmp_path, monkeypatch):
    told = []

    def refuse():
        raise HomeBusy(path="/home/x")

    monkeypatch.setattr(opened, "open", refuse)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    assert run.open_window(tmp_path) == run.FAILED
    assert "/home/x" in told[0]
