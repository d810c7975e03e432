"""When the next picture is due."""

import threading
import time


class Clock:
    """The time, and waiting for it; tests put a clock of their own in its place."""

    def now(self) -> float:
        """Seconds on the monotonic clock."""
        return time.monotonic()

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait until `event` is set, at most `seconds`; whether it is set."""
        return event.wait(seconds)


class Pace:
    """Holds a source to so many pictures a second.

    Whoever falls behind by less than one picture catches up, so that the mean rate is kept.
    Whoever falls behind by more finds no pile of due pictures afterwards: the pace goes on from
    then.

    Parameters
    ----------
    rate
        Pictures per second; 0 for full speed.
    """

    def __init__(self, rate: float, clock: Clock) -> None:
        self.interval = 1 / rate if rate > 0 else None
        self._clock = clock
        self._due = clock.now()

    def restart(self) -> None:
        """Make the next picture due now."""
        self._due = self._clock.now()

    def await_turn(self, stopped: threading.Event, timeout: float) -> bool:
        """Wait until a picture is due, and take this turn.

        Returns
        -------
        bool
            False when none was due within `timeout` seconds, or when `stopped` was set.
        """
        if stopped.is_set():
            return False
        if self.interval is None:
            return True
        missing = self._due - self._clock.now()
        if missing > 0 and self._clock.wait(stopped, min(missing, timeout)):
            return False
        if missing > timeout:
            return False
        now = self._clock.now()
        self._due += self.interval
        if self._due < now:
            self._due = now + self.interval
        return True
