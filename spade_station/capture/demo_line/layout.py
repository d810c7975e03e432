"""The board's bill of materials: what is soldered where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from spade_station.capture.demo_line import chips, circuits
from spade_station.capture.demo_line.canvas import Canvas
from spade_station.capture.demo_line.geometry import DRAWING_HEIGHT, DRAWING_WIDTH

Pad = tuple[float, float, float, float]
"""Middle and half size."""

Drawer = Callable[[Canvas, str, np.random.Generator], None]


@dataclass(frozen=True, slots=True)
class Package:
    """A kind of component.

    Parameters
    ----------
    width, height
        Of the sheet that it is drawn on, shadow included, in drawing units.
    outline
        Half width and half height of the silk-screen frame around it.
    pads
        Middle and half size of every solder pad.
    draw
        Draws it in the middle of a canvas.
    """

    width: float
    height: float
    outline: tuple[float, float]
    pads: tuple[Pad, ...]
    draw: Drawer


@dataclass(frozen=True, slots=True)
class Component:
    """One component on the board; `turn` counts quarter turns counter-clockwise."""

    name: str
    package: str
    x: float
    y: float
    turn: int = 0
    marking: str = ""


def _pair(x: float, half_width: float, half_height: float) -> tuple[Pad, ...]:
    return ((-x, 0, half_width, half_height), (x, 0, half_width, half_height))


def _pin_pads(package: str, wide: float, long: float) -> tuple[Pad, ...]:
    pads: list[Pad] = []
    for number, row in enumerate(circuits.pin_rows(package)):
        pads += [(x, y, wide, long) if number < 2 else (x, y, long, wide) for x, y in row]
    return tuple(pads)


_LEGS = ((-15.0, 24.0, 9.0, 11.0), (15.0, 24.0, 9.0, 11.0), (0.0, -24.0, 9.0, 11.0))

PACKAGES = {
    "resistor": Package(84, 58, (36, 19), _pair(22, 12, 16), chips.resistor),
    "ceramic": Package(86, 60, (36, 19), _pair(22, 12, 16), chips.ceramic),
    "tantalum": Package(124, 84, (53, 28), _pair(37, 13, 20), chips.tantalum),
    "diode": Package(114, 80, (49, 26), _pair(33, 13, 18), chips.diode),
    "lamp": Package(84, 64, (36, 21), _pair(22, 12, 16), chips.lamp),
    "inductor": Package(156, 142, (62, 54), _pair(49, 12, 26), chips.inductor),
    "transistor": Package(84, 92, (31, 39), _LEGS, chips.transistor),
    "qfp": Package(290, 290, (100, 100), _pin_pads("qfp", 5.8, 14), circuits.qfp),
    "soic16": Package(220, 170, (88, 44), _pin_pads("soic16", 7.2, 15), circuits.soic16),
    "soic8": Package(150, 170, (50, 44), _pin_pads("soic8", 7.2, 15), circuits.soic8),
    "electrolytic": Package(194, 184, (62, 62), _pair(58, 16, 11), circuits.electrolytic),
    "crystal": Package(214, 112, (82, 37), _pair(78, 16, 12), circuits.crystal),
    "header": Package(390, 116, (174, 38), (), circuits.header),
    "socket": Package(304, 136, (132, 45), (), circuits.socket),
}


def _row(
    kind: str,
    package: str,
    first: int,
    start: tuple[float, float],
    step: tuple[float, float],
    marks: tuple[str, ...],
    turn: int = 0,
) -> Iterator[Component]:
    """Components of one package at equal distances."""
    for i, mark in enumerate(marks):
        x, y = start[0] + i * step[0], start[1] + i * step[1]
        yield Component(f"{kind}{first + i}", package, x, y, turn, mark)


BOARD: tuple[Component, ...] = (
    Component("U1", "qfp", 520, 440, 0, "M44F103"),
    Component("U2", "soic16", 905, 440, 0, "74HC595D"),
    Component("U3", "soic8", 815, 205, 0, "LM358"),
    Component("U4", "soic8", 905, 655, 2, "24C256"),
    Component("C1", "electrolytic", 190, 175, 0, "220"),
    Component("C2", "electrolytic", 355, 175, 3, "100"),
    Component("L1", "inductor", 520, 170, 0, "330"),
    Component("D1", "diode", 665, 130, 0, "M7"),
    Component("D2", "diode", 665, 215, 2, "M7"),
    Component("C3", "tantalum", 975, 135, 0, "107"),
    Component("C4", "tantalum", 975, 225, 0, "107"),
    Component("Y1", "crystal", 520, 655, 0, "8.000"),
    Component("J1", "header", 125, 480, 1, "10"),
    Component("J2", "socket", 990, 850, 0, "6"),
    *_row("Q", "transistor", 1, (255, 680), (85, 0), ("1AM", "1AM")),
    *_row("LD", "lamp", 1, (1155, 140), (0, 88), ("red", "amber", "green"), 1),
    *_row("R", "resistor", 1, (680, 590), (0, 62), ("103", "103", "472", "221")),
    *_row("C", "ceramic", 5, (775, 590), (0, 62), ("", "", "dark", "dark")),
    *_row("R", "resistor", 5, (370, 760), (92, 0), ("102", "102", "331"), 0),
    *_row("R", "resistor", 8, (370, 825), (92, 0), ("000", "473", "473"), 0),
    *_row("C", "ceramic", 9, (715, 315), (0, 92), ("", "", ""), 1),
    *_row("C", "ceramic", 12, (325, 345), (0, 95), ("dark", "", ""), 1),
    *_row("R", "resistor", 11, (250, 345), (0, 95), ("222", "222", "104"), 1),
    *_row("R", "resistor", 14, (1075, 345), (0, 95), ("151", "151", "151", "511"), 1),
    *_row("C", "ceramic", 15, (1155, 430), (0, 95), ("", "", "dark", "dark"), 1),
)
"""Every component of the demo board."""

SMALL = ("resistor", "ceramic", "tantalum", "diode", "lamp", "transistor")
"""Packages that machines place by the thousand, and lose, shift or mistake most often."""


def turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """Turn a point by quarter turns, counter-clockwise on the screen."""
    for _ in range(turn % 4):
        x, y = y, -x
    return x, y


def pads_of(component: Component) -> list[Pad]:
    """Middle and half size of the pads of a component, seen from the middle of the board."""
    found = []
    for px, py, half_width, half_height in PACKAGES[component.package].pads:
        x, y = turned(px, py, component.turn)
        if component.turn % 2:
            half_width, half_height = half_height, half_width
        x, y = x + component.x - DRAWING_WIDTH / 2, y + component.y - DRAWING_HEIGHT / 2
        found.append((x, y, half_width, half_height))
    return found
