"""Together: a GPU judges as many pictures at once as have come meanwhile."""

import logging
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from spade_station.app.judging import judged
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection
from spade_station.engine.inspector import Analysis, Inspector
from spade_station.engine.lanes import side_by_side
from spade_station.imaging.preparing import Prepared

log = logging.getLogger(__name__)

BATCH = 32  # pictures that the GPU measures at once
CONCLUDED = 8  # pictures that a lane concludes before it is given others
LOOKERS = 2  # streams: the copies of one overlap with the computing of the other

Waiting = tuple[Frame, Prepared, "Future[Inspection]"]


@contextmanager
def judged_together(inspector: Inspector, lanes: ThreadPoolExecutor) -> Iterator["Together"]:
    """Give what judges pictures together; at the end those at work are waited for.

    Parameters
    ----------
    lanes
        Threads that prepare pictures and conclude what was measured.
    """
    with side_by_side(inspector.compute, LOOKERS) as lookers:
        yield Together(inspector, lookers, lanes)


class Together:
    """Prepares and concludes pictures one by one, and measures them in batches of one size.

    A batch is always full, with copies of its last picture if need be: what is found of a picture
    does not depend on how many came with it.
    """

    def __init__(
        self, inspector: Inspector, lookers: ThreadPoolExecutor, lanes: ThreadPoolExecutor
    ) -> None:
        self._inspector = inspector
        self._lookers = lookers
        self._lanes = lanes
        self._waiting: dict[tuple[int, int], list[Waiting]] = {}
        self._called = 0  # looks that have not begun
        self._lock = threading.Lock()

    def submit(self, frame: Frame) -> "Future[Inspection]":
        """Judge a frame as soon as it can be."""
        future: Future[Inspection] = Future()
        self._lanes.submit(self._prepare, frame, future)
        return future

    def _prepare(self, frame: Frame, future: "Future[Inspection]") -> None:
        try:
            part = self._inspector.prepare(frame)
        except Exception:  # noqa: BLE001 - it is told by who judges it alone
            self._alone(frame, future)
            return
        with self._lock:
            self._waiting.setdefault(part.size, []).append((frame, part, future))
            self._call_a_looker()

    def _call_a_looker(self) -> None:
        """Have somebody look at what waits, unless all who look are called already."""
        if self._waiting and self._called < LOOKERS:
            self._called += 1
            self._lookers.submit(self._look)

    def _look(self) -> None:
        with self._lock:
            self._called -= 1
            batch = self._taken()
            self._call_a_looker()
        if not batch:
            return
        parts = [(frame, part) for frame, part, _ in batch]
        parts += parts[-1:] * (BATCH - len(batch))
        try:
            found = self._inspector.look(parts)[: len(batch)]
        except Exception:  # whoever waits needs an answer, and one may have spoilt it for all
            log.exception("A batch could not be measured; its pictures are judged one by one")
            for frame, _, future in batch:
                self._lanes.submit(self._alone, frame, future)
            return
        futures = [future for _, _, future in batch]
        for start in range(0, len(found), CONCLUDED):
            some = slice(start, start + CONCLUDED)
            self._lanes.submit(self._conclude, found[some], futures[some])

    def _taken(self) -> list[Waiting]:
        """Take the pictures of one size that wait, so many as fit a batch."""
        for size, waiting in self._waiting.items():
            self._waiting[size] = waiting[BATCH:]
            if not self._waiting[size]:
                del self._waiting[size]
            return waiting[:BATCH]
        return []

    def _conclude(self, found: Sequence[Analysis], futures: "Sequence[Future[Inspection]]") -> None:
        for analysis, future in zip(found, futures, strict=True):
            try:
                future.set_result(self._inspector.conclude(analysis))
            except Exception:  # noqa: BLE001 - likewise
                self._alone(analysis.frame, future)

    def _alone(self, frame: Frame, future: "Future[Inspection]") -> None:
        future.set_result(judged(frame, self._inspector))
