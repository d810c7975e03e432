"""What was counted of each product since its last reset, while others are at work."""

from dataclasses import dataclass, replace

from spade_station.app.status import Counters, LiveStatus
from spade_station.domain.inspection import Inspection, Verdict

RECENT_NG = 12
KEPT_BYTES = 128 * 2**20  # of NG pictures of products that are not at work


def recent_with(inspection: Inspection, recent: tuple[Inspection, ...]) -> tuple[Inspection, ...]:
    """Put an inspection before the last NG ones, newest first, if it is NG itself."""
    is_ng = inspection.verdict is Verdict.NG
    return (inspection, *recent)[:RECENT_NG] if is_ng else recent


@dataclass(frozen=True, slots=True)
class _Tally:
    counters: Counters
    recent_ng: tuple[Inspection, ...]

    @property
    def bytes(self) -> int:
        return sum(inspection.frame.image.nbytes for inspection in self.recent_ng)


_NOTHING = _Tally(Counters(), ())


class Tallies:
    """Counters and last NG pictures by product; only a reset begins anew. For one thread."""

    def __init__(self) -> None:
        self._at_work = ""
        self._kept: dict[str, _Tally] = {}  # the one that was left last comes last

    def follow(self, name: str, status: LiveStatus) -> LiveStatus:
        """Keep what a status says of the product at work, and give it with that of another."""
        if self._at_work:
            self._kept[self._at_work] = _Tally(status.counters, status.recent_ng)
        self._at_work = name
        tally = self._kept.pop(name, _NOTHING)
        self._limit()
        recent = tuple(replace(each, preset=name) for each in tally.recent_ng)  # it may be renamed
        return replace(status, product=name, counters=tally.counters, recent_ng=recent)

    def move(self, name: str, now: str) -> None:
        """Give a product another name, or forget one that is gone, whose name is empty now."""
        if name == self._at_work:
            self._at_work = now
            return
        tally = self._kept.pop(name, None)
        if tally is not None and now:
            self._kept[now] = tally

    def _limit(self) -> None:
        """Drop the pictures of those that were left first, where all of them take too much."""
        for name, tally in tuple(self._kept.items()):
            if sum(each.bytes for each in self._kept.values()) <= KEPT_BYTES:
                return
            self._kept[name] = replace(tally, recent_ng=())
