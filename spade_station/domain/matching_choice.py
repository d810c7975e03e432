"""What ``auto`` came to when it chose the way of matching, and why."""

from dataclasses import dataclass

from spade_station.domain.preset import MatchingMode, MatchingSettings


@dataclass(frozen=True, slots=True)
class MatchingTrial:
    """One way of matching that was tried on the good samples.

    Parameters
    ----------
    reach
        In network pixels, for `SAME_PLACE`; 0 else.
    separation
        Standard deviations between the scores of samples with damage and without.
    """

    mode: MatchingMode
    reach: int
    separation: float


@dataclass(frozen=True, slots=True)
class MatchingChoice:
    """What ``auto`` came to, and why.

    Parameters
    ----------
    trials
        All that were tried; none where there were too few samples.
    """

    mode: MatchingMode
    reach: int
    trials: tuple[MatchingTrial, ...]


def matching_in_use(wanted: MatchingSettings, choice: MatchingChoice | None) -> MatchingSettings:
    """Give the settings with what ``auto`` came to in its place."""
    if choice is None:
        return wanted
    return wanted.model_copy(update={"mode": choice.mode, "reach": choice.reach})
