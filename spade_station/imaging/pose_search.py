"""Where a template may lie: every shift and turn is tried at a low resolution.

All windows of the picture times all turned templates is one matrix product.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.imaging.levels import Bytes, from_level, to_level
from spade_station.imaging.likeness import Plane, structure_of
from spade_station.imaging.pose import Point, turned
from spade_station.imaging.refinement import Place

STEP = 1.5  # px at the template's edge from one angle to the next
ELSEWHERE = 2  # px, and angles; what is nearer to a find is the same find
MOST_VALUES = 1_500_000  # of all windows together
MOST_PRODUCTS = 100e6
MOST_PATIENCE = 2.0  # times as much, where the template would become tiny
LARGEST, SMALLEST = 40, 4  # px; half of a template
AROUND = 2  # px that the part may lie off where its outline says


@dataclass(frozen=True, slots=True)
class SearchArea:
    """What is searched.

    Parameters
    ----------
    shift
        x and y: how far the reference's centre may lie from where it was, in pixels of the picture.
    turn
        Degrees either way.
    centre
        x and y of the reference's centre.
    """

    shift: Point
    turn: float
    centre: Point


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """Angles and shifts of a search at one level.

    Parameters
    ----------
    factor
        Pixels of the picture in one of the level, each way.
    half
        Half the template's width and height, in pixels of the level.
    radius
        Of the windows: whole pixels from their middle to their edge.
    angles
        ``(a,)`` degrees.
    resting
        ``(a, 2)``: where the template's middle lies in the picture when the part is turned but not
        shifted.
    """

    factor: int
    half: Point
    radius: int
    angles: npt.NDArray[np.float64]
    resting: npt.NDArray[np.float64]
    shift: Point

    @classmethod
    def of(
        cls, factor: int, middle: Point, reach: Point, is_round: bool, area: SearchArea
    ) -> "_Frame":
        half = reach[0] / factor, reach[1] / factor
        radius = min(half) if is_round else float(np.hypot(*half))
        angles = angles_of(area.turn, radius)
        arm = middle[0] - area.centre[0], middle[1] - area.centre[1]
        resting = np.array([turned(arm, float(angle)) for angle in angles]) + area.centre
        return cls(factor, half, max(1, int(np.ceil(radius))), angles, resting, area.shift)

    def range_of(self, near: Point | None) -> tuple[int, int, int, int]:
        """Give the first and last x and y of the level at which the middle may lie."""
        if near is not None:
            x, y = to_level(near, self.factor)
            return round(x) - AROUND, round(x) + AROUND, round(y) - AROUND, round(y) + AROUND
        low_x, low_y = self.resting.min(axis=0) - self.shift
        high_x, high_y = self.resting.max(axis=0) + self.shift
        left, top = np.floor(to_level((low_x, low_y), self.factor))
        right, bottom = np.ceil(to_level((high_x, high_y), self.factor))
        return int(left), int(right), int(top), int(bottom)


def search_factor(
    finest: int,
    middle: Point,
    reach: Point,
    is_round: bool,
    area: SearchArea,
    near: Point | None,
) -> int:
    """Choose the finest level at which a search does not take too long.

    Parameters are those of `PoseSearch`; `near` is None when the whole area is searched.
    """
    factor = finest
    while True:
        frame = _Frame.of(factor, middle, reach, is_round, area)
        left, right, top, bottom = frame.range_of(near)
        values = (right - left + 1) * (bottom - top + 1) * (2 * frame.radius + 1) ** 2
        products = values * len(frame.angles) * (1 if is_round else 2)
        cost = max(values / MOST_VALUES, products / MOST_PRODUCTS)
        is_small = min(reach) / factor < 2 * SMALLEST
        if (cost <= 1 and frame.radius <= LARGEST) or (is_small and cost <= MOST_PATIENCE):
            return factor
        factor *= 2


class PoseSearch:
    """The template at all angles, at one level.

    Parameters
    ----------
    grey
        The whole reference at this level, ``(h, w)``.
    factor
        Pixels of the picture in one of the level, each way.
    middle, reach
        x and y of the template's middle and half its width and height, in pixels of the picture.
    is_round
        Whether the template is the disk in the box; or else all of it.
    area
        What is searched.
    """

    def __init__(
        self,
        grey: Bytes,
        factor: int,
        middle: Point,
        reach: Point,
        is_round: bool,
        area: SearchArea,
    ) -> None:
        self._frame = _Frame.of(factor, middle, reach, is_round, area)
        templates, masks = self._turned(structure_of(grey), to_level(middle, factor), is_round)
        self._templates = templates * masks
        self._masks = masks[:, :1] if is_round else masks
        self._energy = (templates**2 * masks).sum(axis=0)

    @property
    def radius(self) -> float:
        """Pixels of the picture from the template's middle to its edge."""
        return float(self._frame.radius * self._frame.factor)

    def _turned(
        self, structure: Plane, origin: Point, is_round: bool
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Give the template at each angle and where it is: each ``(window pixels, angles)``."""
        radius, half = self._frame.radius, self._frame.half
        side = 2 * radius + 1
        y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
        templates, masks = [], []
        for angle in self._frame.angles:
            matrix = np.asarray(cv2.getRotationMatrix2D(origin, float(angle), 1.0), np.float64)
            matrix[:, 2] += (radius - origin[0], radius - origin[1])
            templates.append(cv2.warpAffine(structure, matrix, (side, side)).ravel())
            cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
            across, down = cosine * x - sine * y, cosine * y + sine * x
            inside = (
                np.hypot(x, y) <= half[0]
                if is_round
                else (np.abs(across) <= half[0]) & (np.abs(down) <= half[1])
            )
            masks.append(inside.ravel())
        return np.stack(templates, 1).astype(np.float32), np.stack(masks, 1).astype(np.float32)

    def find(self, grey: Bytes, most: int, near: Point | None = None) -> list[Place]:
        """Give the most likely places in a picture at this level, ``(h, w)``, best first."""
        left, right, top, bottom = self._frame.range_of(near)
        reach = self._frame.radius
        padded = np.zeros((bottom - top + 1 + 2 * reach, right - left + 1 + 2 * reach), np.float32)
        _paste(structure_of(grey), padded, (left - reach, top - reach))
        side = 2 * reach + 1
        windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side))
        shape = windows.shape[:2]
        flat = windows.reshape(-1, side * side)
        energy = np.square(flat) @ self._masks * self._energy
        alike = flat @ self._templates / np.sqrt(np.maximum(energy, 1e-6))
        volume = alike.reshape(*shape, len(self._frame.angles))
        if near is None:
            volume = np.where(self._allowed(left, top, shape), volume, -1)
        return self._peaks(volume, (left, top), most)

    def _allowed(self, left: int, top: int, shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
        """Say for each y, x and angle whether the reference's centre is within the shift."""
        frame = self._frame
        x = frame.factor * (left + np.arange(shape[1])) + (frame.factor - 1) / 2
        y = frame.factor * (top + np.arange(shape[0])) + (frame.factor - 1) / 2
        near_x = np.abs(x[:, None] - frame.resting[:, 0]) <= frame.shift[0] + frame.factor
        near_y = np.abs(y[:, None] - frame.resting[:, 1]) <= frame.shift[1] + frame.factor
        return np.asarray(near_y[:, None] & near_x[None])

    def _peaks(
        self, volume: npt.NDArray[np.float32], start: tuple[int, int], most: int
    ) -> list[Place]:
        """Take the best of all, then the best of what is elsewhere, and so on."""
        left = volume.copy()
        found: list[Place] = []
        for _ in range(most):
            y, x, turn = (int(n) for n in np.unravel_index(np.argmax(left), left.shape))
            best = float(left[y, x, turn])
            if best <= 0:
                break
            middle = from_level((start[0] + x, start[1] + y), self._frame.factor)
            found.append(Place(middle, float(self._frame.angles[turn]), best))
            turns = np.arange(turn - ELSEWHERE, turn + ELSEWHERE + 1)
            turns = turns[(turns >= 0) & (turns < len(self._frame.angles))]
            rows = slice(max(0, y - ELSEWHERE), y + ELSEWHERE + 1)
            columns = slice(max(0, x - ELSEWHERE), x + ELSEWHERE + 1)
            left[rows, columns, turns] = -1
        return found


def angles_of(turn: float, radius: float) -> npt.NDArray[np.float64]:
    """Give the angles that are tried, in degrees; a full circle has no end."""
    step = float(np.degrees(STEP / max(radius, 1.0)))
    if turn >= 180:
        count = int(np.ceil(360 / step))
        return np.arange(count, dtype=np.float64) * (360 / count) - 180
    return np.linspace(-turn, turn, 2 * int(np.ceil(turn / step)) + 1)


def _paste(picture: Plane, onto: Plane, start: tuple[int, int]) -> None:
    """Copy what of a picture lies in a window that starts at this x and y of it."""
    left, top = max(start[0], 0), max(start[1], 0)
    right = min(start[0] + onto.shape[1], picture.shape[1])
    bottom = min(start[1] + onto.shape[0], picture.shape[0])
    if right > left and bottom > top:
        onto[top - start[1] : bottom - start[1], left - start[0] : right - start[0]] = picture[
            top:bottom, left:right
        ]
