"""What an inspection says of one part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite, sqrt

import numpy as np
import numpy.typing as npt

from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame, Mask

LEAST_SAMPLES = 5
"""Good samples that a bank needs before anything is judged with it."""

Heatmap = npt.NDArray[np.float32]
"""``(h, w)``, one pixel for 4 × 4 pixels that the network saw; 1.0 is the limit."""


class Verdict(StrEnum):
    """OK is a positive statement: only of a fresh, complete picture judged by a sound bank."""

    OK = "OK"
    CHECK = "CHECK"
    NG = "NG"
    NOT_INSPECTED = "NOT INSPECTED"


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A connected area over the limit.

    Parameters
    ----------
    contour
        ``(N, 2)`` int32, x and y in the picture's own pixels.
    box
        x, y, width and height in the picture's own pixels.
    area_px
        Square pixels of the picture.
    area_mm2
        Square millimetres, when the scale is known.
    peak
        Hottest value, in units of the limit.
    known_defect
        Number of the known defect that it resembles more than any good part, if there is one.
    """

    contour: npt.NDArray[np.int32]
    box: tuple[int, int, int, int]
    area_px: float
    area_mm2: float | None
    peak: float
    known_defect: int | None = None

    @property
    def mm_per_px(self) -> float | None:
        """The scale that it was measured with, None when that was unknown."""
        return None if self.area_mm2 is None else sqrt(self.area_mm2 / self.area_px)


@dataclass(frozen=True, slots=True, eq=False)
class Tolerance:
    """A tolerant zone as it lies in the picture.

    Parameters
    ----------
    outline
        ``(N, 2)`` float32, x and y in the picture's own pixels; pixel 0 reaches from 0 to 1.
    factor
        Of the limit.
    """

    outline: npt.NDArray[np.float32]
    factor: float


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """The verdict on one frame and everything that explains it.

    Parameters
    ----------
    score
        In units of the limit; None when not inspected.
    check
        The check limit in units of the limit.
    reason
        Why the part was not inspected.
    timings
        Milliseconds per stage, in the order of the stages.
    preset
        Name of the preset.
    bank_version
        Version of the bank that judged, 0 for none.
    unjudged
        ``(h, w)`` like the heatmap, True where nothing was judged: by a zone, beside the part, in
        glare, out of view; None where all was.
    tolerances
        The tolerant zones, on a sheet those of each view.
    light_drift
        How far brightness or colour have moved from the good samples, as a share.
    is_cached
        Whether the very same picture, byte for byte, was judged before by the same preset and bank.
    """

    frame: Frame
    verdict: Verdict
    score: float | None = None
    check: float = 1.0
    reason: StationError | None = None
    regions: tuple[Region, ...] = ()
    heatmap: Heatmap | None = None
    timings: Mapping[str, float] = field(default_factory=dict)
    preset: str = ""
    bank_version: int = 0
    backbone: str = ""
    is_cached: bool = False
    unjudged: Mask | None = None
    tolerances: tuple[Tolerance, ...] = ()
    light_drift: float = 0.0

    def __post_init__(self) -> None:
        if self.verdict is Verdict.NOT_INSPECTED:
            sound = self.score is None and self.heatmap is None and self.reason is not None
        else:
            scored = self.score is not None and isfinite(self.score)
            sound = scored and self.heatmap is not None and self.reason is None
        if not sound:
            msg = "a verdict has a score and a heatmap; a part not inspected has only a reason"
            raise ValueError(msg)

    @property
    def milliseconds(self) -> float:
        """Time from the picture to the verdict."""
        return sum(self.timings.values())


def not_inspected(frame: Frame, reason: StationError, preset: str = "") -> Inspection:
    """Say that a part was not inspected, and why."""
    return Inspection(frame, Verdict.NOT_INSPECTED, reason=reason, preset=preset)
