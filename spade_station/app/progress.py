"""Progress of a long job: told now and then, and the place where it ends when it is cancelled."""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from spade_station.app.status import JobStatus
from spade_station.domain.errors import Cancelled
from spade_station.domain.progress import Report

EVERY = 0.1  # s


def reporter(
    job: JobStatus, tell: Callable[[JobStatus], object], is_ended: Callable[[], bool]
) -> Report:
    """Make what is told how much of how much is done.

    Raises
    ------
    Cancelled
        By what was made, once `is_ended` says so.
    """
    began = last = monotonic()

    def report(done: int, total: int) -> None:
        nonlocal last
        if is_ended():
            raise Cancelled
        now = monotonic()
        if now - last >= EVERY or done == total:
            last = now
            rate = done / (now - began) if now > began else None
            tell(replace(job, done=done, total=total, per_second=rate))

    return report
