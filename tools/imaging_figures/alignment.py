"""Alignment: parts that lie anyhow, with and without it."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from imaging_figures.figures import Bench, Judged, area, counted, head, judged, row
from imaging_figures.parts import Amount, Change, Parts, demo_parts, real_parts
from spade_station.domain.errors import NoSamples, StationError
from spade_station.domain.frame import Mask, Picture
from spade_station.domain.imaging_settings import AlignmentSettings
from spade_station.imaging.align import Aligner
from spade_station.imaging.pose import Pose, centre_of
from spade_station.imaging.preparing import Preparation
from spade_station.imaging.reference_choice import LOOKED_AT
from spade_station.imaging.references import NO_REFERENCES, References

SHIFT = 0.1  # of each side
TURNS = (5.0, 180.0)
DRAWN = (960, 1280)  # as the demo's camera takes them: a moved picture is interpolated twice
DARK, MIDDLE, BRIGHT = 20, 110, 220  # grey values of grounds that a part stands out from
SETS = ("electronics-commutator", "metal-magnetic-tile")
AMOUNT, OF_DEMO, FEW = Amount(80, 60, 60), Amount(40, 30, 30), Amount(24, 12, 12)


def measure(bench: Bench, data: Path | None, only: str, quick: bool) -> None:
    """Print a table for the moved parts, and one of what ``auto`` decides."""
    amount = FEW if quick else AMOUNT
    head(
        "Alignment",
        *("set", "turn", "pictures", "image AUROC", "of those in sight", "overkill"),
        *("escape", "not inspected", "samples left out"),
    )
    for product in ("electronics", "metal"):
        if only in f"demo {product}":
            parts = demo_parts(product, OF_DEMO if amount is AMOUNT else amount, DRAWN)
            _moved_table(bench, parts, TURNS)
    for name in SETS if data else ():
        if data and only in name and (data / name).is_dir():
            parts = real_parts(data / name, amount).at_one_size()
            _moved_table(bench, parts, TURNS, (True,))
    if data:
        _auto_table(bench, data, only, quick)


def _moved_table(
    bench: Bench, parts: Parts, turns: Sequence[float], ways: Sequence[bool] = (False, True)
) -> None:
    for in_view in ways:
        for turn in turns:
            shown = parts.with_all(_shrunk(turn)) if in_view else parts
            _rows(bench, shown, turn, in_view)


def _rows(bench: Bench, parts: Parts, turn: float, in_view: bool) -> None:
    """Untouched, moved and aligned, moved and not aligned; the same parts each time.

    A part that is cut off is found by the whole picture, one before a plain ground by its outline.
    """
    mode = "outline" if in_view else "feature"
    off = parts.with_preset(imaging__alignment__mode="off")
    on = parts.with_preset(imaging__alignment__mode=mode, imaging__alignment__turn=turn)
    moved = on.with_all(moving(turn, in_view))
    aligned: Judged | None = None
    try:
        line = bench.learned(moved, References(part=parts.learned[0]))
        refused = counted(line.refused)
        aligned = judged(line.inspector.inspect, moved.judged)
    except NoSamples:
        refused = "all but a few"
    common = aligned.in_sight() if aligned else None
    if aligned:
        _said(parts, turn, f"moved, aligned by {mode}", aligned, common, refused)
    else:
        row(parts.name, f"±{turn:g}°", f"moved, aligned by {mode}", *["–"] * 5, refused)
    pictures = "untouched, before a ground" if in_view else "untouched"
    _said(parts, turn, f"{pictures} ({parts.amount})", bench.measured(off)[1], common)
    astray = bench.measured(moved.with_preset(imaging__alignment__mode="off"))[1]
    _said(parts, turn, "moved, not aligned", astray, common)


def _said(
    parts: Parts,
    turn: float,
    pictures: str,
    found: Judged,
    common: list[bool] | None,
    out: str = "",
) -> None:
    areas = [area(found.auroc()), f"{area(found.auroc(common))}"]
    if common:
        areas[1] += f" ({sum(common)})"
    shares = (f"{found.overkill:.0f} %", f"{found.escape:.0f} %")
    missing = counted(found.not_inspected)
    row(parts.name, f"±{turn:g}°", pictures, *areas, *shares, missing, out)


def moving(turn: float, in_view: bool) -> Change:
    """Shift and turn each part in its own way; the border is mirrored, or the ground goes on."""
    rng = np.random.default_rng(11)
    drawn = rng.uniform(-1, 1, (4000, 3))

    def moved(picture: Picture, mask: Mask, number: int) -> tuple[Picture, Mask]:
        height, width = picture.shape[:2]
        x, y, angle = drawn[number]
        shift = SHIFT * width * float(x), SHIFT * height * float(y)
        matrix = Pose(turn * float(angle), shift, 1.0, centre_of((height, width))).to_picture
        border = cv2.BORDER_REPLICATE if in_view else cv2.BORDER_REFLECT_101
        size = (width, height)
        there = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=border)
        marks = cv2.warpAffine(mask.astype(np.uint8), matrix, size, flags=cv2.INTER_NEAREST)
        return np.asarray(there, np.uint8), np.asarray(marks > 0)

    return moved


def _shrunk(turn: float) -> Change:
    """Show each part so small, before a plain ground, that it stays in view however it lies."""
    angles = np.radians(np.linspace(0, turn, 37))
    cosine, sine = np.abs(np.cos(angles)), np.abs(np.sin(angles))

    def shown(picture: Picture, mask: Mask, number: int) -> tuple[Picture, Mask]:
        height, width = picture.shape[:2]
        across = width / (width * cosine + height * sine)
        down = height / (width * sine + height * cosine)
        share = 0.95 * (1 - 2 * SHIFT) * float(min(across.min(), down.min()))
        size = round(width * share), round(height * share)
        left, top = (width - size[0]) // 2, (height - size[1]) // 2
        place = slice(top, top + size[1]), slice(left, left + size[0])
        edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        ground = np.full_like(picture, DARK if np.median(edge) > MIDDLE else BRIGHT)
        ground[place] = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        marks = np.zeros_like(mask)
        small = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_AREA)
        marks[place] = np.asarray(small) > 0
        return ground, marks

    return shown


def _auto_table(bench: Bench, data: Path, only: str, quick: bool) -> None:
    """Say what ``auto`` makes of each set."""
    head(
        "Alignment: auto",
        *("set", "decides", "because", "off: image AUROC / AUPRO", "auto: image AUROC / AUPRO"),
    )
    for folder in sorted(data.iterdir()):
        if only not in folder.name or not (folder / "train").is_dir():
            continue
        parts = real_parts(folder, FEW if quick else Amount(1000, 1000, 1000))
        for name, each in ((folder.name, parts), ("at one size", parts.at_one_size())):
            if each is not parts or name == folder.name:
                _auto_row(bench, name, each.with_preset(imaging__alignment__mode="auto"))


def _auto_row(bench: Bench, name: str, parts: Parts) -> None:
    imaging, size = parts.preset.imaging, parts.preset.features.input_size
    first = parts.learned[:LOOKED_AT]
    made = Preparation.of_samples(imaging, NO_REFERENCES, size, first)
    is_aligned = made.references.part is not None
    _, off = bench.measured(parts.with_preset(imaging__alignment__mode="off"))
    auto = bench.measured(parts)[1] if is_aligned else off
    areas = [f"{area(found.auroc())} / {area(found.aupro)}" for found in (off, auto)]
    why = _why(first, imaging.alignment)
    row(name, "aligned" if is_aligned else "not aligned", why, *areas)


def _why(first: tuple[Picture, ...], settings: AlignmentSettings) -> str:
    """Say what stands in the way of alignment, or how far the first parts are moved."""
    if len({picture.shape for picture in first}) > 1:
        return "the pictures differ in size"
    try:
        aligner = Aligner(first[0], settings)
        poses = [aligner.find(picture) for picture in first[1:]]
    except StationError as reason:
        return str(reason)
    shift = max(max(map(abs, pose.shift)) for pose in poses)
    turn = max(abs(pose.angle) for pose in poses)
    return f"shifts up to {shift:.1f} px, turns up to {turn:.1f}°"
