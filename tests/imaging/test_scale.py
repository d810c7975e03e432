"""The scale is right to half a percent, or there is none."""

import math
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import LineTooShort, NoCheckerboard, ScaleInvalid
from spade_station.domain.preset import DecisionSettings
from spade_station.domain.setting import describe
from spade_station.imaging.scale import (
    LARGEST,
    SMALLEST,
    is_too_coarse,
    scale_from_checkerboard,
    scale_from_line,
)

SIZE = (480, 640)
SHARES = st.floats(0, 1)
NO_LENGTHS = [0.0, -5.0, math.nan, math.inf, -math.inf, 1e-9, 1e9]
Matrix = npt.NDArray[np.float64]


def turned(degrees: float, pitch: float, size: tuple[int, int] = SIZE) -> Matrix:
    """Give the homography from squares, counted from the middle of the board, to pixels."""
    c, s = pitch * math.cos(math.radians(degrees)), pitch * math.sin(math.radians(degrees))
    return np.array([[c, -s, size[1] / 2 - 0.3], [s, c, size[0] / 2 + 0.2], [0.0, 0.0, 1.0]])


def seen_from(side: float) -> Matrix:
    """Squares that become smaller towards the right."""
    return np.asarray(turned(0, 50) @ np.array([[1, 0, 0], [0, 1, 0], [side, 0, 1]]))


def drawn(
    corners: tuple[int, int],
    place: Matrix,
    size: tuple[int, int] = SIZE,
    *,
    blur: float = 0.0,
    light: float = 1.0,
    noise: float = 2.0,
) -> Picture:
    """Draw a board with so many inner corners across and down, each pixel from 3×3 samples.

    Parameters
    ----------
    blur
        Deviation in pixels.
    light
        What is left of the lamp on the right side.
    """
    fine = (np.arange(3) - 1) / 3
    y, x = ((np.arange(n)[:, None] + fine).ravel().astype(np.float32) for n in size)
    u, v, w = (a * x + (b * y + c)[:, None] for a, b, c in np.linalg.inv(place).astype(np.float32))
    column, row = u / w + (corners[0] + 1) / 2, v / w + (corners[1] + 1) / 2
    inside = (column >= 0) & (column < corners[0] + 1) & (row >= 0) & (row < corners[1] + 1)
    dark = inside & ((column.astype(np.int32) + row.astype(np.int32)) % 2 == 0)
    share = cv2.resize(dark.astype(np.float32), size[::-1], interpolation=cv2.INTER_AREA)
    grey = 210.0 - 170.0 * share
    if blur:
        grey = cv2.GaussianBlur(grey, (0, 0), blur)
    grey = grey * np.linspace(1, light, size[1])
    grey = grey + np.random.default_rng(1).normal(0, noise, size)
    return np.repeat(grey[..., None], 3, axis=2).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((0.25, 0.5), (0.75, 0.5), 32 / 320),
        ((0.5, 0.25), (0.5, 0.75), 32 / 240),
        ((0.0, 0.0), (1.0, 1.0), 32 / 800),
        ((1.0, 1.0), (0.0, 0.0), 32 / 800),
        ((0.0, 0.0), (20 / 640, 0.0), 32 / 20),
    ],
)
def test_a_line_of_known_length_gives_the_scale(
    start: tuple[float, float], end: tuple[float, float], expected: float
) -> None:
    assert scale_from_line(start, end, SIZE, 32) == pytest.approx(expected)


@given(st.tuples(SHARES, SHARES), st.tuples(SHARES, SHARES), st.floats(0.1, 1000))
def test_a_line_is_as_long_as_it_was_said_to_be_or_too_short(
    start: tuple[float, float], end: tuple[float, float], millimetres: float
) -> None:
    pixels = math.dist((start[0] * 640, start[1] * 480), (end[0] * 640, end[1] * 480))
    try:
        scale = scale_from_line(start, end, SIZE, millimetres)
    except LineTooShort:
        assert pixels < 20 + 1e-9
    else:
        assert scale * pixels == pytest.approx(millimetres)


