"""The electronics board: place every component with its tolerance, or get one of them wrong."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from spade_station.capture.demo_line import damage
from spade_station.capture.demo_line.board import bare_board
from spade_station.capture.demo_line.canvas import Canvas, Colour, rounded
from spade_station.capture.demo_line.chips import SOLDER
from spade_station.capture.demo_line.circuits import pin_rows
from spade_station.capture.demo_line.geometry import Box, Pose, Size
from spade_station.capture.demo_line.layout import BOARD, PACKAGES, SMALL, Component, turned
from spade_station.capture.demo_line.sprite import Sprite, place
from spade_station.capture.demo_line.texture import Plane
from spade_station.domain.frame import Mask, Picture

VARIANTS = 4
"""How many differently soldered examples of every component there are."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A component where the machine put it, in pixels."""

    component: Component
    x: float
    y: float
    degrees: float
    variant: int
    gain: float


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """A populated board, and what is needed to populate a corner of it again."""

    picture: Picture
    bare: Picture
    placed: tuple[Placed, ...]
    pose: Pose


@lru_cache(maxsize=1024)
def component_sprite(package: str, marking: str, turn: int, variant: int, scale: float) -> Sprite:
    """Draw one example of a component."""
    kind = PACKAGES[package]
    sheet = Canvas(kind.width, kind.height, scale, turn)
    kind.draw(sheet, marking, np.random.default_rng((91, variant)))
    return sheet.sprite()


def good_board(size: Size, rng: np.random.Generator) -> Board:
    """Populate a board as the line does on a good day."""
    pose = Pose.of_part(size, rng)
    shape = (size[1], size[0])
    moved = cv2.warpAffine(bare_board(size), pose.matrix(), shape, borderMode=cv2.BORDER_REPLICATE)
    bare = np.asarray(moved, np.uint8)
    placed = tuple(_placed(component, pose, rng) for component in BOARD)
    picture = bare.copy()
    _populate(picture, placed, Box.whole(size), pose.scale)
    return Board(picture, bare, placed, pose)


def _placed(component: Component, pose: Pose, rng: np.random.Generator) -> Placed:
    """Placement tolerance: about one drawing unit, and a degree for what is small."""
    sway = np.clip(rng.normal(0, 1, 3), -2, 2)
    light = component.package in SMALL
    x, y = pose.point(component.x + 0.7 * sway[0], component.y + 0.7 * sway[1])
    degrees = pose.degrees + float(sway[2]) * (0.8 if light else 0.15)
    gain = 1 + 0.02 * float(np.clip(rng.normal(), -2, 2))
    return Placed(component, x, y, degrees, int(rng.integers(VARIANTS)), gain)


def _sprite(part: Placed, scale: float) -> Sprite:
    which = part.component
    return component_sprite(which.package, which.marking, which.turn, part.variant, scale)


def _populate(area: Picture, parts: tuple[Placed, ...], box: Box, scale: float) -> None:
    for part in parts:
        place(
            area,
            _sprite(part, scale),
            part.x - box.left,
            part.y - box.top,
            part.degrees,
            part.gain,
        )


def _box_of(board: Board, *parts: Placed) -> Box:
    """Find the smallest box that holds all of these components with their shadows."""
    size, boxes = board.pose.size, []
    for part in parts:
        reach = _sprite(part, board.pose.scale).reach(part.degrees)
        boxes.append(Box.around(part.x, part.y, *reach, size))
    return Box(
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    )


def _keep(board: Board, box: Box, area: Picture) -> tuple[Box, Mask]:
    """Put a redrawn area into the picture if anybody could see the difference."""
    seen = damage.changed(board.picture[box.slices], area, board.pose.scale)
    if seen.any():
        board.picture[box.slices] = area
    return box, seen


def _exchange(board: Board, index: int, other: Placed | None) -> tuple[Box, Mask]:
    """Populate again around one component, with another in its place or with none."""
    old = board.placed[index]
    box = _box_of(board, old, other) if other else _box_of(board, old)
    parts = list(board.placed)
    parts[index : index + 1] = [other] if other else []
    area = board.bare[box.slices].copy()
    _populate(area, tuple(parts), box, board.pose.scale)
    return _keep(board, box, area)


def _mark(board: Board, box: Box, cover: Plane, colour: Colour) -> tuple[Box, Mask]:
    """Discolour the bare board; the components stand above it."""
    area = damage.apply_tint(board.bare[box.slices], cover, colour)
    _populate(area, board.placed, box, board.pose.scale)
    return _keep(board, box, area)


def _pick(board: Board, rng: np.random.Generator, packages: tuple[str, ...]) -> int:
    fitting = [i for i, p in enumerate(board.placed) if p.component.package in packages]
    return int(rng.choice(fitting))


