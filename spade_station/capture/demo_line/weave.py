"""A length of plain-woven cloth, lying perfectly straight: every part is cut out of it."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from spade_station.capture.demo_line.canvas import LAMP
from spade_station.capture.demo_line.geometry import Pose, Size
from spade_station.capture.demo_line.texture import Gray, Plane, smooth_noise, to_bytes

PITCH = 10.0
"""From yarn to yarn, in drawing units."""
ROOM = 8
"""How many pairs of yarns the cloth is longer than what one picture needs."""

_CRIMP, _THICK = 0.36, 0.45
"""How far yarns go up and down, and half their height, in pitches."""


@dataclass(frozen=True, slots=True, eq=False)
class Cloth:
    """Brightness, and 255 where the warp (the upright yarns) is on top; both read-only."""

    gray: Gray
    warp: Gray
    pitch: int
    border: int


@lru_cache(maxsize=4)
def cloth(size: Size) -> Cloth:
    """Weave enough cloth for pictures of a size, border and room for random cuts included."""
    scale = Pose(size).scale
    pitch = max(3, round(PITCH * scale))
    border = int(0.03 * max(size)) + 2 * pitch
    rows, columns = (n + 2 * border + 2 * ROOM * pitch for n in size)
    # Small pictures are woven larger and shrunk, so that yarns keep their round look.
    fine = int(np.clip(round(1 / scale), 1, 4))
    planes = []
    for plane in _weave((rows * fine, columns * fine), pitch * fine):
        small = cv2.resize(plane, (columns, rows), interpolation=cv2.INTER_AREA)
        planes.append(to_bytes(np.asarray(small, np.float32)))
        planes[-1].flags.writeable = False
    return Cloth(planes[0], planes[1], pitch, border)


def _weave(size: Size, pitch: int) -> tuple[Plane, Plane]:
    along_x = np.arange(size[1], dtype=np.float32)[None] / pitch
    along_y = np.arange(size[0], dtype=np.float32)[:, None] / pitch
    x = along_x + 0.06 * smooth_noise(size, 0.6 * pitch, 5 * pitch, 61)
    y = along_y + 0.06 * smooth_noise(size, 5 * pitch, 0.6 * pitch, 62)
    warp = _yarn(x, y, smooth_noise(size, 0.5 * pitch, 7 * pitch, 63), 64)
    weft = _yarn(y, x, smooth_noise(size, 7 * pitch, 0.5 * pitch, 65), 66, -1)
    on_top = warp > weft
    height = np.maximum(np.maximum(warp, weft), -0.55)
    fibres = np.where(on_top, _fibres(size, pitch, False), _fibres(size, pitch, True))
    fuzz = _fuzz(size, pitch)
    shade = _shade(np.asarray(height, np.float32), pitch)
    depth = np.clip((height + 0.62) / 0.95, 0.0, 1.0) ** 0.8
    gray = 158 * shade * (0.14 + 0.86 * depth) * (1 + 0.11 * fibres)
    gray = gray * (1 - 0.6 * fuzz) + 150 * 0.6 * fuzz
    soft = cv2.GaussianBlur(np.asarray(gray, np.float32), (0, 0), 0.55)
    return np.asarray(soft, np.float32), np.asarray(on_top, np.float32) * 255


def _yarn(across: Plane, along: Plane, uneven: Plane, seed: int, first: int = 1) -> Plane:
    """Height of one set of yarns: round, going up and down, thicker here and thinner there."""
    which = np.floor(across)
    offset = across - which - 0.5
    thickness = np.random.default_rng(seed).normal(0, 0.028, int(which.max()) + 2)
    half = 0.455 + thickness[np.maximum(which, 0).astype(np.intp)] + 0.032 * uneven
    parity = 1 - 2 * (which % 2)
    wave = first * parity * _CRIMP * np.cos(np.pi * (along - 0.5))
    profile = np.sqrt(np.maximum(0, 1 - (offset / half) ** 2))
    return np.asarray(np.where(profile > 0, wave + _THICK * (profile - 0.6), -1.0), np.float32)


def _fibres(size: Size, pitch: int, lying: bool) -> Plane:
    """Fine twisted strands along the yarn."""
    thin, long = max(0.5, pitch / 30), pitch / 2.6
    strands = smooth_noise(size, *((long, thin) if lying else (thin, long)), 67 + lying)
    twist = np.array([[1, 0, 0], [0.5, 1, 0]] if lying else [[1, 0.5, 0], [0, 1, 0]], np.float64)
    turned = cv2.warpAffine(strands, twist, (size[1], size[0]), borderMode=cv2.BORDER_WRAP)
    return np.asarray(turned, np.float32)


def _fuzz(size: Size, pitch: int) -> Plane:
    """Hairs that stand off the yarns and blur over their neighbours; 0 to 1."""
    rng = np.random.default_rng(69)
    hairs = np.zeros(size, np.uint8)
    count = int(0.5 * size[0] * size[1] / pitch**2)
    turns = rng.uniform(0, 2 * np.pi, (count, 1)) + np.cumsum(rng.normal(0, 0.35, (count, 7)), 1)
    steps = (
        np.stack([np.cos(turns), np.sin(turns)], 2) * pitch * rng.uniform(0.08, 0.3, (count, 1, 1))
    )
    starts = rng.random((count, 1, 2)) * (size[1], size[0])
    paths = np.asarray(np.round((starts + np.cumsum(steps, 1)) * 16), np.int32)
    for path, force in zip(paths, rng.integers(40, 190, count), strict=True):
        cv2.polylines(hairs, [path.reshape(-1, 1, 2)], False, (int(force),), 1, cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(hairs, (0, 0), max(0.4, pitch / 32))
    return np.asarray(soft / np.float32(255), np.float32)


def _shade(height: Plane, pitch: int) -> Plane:
    """Soft light from the lamp; cloth has no highlights."""
    slope_y, slope_x = np.gradient(height * pitch * np.float32(0.55))
    facing = (LAMP[2] - slope_x * LAMP[0] - slope_y * LAMP[1]) / np.sqrt(
        1 + slope_x**2 + slope_y**2
    )
    # A rim that looks straight at the lamp is frayed, not bright.
    return np.asarray(0.42 + 0.58 * np.clip(facing / LAMP[2], 0, 1.12), np.float32)