@pytest.mark.parametrize("end", [(0.0, 0.0), (19.9 / 640, 0.0), (math.nan, 0.5)])
def test_a_line_that_is_too_short_gives_none(end: tuple[float, float]) -> None:
    with pytest.raises(LineTooShort, match="20 pixels"):
        scale_from_line((0.0, 0.0), end, SIZE, 10)


@pytest.mark.parametrize("millimetres", NO_LENGTHS)
def test_what_is_no_length_gives_no_scale(millimetres: float) -> None:
    with pytest.raises(ScaleInvalid):
        scale_from_line((0.0, 0.0), (1.0, 0.0), SIZE, millimetres)
    with pytest.raises(ScaleInvalid):
        scale_from_checkerboard(drawn((5, 4), turned(0, 50)), millimetres)


def test_every_scale_that_is_given_can_be_set() -> None:
    (setting,) = (info for info in describe(DecisionSettings) if info.path == "mm_per_px")
    assert (setting.least, setting.most) == (SMALLEST, LARGEST)


@pytest.mark.parametrize(
    ("mm_per_px", "wanted", "expected"),
    [
        (0.2, 0.1, True),
        (0.1, 0.1, False),
        (0.05, 0.1, False),
        (None, 0.1, False),
        (0.2, None, False),
        (None, None, False),
    ],
)
def test_only_a_known_scale_can_be_too_coarse(
    mm_per_px: float | None, wanted: float | None, expected: bool
) -> None:
    assert is_too_coarse(mm_per_px, wanted) is expected


@pytest.mark.parametrize(
    ("corners", "degrees", "pitch"),
    [
        ((4, 4), 30, 80.5),
        ((5, 4), 7, 33.3),
        ((9, 6), 0, 25.25),
        ((6, 9), 180, 40),
        ((8, 8), 45, 30),
        ((14, 9), -20, 24),
        ((24, 16), 3, 22),
    ],
)
def test_a_board_gives_the_scale_to_half_a_percent(
    corners: tuple[int, int], degrees: float, pitch: float
) -> None:
    board = scale_from_checkerboard(drawn(corners, turned(degrees, pitch)), 7.5)

    assert board.mm_per_px == pytest.approx(7.5 / pitch, rel=0.005)
    assert board.distortion < 0.01


@pytest.mark.parametrize(
    "flaws", [{"blur": 2.0}, {"light": 0.3}, {"blur": 1.0, "light": 0.5, "noise": 6.0}], ids=str
)
@pytest.mark.parametrize(("corners", "pitch"), [((4, 4), 40), ((9, 6), 45), ((14, 9), 24)])
def test_so_it_does_when_blurred_dim_or_noisy(
    flaws: dict[str, Any], corners: tuple[int, int], pitch: float
) -> None:
    board = scale_from_checkerboard(drawn(corners, turned(12, pitch), **flaws), 7.5)

    assert board.mm_per_px == pytest.approx(7.5 / pitch, rel=0.005)
    assert board.distortion < 0.01


@pytest.mark.parametrize("degrees", [0, 12, 60, 80, 170, 260])
def test_the_corners_are_where_they_were_drawn(degrees: float) -> None:
    place = turned(degrees, 40)
    board = scale_from_checkerboard(drawn((9, 6), place), 5)

    across, down = np.meshgrid(np.arange(9) - 4, np.arange(6) - 2.5)
    ends = np.stack([across.ravel(), down.ravel(), np.ones(54)], axis=1) @ place.T
    gaps = np.linalg.norm(board.corners[:, None] - ends[None, :, :2], axis=2)
    assert gaps.min(axis=0).max() < 0.2
    assert gaps.min(axis=1).max() < 0.2
    lies = degrees in (60, 80, 260)
    assert (board.columns, board.rows) == ((6, 9) if lies else (9, 6))
    grid = board.corners.reshape(board.rows, board.columns, 2)
    assert (np.diff(grid[..., 0], axis=1) > 0).all(), "from left to right"
    assert (np.diff(grid[..., 1], axis=0) > 0).all(), "from top to bottom"


