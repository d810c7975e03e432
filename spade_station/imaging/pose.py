"""Where a part lies compared with the reference."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

Point = tuple[float, float]
"""x and y in pixels; whole numbers are the middles of pixels."""

Matrix = npt.NDArray[np.float64]
"""``(2, 3)``: from x, y, 1 to x, y."""


@dataclass(frozen=True, slots=True)
class Pose:
    """How the reference has to be turned and shifted to lie on the part.

    Parameters
    ----------
    angle
        Degrees, counter-clockwise, of the part against the reference, -180 to 180.
    shift
        x and y in pixels of the picture: where the reference picture's centre lies in the picture,
        minus that centre.
    quality
        Likeness of reference and aligned part, 0 to 1: their normalised correlation, clipped at 0.
    centre
        x and y of the reference picture's centre, which the part is turned about.
    is_only
        Whether the part lies like this and no other way; False for a plain part that looks the
        same in another direction that is allowed.
    """

    angle: float
    shift: Point
    quality: float
    centre: Point = (0.0, 0.0)
    is_only: bool = True

    @property
    def to_picture(self) -> Matrix:
        """From pixels of the aligned picture to pixels of the camera's picture.

        `cv2.warpAffine` takes it together with ``WARP_INVERSE_MAP``.
        """
        matrix = np.asarray(cv2.getRotationMatrix2D(self.centre, self.angle, 1.0), np.float64)
        matrix[:, 2] += self.shift
        return matrix

    def shrunk(self, factor: int) -> "Pose":
        """Give the same pose in a picture of which each pixel covers `factor` pixels each way."""
        offset = (factor - 1) / 2
        x, y = self.shift
        centre = (self.centre[0] - offset) / factor, (self.centre[1] - offset) / factor
        return replace(self, shift=(x / factor, y / factor), centre=centre)


IDENTITY = Pose(0.0, (0.0, 0.0), 1.0)
"""The part lies as the reference does."""


def centre_of(size: tuple[int, int]) -> Point:
    """Give the middle of a picture of this height and width."""
    return (size[1] - 1) / 2, (size[0] - 1) / 2


def turned(point: Point, degrees: float) -> Point:
    """Turn a vector counter-clockwise, as seen on the screen (y points down)."""
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    x, y = point
    return float(cosine * x + sine * y), float(cosine * y - sine * x)
