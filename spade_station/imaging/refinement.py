"""A rough place of the template in a picture is made exact, to a fraction of a pixel.

Gauss-Newton on the difference of the two, with the derivatives taken once, on the template: the
inverse compositional way (Baker and Matthews, Int. J. Computer Vision 2004).
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.imaging.levels import Bytes, from_level, to_level
from spade_station.imaging.likeness import LARGEST, Plane, contrast_of, likeness, structure_of
from spade_station.imaging.pose import Point, turned

MARGIN = 12  # px around a template, which its structure is made of
EXACT = 0.03  # px; a smaller step changes nothing
BOLDEST = 0.4  # likeness; steps from less are as short as if it were this
FRACTION = 8  # bits of a corner's place
LONGEST = 3.0  # px in one step; what is farther off was not found by the search


@dataclass(frozen=True, slots=True)
class Place:
    """Where the middle of the template lies in the picture.

    Parameters
    ----------
    middle
        x and y in pixels of the picture.
    angle
        Degrees, counter-clockwise.
    likeness
        -1 to 1.
    seen
        Share of the template that is in the picture.
    """

    middle: Point
    angle: float
    likeness: float
    seen: float = 1.0


class Layer:
    """The template at one resolution.

    Parameters
    ----------
    grey
        The whole reference at this level, ``(h, w)``.
    factor
        Pixels of the picture in one of the level, each way.
    box
        Left, top, right and bottom of the template, in pixels of the picture.
    can_turn
        Whether the angle is made exact too, or left as it is.
    """

    def __init__(
        self, grey: Bytes, factor: int, box: tuple[float, float, float, float], can_turn: bool
    ) -> None:
        self.factor = factor
        self._middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        left, top = to_level((box[0], box[1]), factor)
        right, bottom = to_level((box[2], box[3]), factor)
        start = int(np.floor(left)) - MARGIN, int(np.floor(top)) - MARGIN
        start = max(start[0], 0), max(start[1], 0)
        stop = int(np.ceil(right)) + MARGIN + 1, int(np.ceil(bottom)) + MARGIN + 1
        window = grey[start[1] : stop[1], start[0] : stop[0]]
        self._size = window.shape[1], window.shape[0]
        x, y = to_level(self._middle, factor)
        self._origin = x - start[0], y - start[1]
        across = np.arange(window.shape[1], dtype=np.float32) + start[0]
        down = np.arange(window.shape[0], dtype=np.float32) + start[1]
        inside_x = (across >= left - 0.01) & (across <= right + 0.01)
        inside_y = (down >= top - 0.01) & (down <= bottom + 0.01)
        self._inside = np.outer(inside_y, inside_x).astype(np.float32)
        self._template = structure_of(window)
        self.contrast = contrast_of(window)
        self._slopes = self._descent()[: 3 if can_turn else 2]

    def refined(self, grey: Bytes, place: Place, rounds: int) -> Place:
        """Make a place exact in a picture at this level, ``(h, w)``.

        Returns
        -------
        Place
            With the likeness on what is seen of the template.
        """
        x, y = to_level(place.middle, self.factor)
        angle = place.angle
        for step in range(rounds + 1):
            matrix = self._matrix((x, y), angle)
            found = structure_of(self._laid_out(grey, matrix))
            weight = self._inside * self._seen(grey, matrix)
            alike = likeness(self._template, found, weight)
            if step == rounds:
                break
            by, turn = self._step(found, weight, alike)
            angle -= turn
            moved = turned(by, angle)
            x, y = x - moved[0], y - moved[1]
            if max(abs(by[0]), abs(by[1]), abs(np.radians(turn)) * self.reach) < EXACT:
                break
        seen = float(weight.sum() / self._inside.sum())
        return Place(from_level((x, y), self.factor), wrapped(angle), alike, seen)

    def laid_out(self, grey: Bytes, place: Place) -> Bytes:
        """Give what a picture at this level, ``(h, w)``, shows at a place, and a margin around."""
        return self._laid_out(grey, self._matrix(to_level(place.middle, self.factor), place.angle))

    @property
    def reach(self) -> float:
        """Pixels from the middle to where a turn shows."""
        return max(float(np.sqrt(self._inside.sum())) / 2, 1.0)

    def _descent(self) -> npt.NDArray[np.float32]:
        """How the template changes along x, y and with a turn: ``(3, h, w)``."""
        along_y, along_x = np.gradient(self._template)
        rows, columns = np.mgrid[: self._size[1], : self._size[0]]
        x, y = columns - self._origin[0], rows - self._origin[1]
        spin = (along_x * y - along_y * x) / self.reach
        return np.stack([along_x, along_y, spin]).astype(np.float32) * self._inside

    def _matrix(self, middle: Point, angle: float) -> npt.NDArray[np.float64]:
        """From pixels of the template to those of the picture, both at this level."""
        matrix = np.asarray(cv2.getRotationMatrix2D(self._origin, angle, 1.0), np.float64)
        matrix[:, 2] += (middle[0] - self._origin[0], middle[1] - self._origin[1])
        return matrix

    def _laid_out(self, grey: Bytes, matrix: npt.NDArray[np.float64]) -> Bytes:
        """Give the picture where the template would lie."""
        laid = cv2.warpAffine(
            grey,
            matrix,
            self._size,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REFLECT_101,
        )
        return np.asarray(laid, np.uint8)

    def _seen(self, grey: Bytes, matrix: npt.NDArray[np.float64]) -> Plane:
        """1 where the picture shows the template and its surroundings, 0 outside of it."""
        return seen_of(grey.shape[:2], matrix, self._size, LARGEST).astype(np.float32)

    def _step(self, found: Plane, weight: Plane, alike: float) -> tuple[Point, float]:
        """Solve for the shift (px) and turn (degrees) of the template that explain the picture."""
        slopes = _flat(self._slopes * weight)
        normal = (slopes @ _flat(self._slopes).T).astype(np.float64)
        own, other = self._template * weight, found * weight
        energy = float(np.vdot(own, own)), float(np.vdot(other, other))
        if min(energy) <= 0:
            return (0.0, 0.0), 0.0
        gain = np.sqrt(energy[0] / energy[1]) / max(alike, BOLDEST)
        error = (gain * found - self._template).ravel()
        normal += np.eye(len(normal)) * 1e-3 * max(float(np.trace(normal)), 1e-6)
        step = np.zeros(3)
        step[: len(normal)] = np.linalg.solve(normal, (slopes @ error).astype(np.float64))
        step *= min(1.0, LONGEST / max(float(np.abs(step).max()), 1e-9))
        return (float(step[0]), float(step[1])), float(np.degrees(step[2] / self.reach))


def seen_of(
    size: tuple[int, int],
    to_picture: npt.NDArray[np.float64],
    shape: tuple[int, int],
    inset: float = 0.0,
) -> npt.NDArray[np.uint8]:
    """Mark what of an aligned picture the camera saw.

    Parameters
    ----------
    size
        Height and width of the camera's picture.
    to_picture
        From pixels of the aligned picture to those of the camera's, ``(2, 3)``.
    shape
        Width and height of the aligned picture.
    inset
        Pixels along the camera picture's edge that do not count as seen.
    """
    low, right, bottom = inset, size[1] - 1 - inset, size[0] - 1 - inset
    seen = np.zeros((shape[1], shape[0]), np.uint8)
    if right <= low or bottom <= low:
        return seen
    corners = np.array([[low, low], [right, low], [right, bottom], [low, bottom]])
    back = cv2.invertAffineTransform(to_picture)
    points = corners @ back[:, :2].T + back[:, 2]
    fine = np.round(points * 2**FRACTION).astype(np.int32)
    cv2.fillConvexPoly(seen, fine, 1, shift=FRACTION)
    return seen


def _flat(stack: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Lay out each plane of a stack as one row."""
    return stack.reshape(len(stack), -1)


def wrapped(angle: float) -> float:
    """Bring an angle to -180 to 180 degrees."""
    return (angle + 180.0) % 360.0 - 180.0
