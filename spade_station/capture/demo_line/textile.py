"""The woven fabric: cut a piece, let it lie a little askew, or give it a weaving fault."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from spade_station.capture.demo_line import damage
from spade_station.capture.demo_line.geometry import Box, Pose, Size
from spade_station.capture.demo_line.texture import Gray, Plane, random_crop, smooth_noise
from spade_station.capture.demo_line.weave import ROOM, Cloth, cloth
from spade_station.domain.frame import Mask, Picture

WARP, WEFT = (116, 127, 146), (180, 176, 164)
"""Colours of the upright and of the lying yarns, at the brightness of 150."""

_SKEW = 0.010
_RIPPLE = 1.8


@dataclass(frozen=True, slots=True, eq=False)
class Fabric:
    """One piece of fabric: the straight cloth, how it lies, and its picture.

    In the straight cloth yarns begin at whole multiples of the pitch.
    """

    gray: Gray
    warp: Gray
    map_x: Plane
    map_y: Plane
    picture: Picture
    pitch: int
    scale: float


def good_fabric(size: Size, rng: np.random.Generator) -> Fabric:
    """Cut and lay down a good piece."""
    whole = cloth(size)
    gray, warp = _cut(whole, size, rng)
    map_x, map_y = _lie(whole, size, rng)
    picture = _look(gray, warp, map_x, map_y)
    return Fabric(gray, warp, map_x, map_y, picture, whole.pitch, Pose(size).scale)


def _cut(whole: Cloth, size: Size, rng: np.random.Generator) -> tuple[Gray, Gray]:
    """Choose a piece of the cloth and give every yarn a shade of its own."""
    top, left = (int(n) * 2 * whole.pitch for n in rng.integers(0, ROOM // 2 + 1, 2))
    rows, columns = size[0] + 2 * whole.border, size[1] + 2 * whole.border
    area = (slice(top, top + rows), slice(left, left + columns))
    warp = whole.warp[area].copy()
    upright = _yarn_shades(columns, whole.pitch, rng)[None, :]
    lying = _yarn_shades(rows, whole.pitch, rng)[:, None]
    shades = np.bitwise_and(warp, upright) | np.bitwise_and(cv2.bitwise_not(warp), lying)
    shaded = cv2.multiply(whole.gray[area], np.asarray(shades, np.uint8), scale=1 / 128)
    return np.asarray(shaded, np.uint8), warp


def _yarn_shades(length: int, pitch: int, rng: np.random.Generator) -> Gray:
    """How bright each yarn is, 128 being usual, for every pixel across the yarns."""
    yarns = 128 * (1 + 0.028 * np.clip(rng.normal(0, 1, length // pitch + 1), -2.2, 2.2))
    return np.repeat(np.asarray(yarns, np.uint8), pitch)[:length]


@lru_cache(maxsize=4)
def _grid(size: Size) -> tuple[Plane, Plane]:
    y, x = np.mgrid[: size[0], : size[1]].astype(np.float32)
    x.flags.writeable = False
    y.flags.writeable = False
    return x, y


@lru_cache(maxsize=4)
def _ripples(size: Size) -> tuple[Plane, Plane]:
    """Smooth displacement, larger than a picture, to be cut at random."""
    room = (size[0] + size[0] // 2, size[1] + size[1] // 2)
    scale = Pose(size).scale
    x = smooth_noise(room, 90 * scale, 150 * scale, 71) * np.float32(_RIPPLE * scale)
    y = smooth_noise(room, 150 * scale, 90 * scale, 72) * np.float32(_RIPPLE * scale)
    x.flags.writeable = False
    y.flags.writeable = False
    return x, y


def _lie(whole: Cloth, size: Size, rng: np.random.Generator) -> tuple[Plane, Plane]:
    """Where in the straight cloth every pixel looks: skewed and rippled a little."""
    x, y = _grid(size)
    ripple_x, ripple_y = _ripples(size)
    crop = random_crop((ripple_x.shape[0], ripple_x.shape[1]), size, rng).slices
    lean = np.clip(rng.normal(0, _SKEW / 2, 2), -_SKEW, _SKEW)
    start = whole.border + rng.uniform(-whole.pitch, whole.pitch, 2)
    map_x = cv2.addWeighted(x, 1.0, y, lean[0], start[0] - lean[0] * size[0] / 2)
    map_y = cv2.addWeighted(y, 1.0, x, lean[1], start[1] - lean[1] * size[1] / 2)
    return (
        np.asarray(cv2.add(map_x, ripple_x[crop]), np.float32),
        np.asarray(cv2.add(map_y, ripple_y[crop]), np.float32),
    )


def _look(gray: Gray, warp: Gray, map_x: Plane, map_y: Plane) -> Picture:
    """Take the picture: bend the straight cloth, dye warp and weft."""
    tone = cv2.remap(gray, map_x, map_y, cv2.INTER_LINEAR)
    upright = cv2.remap(warp, map_x, map_y, cv2.INTER_LINEAR)
    lying = cv2.bitwise_not(upright)
    dyed = [cv2.LUT(cv2.cvtColor(tone, cv2.COLOR_GRAY2RGB), _dye(c)) for c in (WARP, WEFT)]
    first = cv2.multiply(dyed[0], cv2.merge([upright] * 3), scale=1 / 255)
    second = cv2.multiply(dyed[1], cv2.merge([lying] * 3), scale=1 / 255)
    return np.asarray(cv2.add(first, second), np.uint8)


@lru_cache(maxsize=4)
def _dye(colour: tuple[int, int, int]) -> Picture:
    """Look up what each brightness of the undyed cloth becomes."""
    levels = np.arange(256)[:, None] * np.asarray(colour) / 150.0
    table = np.asarray(np.clip(levels, 0, 255), np.uint8)[None]
    table.flags.writeable = False
    return table


def _hole(fabric: Fabric, middle: tuple[int, int], rng: np.random.Generator) -> Box:
    """Torn open: dark behind, ragged yarn by yarn."""
    radius = max(2.5, damage.extent(rng, 6, 36) * fabric.scale)
    box = Box.around(*middle, 2 * radius, 2 * radius, _size(fabric.gray))
    gray, warp = fabric.gray[box.slices], fabric.warp[box.slices]
    ragged = 0.20 * rng.standard_normal((2, max(box.size) // fabric.pitch + 2))
    down = (np.arange(box.size[0]) + box.top % fabric.pitch) // fabric.pitch
    right = (np.arange(box.size[1]) + box.left % fabric.pitch) // fabric.pitch
    torn = np.where(warp > 127, ragged[0][right][None, :], ragged[1][down][:, None])
    distance = (damage.blot(box, middle, radius, rng) + torn) * radius
    open_here = np.clip(0.5 - distance, 0, 1)
    # Loosened yarns at the rim no longer lie in the light.
    slack = np.clip(1 - distance / (0.35 * radius), 0, 1) * 0.3
    gray[:] = gray * (1 - slack) * (1 - open_here) + 14 * open_here
    warp[:] = np.maximum(warp, 255 * open_here)
    for _ in range(int(rng.integers(6, 14))):
        angle = rng.uniform(0, 2 * np.pi)
        rim = (middle[0] + radius * np.cos(angle), middle[1] + radius * np.sin(angle))
        _loose_fibre(fabric, rim, angle + np.pi, 0.8 * radius, rng)
    return box


def _loose_fibre(
    fabric: Fabric, start: damage.Place, heading: float, length: float, rng: np.random.Generator
) -> None:
    """Draw a thin thread that sticks out where yarn was torn."""
    turns = heading + rng.normal(0, 0.5) + np.cumsum(rng.normal(0, 0.4, 8))
    step = length * rng.uniform(0.4, 1.0) / 8
    path = np.stack([np.cumsum(np.cos(turns)), np.cumsum(np.sin(turns))], 1) * step + start
    thick = max(1, round(1.2 * fabric.scale * rng.uniform(0.5, 1.5)))
    fixed = np.asarray(np.round(path * 16), np.int32).reshape(-1, 1, 2)
    for plane, value in ((fabric.gray, rng.uniform(90, 160)), (fabric.warp, 0)):
        cv2.polylines(plane, [fixed], False, (float(value),), thick, cv2.LINE_AA, 4)


def _strip(fabric: Fabric, middle: tuple[int, int], yarns: int, lying: bool) -> tuple[Gray, Gray]:
    """View one yarn for some crossings, as if it stood upright, with its right neighbour.

    The second view is 255 where the chosen yarn is on top.
    """
    pitch = fabric.pitch
    gray, warp = (fabric.gray.T, fabric.warp.T) if lying else (fabric.gray, fabric.warp)
    x, y = (middle[1], middle[0]) if lying else middle
    left = min(x // pitch * pitch, gray.shape[1] - 3 * pitch)
    top = int(np.clip(y - yarns * pitch // 2, 0, gray.shape[0] - (yarns + 2) * pitch))
    area = (slice(top, top + (yarns + 1) * pitch), slice(left, left + 2 * pitch))
    return gray[area], warp[area]


def _broken_yarn(fabric: Fabric, middle: tuple[int, int], rng: np.random.Generator) -> Box:
    """Take a yarn away for a while: the crossing yarns lie open where it held them down."""
    yarns, lying = round(damage.extent(rng, 2, 14)), bool(rng.random() < 0.5)
    gray, warp = _strip(fabric, middle, yarns, lying)
    pitch, top_value = fabric.pitch, 0 if lying else 255
    rows = gray.shape[0] - pitch
    chosen = warp[:rows, :pitch]
    share = np.abs(chosen.astype(np.float32) - (255 - top_value)) / 255
    open_look = gray[:rows, pitch:] * np.float32(0.55)
    gray[:rows, :pitch] = gray[:rows, :pitch] * (1 - share) * 0.9 + open_look * share
    chosen[:] = 255 - top_value
    for side in (-1, 1):
        end = side * (rows / 2 - pitch / 3)
        start = (middle[0] + end, middle[1]) if lying else (middle[0], middle[1] + end)
        heading = (0.0 if lying else np.pi / 2) + (np.pi if side > 0 else 0.0)
        for _ in range(int(rng.integers(2, 6))):
            _loose_fibre(fabric, start, heading, 2.0 * pitch, rng)
    return _around(fabric, middle, yarns, lying)


def _float(fabric: Fabric, middle: tuple[int, int], rng: np.random.Generator) -> Box:
    """Let a yarn run over several others that it should have gone under."""
    yarns, lying = round(damage.extent(rng, 2, 11)), bool(rng.random() < 0.5)
    gray, warp = _strip(fabric, middle, yarns, lying)
    pitch, top_value = fabric.pitch, 0 if lying else 255
    rows = gray.shape[0] - pitch
    chosen = warp[:rows, :pitch]
    share = np.abs(chosen.astype(np.float32) - top_value) / 255
    passing = np.minimum(gray[pitch:, :pitch] * np.float32(1.12), 255)
    gray[:rows, :pitch] = gray[:rows, :pitch] * (1 - share) + passing * share
    chosen[:] = top_value
    return _around(fabric, middle, yarns, lying)


def _knot(fabric: Fabric, middle: tuple[int, int], rng: np.random.Generator) -> Box:
    """Spin a thick lump into a yarn, standing out of the cloth."""
    lying = bool(rng.random() < 0.5)
    wide = float(rng.uniform(8, 15)) * fabric.scale
    long = wide * float(rng.uniform(1.2, 3.0))
    box = Box.around(*middle, 1.6 * long, 1.6 * long, _size(fabric.gray))
    y, x = np.mgrid[box.top : box.bottom, box.left : box.right].astype(np.float32)
    along, across = (x - middle[0], y - middle[1])[:: 1 if lying else -1]
    body = np.maximum(0, 1 - (along / long) ** 2 - (across / wide) ** 2)
    cover = np.clip(3.5 * body, 0, 1)
    dome = np.sqrt(body) * wide * 0.8
    slope_y, slope_x = np.gradient(dome)
    light = np.clip(1 + 0.42 * (0.45 * slope_x + 0.58 * slope_y), 0.35, 1.5)
    blur = (4.0, 0.6) if lying else (0.6, 4.0)
    strands = smooth_noise(box.size, *blur, int(rng.integers(1 << 30)))
    fibre = 152 * light * (1 + 0.09 * strands)
    drop = np.array([[1, 0, 0.35 * wide], [0, 1, 0.45 * wide]], np.float64)
    shade = cv2.warpAffine(cover, drop, (box.size[1], box.size[0]))
    shade = cv2.GaussianBlur(shade, (0, 0), max(0.5, 0.25 * wide))
    gray, warp = fabric.gray[box.slices], fabric.warp[box.slices]
    gray[:] = np.clip(gray * (1 - 0.5 * shade) * (1 - cover) + fibre * cover, 0, 255)
    warp[:] = warp * (1 - cover) + (0.0 if lying else 255.0) * cover
    return box


def _around(fabric: Fabric, middle: tuple[int, int], yarns: int, lying: bool) -> Box:
    long, wide = (yarns + 3) * fabric.pitch, 3 * fabric.pitch
    reach = (long, wide) if lying else (wide, long)
    return Box.around(*middle, *reach, _size(fabric.gray))


def _size(plane: Gray | Plane) -> Size:
    return plane.shape[0], plane.shape[1]


_WOVEN: dict[str, Callable[[Fabric, tuple[int, int], np.random.Generator], Box]] = {
    "hole": _hole,
    "broken_yarn": _broken_yarn,
    "float": _float,
    "knot": _knot,
}
DEFECTS = (*_WOVEN, "stain")


def spoil(fabric: Fabric, defect: str, rng: np.random.Generator) -> Mask:
    """Give a good fabric a defect; the mask says where it shows."""
    draw = _stained if defect == "stain" else _misweave
    return damage.until_visible(lambda: draw(fabric, defect, rng), _size(fabric.map_x))


def _stained(fabric: Fabric, _defect: str, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Oil or dye that the yarns soaked up; it sits on the cloth as it lies."""
    x, y = _somewhere(fabric, rng)
    radius = max(3.0, damage.extent(rng, 8, 55) * fabric.scale)
    box = Box.around(x, y, 1.7 * radius, 1.7 * radius, _size(fabric.map_x))
    cover = damage.stain_cover(box, (x, y), radius, rng) * np.float32(rng.uniform(0.3, 0.6))
    area = fabric.picture[box.slices]
    dark = np.asarray((0.62, 0.5, 0.36) if rng.random() < 0.6 else (0.42, 0.42, 0.5), np.float32)
    soaked = area * (1 - cover[..., None] * (1 - dark))
    return _keep(fabric, box, np.asarray(soaked, np.uint8))


