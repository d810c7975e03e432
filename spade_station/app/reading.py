"""Reads pictures ahead, in parallel with whatever uses them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from joblib import Parallel, delayed

Item = TypeVar("Item")
Read = TypeVar("Read")

AHEAD = 2  # threads; decoding releases the interpreter lock


def read_ahead(read: Callable[[Item], Read], items: Sequence[Item]) -> Iterator[Read]:
    """Yield ``read(item)`` for each item, in order, a few read before they are asked for."""
    work = Parallel(n_jobs=AHEAD, prefer="threads", return_as="generator", pre_dispatch=2 * AHEAD)
    results: Iterable[Read] = work(delayed(read)(item) for item in items)
    yield from results
