"""The brushed metal part: grain and highlight of its own, the same holes; or something wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from spade_station.capture.demo_line import damage
from spade_station.capture.demo_line.canvas import lamp_at
from spade_station.capture.demo_line.geometry import Box, Pose, Size
from spade_station.capture.demo_line.plate import (
    BEVEL,
    BORE,
    CORNER,
    EDGE,
    HOLES,
    Hole,
    grain,
    highlight,
    hole_sprite,
    surround,
)
from spade_station.capture.demo_line.sprite import blend, place
from spade_station.capture.demo_line.texture import Plane, random_crop
from spade_station.domain.frame import Mask, Picture


@dataclass(frozen=True, slots=True)
class Drilled:
    """A hole where the drill put it, in pixels."""

    hole: Hole
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """A finished part, and the same part before it was drilled.

    Parameters
    ----------
    lamp
        Degrees that the lamp of this view stands away from its place; None where there is but one
        view, with enough lamps around it that every defect shows.
    """

    picture: Picture
    undrilled: Picture
    drilled: tuple[Drilled, ...]
    pose: Pose
    lamp: float | None = None


def good_plate(size: Size, rng: np.random.Generator, lamp: float | None = None) -> Plate:
    """Brush, bevel and drill a plate as the line does on a good day; see `Plate`."""
    pose = Pose.of_part(size, rng)
    undrilled = _face(size, rng, lamp or 0.0)
    whole = Box.whole(size)
    rim = surround(size, lamp or 0.0)
    blend(undrilled, whole, rim, pose.matrix(), border=cv2.BORDER_REPLICATE)
    drilled = tuple(_drilled(hole, pose, rng) for hole in HOLES)
    plate = Plate(undrilled.copy(), undrilled, drilled, pose, lamp)
    _drill(plate, plate.picture, drilled, whole)
    return plate


def _face(size: Size, rng: np.random.Generator, lamp: float) -> Picture:
    """Grain under the highlight, each cut from its tile at a place of its own."""
    lines, band = grain(size), highlight(size, lamp)
    crop = random_crop((lines.shape[0], lines.shape[1]), size, rng)
    spare = band.shape[1] - size[1]
    left = int(np.clip(rng.normal(0.5, 0.14), 0.15, 0.85) * spare)
    brushed = lines[crop.slices]
    if rng.random() < 0.5:
        brushed = np.asarray(cv2.flip(brushed, 1), np.uint8)
    gray = cv2.multiply(brushed, band[:, left : left + size[1]], scale=1 / 128)
    return np.asarray(cv2.LUT(cv2.cvtColor(gray, cv2.COLOR_GRAY2RGB), _steel()), np.uint8)


@lru_cache(maxsize=1)
def _steel() -> Picture:
    """Gray to the faint colour of bare metal: cool in the dark, warm in the light."""
    level = np.arange(256, dtype=np.float64)
    warm = 0.016 * (level / 255) - 0.014
    table = np.stack([level * (1 + warm), level, level * (1.004 - warm)], 1)
    dyed = np.asarray(np.clip(table + 0.5, 0, 255), np.uint8)[None]
    dyed.flags.writeable = False
    return dyed


def _drilled(hole: Hole, pose: Pose, rng: np.random.Generator) -> Drilled:
    sway = np.clip(rng.normal(0, 0.35, 2), -0.8, 0.8)
    return Drilled(hole, *pose.point(hole.x + sway[0], hole.y + sway[1]))


def _drill(plate: Plate, area: Picture, drilled: tuple[Drilled, ...], box: Box) -> None:
    for one in drilled:
        sprite = hole_sprite(one.hole, plate.pose.scale, plate.lamp or 0.0)
        place(area, sprite, one.x - box.left, one.y - box.top)


def _keep(plate: Plate, box: Box, area: Picture) -> tuple[Box, Mask]:
    """Put a redrawn area into the picture if anybody could see the difference."""
    seen = damage.changed(plate.picture[box.slices], area, plate.pose.scale)
    if seen.any():
        plate.picture[box.slices] = area
    return box, seen


def _missing(plate: Plate, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Forget to drill a hole."""
    small = [i for i, one in enumerate(plate.drilled) if one.hole != BORE]
    index = int(rng.choice(small))
    gone = plate.drilled[index]
    reach = hole_sprite(gone.hole, plate.pose.scale).reach()
    box = Box.around(gone.x, gone.y, *reach, plate.pose.size)
    area = plate.undrilled[box.slices].copy()
    rest = plate.drilled[:index] + plate.drilled[index + 1 :]
    _drill(plate, area, rest, box)
    return _keep(plate, box, area)