def _misweave(fabric: Fabric, defect: str, rng: np.random.Generator) -> tuple[Box, Mask]:
    """Change the straight cloth, and take that part of the picture again."""
    x, y = _somewhere(fabric, rng)
    middle = (round(float(fabric.map_x[y, x])), round(float(fabric.map_y[y, x])))
    gray, warp = fabric.gray.copy(), fabric.warp.copy()
    box = _WOVEN[defect](fabric, middle, rng)
    reach = max(box.size) + 3 * fabric.pitch
    seen = Box.around(x, y, reach, reach, _size(fabric.map_x))
    maps = fabric.map_x[seen.slices], fabric.map_y[seen.slices]
    found = _keep(fabric, seen, _look(fabric.gray, fabric.warp, *maps))
    if not found[1].any():
        fabric.gray[:], fabric.warp[:] = gray, warp
    return found


def _somewhere(fabric: Fabric, rng: np.random.Generator) -> tuple[int, int]:
    rows, columns = fabric.map_x.shape
    return int(columns * rng.uniform(0.06, 0.94)), int(rows * rng.uniform(0.06, 0.94))


def _keep(fabric: Fabric, box: Box, area: Picture) -> tuple[Box, Mask]:
    seen = damage.changed(fabric.picture[box.slices], area, fabric.scale)
    if seen.any():
        fabric.picture[box.slices] = area
    return box, seen
