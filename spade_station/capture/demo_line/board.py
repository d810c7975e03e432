"""The bare board: laminate, copper under solder mask, pads, vias, silk screen, label."""

from functools import lru_cache
from math import cos, pi, sin

import cv2
import numpy as np

from spade_station.capture.demo_line.canvas import Canvas, lettering, rounded
from spade_station.capture.demo_line.copper import Point, copper_layer, draw_line
from spade_station.capture.demo_line.geometry import DRAWING_HEIGHT, DRAWING_WIDTH, Pose, Size
from spade_station.capture.demo_line.layout import BOARD, PACKAGES, pads_of
from spade_station.capture.demo_line.texture import Gray, Plane, smooth_noise, to_bytes
from spade_station.domain.frame import Picture

EDGE = (600.0, 442.0)
"""Half width and half height of the board, in drawing units."""
MASK, COPPER = (26.0, 84.0, 56.0), (40.0, 112.0, 74.0)
SILK = (216.0, 220.0, 212.0)
HOLES = ((-566.0, -408.0), (566.0, -408.0), (-566.0, 408.0), (566.0, 408.0))


@lru_cache(maxsize=4)
def bare_board(size: Size) -> Picture:
    """Draw the board at rest on the carrier, before anything is placed."""
    scale = Pose(size).scale
    sheet = Canvas(size[1] / scale, size[0] / scale, scale)
    _carrier(sheet)
    outline = sheet.box(0, 0, *EDGE, 16)
    sheet.shadow(outline, 16, 0.7)
    rim = rounded(outline, 3, 2)
    sheet.relief(outline, rim, (168, 152, 104), 0.12, 8)
    copper, vias = copper_layer(sheet)
    sheet.paint(_masked(sheet, copper), sheet.cover(outline + 2.5))
    _holes(sheet, vias)
    _pads(sheet)
    _silk_screen(sheet)
    _label(sheet, -430, 352)
    sheet.colour += 1.6 * smooth_noise(size, 0.7, 0.7, 41)[..., None]
    picture = to_bytes(sheet.colour)
    picture.flags.writeable = False
    return picture


def _carrier(sheet: Canvas) -> None:
    """Draw the dark belt that the board lies on."""
    size = (sheet.alpha.shape[0], sheet.alpha.shape[1])
    cloth = 4.0 * smooth_noise(size, 1.2, 1.2, 42) + 3.0 * smooth_noise(size, 60, 60, 43)
    tint = np.asarray((46, 47, 50), np.float32) + cloth[..., None]
    sheet.paint(np.asarray(tint, np.float32), np.ones(size, np.float32))


def _masked(sheet: Canvas, copper: Plane) -> Plane:
    """Solder mask over laminate and copper: two greens and a slight step between them."""
    size = (sheet.alpha.shape[0], sheet.alpha.shape[1])
    soft = cv2.GaussianBlur(copper, (0, 0), max(0.4, 0.9 * sheet.scale))
    share = soft[..., None]
    tint = np.asarray(MASK, np.float32) * (1 - share) + np.asarray(COPPER, np.float32) * share
    height = np.asarray(soft * 0.75 + 0.12 * smooth_noise(size, 2.5, 2.5, 44), np.float32)
    step = sheet.lit(height, (100, 100, 100), 0.10, 12)[..., :1] / 100.0
    weave = 1 + 0.018 * np.sin(sheet.x * 0.9) * np.sin(sheet.y * 0.9)
    cloud = 1 + 0.02 * smooth_noise(size, 70, 70, 45)
    return np.asarray(tint * step * (weave * cloud)[..., None], np.float32)


def _holes(sheet: Canvas, vias: list[Point]) -> None:
    """Vias under the mask, fiducials, and plated mounting holes."""
    for x, y in vias:
        part = sheet.window(x, y, 14)
        ring = part.disc(0, 0, 6.5)
        part.relief(ring, rounded(ring, 3, 1.6), (58, 132, 92), 0.25, 12)
        part.fill((14, 34, 26), part.disc(0, 0, 2.6), 0.9)
    for x, y in HOLES:
        part = sheet.window(x, y, 34)
        ring = part.disc(0, 0, 24)
        part.relief(ring, rounded(ring, 5, 2), (198, 186, 142), 0.35, 14)
        part.fill((24, 24, 26), part.disc(0, 0, 14), 1.0)
    for x, y in ((-500.0, -412.0), (500.0, -412.0), (-500.0, 412.0)):
        part = sheet.window(x, y, 24)
        part.fill((22, 58, 42), part.disc(0, 0, 16), 1.0)
        dot = part.disc(0, 0, 7)
        part.relief(dot, rounded(dot, 3, 1), (214, 206, 176), 0.3, 14)


