"""Pictures that are not learned: those that cannot be, and those that are known already."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from spade_station.domain.errors import NoSamples, StationError
from spade_station.domain.frame import Picture, sha256_of
from spade_station.domain.imaging_errors import (
    SampleKnown,
    SamplesAlike,
    SamplesKnown,
    SamplesLeftOut,
    SampleUnfit,
)
from spade_station.domain.inspection import LEAST_SAMPLES
from spade_station.storage.samples import NewSample, Samples


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A picture that was not learned."""

    origin: str
    reason: StationError


def each_once(pictures: Iterable[Picture]) -> Iterator[Picture]:
    """Leave out the copies among pictures that are to be learned; see `Intake`.

    Raises
    ------
    SamplesAlike
        In the end, when copies are why there are too few of them.
    """
    known: set[str] = set()
    count = 0
    for count, picture in enumerate(pictures, 1):  # noqa: B007 - it is how many there were
        sha256 = sha256_of(picture)
        if sha256 not in known:
            known.add(sha256)
            yield picture
    if len(known) < min(count, LEAST_SAMPLES):
        raise SamplesAlike(have=len(known), count=count, least=LEAST_SAMPLES)


class Intake:
    """Which pictures are learned, and which are left out and why; a kept one must be learnable.

    Each is learned once: every sample is judged without itself to find the limit, and with a copy
    of it among the others that limit would be far too strict for any new part.

    Parameters
    ----------
    samples, numbers
        The kept samples, which are learned before the new ones.
    """

    def __init__(self, samples: Samples, numbers: Iterable[int]) -> None:
        self.old: list[int] = []
        self.alarmed: set[int] = set()  # places of those that had not been judged OK
        self._origins: list[str] = []
        self._places: dict[str, int] = {}
        self._unfit: dict[int, StationError] = {}
        self._copies: list[tuple[str, int]] = []
        for number in numbers:
            note = samples.note(number)
            origin = f"#{number}" if note is None else f"#{number} {note.origin}"
            sha256 = (note and note.sha256) or samples.sha256(number)
            if self._take(sha256, origin, note is not None and note.alarmed):
                self.old.append(number)

    def take(self, sample: NewSample) -> bool:
        """Take in a new picture; returns whether none before it was the very same."""
        return self._take(sample.sha256, sample.frame.name, sample.alarmed)

    def _take(self, sha256: str, origin: str, alarmed: bool) -> bool:
        if sha256 in self._places:
            self._copies.append((origin, self._places[sha256]))
            return False
        place = self._places[sha256] = len(self._places)
        self._origins.append(origin)
        if alarmed:
            self.alarmed.add(place)
        return True

    def refuse(self, place: int, reason: StationError) -> None:
        """Take down one that cannot be learned.

        Raises
        ------
        SampleUnfit
        """
        if place < len(self.old):
            raise SampleUnfit(number=self.old[place], reason=reason) from reason
        self._unfit[place] = reason

    @contextmanager
    def saying_why(self) -> Iterator[None]:
        """Where there are no samples because all were refused, say that instead."""
        try:
            yield
        except NoSamples:
            if not self._unfit:
                raise
            raise next(iter(self._unfit.values())) from None

    @property
    def left_out(self) -> list[LeftOut]:
        """Those that cannot be learned, then the copies; a copy of such a one has its reason."""
        unfit = [LeftOut(self._origins[place], reason) for place, reason in self._unfit.items()]
        return unfit + [
            LeftOut(origin, self._unfit.get(place, SampleKnown())) for origin, place in self._copies
        ]

    def pictures(self, numbers: Sequence[int]) -> list[str]:
        """Give the sha256 of all that were learned: of the kept ones, and of the new `numbers`."""
        taken = list(self._places)[: len(self.old) + len(numbers)]
        return [sha256 for place, sha256 in enumerate(taken) if place not in self._unfit]

    def others(self, numbers: Sequence[int]) -> list[int]:
        """Give those of new samples that were learned."""
        placed = enumerate(numbers, len(self.old))
        return [number for place, number in placed if place not in self._unfit]


def left_out_errors(left_out: Sequence[LeftOut]) -> list[StationError]:
    """Tell of pictures that were not learned, those that could not be apart from the copies."""
    unfit = [each for each in left_out if not isinstance(each.reason, SampleKnown)]
    copies = [each for each in left_out if isinstance(each.reason, SampleKnown)]
    told: list[StationError] = []
    if unfit:
        first = unfit[0]
        told.append(SamplesLeftOut(count=len(unfit), first=first.origin, reason=first.reason))
    if copies:
        told.append(SamplesKnown(count=len(copies), first=copies[0].origin))
    return told
