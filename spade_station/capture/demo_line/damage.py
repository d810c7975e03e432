"""What can happen to any surface, and the mask of what a defect visibly changed."""

from collections.abc import Callable

import cv2
import numpy as np

from spade_station.capture.demo_line.geometry import Box
from spade_station.capture.demo_line.texture import Plane, smooth_noise
from spade_station.domain.frame import Mask, Picture

Place = tuple[float, float]
"""Column and row of a point, in pixels."""

NOTICED = 6
"""Grey levels of change from which a pixel counts as defective."""
STRIKING = 18
"""Grey levels that a defect must reach somewhere, or nobody could see it."""
LEAST_EXTENT = 12
"""Drawing units that a defect must extend, across or down."""
_ATTEMPTS = 60


def changed(before: Picture, after: Picture, scale: float) -> Mask:
    """Mark where a picture differs visibly from what a good part would show.

    Parameters
    ----------
    before, after
        The same box of the good and of the defective part.
    scale
        Pixels per drawing unit.

    Returns
    -------
    Mask
        All False if the defect is too faint or too small to be one.
    """
    difference = cv2.absdiff(before, after)
    difference = np.asarray(difference.max(axis=2), np.uint8)
    # Pin holes inside a changed area are chance agreement of colours, not good surface.
    noticed = np.asarray(difference > NOTICED, np.uint8)
    closed = cv2.morphologyEx(noticed, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    # Faint specks that hang on to nothing striking are no defect.
    labels = np.asarray(cv2.connectedComponents(closed)[1])
    striking = np.zeros(int(labels.max()) + 1, np.bool_)
    striking[labels[difference >= STRIKING]] = True
    striking[0] = False
    mask = np.asarray(striking[labels], np.bool_)
    extent = max(np.ptp(where, axis=0) + 1 if where.size else 0 for where in np.nonzero(mask))
    return mask if extent >= LEAST_EXTENT * scale else np.zeros_like(mask)


def until_visible(draw: Callable[[], tuple[Box, Mask]], size: tuple[int, int]) -> Mask:
    """Draw a defect, again if chance hid it, and give its mask in the whole picture.

    Parameters
    ----------
    draw
        Draws a defect; gives the box that it worked in and the mask within that box. It leaves
        the picture alone when that mask is empty.
    size
        Of the picture.
    """
    for _ in range(_ATTEMPTS):
        box, seen = draw()
        if seen.any():
            mask = np.zeros(size, np.bool_)
            mask[box.slices] = seen
            return mask
    msg = f"no visible defect in {_ATTEMPTS} attempts on a picture of {size}"
    raise RuntimeError(msg)


def apply_tint(area: Picture, cover: Plane, colour: tuple[float, float, float]) -> Picture:
    """Mix a colour into a picture, `cover` saying how much of it."""
    share = cover[..., None]
    mixed = area * (1 - share) + np.asarray(colour, np.float32) * share
    return np.asarray(np.clip(mixed + 0.5, 0, 255), np.uint8)


def extent(rng: np.random.Generator, least: float, most: float) -> float:
    """Choose the size of a defect: small ones as likely as large ones, octave by octave."""
    return float(np.exp(rng.uniform(np.log(least), np.log(most))))


def scratch(box: Box, start: Place, length: float, width: float, rng: np.random.Generator) -> Plane:
    """Draw a scratch: nearly straight, deepest in the middle, broken here and there; 0 to 1."""
    parts = 24
    heading, bend = rng.uniform(0, 2 * np.pi), rng.normal(0, 0.12)
    along = np.linspace(0, 1, parts)
    turns = heading + bend * along + np.cumsum(rng.normal(0, 0.03, parts))
    x = start[0] - box.left + np.cumsum(np.cos(turns)) * length / parts
    y = start[1] - box.top + np.cumsum(np.sin(turns)) * length / parts
    spots = np.asarray(np.round(np.stack([x, y], 1) * 16), np.int32).reshape(-1, 1, 2)
    force = np.minimum(1, 0.4 + 2.4 * np.minimum(along, 1 - along)) * rng.uniform(0.75, 1, parts)
    ink = np.zeros(box.size, np.uint8)
    for i in range(parts - 1):
        thick = max(1, round(width * force[i]))
        shade = (int(255 * force[i]),)
        cv2.polylines(ink, [spots[i : i + 2]], False, shade, thick, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.6) / np.float32(255), np.float32)


def blot(box: Box, middle: Place, radius: float, rng: np.random.Generator) -> Plane:
    """Shape an irregular round patch: distance to its outline in parts of its radius."""
    rows, columns = np.mgrid[box.top : box.bottom, box.left : box.right].astype(np.float32)
    stretch, angle = rng.uniform(0.65, 1.0), rng.uniform(0, np.pi)
    x, y = columns - middle[0], rows - middle[1]
    u = (np.cos(angle) * x + np.sin(angle) * y) / radius
    v = (-np.sin(angle) * x + np.cos(angle) * y) / (radius * stretch)
    wobble = smooth_noise(box.size, radius / 2.2, radius / 2.2, int(rng.integers(1 << 30)))
    return np.asarray(np.hypot(u, v) - 1 + 0.14 * wobble, np.float32)


def stain_cover(box: Box, middle: Place, radius: float, rng: np.random.Generator) -> Plane:
    """Dry up a drop: thin in the middle, a darker rim where it dried last; 0 to 1."""
    distance = blot(box, middle, radius, rng)
    soft = max(0.06, 1.2 / radius)
    body = np.clip(-distance / (2 * soft) + 0.5, 0, 1)
    rim = np.exp(-((distance + 0.12) ** 2) / 0.016)
    return np.asarray(body * (0.62 + 0.38 * rim), np.float32)
