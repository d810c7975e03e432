"""Tells that a loop has been at work for unusually long."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

OVERDUE_AFTER = 5.0  # s that a picture may take without a word
SLOWER = 3.0  # times the picture before, if that is more: a large one in tiles takes long
WATCH_MS = 1000


class Lateness(QObject):
    """Knows since when a loop is at work; `changed` comes again and again while that is long.

    It is said once more afterwards. The loop begins and ends; everything else is for the thread
    that made it.

    Parameters
    ----------
    usual
        Gives the seconds that the picture before took; None while nobody waits for one.
    """

    changed = Signal()

    def __init__(self, usual: Callable[[], float | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._usual = usual
        self._since: float | None = None
        self._was_late = False
        self._timer = QTimer(self, interval=WATCH_MS)
        self._timer.timeout.connect(self._on_timer)
        self._timer.start()

    def begin(self) -> None:
        """Note that the loop goes to work."""
        self._since = monotonic()

    def end(self) -> None:
        """Note that it is done."""
        self._since = None

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()

    @property
    def seconds(self) -> float | None:
        """How long the loop has been at work, if that is unusually long."""
        since, usual = self._since, self._usual()
        if since is None or usual is None:
            return None
        seconds = monotonic() - since
        return seconds if seconds > max(OVERDUE_AFTER, SLOWER * usual) else None

    def _on_timer(self) -> None:
        is_late = self.seconds is not None
        if is_late or self._was_late:
            self.changed.emit()
        self._was_late = is_late
