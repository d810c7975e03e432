"""Gathering: the next parts of the line, kept for whoever asked for them."""

from dataclasses import dataclass, field

from spade_station.domain.inspection import Inspection


@dataclass
class Gathering:
    """Parts on their way to a wanted number, as they were judged; for one thread.

    Parameters
    ----------
    wish
        Tells one wish from others: what was gathered for an earlier one comes too late.
    wanted
        How many parts; 0 for none.
    """

    wish: int = 0
    wanted: int = 0
    parts: list[Inspection] = field(default_factory=list)

    def take(self, part: Inspection) -> bool:
        """Keep a part if it is wanted; one that is known to be bad is not."""
        truth = part.frame.truth
        known_bad = truth is not None and not truth.is_good
        if not self.wanted or known_bad:
            return False
        self.parts.append(part)
        return True

    @property
    def is_complete(self) -> bool:
        """Whether there are as many as are wanted."""
        return len(self.parts) >= self.wanted
