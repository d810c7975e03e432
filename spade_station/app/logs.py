"""The log file of the station."""

import logging
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from spade_station.storage.paths import Home

FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
SIZE, FILES = 2_000_000, 5

log = logging.getLogger(__name__)


def keep_logs(home: Path) -> None:
    """Write warnings and faults to a file; a disk that refuses it stops nothing."""
    path = Home(home).log
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            path,
            maxBytes=SIZE,
            backupCount=FILES,
            encoding="utf-8",
            errors="backslashreplace",  # a file may have a name that is no text
        )
    except OSError as error:
        log.warning("There is no log file: %s", error)
        return
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    threading.excepthook = _log_thread


def log_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what nobody caught; for ``sys.excepthook``."""
    log.critical("A fault that nobody caught", exc_info=(kind, error, trace))


def _log_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        log_fault(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
