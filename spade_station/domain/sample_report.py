"""What the gate says of a sample."""

from dataclasses import dataclass
from enum import StrEnum


class Finding(StrEnum):
    """What can be wrong with a sample."""

    DIFFERS = "differs"
    COVERED = "covered"
    BLURRED = "blurred"
    UNDEREXPOSED = "underexposed"
    OVEREXPOSED = "overexposed"


@dataclass(frozen=True, slots=True)
class SampleReport:
    """What the gate found in one sample.

    Parameters
    ----------
    number
        The kept sample.
    unlikeness
        How far it is from the others, in deviations of good samples; None when only its picture
        was looked at.
    findings
        Empty for a sample that is as it should be.
    """

    number: int
    unlikeness: float | None
    findings: tuple[Finding, ...] = ()