def _missing(board: Board, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Find the feeder empty: pads without a component."""
    return _exchange(board, _pick(board, rng, (*SMALL, "crystal", "soic8", "electrolytic")), None)


def _shifted(board: Board, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Place it beside its pads, often askew as well."""
    index = _pick(board, rng, SMALL)
    old = board.placed[index]
    far, heading = rng.uniform(8, 24) * board.pose.scale, rng.uniform(0, 2 * np.pi)
    askew = float(rng.choice((-1, 1)) * rng.uniform(3, 28))
    x, y = old.x + far * float(np.cos(heading)), old.y + far * float(np.sin(heading))
    return _exchange(board, index, replace(old, x=x, y=y, degrees=old.degrees + askew))


def _wrong(board: Board, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Load the wrong reel, or lay a polarised component the wrong way round."""
    index = _pick(board, rng, (*SMALL, "soic8", "soic16", "electrolytic"))
    old = board.placed[index]
    which = old.component
    if which.package == "resistor":
        other = replace(which, package="ceramic", marking=str(rng.choice(("", "dark"))))
    elif which.package == "ceramic":
        other = replace(which, package="resistor", marking=str(rng.choice(("105", "330"))))
    elif which.package == "lamp":
        tints = [tint for tint in ("red", "amber", "green") if tint != which.marking]
        other = replace(which, marking=str(rng.choice(tints)))
    else:
        other = replace(which, turn=which.turn + 2)
    return _exchange(board, index, replace(old, component=other))


def _bridge(board: Board, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Join two neighbouring pins with solder."""
    part = board.placed[_pick(board, rng, ("qfp", "soic16", "soic8"))]
    rows = pin_rows(part.component.package)
    row = rows[int(rng.integers(len(rows)))]
    first = int(rng.integers(len(row) - 1))
    (x1, y1), (x2, y2) = row[first], row[first + 1]
    turn, scale = part.component.turn, board.pose.scale
    across = turned(x2 - x1, y2 - y1, turn)
    lying = abs(across[0]) > abs(across[1])
    x, y = turned((x1 + x2) / 2, (y1 + y2) / 2, turn)
    outwards = 4.0 + float(rng.normal(0, 2))
    if lying:
        y += float(np.sign(y)) * outwards
    else:
        x += float(np.sign(x)) * outwards
    long, wide = float(np.hypot(*across)) / 2 + rng.uniform(1, 4), rng.uniform(3.5, 8)
    drop = _solder_drop(*((long, wide) if lying else (wide, long)), scale)
    middle = (part.x + x * scale, part.y + y * scale)
    box = Box.around(*middle, 36 * scale, 36 * scale, board.pose.size)
    area = board.picture[box.slices].copy()
    place(area, drop, middle[0] - box.left, middle[1] - box.top, part.degrees)
    return _keep(board, box, area)


def _solder_drop(half_width: float, half_height: float, scale: float) -> Sprite:
    sheet, least = Canvas(64, 64, scale), min(half_width, half_height)
    outline = sheet.box(0, 0, half_width, half_height, least * 0.9)
    sheet.shadow(outline, 3, 0.5)
    sheet.relief(outline, rounded(outline, least * 1.2, 4.5), SOLDER, 0.7, 20)
    return sheet.sprite()


def _somewhere(board: Board, rng: np.random.Generator) -> damage.Place:
    """Choose a spot of bare board: under a component nobody would see anything."""
    for x, y in rng.uniform((110, 110), (1170, 850), (50, 2)):
        if not any(_covers(component, x, y) for component in BOARD):
            break
    return board.pose.point(float(x), float(y))


def _covers(component: Component, x: float, y: float) -> bool:
    kind = PACKAGES[component.package]
    wide, tall = (kind.height, kind.width) if component.turn % 2 else (kind.width, kind.height)
    return abs(x - component.x) < 0.45 * wide and abs(y - component.y) < 0.45 * tall


def _scratch(board: Board, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Scrape solder mask off before the components came."""
    scale, start = board.pose.scale, _somewhere(board, rng)
    length = damage.extent(rng, 24, 260) * scale
    box = Box.around(*start, length + 4, length + 4, board.pose.size)
    cover = damage.scratch(box, start, length, rng.uniform(1.2, 3.6) * scale, rng)
    colour = (190, 180, 136) if rng.random() < 0.5 else (150, 190, 164)
    return _mark(board, box, cover * np.float32(0.85), colour)


def _stain(board: Board, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Flux residue or a fingerprint of grease, half transparent."""
    scale, middle = board.pose.scale, _somewhere(board, rng)
    radius = max(3.0, damage.extent(rng, 8, 48) * scale)
    box = Box.around(*middle, 1.7 * radius, 1.7 * radius, board.pose.size)
    cover = damage.stain_cover(box, middle, radius, rng) * np.float32(rng.uniform(0.4, 0.7))
    colour = (168, 128, 62) if rng.random() < 0.6 else (198, 204, 196)
    return _mark(board, box, cover, colour)


DEFECTS: dict[str, Callable[[Board, np.random.Generator], tuple[Box, Mask]]] = {
    "missing": _missing,
    "shifted": _shifted,
    "wrong": _wrong,
    "bridge": _bridge,
    "scratch": _scratch,
    "stain": _stain,
}


def spoil(board: Board, defect: str, rng: np.random.Generator) -> Mask:
    """Give a good board a defect; the mask says where it shows."""
    return damage.until_visible(lambda: DEFECTS[defect](board, rng), board.pose.size)
