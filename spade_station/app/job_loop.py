"""A loop that does one job after the other, each with progress and a way to end it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from spade_station.app.progress import reporter
from spade_station.app.status import JobStatus
from spade_station.app.threads import Command, LoopThread
from spade_station.domain.errors import Cancelled
from spade_station.domain.progress import Report
from spade_station.engine.memory import give_back

Done = TypeVar("Done")


class JobLoop(LoopThread[None]):
    """Tells of its jobs; `jobChanged` gives a `JobStatus`, or None when nothing runs.

    `busyChanged` says whether it does anything at all.
    """

    jobChanged = Signal(object)
    busyChanged = Signal(bool)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(name, parent)
        self._cancel = threading.Event()
        self._ends: Callable[[], bool] | None = None
        self._shown: JobStatus | None = None  # what `jobChanged` gave last
        self._showing = threading.Lock()  # nobody takes a job away that was shown meanwhile

    def guarded(self, work: Command) -> bool:
        """See `LoopThread.guarded`."""
        self.busyChanged.emit(True)
        try:
            return super().guarded(work)
        finally:
            self.busyChanged.emit(False)

    def cancel(self) -> None:
        """End the running job; for any thread."""
        self._cancel.set()

    def is_ended(self) -> bool:
        """Whether the running job shall end."""
        return self._cancel.is_set() or self.inbox.closed

    def job(self, job: JobStatus, work: Callable[[Report], Done], stays: bool = False) -> Done:
        """Do a job, and give what comes of it; in the thread itself.

        One that cannot be cancelled ends early only with the program. Another is told
        once that it shall end: one that keeps what is done ends in its own time, unless it is
        cancelled again or the program ends.

        Parameters
        ----------
        stays
            Whether it is shown on when it went well, as what comes of it is not in use yet; see
            `end_jobs`.

        Raises
        ------
        Cancelled
        """

        def is_told_to_end() -> bool:
            is_ended = self.is_ended() if job.cancellable else self.inbox.closed
            if is_ended:
                self._cancel.clear()
            return is_ended

        return self._do(job, work, is_told_to_end, stays)

    def end_jobs(self, then: Callable[[Command], None]) -> None:
        """Show a job that stays no longer; in the thread itself.

        Parameters
        ----------
        then
            Is given what takes it away, to be called in any thread once all that came of it is
            in use; it leaves one alone that is shown by then.
        """
        if self._shown is not None and self._ends is None:  # none is at work
            then(partial(self._take_away, self._shown))

    def job_aside(self, job: JobStatus, work: Callable[[Report], None]) -> bool:
        """Do what can wait; returns whether it came to its end before something else was wanted.

        Raises
        ------
        Cancelled
            When somebody has cancelled it.
        """

        def is_ended() -> bool:
            return self.inbox.has_commands or self.is_ended()

        try:
            self._do(job, work, is_ended)
        except Cancelled:
            if self.is_ended():
                raise
            return False
        return True

    def check(self) -> None:
        """End what takes long and does not report, when the running job, or the loop, shall end.

        Raises
        ------
        Cancelled
        """
        if self._ends() if self._ends else self.inbox.closed:
            raise Cancelled

    def _do(
        self,
        job: JobStatus,
        work: Callable[[Report], Done],
        ends: Callable[[], bool],
        stays: bool = False,
    ) -> Done:
        self._cancel.clear()
        self._ends = ends
        self._show(job)
        after = None
        try:
            done = work(reporter(job, self._show, ends))
            if stays and self._shown is not None:
                after = replace(self._shown, cancellable=False)
            return done
        finally:
            self._ends = None
            give_back()
            self._show(after)

    def _show(self, job: JobStatus | None) -> None:
        with self._showing:
            self._shown = job
            self.jobChanged.emit(job)

    def _take_away(self, job: JobStatus) -> None:
        with self._showing:
            if self._shown is job:
                self._shown = None
                self.jobChanged.emit(None)
