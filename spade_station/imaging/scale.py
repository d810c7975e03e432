"""How many millimetres a pixel of the camera is: from a known length, or from a checkerboard."""

from dataclasses import dataclass
from itertools import product
from math import hypot

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import LineTooShort, NoCheckerboard, ScaleInvalid
from spade_station.domain.zone import Point

SHORTEST = 20  # px; a hand's pixel at either end is then at most a tenth of the line
SMALLEST, LARGEST = 0.0001, 100.0  # mm/px; the bounds of the preset's setting
SEARCHED = 1600  # px on the long side; a larger picture is shrunk for the search
STARTS = (
    (4, 4),
    (30, 20),
)  # inner corners; OpenCV lets a board grow to some hundreds from its start
WINDOWS = (3, 20)  # px; half the window in which a corner is refined, a third of a square
INSIDE = (0.25, 0.5, 0.75)  # of a square: where its colour is looked at
ALTERNATE = 0.95  # of all neighbouring squares
STEADY = 1.25  # times longer than the side before it: more than any tilt or lens does

Grey = npt.NDArray[np.uint8]
"""``(H, W)``."""

Grid = npt.NDArray[np.float32]
"""``(rows, columns, 2)``: x and y of inner corners in pixels; 0 is the middle of the first one."""


@dataclass(frozen=True, slots=True, eq=False)
class Checkerboard:
    """A board found in a picture.

    Parameters
    ----------
    mm_per_px
        Millimetres per camera pixel, from the median side of a square.
    columns, rows
        Inner corners; columns run across the picture.
    corners
        ``(n, 2)``: x and y in pixels, row by row.
    distortion
        Share by which the scale differs, between the sides across and down of the squares in the
        quarters of the board: 0 when the camera looks straight on it through a perfect lens.
    """

    mm_per_px: float
    columns: int
    rows: int
    corners: npt.NDArray[np.float32]
    distortion: float


def scale_from_line(start: Point, end: Point, size: tuple[int, int], millimetres: float) -> float:
    """Give millimetres per camera pixel from a line of known length.

    Parameters
    ----------
    start, end
        As shares (0..1) of the width and the height of the picture.
    size
        Height and width of the picture in pixels.

    Raises
    ------
    LineTooShort
        Below 20 pixels, where the hand that drew it decides.
    ScaleInvalid
        When the length is no length, or gives a scale that no camera has.
    """
    length = hypot((end[0] - start[0]) * size[1], (end[1] - start[1]) * size[0])
    if not length >= SHORTEST:
        raise LineTooShort(pixels=round(length, 1), least=SHORTEST)
    return _checked(millimetres / length)


def is_too_coarse(mm_per_px: float | None, wanted: float | None) -> bool:
    """Tell whether a pixel is known to be larger than the product allows."""
    return mm_per_px is not None and wanted is not None and mm_per_px > wanted


def scale_from_checkerboard(picture: Picture, square_mm: float) -> Checkerboard:
    """Measure a board of any size from 4×4 inner corners on, in an ``(H, W, 3)`` picture.

    Found as by Duda & Frese, "Accurate detection and localization of checkerboard corners for
    calibration" (BMVC 2018), as in OpenCV; refined in the picture's own pixels.

    Parameters
    ----------
    square_mm
        Side of a square.

    Raises
    ------
    NoCheckerboard
        When no board is seen.
    ScaleInvalid
        When the side is no length, or gives a scale that no camera has.
    """
    if not (np.isfinite(square_mm) and square_mm > 0):
        raise ScaleInvalid(mm_per_px=square_mm)
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    grid = _upright(_find(grey))
    across, down = _sides(grid)
    side = float(np.median(np.concatenate([across.ravel(), down.ravel()])))
    return Checkerboard(
        mm_per_px=_checked(square_mm / side),
        columns=grid.shape[1],
        rows=grid.shape[0],
        corners=grid.reshape(-1, 2),
        distortion=_distortion(grid),
    )


def _checked(mm_per_px: float) -> float:
    """Refuse what no camera has, not-a-number included."""
    if not SMALLEST <= mm_per_px <= LARGEST:
        raise ScaleInvalid(mm_per_px=mm_per_px)
    return mm_per_px