def _on_face(plate: Plate, rng: np.random.Generator) -> damage.Place:
    return plate.pose.point(
        640 + float(rng.uniform(-0.94, 0.94)) * EDGE[0],
        480 + float(rng.uniform(-0.92, 0.92)) * EDGE[1],
    )


def _in_metal(plate: Plate, box: Box) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """1 on the plate, 0 where there is nothing to damage: beside it and in its holes."""
    scale = plate.pose.scale
    rows, columns = np.mgrid[box.top : box.bottom, box.left : box.right].astype(np.float32)
    left, top = plate.pose.point(640 - EDGE[0] + 1, 480 - EDGE[1] + 1)
    right, bottom = plate.pose.point(640 + EDGE[0] - 1, 480 + EDGE[1] - 1)
    inside = (columns > left) & (columns < right) & (rows > top) & (rows < bottom)
    solid = inside.astype(np.float32)
    for one in plate.drilled:
        x = np.maximum(0, np.abs(columns - one.x) / scale - one.hole.half_width + _least(one.hole))
        y = np.maximum(0, np.abs(rows - one.y) / scale - one.hole.half_height + _least(one.hole))
        solid *= np.hypot(x, y) > _least(one.hole)
    return np.asarray(solid, np.float32)


def _least(hole: Hole) -> float:
    return min(hole.half_width, hole.half_height)


