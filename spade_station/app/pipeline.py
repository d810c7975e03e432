"""The pipeline: reading, network, matching and decision of different pictures overlap."""

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Generic, TypeVar

from spade_station.app.judging import judged
from spade_station.app.result_cache import Digest, ResultCache, digest_of
from spade_station.app.together import BATCH, judged_together
from spade_station.domain.ahead import ahead
from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection
from spade_station.engine.inspector import Inspector
from spade_station.engine.lanes import MOST, side_by_side

Item = TypeVar("Item")

Judge = Callable[[Frame], "Future[Inspection]"]

LIVE = 1  # lanes: latency first, each picture is told before the next is taken
AHEAD = 4  # pictures that are begun before the first of them is asked for, per stage


def inspected(
    items: Iterable[Item],
    read: Callable[[Item], Frame | StationError],
    inspector: Inspector,
    cache: ResultCache,
    lanes: int = MOST,
) -> Generator[tuple[Item, Inspection | StationError]]:
    """Yield each item, in order, with its inspection or with the reason why there is no picture.

    Items are taken in the caller's thread, `read` is called in the lanes. The threads end with the
    generator: who may leave it early closes it.

    Parameters
    ----------
    lanes
        At most so many; see `engine.lanes.side_by_side`.
    """
    with side_by_side(inspector.compute, lanes) as pool, ExitStack() as more:

        def alone(frame: Frame) -> "Future[Inspection]":
            return pool.submit(judged, frame, inspector)

        judge, most = alone, 0 if lanes == LIVE else AHEAD
        if lanes != LIVE and inspector.in_batches:
            judge = more.enter_context(judged_together(inspector, pool)).submit
            most = 2 * BATCH
        yield from _Pipeline(inspector, cache, pool, judge, most).inspected(items, read)


@dataclass(frozen=True, slots=True)
class _Read(Generic[Item]):
    item: Item
    frame: Frame | StationError
    digest: Digest | None


class _Pipeline:
    """Judges pictures by a fixed number of threads; the verdicts come in the pictures' order.

    A lane takes a picture through all stages: that overlaps them all, and is as quick as a thread
    for each stage. Every verdict is what the inspector alone says with the cores of a lane. A GPU
    measures pictures in batches; see `app.together`. The cache is asked in the order of the
    pictures: hits do not depend on which lane was quicker.
    """

    def __init__(
        self,
        inspector: Inspector,
        cache: ResultCache,
        lanes: ThreadPoolExecutor,
        judge: Judge,
        most: int,
    ) -> None:
        self._inspector = inspector
        self._cache = cache
        self._lanes = lanes
        self._judge = judge
        self._most = most
        self._at_work: set[str] = set()

    def inspected(
        self, items: Iterable[Item], read: Callable[[Item], Frame | StationError]
    ) -> Iterator[tuple[Item, Inspection | StationError]]:
        def begin_reading(item: Item) -> Future[_Read[Item]]:
            return self._lanes.submit(_read, item, read)

        found = (future.result() for future in ahead(begin_reading, items, min(self._most, AHEAD)))
        for each, future in ahead(self._begin, found, self._most):
            yield each.item, self._end(each, future)

    def _begin(self, each: _Read[Item]) -> tuple[_Read[Item], "Future[Inspection] | None"]:
        """Let a lane judge it, unless the same picture is known or is being judged just now."""
        if isinstance(each.frame, StationError):
            return each, None
        if each.digest is not None:
            known = self._cache.has(self._inspector, each.digest)
            if known or each.digest.value in self._at_work:
                return each, None
            self._at_work.add(each.digest.value)
        return each, self._judge(each.frame)

    def _end(
        self, each: _Read[Item], future: "Future[Inspection] | None"
    ) -> Inspection | StationError:
        if isinstance(each.frame, StationError):
            return each.frame
        if each.digest is not None:
            known = self._cache.find(self._inspector, each.frame, each.digest)
            if known is not None:
                return known
            self._at_work.discard(each.digest.value)
        # without a future the same picture before it could not be judged, or is forgotten again
        job = future or self._judge(each.frame)
        found = job.result()
        if each.digest is not None:
            self._cache.keep(self._inspector, found, each.digest)
        return found


def _read(item: Item, read: Callable[[Item], Frame | StationError]) -> _Read[Item]:
    frame = read(item)
    if isinstance(frame, Frame) and frame.may_recur:
        return _Read(item, frame, digest_of(frame.image))
    return _Read(item, frame, None)
