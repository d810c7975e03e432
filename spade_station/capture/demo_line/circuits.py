"""The large components: integrated circuits, capacitors in cans, crystal, connectors."""

import numpy as np

from spade_station.capture.demo_line.canvas import Canvas, rounded
from spade_station.capture.demo_line.chips import TIN, solder

EPOXY = (43, 44, 47)
LASER = (152, 155, 154)

QFP_PINS, QFP_PITCH, QFP_ROW = 11, 15.0, 112.0
SOIC_PITCH, SOIC_ROW = 19.0, 58.0


def pin_rows(package: str) -> list[list[tuple[float, float]]]:
    """Where the pins of a package meet the board, row by row, neighbours beside each other."""
    if package == "qfp":
        along = [(i - (QFP_PINS - 1) / 2) * QFP_PITCH for i in range(QFP_PINS)]
        return [
            [(a, -QFP_ROW) for a in along],
            [(a, QFP_ROW) for a in along],
            [(-QFP_ROW, a) for a in along],
            [(QFP_ROW, a) for a in along],
        ]
    pins = {"soic16": 8, "soic8": 4}[package]
    along = [(i - (pins - 1) / 2) * SOIC_PITCH for i in range(pins)]
    return [[(a, -SOIC_ROW) for a in along], [(a, SOIC_ROW) for a in along]]


def _pins(c: Canvas, package: str, body: float, rng: np.random.Generator) -> None:
    """Gull wings: a soldered foot, a bent shoulder that shines, a gap of shade between."""
    for row in pin_rows(package):
        for x, y in row:
            upright = abs(y) > abs(x) or package != "qfp"
            side = float(np.sign(y if upright else x))
            wide, long = (4.2, 10.0) if package == "qfp" else (5.6, 11.0)
            size = (wide + 1.0, long) if upright else (long, wide + 1.0)
            solder(
                c, x + (0 if upright else side * 2), y + (side * 2 if upright else 0), *size, rng
            )
            _leg(c, (x, y), upright, wide - 0.8, body)


def _leg(
    c: Canvas, foot: tuple[float, float], upright: bool, half_width: float, body: float
) -> None:
    """Draw one wing from its foot to the body, bright along the bend."""
    out = abs(foot[1] if upright else foot[0])
    side = float(np.sign(foot[1] if upright else foot[0]))
    half_length = (out - body) / 2 + 3
    middle = side * (body + half_length - 1)
    part = c.window(*((foot[0], middle) if upright else (middle, foot[1])), half_length + 3)
    leg = (
        part.box(0, 0, half_width, half_length, 1)
        if upright
        else part.box(0, 0, half_length, half_width, 1)
    )
    along = ((part.y if upright else part.x) + middle) * side
    bend = np.exp(-(((along - body - 8) / 6) ** 2))
    arch = rounded(leg, 2.5, 1.6) + 2.5 * bend
    part.relief(leg, np.asarray(arch, np.float32), TIN, 0.55, 16)


def _moulding(c: Canvas, half_width: float, half_height: float, reach: float) -> None:
    body = c.box(0, 0, half_width, half_height, 3)
    c.shadow(body, reach, 0.6)
    c.relief(body, rounded(body, 5, 3.2), EPOXY, 0.12, 7)


def _dimple(c: Canvas, x: float, y: float, radius: float) -> None:
    mark = c.disc(x, y, radius)
    c.relief(mark, -rounded(mark, radius, 2.5), (36, 37, 40), 0.10, 8)