def test_a_large_picture_is_measured_in_its_own_pixels() -> None:
    size = (900, 2000)
    board = scale_from_checkerboard(drawn((9, 6), turned(5, 90, size), size), 18)

    assert board.mm_per_px == pytest.approx(0.2, rel=0.001)
    assert board.corners.mean(axis=0) == pytest.approx([999.7, 450.2], abs=0.2)


@pytest.mark.parametrize(("degrees", "pitch"), [(2, 13), (5, 15)])
def test_a_board_of_too_many_squares_is_measured_rightly_or_not_at_all(
    degrees: float, pitch: float
) -> None:
    picture = drawn((40, 30), turned(degrees, pitch))
    try:  # OpenCV finds now this of it and now that, by how its threads run
        board = scale_from_checkerboard(picture, pitch / 5)
    except NoCheckerboard:
        return
    assert board.mm_per_px == pytest.approx(0.2, rel=0.005)


def passing_over(step: int) -> Callable[[Matrix], Matrix]:
    return lambda grid: grid[::step, ::step]


def misplacing(place: float) -> Callable[[Matrix], Matrix]:
    def misplaced(grid: Matrix) -> Matrix:
        grid[2, 3] = place
        return grid

    return misplaced


@pytest.mark.parametrize(
    "wrongly",
    [*map(passing_over, (2, 3)), *map(misplacing, (250.0, -5.0, 5000.0, math.nan))],
)
def test_what_was_found_wrongly_gives_no_scale(
    wrongly: Callable[[Matrix], Matrix], monkeypatch: pytest.MonkeyPatch
) -> None:
    search = cv2.findChessboardCornersSBWithMeta

    def finds(*given: Any) -> tuple[bool, Matrix, Matrix]:
        found, corners, meta = search(*given)
        assert found
        grid = wrongly(np.asarray(corners).reshape(*meta.shape[:2], 2))
        return True, grid.reshape(-1, 2), np.zeros(grid.shape[:2])

    picture = drawn((13, 10), turned(5, 30))
    assert scale_from_checkerboard(picture, 3).mm_per_px == pytest.approx(0.1, rel=0.005)
    monkeypatch.setattr(cv2, "findChessboardCornersSBWithMeta", finds)
    monkeypatch.setattr("spade_station.imaging.scale.STARTS", ((4, 4),))

    with pytest.raises(NoCheckerboard):
        scale_from_checkerboard(picture, 3)


@pytest.mark.parametrize(("side", "least"), [(0.01, 0.03), (0.04, 0.15), (-0.04, 0.15)])
def test_a_camera_that_looks_aslant_is_said(side: float, least: float) -> None:
    board = scale_from_checkerboard(drawn((9, 6), seen_from(side)), 5)

    assert board.distortion > least


def test_squares_that_are_not_square_are_said() -> None:
    flat = turned(0, 50) @ np.diag([1, 0.9, 1])

    board = scale_from_checkerboard(drawn((9, 6), flat), 5)

    assert board.distortion == pytest.approx(1 / 0.9 - 1, abs=0.01)


def window_panes() -> Picture:
    """Draw crossing lines: corners in a grid, but no dark and light squares."""
    picture = np.full((*SIZE, 3), 210, np.uint8)
    picture[40:440:40, 80:560] = 30
    picture[40:440, 80:560:40] = 30
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1), np.uint8)


def stripes() -> Picture:
    picture = np.full((*SIZE, 3), 210, np.uint8)
    picture[:, (np.arange(640) // 40) % 2 == 0] = 30
    return picture


@pytest.mark.parametrize(
    "picture",
    [
        np.full((*SIZE, 3), 128, np.uint8),
        np.zeros((*SIZE, 3), np.uint8),
        np.random.default_rng(3).integers(0, 256, (*SIZE, 3), dtype=np.uint8),
        drawn((3, 3), turned(10, 60)),
        drawn((9, 6), turned(10, 60), blur=25),
        window_panes(),
        stripes(),
        np.zeros((1, 1, 3), np.uint8),
    ],
    ids=["plain", "black", "noise", "3x3", "out of focus", "window panes", "stripes", "one pixel"],
)
def test_without_a_board_there_is_no_scale(picture: Picture) -> None:
    with pytest.raises(NoCheckerboard):
        scale_from_checkerboard(picture, 5)
