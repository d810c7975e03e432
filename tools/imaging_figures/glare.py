"""Glare: highlights on good metal parts, in one view and in three."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np

from imaging_figures.figures import Bench, area, counted, head, judged, row
from imaging_figures.parts import Amount, Parts, demo_parts, wanted_parts
from spade_station.capture.demo_line import Staging
from spade_station.domain.frame import Frame, Mask, Picture
from spade_station.domain.imaging_settings import ViewFusion
from spade_station.domain.inspection import Inspection
from spade_station.engine.inspector import Analysis, Inspector

SET = "metal-magnetic-tile"
AMOUNT, FEW = Amount(100, 40, 50), Amount(24, 12, 12)
OF_VIEWS = Amount(60, 40, 40)
SETTINGS = ((0, 5.0), (250, 5.0), (250, 10.0))  # level, and margin in percent
LEVELS_OF_VIEWS = (0, 245, 250)
RADIUS = 0.03  # of the short side
VIEWS = 3


def measure(bench: Bench, data: Path | None, only: str, quick: bool) -> None:
    """Print a table for one view, and one for three."""
    amount = FEW if quick else AMOUNT
    subjects = wanted_parts("metal", SET, data, only, amount)
    head(
        "Glare in one view",
        *("set", "glare from, margin", "untouched: image AUROC", "NG of good", "escape"),
        *("not inspected", f"highlight of {RADIUS:.0%}: NG of good", "not inspected"),
    )
    for parts in subjects:
        for level, margin in SETTINGS:
            set_so = parts.with_preset(imaging__glare__level=level, imaging__glare__margin=margin)
            _one_view_row(bench, set_so, f"{level}, {margin:g} %" if level else "off")
    head(
        f"Glare in {VIEWS} views, demo metal",
        *("glare level", "views count by", "image AUROC", "overkill", "escape", "not inspected"),
    )
    if only in "demo metal":
        staging = Staging(views=VIEWS)
        parts = demo_parts("metal", FEW if quick else OF_VIEWS, staging=staging)
        for level in LEVELS_OF_VIEWS:
            _views_rows(bench, parts.with_preset(imaging__glare__level=level), level)


def _one_view_row(bench: Bench, parts: Parts, said: str) -> None:
    line, found = bench.measured(parts)
    good = [frame for frame in parts.judged if frame.truth and frame.truth.is_good]
    lit = Parts(parts.name, parts.preset, (), tuple(good)).with_judged(_highlight)
    shiny = judged(line.inspector.inspect, lit.judged)
    row(
        *(f"{parts.name} ({parts.amount})", said, area(found.auroc())),
        *(_share(found.overkill), _share(found.escape), counted(found.not_inspected)),
        *(_share(shiny.overkill), counted(shiny.not_inspected)),
    )


def _views_rows(bench: Bench, parts: Parts, level: int) -> None:
    """Look once, and join the views by each rule."""
    inspector = bench.learned(parts).inspector
    seen: dict[int, Analysis] = {}

    def looked(frame: Frame) -> Inspection:
        seen[id(frame)] = inspector.analyse(frame)
        return inspector.conclude(seen[id(frame)])

    judged(looked, parts.judged)
    for fusion in (ViewFusion.MAXIMUM, ViewFusion.MEDIAN, ViewFusion.MINIMUM):
        joining = inspector.with_preset(parts.preset.changed("imaging.views.fusion", fusion))
        found = judged(partial(_joined, joining, seen), parts.judged)
        row(
            *(level or "off", fusion.value, area(found.auroc()), _share(found.overkill)),
            *(_share(found.escape), counted(found.not_inspected)),
        )


def _joined(joining: Inspector, seen: Mapping[int, Analysis], frame: Frame) -> Inspection:
    return joining.conclude(seen[id(frame)])


def _highlight(picture: Picture, mask: Mask, number: int) -> tuple[Picture, Mask]:
    """Add the reflection of a lamp somewhere on the part, with a soft edge."""
    height, width = picture.shape[:2]
    x, y = np.random.default_rng(number).uniform(0.15, 0.85, 2) * (width, height)
    away = np.hypot(np.arange(height)[:, None] - y, np.arange(width)[None, :] - x)
    radius = RADIUS * min(height, width)
    light = 300 * np.exp(-((np.maximum(away - radius, 0) / radius) ** 2))
    return np.asarray((picture + light[..., None]).clip(0, 255), np.uint8), mask


def _share(percent: float) -> str:
    return f"{percent:.0f} %"
