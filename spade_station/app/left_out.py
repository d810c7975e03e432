"""Pictures that cannot be learned: which, and why."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from spade_station.domain.errors import NoSamples, StationError
from spade_station.domain.imaging_errors import SamplesLeftOut, SampleUnfit


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A picture that was not learned."""

    origin: str
    reason: StationError


class Refused:
    """Which new pictures cannot be learned; that a kept one cannot be ends the work.

    Parameters
    ----------
    old
        Numbers of the kept samples, which are learned before the new ones.
    """

    def __init__(self, old: Sequence[int]) -> None:
        self._old = old
        self.origins: list[str] = []
        self.left_out: dict[int, LeftOut] = {}

    def refuse(self, place: int, reason: StationError) -> None:
        """Take down one.

        Raises
        ------
        SampleUnfit
        """
        if place < len(self._old):
            raise SampleUnfit(number=self._old[place], reason=reason) from reason
        new = place - len(self._old)
        self.left_out[new] = LeftOut(self.origins[new], reason)

    @contextmanager
    def saying_why(self) -> Iterator[None]:
        """Where there are no samples because all were refused, say that instead."""
        try:
            yield
        except NoSamples:
            if not self.left_out:
                raise
            raise next(iter(self.left_out.values())).reason from None

    def others(self, numbers: Sequence[int]) -> list[int]:
        """Give those of new samples that were learned."""
        return [number for new, number in enumerate(numbers) if new not in self.left_out]


def left_out_error(left_out: Sequence[LeftOut]) -> SamplesLeftOut:
    """Tell of pictures that were not learned; there is at least one."""
    first = left_out[0]
    return SamplesLeftOut(count=len(left_out), first=first.origin, reason=first.reason)
