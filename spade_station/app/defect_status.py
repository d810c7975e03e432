"""Frozen snapshots of the known defects, for the window and the command line to read."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from spade_station.domain.frame import Box

if TYPE_CHECKING:
    from spade_station.engine.limit_advice import LimitAdvice

BOUNDS = (0.2, 5.0)  # of the limit that can be set


@dataclass(frozen=True, slots=True)
class DefectEntry:
    """One kept picture of a known defect.

    Parameters
    ----------
    score
        In units of the limit; None while it was not compared with good parts.
    escapes
        Whether it would not be NG by the limit alone.
    is_missed
        Whether it passes even now that it is known.
    patches, kept
        Patches of the defect, and those that do not look like good parts.
    thumbnail
        JPEG, at most 160 px.
    """

    number: int
    added: datetime | None
    by: str
    origin: str
    box: Box | None
    thumbnail: bytes = field(repr=False)
    score: float | None = None
    escapes: bool = False
    is_missed: bool = False
    patches: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class DefectUndone:
    """A change of the known defects that was taken back.

    Parameters
    ----------
    are_back
        Whether they are there again, or gone again.
    """

    numbers: tuple[int, ...]
    are_back: bool


@dataclass(frozen=True, slots=True)
class DefectsStatus:
    """The known defects of a product against its good samples.

    Parameters
    ----------
    good_scores
        Of the good samples, each judged without itself, in units of the limit.
    setting
        The limit that is set, times the calibrated one.
    advice
        In units of the calibrated limit; None where nothing was compared, or where the limit
        follows each picture.
    """

    entries: tuple[DefectEntry, ...] = ()
    good_scores: tuple[float, ...] = ()
    setting: float = 1.0
    advice: "LimitAdvice | None" = None

    @property
    def escapes(self) -> int:
        """How many known defects would not be NG by the limit alone."""
        return sum(entry.escapes for entry in self.entries)

    @property
    def is_compared(self) -> bool:
        """Whether they were judged beside the bank in use."""
        return bool(self.good_scores)

    @property
    def suggested(self) -> float | None:
        """The limit to set, when one tells all good parts from all known defects."""
        if self.advice is None or self.advice.limit is None:
            return None
        limit = round(self.advice.limit, 2)
        return limit if BOUNDS[0] <= limit <= BOUNDS[1] else None

    @property
    def summary(self) -> str:
        """Say it in plain English, for the command line."""
        count = len(self.entries)
        said = f"{count} known defect{'s' * (count != 1)}"
        if not self.is_compared:
            return f"{said}. They count as soon as good parts have been learned."
        said += f", {self.escapes} of which would pass the limit alone."
        missed = sum(entry.is_missed for entry in self.entries)
        if missed:
            said += (
                f" {missed} pass even now: they look too much like good parts, or a zone or "
                "another setting lets them pass."
            )
        if self.suggested is not None:
            return f"{said} A limit of {self.suggested:.2f} tells them from all good samples."
        if self.advice is not None:
            return (
                f"{said} A limit that catches all ({self.advice.catching_all:.2f}) would reject "
                f"{self.advice.rejected} of {self.advice.samples} good samples."
            )
        return said
