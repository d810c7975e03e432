"""Advice on the limit, where pictures of known defects are there to set against the good parts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LimitAdvice:
    """What the scores of known defects say of the limit, all in one unit.

    Parameters
    ----------
    limit
        Between the good parts and every known defect; None where they overlap.
    catching_all
        The highest limit at which every known defect is NG.
    rejected
        Good samples, judged without themselves, that `catching_all` would reject.
    samples
        Good samples that were compared.
    """

    limit: float | None
    catching_all: float
    rejected: int
    samples: int


def advise(good: Sequence[float], allowed: float, defects: Sequence[float]) -> LimitAdvice:
    """Compare the scores of good samples and known defects.

    Where they can be told apart the advice is the geometric middle: equally many times above the
    good parts as below the defects.

    Parameters
    ----------
    good
        Leave-one-out scores.
    allowed
        The highest score of a good part that the wanted overkill leaves below the limit.
    defects
        At least one.
    """
    lowest = min(defects)
    apart = lowest > allowed > 0
    return LimitAdvice(
        limit=math.sqrt(lowest * allowed) if apart else None,
        catching_all=lowest,
        rejected=sum(score >= lowest for score in good),
        samples=len(good),
    )
