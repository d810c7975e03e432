"""What every metal part shares: brushed grain, the highlight, bevel, holes, engraving."""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, radians, sin

import numpy as np

from spade_station.capture.demo_line.canvas import LAMP, Canvas, lamp_at, rounded
from spade_station.capture.demo_line.geometry import Pose, Size
from spade_station.capture.demo_line.sprite import Sprite
from spade_station.capture.demo_line.texture import Gray, Plane, smooth_noise, to_bytes

EDGE = (570.0, 400.0)
"""Half width and half height of the plate, in drawing units."""
CORNER, BEVEL = 44.0, 11.0


@dataclass(frozen=True, slots=True)
class Hole:
    """One machined hole: where it is, its half size, its chamfer, and the step inside it."""

    x: float
    y: float
    half_width: float
    half_height: float
    chamfer: float
    step: float = 0.0
    thread: bool = False


def _round(x: float, y: float, radius: float, chamfer: float, step: float = 0.0) -> Hole:
    return Hole(x, y, radius, radius, chamfer, step)


BORE = _round(640, 480, 122, 9, 26)
HOLES: tuple[Hole, ...] = (
    BORE,
    *(_round(x, y, 40, 4, 16) for x in (165.0, 1115.0) for y in (175.0, 785.0)),
    *(
        _round(640 + 188 * cos(a), 480 + 188 * sin(a), 15, 3)
        for a in np.arange(6) * pi / 3 + pi / 6
    ),
    Hole(330, 480, 27, 27, 5, thread=True),
    Hole(950, 480, 27, 27, 5, thread=True),
    Hole(640, 170, 105, 22, 4),
)
"""Every hole of the demo plate."""


