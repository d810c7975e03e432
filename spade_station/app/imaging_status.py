"""Frozen snapshots of what is done with a picture, for the window to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame, Mask, Picture


class ReferenceRole(StrEnum):
    """What a picture that is kept with the product serves for."""

    ALIGNMENT = "alignment"
    WHITE = "white"
    DARK = "dark"
    EMPTY = "empty"


REFERENCE_SETTINGS = {
    ReferenceRole.ALIGNMENT: "imaging.alignment.reference",
    ReferenceRole.WHITE: "imaging.light.white",
    ReferenceRole.DARK: "imaging.light.dark",
    ReferenceRole.EMPTY: "imaging.trigger.empty",
}
"""The setting that names the kept picture; empty without one."""

OF_THE_LIGHT = (ReferenceRole.WHITE, ReferenceRole.DARK)
"""Pictures that correct others pixel by pixel: they have to have the same size."""


@dataclass(frozen=True, slots=True, eq=False)
class ImagingPreview:
    """One frame on its way to the network.

    Parameters
    ----------
    light
        ``(H, W, 3)`` uint8, after the corrections of light.
    aligned
        The same, laid upon the reference.
    unjudged
        ``(H, W)`` of `aligned`, True where nothing is judged; None where everything is.
    problem
        Why it would not be inspected; `aligned` is then as far as it came.
    timings
        Milliseconds a stage.
    shift, turn
        Pixels across and down, and degrees, by which the part was off the reference; None where
        nothing was aligned.
    likeness
        0..1, of part and reference once they lie on each other.
    """

    frame: Frame
    light: Picture
    aligned: Picture
    unjudged: Mask | None = None
    problem: StationError | None = None
    timings: Mapping[str, float] = field(default_factory=dict)
    shift: tuple[float, float] | None = None
    turn: float | None = None
    likeness: float | None = None