def _find(grey: Grey) -> Grid:
    """Find the inner corners of a board."""
    shrink = min(1.0, SEARCHED / max(grey.shape))
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    flags = cv2.CALIB_CB_LARGER | cv2.CALIB_CB_EXHAUSTIVE
    for also, start in product((0, cv2.CALIB_CB_NORMALIZE_IMAGE), STARTS):
        found, corners, meta = cv2.findChessboardCornersSBWithMeta(small, start, flags | also)
        if not found:
            continue
        grid = np.asarray(corners, np.float32).reshape(*meta.shape[:2], 2)
        grid = (grid + 0.5) / np.float32(shrink) - 0.5
        if not ((grid >= 0) & (grid <= np.array(grey.shape[::-1]) - 1)).all():
            continue
        grid = _refined(grey, grid)
        if _is_even(grid) and _alternates(grey, grid):
            return grid
    raise NoCheckerboard


def _refined(grey: Grey, grid: Grid) -> Grid:
    """Move the corners to where the edges of the squares meet (Förstner 1987, as in OpenCV)."""
    side = min(float(sides.min()) for sides in _sides(grid))
    reach = int(np.clip(side / 3, *WINDOWS))
    until = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 30, 0.01)
    corners = np.ascontiguousarray(grid.reshape(-1, 1, 2))
    moved = cv2.cornerSubPix(grey, corners, (reach, reach), (-1, -1), until)
    return np.asarray(moved, np.float32).reshape(grid.shape)


def _is_even(grid: Grid) -> bool:
    """Tell whether sides in a line are about as long as the one before, as in any sharp board."""
    across, down = (np.log(np.maximum(sides, 1e-3)) for sides in _sides(grid))
    steps = np.concatenate([np.diff(across, axis=1).ravel(), np.diff(down, axis=0).ravel()])
    return bool(np.abs(steps).max() < np.log(STEADY))


def _alternates(grey: Grey, grid: Grid) -> bool:
    """Tell whether the squares are even in themselves and dark and light by turns.

    Corners that were passed over, or found in something else, would give a false scale.
    """
    (top, bottom), last = (grid[:-1], grid[1:]), np.array(grey.shape) - 1
    places = [
        (1 - v) * ((1 - u) * top[:, :-1] + u * top[:, 1:])
        + v * ((1 - u) * bottom[:, :-1] + u * bottom[:, 1:])
        for v in INSIDE
        for u in INSIDE
    ]
    x, y = np.moveaxis(np.clip(np.round(places), 0, last[::-1]).astype(np.int32), -1, 0)
    seen = np.asarray(cv2.GaussianBlur(grey, (3, 3), 0))[y, x]
    least, most = seen.min(axis=0), seen.max(axis=0)

    def in_turn(light: npt.NDArray[np.bool_]) -> float:
        """Give the share of neighbours of which the one that should be lighter is."""
        right = np.where(light[:, 1:], least[:, 1:] > most[:, :-1], least[:, :-1] > most[:, 1:])
        below = np.where(light[1:], least[1:] > most[:-1], least[:-1] > most[1:])
        return float(np.concatenate([right.ravel(), below.ravel()]).mean())

    is_odd = np.indices(least.shape).sum(axis=0) % 2 == 1
    return max(in_turn(is_odd), in_turn(~is_odd)) >= ALTERNATE


def _upright(grid: Grid) -> Grid:
    """Let columns run across the picture and rows down, whichever way OpenCV has found them."""
    x, y = np.abs(grid[0, -1] - grid[0, 0])
    if y > x:
        grid = grid.transpose(1, 0, 2)
    if grid[0, -1, 0] < grid[0, 0, 0]:
        grid = grid[:, ::-1]
    if grid[-1, 0, 1] < grid[0, 0, 1]:
        grid = grid[::-1]
    return grid


def _sides(grid: Grid) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Give the sides across ``(rows, columns - 1)`` and down ``(rows - 1, columns)``, in pixels."""
    across = np.linalg.norm(np.diff(grid, axis=1), axis=2)
    down = np.linalg.norm(np.diff(grid, axis=0), axis=2)
    return across, down


def _distortion(grid: Grid) -> float:
    """Compare the median sides of the four quarters, which share a row or column in the middle."""
    rows, columns = grid.shape[:2]
    upper, lower = slice((rows + 1) // 2), slice(rows // 2, None)
    left, right = slice((columns + 1) // 2), slice(columns // 2, None)
    quarters = [grid[down, across] for down in (upper, lower) for across in (left, right)]
    medians = [float(np.median(sides)) for quarter in quarters for sides in _sides(quarter)]
    return max(medians) / min(medians) - 1
