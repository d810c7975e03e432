"""Times: each stage at 1280×960, and the stages of each product together."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from imaging_figures.alignment import moving
from imaging_figures.figures import Bench, head, row
from imaging_figures.parts import SEED
from spade_station.capture.demo_line import Staging, render_part
from spade_station.domain.frame import Picture
from spade_station.domain.imaging_settings import ImagingSettings, TriggerSettings
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.engine.judged_area import JudgedArea
from spade_station.imaging.preparing import Preparation
from spade_station.imaging.references import References
from spade_station.imaging.scale import scale_from_checkerboard
from spade_station.imaging.sheet import sheet_of, views_of
from spade_station.imaging.stillness import StillnessGate
from spade_station.storage.presets import starting_point

SIZE = (960, 1280)
REPEATED, FEW = 50, 7
PICTURES = 10  # different ones, by turns
HEATMAP = (112, 149)  # of a demo board, 448 px on the short side
STAGES: dict[str, tuple[str, dict[str, dict[str, object]]]] = {
    "flat field": ("light", {"light": {"white": "white.png"}}),
    "evening 50 %": ("light", {"light": {"evening": 50}}),
    "CLAHE 2": ("light", {"light": {"contrast": 2}}),
    "all of the light": (
        "light",
        {"light": {"white": "white.png", "evening": 50, "contrast": 2}},
    ),
    "glare": ("glare", {"glare": {"level": 250}}),
    "alignment ±5°": ("alignment", {"alignment": {"mode": "feature", "turn": 5}}),
    "alignment ±10°": ("alignment", {"alignment": {"mode": "feature", "turn": 10}}),
    "alignment ±180°": ("alignment", {"alignment": {"mode": "feature", "turn": 180}}),
}
PRESETS: dict[str, tuple[str, dict[str, object]]] = {
    "electronics, aligned": ("electronics", {"imaging.alignment.mode": "feature"}),
    "electronics, aligned, ±180°": (
        "electronics",
        {"imaging.alignment.mode": "feature", "imaging.alignment.turn": 180},
    ),
    "textile": ("textile", {}),
    "metal, aligned": ("metal", {"imaging.alignment.mode": "feature"}),
    "metal, aligned, glare 250": (
        "metal",
        {"imaging.alignment.mode": "feature", "imaging.glare.level": 250},
    ),
    "metal, aligned, glare 250, three views": (
        "metal",
        {
            "imaging.alignment.mode": "feature",
            "imaging.glare.level": 250,
            "imaging.views.count": 3,
        },
    ),
}


def measure(bench: Bench, data: Path | None, only: str, quick: bool) -> None:
    """Print a row for each stage and product."""
    del bench, data
    if only not in "demo":
        return
    repeated = FEW if quick else REPEATED
    boards = _pictures("electronics", 10, 1)
    white = np.full((*SIZE, 3), 220, np.uint8)
    head(f"Times at {SIZE[1]}×{SIZE[0]}, ms", "stage", "median", "95 %")
    for name, (stage, settings) in STAGES.items():
        imaging = ImagingSettings.model_validate(settings)
        shown = _pictures("electronics", imaging.alignment.turn, 1)
        has_white = bool(imaging.light.white)
        reference = References(part=boards[0], white=white if has_white else None)
        made = Preparation(imaging, reference, 448)
        _row(name, [made.prepare(each).timings[stage] for each in _turns(shown, repeated)])
    _others(boards, repeated)
    head(
        "All stages of a product together, ms",
        *("product", "median", "95 %", "of it the shrinking", "processor, all threads"),
    )
    for name, (start, changes) in PRESETS.items():
        _product_row(name, start, changes, repeated)


def _others(boards: Sequence[Picture], repeated: int) -> None:
    """Time what is not in the preparation of a picture."""
    gate = StillnessGate(TriggerSettings())
    _row("trigger", [_ms(partial(gate.look, each)) for each in _turns(boards, repeated)])
    for count in (3, 10):
        _zone_rows([_zone(number) for number in range(count)], repeated)
    board = _checkerboard()
    name = "scale from a checkerboard, once for a camera"
    _row(name, [_ms(lambda: scale_from_checkerboard(board, 5.0)) for _ in range(FEW)])


def _zone_rows(zones: Sequence[Zone], repeated: int) -> None:
    """Time zones when they are drawn, and when they are laid upon a heatmap."""
    heat, drawn = np.ones((1, *HEATMAP), np.float32), JudgedArea(zones)
    first = [_ms(partial(JudgedArea(zones).factors, HEATMAP)) for _ in range(repeated)]
    _row(f"{len(zones)} zones drawn, once for a product", first)
    drawn.factors(HEATMAP)
    laid = [_ms(lambda: heat * drawn.factors(HEATMAP)) for _ in range(repeated)]
    _row(f"{len(zones)} zones, each picture", laid)


def _product_row(name: str, start: str, changes: dict[str, object], repeated: int) -> None:
    preset = starting_point(start)
    for key, value in changes.items():
        preset = preset.changed(key, value)
    turn, views = preset.imaging.alignment.turn, preset.imaging.views.count
    shown = _pictures(start, turn, views)
    made = Preparation(preset.imaging, References(part=shown[0]), preset.features.input_size)
    timings, processor = [], []
    for each in _turns(shown, repeated):
        began = time.process_time()
        timings.append(made.prepare(each).timings)
        processor.append(1000 * (time.process_time() - began))
    totals = [sum(each.values()) for each in timings]
    shrinking = float(np.median([each["resize"] for each in timings]))
    _row(name, totals, f"{shrinking:.1f}", f"{np.median(processor):.1f}")


def _row(name: str, times: Sequence[float], *more: str) -> None:
    row(name, f"{np.median(times):.1f}", f"{np.percentile(times, 95):.1f}", *more)


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _turns(pictures: Sequence[Picture], count: int) -> list[Picture]:
    return [pictures[number % len(pictures)] for number in range(count)]


def _pictures(product: str, turn: float, views: int) -> list[Picture]:
    """Draw parts, and let all but the first lie anyhow."""
    staging, move = Staging(views=views), moving(0.9 * turn, in_view=False)
    drawn = [render_part(product, SEED, n, None, SIZE, staging)[0] for n in range(PICTURES)]
    nothing = np.zeros(SIZE, np.bool_)
    return [
        sheet_of([move(view, nothing, n)[0] if n else view for view in views_of(sheet, views)])
        for n, sheet in enumerate(drawn)
    ]


def _zone(number: int) -> Zone:
    """Draw a zone like those of a product, three shapes and kinds by turns."""
    x, y = 0.05 + 0.09 * number, 0.1 + 0.05 * (number % 7)
    kinds = (ZoneKind.EXCLUDE, ZoneKind.TOLERANT, ZoneKind.EXCLUDE)
    corners = ((x, y), (x + 0.08, y + 0.2))
    if number % 3 == 2:
        points = (corners[0], (x + 0.08, y), corners[1], (x, y + 0.15))
        return Zone(kind=kinds[2], shape=ZoneShape.POLYGON, points=points)
    shape = (ZoneShape.RECTANGLE, ZoneShape.ELLIPSE)[number % 3]
    return Zone(kind=kinds[number % 3], shape=shape, points=corners)


def _checkerboard() -> Picture:
    squares = np.indices((9, 12)).sum(axis=0) % 2 * 200 + 25
    grey = cv2.resize(squares.astype(np.uint8), (960, 720), interpolation=cv2.INTER_NEAREST)
    framed = cv2.copyMakeBorder(grey, 120, 120, 160, 160, cv2.BORDER_CONSTANT, value=(225,))
    return np.repeat(cv2.GaussianBlur(framed, (0, 0), 1.0)[..., None], 3, axis=2)
