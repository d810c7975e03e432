"""Every view: the same is done to all views of a part, side by side."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class EveryView:
    """Shares the views of a part among the cores; who calls does as much as the others.

    OpenCV's own threads share one operation, and spend as much time on waiting for each other.

    Parameters
    ----------
    count
        Views of a part; for a single one no thread is there.
    """

    def __init__(self, count: int) -> None:
        others = min(count, os.cpu_count() or 1) - 1
        self._others = ThreadPoolExecutor(others, "views") if others else None

    def done(self, work: Callable[..., Result], *views: Iterable[object]) -> list[Result]:
        """Do `work` with what there is of each view; results come in the order of the views."""
        return self.begin(work, *views)()

    def begin(
        self, work: Callable[..., Result], *views: Iterable[object]
    ) -> Callable[[], list[Result]]:
        """Let the others begin; what is returned does the rest and waits for all."""
        every = list(zip(*views, strict=True))
        if self._others is None:
            return lambda: [work(*each) for each in every]
        begun = [(self._others.submit(work, *each), each) for each in every]

        def end() -> list[Result]:
            try:  # the others take the first ones, and so this takes the last
                found = [_ended(future, work, each) for future, each in reversed(begun)]
            finally:
                for future, _ in begun:
                    future.cancel()
            return found[::-1]

        return end


def _ended(future: Future[Result], work: Callable[..., Result], each: tuple[object, ...]) -> Result:
    return work(*each) if future.cancel() else future.result()
