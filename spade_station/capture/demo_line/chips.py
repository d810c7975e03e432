"""Two-terminal components and small transistors, as the camera sees them from above."""

from dataclasses import dataclass

import numpy as np

from spade_station.capture.demo_line.canvas import Canvas, Colour, rounded

TIN: Colour = (158, 160, 164)
SOLDER: Colour = (112, 115, 119)
PRINT: Colour = (222, 224, 220)


@dataclass(frozen=True, slots=True)
class Body:
    """A rectangular body between two soldered terminals."""

    length: float
    width: float
    colour: Colour
    terminal: float
    gloss: float
    tall: float


RESISTOR = Body(48, 27, (34, 35, 39), 8, 0.10, 3)
CERAMIC = Body(48, 27, (158, 124, 92), 9, 0.16, 6)
TANTALUM = Body(76, 44, (206, 142, 44), 6, 0.14, 9)
DIODE = Body(68, 40, (40, 41, 44), 6, 0.13, 8)


def solder(
    c: Canvas, x: float, y: float, half_width: float, half_height: float, rng: np.random.Generator
) -> None:
    """Draw a solder joint: a shiny wet mound, no two of them quite alike."""
    x, y = x + rng.normal(0, 0.35), y + rng.normal(0, 0.35)
    half_width, half_height = half_width + rng.normal(0, 0.3), half_height + rng.normal(0, 0.3)
    radius = min(half_width, half_height) * 0.8
    part = c.window(x, y, max(half_width, half_height) + 3)
    outline = part.box(0, 0, half_width, half_height, radius)
    tilt = 0.06 * (rng.normal() * part.x + rng.normal() * part.y)
    mound = rounded(outline, radius * 1.25, 3.6) + tilt.astype(np.float32)
    part.relief(outline, mound, SOLDER, 0.85, 16)


def two_terminals(c: Canvas, body: Body, rng: np.random.Generator) -> None:
    """Draw joints, metal ends and the body between them."""
    half, wide = body.length / 2, body.width / 2
    for side in (-1, 1):
        solder(c, side * (half + 1), 0, 7, wide + 1, rng)
    outline = c.box(0, 0, half, wide, 2)
    c.shadow(outline, body.tall, 0.62)
    c.relief(outline, rounded(outline, 3.5, 2.2), TIN, 0.45, 18)
    middle = c.box(0, 0, half - body.terminal, wide, 1)
    c.relief(middle, rounded(middle, 2.5, 1.6), body.colour, body.gloss, 9)
    c.grain(2.2, int(rng.integers(1 << 30)))


def resistor(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a thick-film chip: black glass, printed value."""
    two_terminals(c, RESISTOR, rng)
    c.text(marking, 0, 0, 11, PRINT, 0.88)


def ceramic(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a ceramic capacitor: no print; `marking` picks the fired colour."""
    shift = -22.0 if marking == "dark" else 0.0
    r, g, b = CERAMIC.colour
    colour = (r + shift, g + shift, b + shift)
    two_terminals(c, Body(48, 27, colour, CERAMIC.terminal, CERAMIC.gloss, CERAMIC.tall), rng)


def tantalum(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a moulded tantalum capacitor with its polarity bar."""
    two_terminals(c, TANTALUM, rng)
    bar = c.box(-25, 0, 5, 21, 1)
    c.fill((92, 52, 22), bar, 0.9)
    c.text(marking, 7, -7, 12, (84, 50, 22), 0.9)
    c.text("16V", 7, 11, 9, (84, 50, 22), 0.85)


def diode(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a moulded rectifier with its cathode bar."""
    two_terminals(c, DIODE, rng)
    c.fill((200, 202, 204), c.box(-19, 0, 4, 19, 0.5), 0.85)
    c.text(marking, 6, 0, 10, (168, 170, 172), 0.75)


def lamp(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a light-emitting diode: white frame, clear round lens; `marking` is its colour."""
    two_terminals(c, Body(42, 30, (214, 212, 202), 5, 0.12, 6), rng)
    tint = {"red": (196, 74, 58), "green": (110, 186, 96)}.get(marking, (222, 178, 74))
    lens = c.disc(0, 0, 11)
    c.relief(lens, rounded(lens, 12, 5), tint, 0.7, 30)
    c.fill((88, 76, 58), c.box(0, 0, 3, 3, 0.5), 0.6)


def inductor(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a shielded power inductor: grey ferrite block, turned top."""
    for side in (-1, 1):
        solder(c, side * 49, 0, 8, 22, rng)
    block = c.box(0, 0, 48, 48, 10)
    c.shadow(block, 12, 0.65)
    c.relief(block, rounded(block, 6, 4), (74, 74, 78), 0.10, 6)
    top = c.disc(0, 0, 38)
    ring = np.asarray(np.abs(top) - 1.6, np.float32)
    c.fill((40, 40, 43), ring, 0.8)
    c.relief(top, rounded(top, 9, 2.5), (88, 88, 91), 0.12, 7)
    c.text(marking, 0, 0, 20, (206, 206, 202), 0.85)
    c.grain(4.0, int(rng.integers(1 << 30)))


def transistor(c: Canvas, marking: str, rng: np.random.Generator) -> None:
    """Draw a three-legged SOT-23."""
    for x, y in ((-15, 22), (15, 22), (0, -22)):
        solder(c, x, y * 1.1, 7, 9, rng)
        leg = c.box(x, y, 4, 9, 1)
        c.relief(leg, rounded(leg, 2.5, 2), TIN, 0.5, 20)
    body = c.box(0, 0, 25, 15, 2)
    c.shadow(body, 6, 0.6)
    c.relief(body, rounded(body, 4, 3), (38, 39, 42), 0.12, 8)
    c.text(marking, 0, 0, 12, (160, 163, 164), 0.75)
    c.grain(2.5, int(rng.integers(1 << 30)))