def _pads(sheet: Canvas) -> None:
    """Tinned pads: seen where a component is missing, and around the joints."""
    rng = np.random.default_rng(4712)
    for component in BOARD:
        for x, y, half_width, half_height in pads_of(component):
            part = sheet.window(x, y, max(half_width, half_height) + 8)
            part.fill((20, 58, 42), part.box(0, 0, half_width + 2, half_height + 2, 2), 0.9)
            pad = part.box(0, 0, half_width, half_height, 2.5)
            swell = (1 - (part.x / half_width) ** 2) * (1 - (part.y / half_height) ** 2)
            slant = 0.08 * (rng.normal() * part.x + rng.normal() * part.y)
            tin = 0.45 * min(half_width, half_height) * np.maximum(swell, 0) + slant
            part.relief(pad, np.asarray(tin, np.float32), (120, 123, 126), 0.8, 14)


def _silk_screen(sheet: Canvas) -> None:
    """Frames, names and the maker's line, in slightly uneven white ink."""
    ink = np.zeros(sheet.alpha.shape, np.uint8)
    for component in BOARD:
        wide, tall = PACKAGES[component.package].outline
        if component.turn % 2:
            wide, tall = tall, wide
        x, y = component.x - DRAWING_WIDTH / 2, component.y - DRAWING_HEIGHT / 2
        frame = [
            (x - wide, y - tall),
            (x + wide, y - tall),
            (x + wide, y + tall),
            (x - wide, y + tall),
        ]
        draw_line(sheet, ink, [*frame, frame[0]], 2.2)
        _write(sheet, ink, component.name, x - wide + (2 if tall > 40 else 12), y - tall - 10, 11)
    for line, x, y, height in (
        ("SPADE DEMO LINE", 60.0, 418.0, 15.0), ("REV C  2024", -150.0, 418.0, 11.0),
        ("94V-0", -300.0, 418.0, 11.0), ("5V GND TX RX", 350.0, 312.0, 10.0),
    ):  # fmt: skip
        _write(sheet, ink, line, x, y, height)
    ring = [(520 + 22 * cos(a), 352 + 22 * sin(a)) for a in np.linspace(0, 2 * pi, 40)]
    draw_line(sheet, ink, ring, 2.5)
    size = (ink.shape[0], ink.shape[1])
    worn = 0.9 + 0.06 * smooth_noise(size, 1.5, 1.5, 46)
    sheet.paint(SILK, np.asarray(ink.astype(np.float32) / 255 * worn, np.float32))


def _write(sheet: Canvas, ink: Gray, line: str, x: float, y: float, height: float) -> None:
    letters = lettering(line, round(height * sheet.scale, 2))
    column, row = sheet.pixel(x, y)
    left, top = round(column - letters.shape[1] / 2), round(row - letters.shape[0] / 2)
    spot = ink[max(top, 0) : top + letters.shape[0], max(left, 0) : left + letters.shape[1]]
    np.maximum(spot, to_bytes(letters * 255)[: spot.shape[0], : spot.shape[1]], out=spot)


def _label(sheet: Canvas, x: float, y: float) -> None:
    """Stick on a printed paper label with a square code."""
    part = sheet.window(x, y, 110)
    paper = part.box(0, 0, 96, 44, 3)
    part.shadow(paper, 2, 0.4)
    part.relief(paper, rounded(paper, 1.2, 0.5), (224, 224, 219), 0.02, 8)
    code = np.random.default_rng(4713).random((16, 16)) < 0.5
    code[0, ::2], code[:, -1], code[-1, :], code[:, 0] = True, np.arange(16) % 2, True, True
    column = np.clip((part.x + 84) / 4.2, 0, 15).astype(np.intp)
    row = np.clip((part.y + 33.6) / 4.2, 0, 15).astype(np.intp)
    square = np.maximum(np.abs(part.x + 50.4), np.abs(part.y)) - 33.6
    part.fill((34, 34, 38), np.where(code[row, column], square, 1).astype(np.float32), 0.92)
    for line, down in (("SN 004117", -20.0), ("LOT A7-24", 4.0), ("PASS AOI", 26.0)):
        part.text(line, 38, down, 12, (40, 40, 44), 0.9)
