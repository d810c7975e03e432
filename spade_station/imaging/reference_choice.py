"""Whether parts need to be aligned, and upon which of the good ones, as these show it."""

from collections.abc import Sequence

import numpy as np

from spade_station.domain.errors import StationError
from spade_station.domain.frame import Picture
from spade_station.domain.imaging_settings import AlignmentSettings
from spade_station.imaging.align import Aligner
from spade_station.imaging.pose import IDENTITY, Pose

LOOKED_AT = 8  # good parts
LEAST = 4
USUAL = 0.75  # of the parts
MOVED = 0.005  # of the short side, or the angle that moves an edge as far; less is no movement


def chosen_reference(pictures: Sequence[Picture], settings: AlignmentSettings) -> int | None:
    """Choose the good part that lies most in the middle of the others.

    Parameters
    ----------
    pictures
        Of good parts ``(H, W, 3)``, the light corrected.

    Returns
    -------
    int or None
        Its place; None where alignment would not help: the parts lie still, not all of them can be
        found, or there are too few to tell.
    """
    if len(pictures) < LEAST or len({picture.shape for picture in pictures}) > 1:
        return None
    # two parts at either end of what is allowed are twice as far from each other
    further = {"shift": min(2 * settings.shift, 50), "turn": min(2 * settings.turn, 180)}
    poses = _poses(pictures, 0, settings.model_copy(update=further))
    if poses is None:
        return None
    places = np.array([_place(pose, pictures[0].shape[:2]) for pose in poses])
    off = np.abs(places - np.median(places, axis=0))
    if np.quantile(off, USUAL, axis=0).max() < MOVED * min(pictures[0].shape[:2]):
        return None
    chosen = int(off.sum(axis=1).argmin())
    return None if _poses(pictures, chosen, settings) is None else chosen


def _poses(
    pictures: Sequence[Picture], reference: int, settings: AlignmentSettings
) -> list[Pose] | None:
    """Find all parts upon one of them; None where one cannot be found."""
    try:
        aligner = Aligner(pictures[reference], settings)
        return [
            IDENTITY if place == reference else aligner.find(picture)
            for place, picture in enumerate(pictures)
        ]
    except StationError:
        return None


def _place(pose: Pose, size: Sequence[int]) -> tuple[float, float, float]:
    """Give shift across and down and turn, all as pixels at the edge of the part."""
    return (*pose.shift, np.radians(pose.angle) * min(size) / 2)