def _scratch(plate: Plate, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Draw a line across the grain: bright or dark metal, and a shade beside it."""
    scale, start = plate.pose.scale, _on_face(plate, rng)
    length = damage.extent(rng, 22, 280) * scale
    box = Box.around(*start, length + 4, length + 4, plate.pose.size)
    cover = damage.scratch(box, start, length, rng.uniform(1.0, 3.2) * scale, rng)
    cover *= _in_metal(plate, box) * np.float32(rng.uniform(0.55, 0.85))
    cover *= np.float32(_catches(plate, cover))
    bright = (236, 236, 234) if rng.random() < 0.6 else (58, 57, 56)
    area = damage.apply_tint(plate.picture[box.slices], cover, bright)
    flank = np.roll(cover, (1, 1), (0, 1)) * np.float32(0.35)
    return _keep(plate, box, damage.apply_tint(area, flank, (40, 40, 40)))


def _dent(plate: Plate, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Something hit the plate: a hollow, dark towards the lamp and bright away from it."""
    scale, middle = plate.pose.scale, _on_face(plate, rng)
    radius = max(3.0, damage.extent(rng, 7, 30) * scale)
    box = Box.around(*middle, 2.4 * radius, 2.4 * radius, plate.pose.size)
    distance = damage.blot(box, middle, radius, rng)
    hollow = -np.exp(-2.2 * np.maximum(distance + 1, 0) ** 2) * radius
    slope_y, slope_x = (np.asarray(slope, np.float32) for slope in np.gradient(hollow))
    towards = _from_lamp(plate, slope_x, slope_y)
    force = rng.uniform(0.3, 0.6) * _in_metal(plate, box)
    gain = 1 + force * np.clip(towards / 0.9, -1, 1)
    area = np.clip(plate.picture[box.slices] * gain[..., None] + 0.5, 0, 255)
    return _keep(plate, box, np.asarray(area, np.uint8))


def _catches(plate: Plate, cover: Plane) -> float:
    """How well a scratch catches the light of this view: best from across, hardly from along."""
    if plate.lamp is None:
        return 1.0
    found = cv2.moments(cover)
    heading = 0.5 * np.arctan2(2 * found["mu11"], found["mu20"] - found["mu02"])
    x, y = lamp_at(plate.lamp)
    return 0.12 + 0.88 * abs(float(np.sin(np.arctan2(y, x) - heading)))


def _from_lamp(plate: Plate, slope_x: Plane, slope_y: Plane) -> Plane:
    """How much a slope falls away from the lamp of this view."""
    if plate.lamp is None:
        return np.asarray(0.62 * slope_x + 0.78 * slope_y, np.float32)
    x, y = lamp_at(plate.lamp)
    return np.asarray(-(x * slope_x + y * slope_y) / np.hypot(x, y), np.float32)


def _stain(plate: Plate, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Corrosion, or coolant that dried on the face."""
    scale, middle = plate.pose.scale, _on_face(plate, rng)
    radius = max(3.0, damage.extent(rng, 7, 50) * scale)
    box = Box.around(*middle, 1.7 * radius, 1.7 * radius, plate.pose.size)
    cover = damage.stain_cover(box, middle, radius, rng) * _in_metal(plate, box)
    cover *= np.float32(rng.uniform(0.28, 0.6))
    colour = (104, 74, 48) if rng.random() < 0.5 else (64, 66, 72)
    return _keep(plate, box, damage.apply_tint(plate.picture[box.slices], cover, colour))


def _nick(plate: Plate, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Bite a piece out of the edge: the bench shows, the torn rim shines."""
    scale, radius = plate.pose.scale, damage.extent(rng, 7, 28)
    along, side = float(rng.uniform(-1, 1)), float(rng.choice((-1, 1)))
    flat_x, flat_y = EDGE[0] - CORNER - radius, EDGE[1] - CORNER - radius
    deep = BEVEL * float(rng.uniform(0.0, 0.4))
    x, y = (
        (along * flat_x, side * (EDGE[1] - deep))
        if rng.random() < 0.6
        else (side * (EDGE[0] - deep), along * flat_y)
    )
    middle, radius = plate.pose.point(640 + x, 480 + y), max(3.5, radius * scale)
    box = Box.around(*middle, 1.8 * radius, 1.8 * radius, plate.pose.size)
    distance = damage.blot(box, middle, radius, rng) * np.float32(radius)
    # Where the plate ended anyway there is no metal that could be torn.
    metal = _in_metal(plate, box)
    rim = metal * np.exp(-((distance / max(1.0, 2.2 * scale)) ** 2)) * np.float32(0.8)
    torn = damage.apply_tint(plate.picture[box.slices], rim, (222, 222, 220))
    gone = np.asarray(metal * np.clip(0.5 - distance, 0, 1), np.float32)
    return _keep(plate, box, damage.apply_tint(torn, gone, (24, 24, 26)))


DEFECTS: dict[str, Callable[[Plate, np.random.Generator], tuple[Box, Mask]]] = {
    "scratch": _scratch,
    "dent": _dent,
    "stain": _stain,
    "missing": _missing,
    "nick": _nick,
}


def spoil(plate: Plate, defect: str, rng: np.random.Generator) -> Mask:
    """Give a good plate a defect; the mask says where it shows."""
    return spoil_views((plate,), defect, rng)


def spoil_views(plates: Sequence[Plate], defect: str, rng: np.random.Generator) -> Mask:
    """Give the views of one plate the same defect; the mask says where it shows in any."""

    def draw() -> tuple[Box, Mask]:
        begun = rng.bit_generator.state
        drawn = []
        for plate in plates:
            rng.bit_generator.state = begun
            drawn.append(DEFECTS[defect](plate, rng))
        return drawn[0][0], np.logical_or.reduce([seen for _, seen in drawn])

    return damage.until_visible(draw, plates[0].pose.size)
