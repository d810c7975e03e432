"""What happens again and again, and is told only once in a while."""

from time import monotonic

EVERY = 60.0  # s between two notices of the same thing


class Seldom:
    """Gathers what is told at once when it begins, and then now and then; for one thread."""

    def __init__(self) -> None:
        self._count = 0
        self._told: float | None = None

    def add(self, count: int = 1) -> None:
        """Note that it has happened so many times more."""
        self._count += count

    def due(self) -> int:
        """Give how many are to be told now, 0 for none; they are not given again."""
        if self._told is not None and monotonic() - self._told < EVERY:
            return 0
        return self.rest()

    def rest(self) -> int:
        """Give how many were not told yet, as nothing more is going to come."""
        count, self._count = self._count, 0
        if count:
            self._told = monotonic()
        return count
