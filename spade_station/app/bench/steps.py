"""The progress of a work that consists of several."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from spade_station.domain.progress import Report

Item = TypeVar("Item")


class Steps:
    """Counts the steps of all works together."""

    def __init__(self, report: Report, total: int) -> None:
        self._report = report
        self._total = total
        self._done = 0

    def told(self, items: Iterable[Item]) -> Iterator[Item]:
        """Count a step for each item."""
        for item in items:
            yield item
            self.go()

    def go(self, steps: int = 1) -> None:
        """Count steps."""
        self._done += steps
        self._report(self._done, self._total)

    def part(self, steps: int) -> Report:
        """Give what a work of so many steps tells its own progress to."""
        first = self._done

        def report(done: int, total: int) -> None:
            self._done = first + steps * done // max(total, 1)
            self._report(self._done, self._total)

        return report
