"""Taking the time of stages."""

from collections.abc import Mapping
from time import perf_counter


class Laps:
    """Takes the time of each stage in milliseconds.

    Parameters
    ----------
    before
        Of the stages before; a stage that comes again is added up.
    """

    def __init__(self, before: Mapping[str, float]) -> None:
        self.laps: dict[str, float] = dict(before)
        self._last = perf_counter()

    def lap(self, stage: str) -> None:
        """End a stage."""
        now = perf_counter()
        self.laps[stage] = self.laps.get(stage, 0.0) + 1000 * (now - self._last)
        self._last = now
