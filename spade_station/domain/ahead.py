"""Work that is begun before its result is asked for."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
Begun = TypeVar("Begun")


def ahead(begin: Callable[[Item], Begun], items: Iterable[Item], most: int) -> Iterator[Begun]:
    """Begin each item, `most` before the first of them is taken."""
    begun: deque[Begun] = deque()
    for item in items:
        begun.append(begin(item))
        if len(begun) > most:
            yield begun.popleft()
    while begun:
        yield begun.popleft()
