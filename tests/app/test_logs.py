import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from spade_station.app.logs import keep_logs, log_fault

log = logging.getLogger("spade_station.test")


@pytest.fixture(autouse=True)
def logging_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    yield
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_warnings_and_faults_are_kept(tmp_path: Path) -> None:
    keep_logs(tmp_path)
    log.warning("the disk is getting full: %s", "磁盘")
    try:
        raise ZeroDivisionError("a bug")
    except ZeroDivisionError:
        log_fault(*sys.exc_info())  # type: ignore[arg-type]  # there is an error
    text = (tmp_path / "log" / "station.log").read_text("utf-8")
    assert "WARNING" in text
    assert "磁盘" in text
    assert "ZeroDivisionError: a bug" in text


def test_a_name_that_is_no_text_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as alone:  # pytest-xdist cannot carry what pytest would capture
        alone.setattr(logging.getLogger(), "handlers", [])
        keep_logs(tmp_path)
        log.warning("it is %s", "bad\udcff.png")
        for handler in logging.getLogger().handlers:
            handler.close()
    assert r"bad\udcff.png" in (tmp_path / "log" / "station.log").read_text("utf-8")


def test_a_fault_of_a_thread_is_kept(tmp_path: Path) -> None:
    keep_logs(tmp_path)

    def work() -> None:
        raise KeyError("lost")

    thread = threading.Thread(target=work, name="reader")
    thread.start()
    thread.join()
    text = (tmp_path / "log" / "station.log").read_text("utf-8")
    assert "KeyError: 'lost'" in text
    assert "reader" in text


def test_a_disk_that_refuses_the_log_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "log").write_text("a file in its place")
    handlers = list(logging.getLogger().handlers)
    keep_logs(tmp_path)
    assert "no log file" in caplog.text
    assert logging.getLogger().handlers == handlers