@lru_cache(maxsize=4)
def grain(size: Size) -> Gray:
    """Brushed surface, larger than a picture; 128 is the mean."""
    scale = Pose(size).scale
    room = (size[0] + size[0] // 4, size[1] + size[1] // 2)
    thin = max(0.45, 0.7 * scale)
    lines = 8.0 * smooth_noise(room, 130 * scale, thin, 81)
    lines += 5.0 * smooth_noise(room, 24 * scale, thin, 82)
    lines += 3.5 * smooth_noise(room, 5 * scale, thin, 83)
    lines += 3.0 * smooth_noise(room, 260 * scale, 5 * scale, 84)
    tile = to_bytes(128 + np.asarray(lines, np.float32))
    tile.flags.writeable = False
    return tile


@lru_cache(maxsize=4)
def highlight(size: Size, lamp: float = 0.0) -> Gray:
    """Reflect the lamp, stretched across the grain; wider than a picture, to be moved.

    Parameters
    ----------
    lamp
        Degrees that it stands away from its place.
    """
    rows, columns = size[0], size[1] + size[1] // 4
    y, x = np.mgrid[-0.5 : 0.5 : rows * 1j, -0.5 : 0.5 : columns * 1j].astype(np.float32)
    aside = 0.34 * (lamp_at(lamp)[0] - LAMP[0])
    across = x * columns / size[1] + 0.10 * y - aside
    glow = 70 * np.exp(-((across / 0.22) ** 2)) + 26 * np.exp(-(((across - 0.42) / 0.12) ** 2))
    band = to_bytes(np.asarray(112 + glow - 9 * y, np.float32))
    band.flags.writeable = False
    return band


@lru_cache(maxsize=128)
def hole_sprite(hole: Hole, scale: float, lamp: float = 0.0) -> Sprite:
    """Draw a hole: chamfer, turned step, and the dark inside with its one lit wall."""
    sheet = Canvas(2 * hole.half_width + 12, 2 * hole.half_height + 12, scale, lamp=lamp)
    radius = min(hole.half_width, hole.half_height)
    outline = sheet.box(0, 0, hole.half_width, hole.half_height, radius)
    sheet.relief(
        outline, -rounded(outline, hole.chamfer * 1.3, hole.chamfer), (150, 151, 153), 0.5, 9
    )
    inner = np.asarray(outline + hole.chamfer, np.float32)
    if hole.step:
        _turned_step(sheet, inner, lamp)
        inner = np.asarray(inner + hole.step, np.float32)
    sheet.fill((20, 20, 22), inner)
    wall = np.exp(np.minimum(inner, 0) / (0.16 * radius)) * _facing(sheet)
    sheet.paint((118, 119, 121), np.asarray(sheet.cover(inner) * wall * 0.85, np.float32))
    if hole.thread:
        rings = 0.5 + 0.5 * np.sin(inner * 1.9)
        ring = sheet.cover(inner) * (1 - sheet.cover(inner + 9)) * rings
        sheet.paint((150, 150, 152), np.asarray(ring * (0.25 + 0.5 * _facing(sheet)), np.float32))
    sheet.grain(1.5, round(hole.x + hole.y))
    return sheet.sprite()


def _facing(sheet: Canvas) -> Plane:
    """How much a wall of the hole looks at the lamp: the far side does."""
    distance = np.hypot(sheet.x, sheet.y) + 1e-3
    return np.asarray(
        np.clip(-(sheet.x * sheet.light_x + sheet.y * sheet.light_y) / (0.74 * distance), 0, 1),
        np.float32,
    )


def _turned_step(sheet: Canvas, inner: Plane, lamp: float) -> None:
    """Draw a floor cut on the lathe: rings, and light in two opposite sectors."""
    angle = np.arctan2(sheet.y, sheet.x)
    rings = np.random.default_rng(85).normal(0, 1, 400)
    which = np.clip(np.hypot(sheet.x, sheet.y) * 1.6, 0, 399).astype(np.intp)
    sectors = np.cos(angle + 0.9 - radians(lamp)) ** 2
    tone = 96 + 72 * sectors + 7 * rings[which]
    shadow = 1 - 0.5 * np.exp(np.minimum(inner, 0) / 6) * (1 - _facing(sheet))
    face = np.repeat((tone * shadow)[..., None], 3, axis=2)
    sheet.paint(np.asarray(face, np.float32), sheet.cover(inner))


@lru_cache(maxsize=8)
def surround(size: Size, lamp: float = 0.0) -> Sprite:
    """All but the brushed face: the bench around the plate, the bevel, the engraving."""
    scale = Pose(size).scale
    sheet = Canvas(size[1] / scale, size[0] / scale, scale, lamp=lamp)
    outline = sheet.box(0, 0, *EDGE, CORNER)
    face = sheet.cover(np.asarray(outline + BEVEL, np.float32))
    bench = 34 + 3.0 * smooth_noise(size, 1.0, 1.0, 86) + 3.0 * smooth_noise(size, 80, 80, 87)
    tint = bench[..., None] * np.asarray((1.0, 1.02, 1.06), np.float32)
    sheet.paint(np.asarray(tint, np.float32), np.ones(size, np.float32))
    sheet.shadow(outline, 20, 0.75)
    slope = rounded(outline, BEVEL * 1.5, BEVEL * 0.6)
    sheet.relief(outline, slope, (128, 130, 133), 0.22, 8)
    sheet.grain(1.2, 88)
    sheet.colour *= (1 - face)[..., None]
    sheet.alpha *= 1 - face
    _engraving(sheet)
    return sheet.sprite()


def _engraving(sheet: Canvas) -> None:
    """Laser marking: dark, slightly raised at its rim."""
    for line, x, y, height in (
        ("SPADE  AL-7075-T6", 0.0, 318.0, 26.0),
        ("PN 40-1187-C", -395.0, 96.0, 18.0),
        ("SN 004117", 395.0, 96.0, 18.0),
    ):
        sheet.text(line, x + 0.9, y + 0.9, height, (214, 215, 216), 0.35)
        sheet.text(line, x, y, height, (52, 51, 52), 0.78)
    code = np.random.default_rng(89).random((14, 14)) < 0.5
    code[:, 0], code[-1, :] = True, True
    part = sheet.window(-395.0, -150.0, 44.0)
    column = np.clip((part.x + 35) / 5, 0, 13).astype(np.intp)
    row = np.clip((part.y + 35) / 5, 0, 13).astype(np.intp)
    square = np.maximum(np.abs(part.x), np.abs(part.y)) - 35
    part.fill((56, 55, 56), np.where(code[row, column], square, 1).astype(np.float32), 0.75)
