"""Reads pictures ahead, in parallel with whatever uses them."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from spade_station.domain.ahead import ahead

Item = TypeVar("Item")
Read = TypeVar("Read")

READERS = 2  # threads; decoding releases the interpreter lock
AHEAD = 3  # pictures


def read_ahead(read: Callable[[Item], Read], items: Iterable[Item]) -> Generator[Read]:
    """Yield ``read(item)`` for each item, in order, a few read before they are asked for.

    What was not begun when the generator is left is not read; its threads end with it.
    """
    with ThreadPoolExecutor(READERS, "reader") as readers:

        def begin(item: Item) -> Future[Read]:
            return readers.submit(read, item)

        try:
            for future in ahead(begin, items, AHEAD):
                yield future.result()
        finally:
            readers.shutdown(wait=False, cancel_futures=True)
