"""Copper under the solder mask: tracks from the pads to vias, and the ground plane."""

import cv2
import numpy as np

from spade_station.capture.demo_line.canvas import Canvas
from spade_station.capture.demo_line.geometry import DRAWING_HEIGHT, DRAWING_WIDTH
from spade_station.capture.demo_line.layout import BOARD, PACKAGES, Component, Pad, pads_of
from spade_station.capture.demo_line.texture import Gray, Plane

_FINE_BITS = 4

Point = tuple[float, float]


def draw_line(sheet: Canvas, ink: Gray, points: list[Point], width: float) -> None:
    """Draw connected lines, in drawing units, into a mask of the sheet's size."""
    spots = np.array([sheet.pixel(x, y) for x, y in points]) * (1 << _FINE_BITS)
    fixed = np.asarray(np.round(spots), np.int32).reshape(-1, 1, 2)
    thick = max(1, round(width * sheet.scale))
    cv2.polylines(ink, [fixed], False, (255,), thick, cv2.LINE_AA, _FINE_BITS)


def copper_layer(sheet: Canvas) -> tuple[Plane, list[Point]]:
    """Where there is copper (0 to 1), and where the vias are."""
    rng = np.random.default_rng(4711)
    tracks = np.zeros(sheet.alpha.shape, np.uint8)
    kept_free = np.zeros_like(tracks)
    vias: list[Point] = []
    for component in BOARD:
        for pad in pads_of(component):
            left, top = sheet.pixel(pad[0] - pad[2] - 5, pad[1] - pad[3] - 5)
            right, bottom = sheet.pixel(pad[0] + pad[2] + 5, pad[1] + pad[3] + 5)
            kept_free[round(top) : round(bottom) + 1, round(left) : round(right) + 1] = 255
            points = _route((pad[0], pad[1]), _outwards(component, pad), rng)
            if abs(points[-1][0]) < 560 and abs(points[-1][1]) < 405:
                draw_line(sheet, tracks, points, 5.0)
                draw_line(sheet, kept_free, [points[-1], points[-1]], 17)
                vias.append(points[-1])
    gap = max(1, round(5 * sheet.scale)) * 2 + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap, gap))
    apart = cv2.dilate(cv2.max(tracks, kept_free), kernel)
    plane = np.where(sheet.box(0, 0, 572, 414, 12) < 0, 255 - apart, 0)
    return np.asarray(np.maximum(plane, tracks) / 255, np.float32), vias


def _outwards(component: Component, pad: Pad) -> Point:
    """Find the direction that leads from the component's middle out over this pad."""
    right = pad[0] - (component.x - DRAWING_WIDTH / 2)
    down = pad[1] - (component.y - DRAWING_HEIGHT / 2)
    two = len(PACKAGES[component.package].pads) == 2
    across = component.turn % 2 == 0 if two else pad[2] > pad[3]
    return (float(np.sign(right)), 0.0) if across else (0.0, float(np.sign(down)))


def _route(start: Point, out: Point, rng: np.random.Generator) -> list[Point]:
    """Straight out of the pad, a bend of 45 degrees, straight on to a via."""
    first, slant, last = 14 + 10 * rng.random(), 12 + 34 * rng.random(), 10 + 60 * rng.random()
    side = float(rng.choice((-1.0, 1.0)))
    x, y = start[0] + out[0] * first, start[1] + out[1] * first
    bend = (x + (out[0] + side * out[1]) * slant, y + (out[1] + side * out[0]) * slant)
    return [start, (x, y), bend, (bend[0] + out[0] * last, bend[1] + out[1] * last)]