def qfp(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a quad flat pack with laser marking."""
    _pins(c, "qfp", 92, rng)
    _moulding(c, 94, 94, 9)
    c.grain(2.6, int(rng.integers(1 << 30)))
    _dimple(c, -76, 76, 8)
    for row, (line, height) in enumerate(
        (("SPADE", 21.0), (marking, 16.0), ("2417 KOR", 14.0), ("e3  A7", 12.0))
    ):
        c.text(line, 0, (-42.0, -8.0, 22.0, 48.0)[row], height, LASER, 0.72)


def _soic(c: Canvas, package: str, half: float, marking: str, rng: np.random.Generator) -> None:
    _pins(c, package, 38, rng)
    _moulding(c, half, 40, 8)
    c.grain(2.6, int(rng.integers(1 << 30)))
    _dimple(c, -half + 13, 24, 6)
    c.text(marking, 3, -10, 15 if half > 60 else 12, LASER, 0.72)
    c.text("C2417" if half < 60 else "KOR 2417 B", 6, 13, 11, LASER, 0.66)


def soic16(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a small-outline circuit with 16 pins."""
    _soic(c, "soic16", 84, marking, rng)


def soic8(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a small-outline circuit with 8 pins."""
    _soic(c, "soic8", 46, marking, rng)


def electrolytic(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw an aluminium can on its plastic base, a black segment for the minus side."""
    for side in (-1, 1):
        solder(c, side * 57, 0, 12, 8, rng)
    base = c.box(0, 0, 56, 56, 9)
    c.shadow(base, 6, 0.5)
    c.relief(base, rounded(base, 5, 3), (40, 40, 42), 0.10, 8)
    can = c.disc(0, 0, 52)
    c.shadow(can, 22, 0.55)
    c.relief(can, rounded(can, 9, 6), (166, 169, 173), 0.35, 8)
    angle = np.arctan2(c.y, c.x)
    sheen = np.asarray(0.5 + 0.5 * np.cos(2 * (angle + 0.9)), np.float32)
    top = c.disc(0, 0, 45)
    c.paint((228, 230, 233), c.cover(top) * sheen * np.float32(0.40))
    c.fill((30, 30, 34), np.maximum(top, c.x + 20), 0.93)
    for row, line in enumerate((marking, "25V", "VT")):
        c.text(line, 11, (row - 1) * 22, 17 - row, (44, 46, 58), 0.85)
    c.grain(2.4, int(rng.integers(1 << 30)))


def crystal(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a quartz in its long metal can."""
    for side in (-1, 1):
        solder(c, side * 78, 0, 12, 9, rng)
    foot = c.box(0, 0, 74, 32, 30)
    c.shadow(foot, 7, 0.5)
    c.relief(foot, rounded(foot, 4, 2), (150, 152, 155), 0.3, 12)
    can = c.box(0, 0, 68, 26, 25)
    c.shadow(can, 12, 0.5)
    c.relief(can, rounded(can, 9, 6), (150, 152, 154), 0.5, 10)
    sheen = np.exp(-(((c.y + 6) / 9) ** 2)) * 0.32
    c.paint((246, 247, 248), c.cover(can) * np.asarray(sheen, np.float32))
    c.text(marking, 0, 1, 15, (70, 72, 74), 0.75)
    c.grain(2.0, int(rng.integers(1 << 30)))


def header(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a double row of gold pins in black plastic; `marking` is the number of columns."""
    columns = int(marking)
    half = columns * 17.0
    body = c.box(0, 0, half, 34, 3)
    c.shadow(body, 11, 0.6)
    c.relief(body, rounded(body, 4, 3), (38, 38, 40), 0.10, 8)
    for i in range(columns):
        x = (i - (columns - 1) / 2) * 34.0
        for y in (-17.0, 17.0):
            part = c.window(x, y, 30)
            cell = part.box(0, 0, 14.5, 14.5, 5)
            part.relief(cell, rounded(cell, 4, 3), (46, 46, 48), 0.10, 8)
            pin = part.box(0, 0, 6, 6, 1.5)
            part.shadow(pin, 13, 0.6)
            lean = rng.normal(0, 0.10, 2)
            tip = rounded(pin, 3, 3) + np.asarray(lean[0] * part.x + lean[1] * part.y, np.float32)
            part.relief(pin, np.asarray(tip, np.float32), (206, 170, 88), 0.6, 18)
    c.grain(2.4, int(rng.integers(1 << 30)))


def socket(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a white wire-to-board socket; `marking` is the number of contacts."""
    contacts = int(marking)
    half = contacts * 19.0 + 12
    shell = c.box(0, 0, half, 40, 4)
    c.shadow(shell, 15, 0.55)
    c.relief(shell, rounded(shell, 5, 4), (216, 213, 202), 0.12, 8)
    inside = c.box(0, 5, half - 10, 25, 3)
    c.relief(inside, -rounded(inside, 4, 4), (168, 165, 154), 0.05, 8)
    c.fill((60, 58, 54), c.box(0, -10, half - 12, 9, 3), 0.35)
    for i in range(contacts):
        x = (i - (contacts - 1) / 2) * 38.0
        part = c.window(x, 7, 30)
        pin = part.box(0, 0, 6, 12, 2)
        part.shadow(pin, 9, 0.5)
        part.relief(pin, rounded(pin, 4, 3), (194, 188, 166), 0.6, 18)
    c.grain(2.0, int(rng.integers(1 << 30)))
