"""Coalesces a stream of values: the newest wins, and never more often than every so often."""

from PySide6.QtCore import QObject, QTimer, Signal


class LatestWins(QObject):
    """Passes a value on at once, then at most every `interval` the newest one.

    With `settle` it waits until no newer value has come for the interval instead.
    """

    due = Signal(object)

    def __init__(self, interval: int, parent: QObject, *, settle: bool = False) -> None:
        super().__init__(parent)
        self._settle = settle
        self._waiting: object = None
        self._is_waiting = False
        self._timer = QTimer(self, interval=interval, singleShot=True)
        self._timer.timeout.connect(self._on_timeout)

    def put(self, value: object) -> None:
        """Offer a newer value."""
        if not self._settle and not self._timer.isActive():
            self._timer.start()
            self.due.emit(value)
            return
        self._waiting, self._is_waiting = value, True
        if self._settle:
            self._timer.start()

    def put_now(self, value: object) -> None:
        """Pass this value on at once, in place of a waiting one."""
        self._timer.stop()
        self._is_waiting = False
        self.due.emit(value)

    def drop(self) -> None:
        """Forget a waiting value."""
        self._is_waiting = False

    def flush(self) -> None:
        """Pass a waiting value on at once."""
        if self._is_waiting:
            self.put_now(self._waiting)

    def _on_timeout(self) -> None:
        if self._is_waiting:
            self._is_waiting = False
            if not self._settle:
                self._timer.start()
            self.due.emit(self._waiting)
