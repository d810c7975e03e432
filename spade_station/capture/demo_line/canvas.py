"""Drawing things with height under one lamp: bodies, solder, chamfers, shadows, lettering."""

from copy import copy
from functools import lru_cache
from math import cos, radians, sin

import cv2
import numpy as np

from spade_station.capture.demo_line.sprite import Sprite
from spade_station.capture.demo_line.texture import Plane, to_bytes

Colour = tuple[float, float, float]

LAMP = (-0.45, -0.58, 0.68)
"""Where the light comes from: left, above, towards the camera."""


def lamp_at(degrees: float) -> tuple[float, float]:
    """Say where the light comes from, across and down, with the lamp so far from its place."""
    if degrees == 0:
        return LAMP[0], LAMP[1]
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return LAMP[0] * c - LAMP[1] * s, LAMP[0] * s + LAMP[1] * c


def rounded(distance: Plane, radius: float, height: float) -> Plane:
    """Height of a body whose rim is rounded, from the signed distance to its outline."""
    depth = np.clip(-distance / radius, 0.0, 1.0)
    return np.asarray(height * np.sqrt(1.0 - (1.0 - depth) ** 2), np.float32)


@lru_cache(maxsize=256)
def lettering(text: str, height: float) -> Plane:
    """Coverage of one line of stroke lettering, `height` pixels tall."""
    fine, face = 4, cv2.FONT_HERSHEY_SIMPLEX
    stroke = max(1, round(height * fine * 0.13))
    unit = cv2.getTextSize("H0", face, 1.0, 1)[0][1]
    size = height * fine / unit
    (width, _), base = cv2.getTextSize(text, face, size, stroke)
    tall = int(height * fine) + 2 * stroke + base
    ink = np.zeros((tall + (-tall) % fine, width + 2 * stroke + (-width) % fine), np.uint8)
    origin = (stroke, int(height * fine) + stroke)
    cv2.putText(ink, text, origin, face, size, (255,), stroke, cv2.LINE_AA)
    small = (max(1, ink.shape[1] // fine), max(1, ink.shape[0] // fine))
    coverage = cv2.resize(ink, small, interpolation=cv2.INTER_AREA)
    shrunk = np.asarray(coverage / np.float32(255), np.float32)
    shrunk.flags.writeable = False
    return shrunk


class Canvas:
    """A transparent sheet in drawing units, its origin in the middle.

    Parameters
    ----------
    width, height
        In drawing units.
    scale
        Pixels per drawing unit.
    turn
        Quarter turns (counter-clockwise) that the finished drawing will be given; the lamp is
        turned the other way, so that light and shadow agree over the whole picture.
    lamp
        Degrees that the lamp stands away from its place, clockwise.
    """

    def __init__(
        self, width: float, height: float, scale: float, turn: int = 0, lamp: float = 0.0
    ) -> None:
        columns, rows = max(2, round(width * scale)), max(2, round(height * scale))
        self.scale, self.turn = scale, turn % 4
        x = (np.arange(columns, dtype=np.float32) + 0.5 - columns / 2) / np.float32(scale)
        y = (np.arange(rows, dtype=np.float32) + 0.5 - rows / 2) / np.float32(scale)
        self.x, self.y = np.meshgrid(x, y)
        self.light_x, self.light_y = lamp_at(lamp)
        for _ in range(self.turn):
            self.light_x, self.light_y = -self.light_y, self.light_x
        self.colour = np.zeros((rows, columns, 3), np.float32)
        self.alpha = np.zeros((rows, columns), np.float32)

    def window(self, x: float, y: float, reach: float) -> "Canvas":
        """Part of this sheet, its origin at (x, y): drawing small things on it costs little."""
        rows, columns = self.alpha.shape
        column, row = self.pixel(x, y)
        span = int(reach * self.scale) + 1
        left, top = (
            int(np.clip(column - span, 0, columns - 2)),
            int(np.clip(row - span, 0, rows - 2)),
        )
        area = (slice(top, top + 2 * span + 1), slice(left, left + 2 * span + 1))
        part = copy(self)
        part.x, part.y = self.x[area] - np.float32(x), self.y[area] - np.float32(y)
        part.colour, part.alpha = self.colour[area], self.alpha[area]
        return part

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Column and row of a point; whole numbers are the middles of pixels."""
        return float(x - self.x[0, 0]) * self.scale, float(y - self.y[0, 0]) * self.scale

    def box(
        self, x: float, y: float, half_width: float, half_height: float, radius: float = 0.0
    ) -> Plane:
        """Signed distance to a rectangle with rounded corners; negative inside."""
        dx = np.abs(self.x - x) - (half_width - radius)
        dy = np.abs(self.y - y) - (half_height - radius)
        outside = np.hypot(np.maximum(dx, 0), np.maximum(dy, 0))
        return np.asarray(outside + np.minimum(np.maximum(dx, dy), 0) - radius, np.float32)

    def disc(self, x: float, y: float, radius: float) -> Plane:
        """Signed distance to a circle; negative inside."""
        return np.asarray(np.hypot(self.x - x, self.y - y) - radius, np.float32)

    def cover(self, distance: Plane) -> Plane:
        """How much of each pixel a shape covers: an edge without steps."""
        return np.asarray(np.clip(0.5 - distance * self.scale, 0.0, 1.0), np.float32)

    def paint(self, colour: Colour | Plane, cover: Plane) -> None:
        """Lay a colour over what is there."""
        ink = np.asarray(colour, np.float32)
        share = cover[..., None]
        self.colour *= 1 - share
        self.colour += ink * share
        self.alpha *= 1 - cover
        self.alpha += cover

    def fill(self, colour: Colour, distance: Plane, strength: float = 1.0) -> None:
        """Paint the inside of a shape evenly."""
        self.paint(colour, self.cover(distance) * np.float32(strength))

    def relief(
        self, distance: Plane, height: Plane, colour: Colour, gloss: float, sharpness: float
    ) -> None:
        """Paint a body of the given height as the lamp shows it.

        Parameters
        ----------
        distance
            Signed distance to the outline.
        height
            In drawing units.
        colour
            What a flat face shows.
        gloss
            Strength of the highlight, 0 to 1.
        sharpness
            Exponent of the highlight: 5 satin, 60 polished.
        """
        self.paint(self.lit(height, colour, gloss, sharpness), self.cover(distance))

    def lit(self, height: Plane, colour: Colour, gloss: float, sharpness: float) -> Plane:
        """Light a relief: soft shading plus a highlight."""
        slope_y, slope_x = np.gradient(height * self.scale)
        up = 1.0 / np.sqrt(1.0 + slope_x**2 + slope_y**2)
        facing = (-slope_x * self.light_x - slope_y * self.light_y + LAMP[2]) * up
        half = np.sqrt(LAMP[0] ** 2 + LAMP[1] ** 2 + (LAMP[2] + 1) ** 2)
        mirror = (-slope_x * self.light_x - slope_y * self.light_y + LAMP[2] + 1) * up / half
        shade = 0.38 + 0.62 * np.maximum(facing, 0) / LAMP[2]
        glint = 255 * gloss * np.maximum(mirror, 0) ** sharpness
        flat = np.asarray(colour, np.float32)
        return np.asarray(shade[..., None] * flat + glint[..., None], np.float32)

    def shadow(self, distance: Plane, reach: float, strength: float) -> None:
        """Let a body cast its soft shadow away from the lamp, `reach` units far."""
        columns, rows = self.x.shape[1], self.x.shape[0]
        far = reach * self.scale
        move = np.array([[1, 0, -self.light_x * far], [0, 1, -self.light_y * far]], np.float64)
        cast = cv2.warpAffine(self.cover(distance), move, (columns, rows))
        soft = cv2.GaussianBlur(cast, (0, 0), max(0.45 * far, 0.5))
        self.paint((0, 0, 0), np.asarray(soft * strength, np.float32))

    def text(
        self, line: str, x: float, y: float, height: float, colour: Colour, strength: float
    ) -> None:
        """Write one line, centred on a point."""
        ink = lettering(line, round(height * self.scale, 2))
        rows, columns = self.alpha.shape
        column, row = self.pixel(x, y)
        left, top = column - (ink.shape[1] - 1) / 2, row - (ink.shape[0] - 1) / 2
        move = np.array([[1, 0, left], [0, 1, top]], np.float64)
        cover = cv2.warpAffine(ink, move, (columns, rows))
        self.paint(colour, np.asarray(cover * strength, np.float32))

    def grain(self, deviation: float, seed: int) -> None:
        """Give the faces the fine unevenness of moulded plastic or cast metal."""
        noise = np.random.default_rng(seed).standard_normal(self.alpha.shape, dtype=np.float32)
        soft = cv2.GaussianBlur(noise, (0, 0), 0.7)
        self.colour += (deviation * 2 * soft * self.alpha)[..., None]

    def sprite(self) -> Sprite:
        """Finish: turn, round to bytes, close for writing."""
        colour = np.rot90(np.minimum(self.colour, 255 * self.alpha[..., None]), self.turn)
        alpha = np.rot90(self.alpha, self.turn)
        return Sprite(to_bytes(colour), to_bytes(alpha * 255))
