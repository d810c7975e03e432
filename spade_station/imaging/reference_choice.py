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
    # two parts may lie twice as far from each other as each from the middle
    wide = {"shift": min(50.0, 2 * settings.shift), "turn": min(180.0, 2 * settings.turn)}
    try:
        aligner = Aligner(pictures[0], settings.model_copy(update=wide))
        poses = [IDENTITY, *(aligner.find(picture) for picture in pictures[1:])]
    except StationError:
        return None
    places = np.array([_place(pose, pictures[0].shape[:2]) for pose in poses])
    off = np.abs(places - np.median(places, axis=0))
    if np.quantile(off, USUAL, axis=0).max() < MOVED * min(pictures[0].shape[:2]):
        return None
    return int(off.sum(axis=1).argmin())


def _place(pose: Pose, size: Sequence[int]) -> tuple[float, float, float]:
    """Give shift across and down and turn, all as pixels at the edge of the part."""
    return (*pose.shift, np.radians(pose.angle) * min(size) / 2)
