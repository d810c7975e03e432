"""Light: what a slope, a drift and an uneven lamp do to verdicts, and what takes it off."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from imaging_figures.figures import Bench, Judged, Line, area, head, judged, row
from imaging_figures.parts import Amount, Change, Parts, wanted_parts
from spade_station.domain.frame import Mask, Picture
from spade_station.imaging.references import References

SET = "textile-fabric"
AMOUNT, FEW = Amount(110, 60, 40), Amount(24, 12, 12)
EVENINGS = (0.0, 60.0, 85.0, 100.0)
SLOPE, DRIFT = 0.4, 0.2
GOLDEN = 2.39996  # radians; directions that never come again
CORNER = 0.6  # of the light is left at the farthest corner
PAPER = 220.0  # grey values of the white reference where the lamp is brightest
LAMPS = ((0.5, 0.5), (0.15, 0.25))  # where the lamp's brightest place is, then and now


def measure(bench: Bench, data: Path | None, only: str, quick: bool) -> None:
    """Print a table for the slope and the drift, and one for the uneven lamp."""
    amount = FEW if quick else AMOUNT
    subjects = wanted_parts("textile", SET, data, only, amount)
    head(
        "Light that changes (image AUROC / overkill)",
        *("set", "evening", "untouched", f"slope ±{SLOPE:.0%}", f"drift ±{DRIFT:.0%}"),
    )
    for parts in subjects:
        for evening in EVENINGS:
            _evening_row(bench, parts.with_preset(imaging__light__evening=evening), evening)
    head(
        f"An uneven lamp, {CORNER:.0%} in the corners, elsewhere when inspecting",
        *("set", "corrected by", "image AUROC", "overkill", "escape"),
    )
    for parts in subjects:
        _lamp_rows(bench, parts)


def _evening_row(bench: Bench, parts: Parts, evening: float) -> None:
    line = bench.learned(parts)
    cells = []
    for change in (None, _slope, _drift):
        shown = parts.with_judged(change) if change else parts
        found = judged(line.inspector.inspect, shown.judged)
        cells.append(f"{area(found.auroc())} / {found.overkill:.1f} %")
    row(f"{parts.name} ({parts.amount})", f"{evening:g} %", *cells)


def _lamp_rows(bench: Bench, parts: Parts) -> None:
    parts = parts.with_preset(imaging__light__evening=0)
    then, now = (_under(lamp) for lamp in LAMPS)
    shown = parts.with_learned(then).with_judged(now)
    whites = [_paper(parts, lamp) for lamp in (then, now)]
    white = shown.with_preset(imaging__light__white="white.png")

    def said(name: str, found: Judged) -> None:
        row(
            parts.name,
            name,
            area(found.auroc()),
            f"{found.overkill:.1f} %",
            f"{found.escape:.0f} %",
        )

    said("the lamp stays, nothing", bench.measured(shown.with_judged(_undone(parts, then)))[1])
    said("nothing", bench.measured(shown)[1])
    said("evening 85 %", bench.measured(shown.with_preset(imaging__light__evening=85))[1])
    line, stale = bench.measured(white, References(white=whites[0]))
    said("the white of then", stale)
    renewed = _with_white(bench, white, line, whites[1])
    said("the white of each lamp", judged(renewed.inspector.inspect, shown.judged))


def _with_white(bench: Bench, parts: Parts, line: Line, white: Picture) -> Line:
    """Give a line its new white reference, the bank as it was learned."""
    bank = replace(line.inspector.bank, references=References(white=white))
    return bench.with_bank(parts, bank)


def _undone(parts: Parts, lamp: Change) -> Change:
    """Show the parts as they were, under a lamp."""
    originals = {1000 + frame.number: frame.image for frame in parts.judged}

    def shown(picture: Picture, mask: Mask, number: int) -> tuple[Picture, Mask]:
        return lamp(originals[number], mask, number)

    return shown


def _under(brightest: tuple[float, float]) -> Change:
    def lit(picture: Picture, mask: Mask, number: int) -> tuple[Picture, Mask]:
        height, width = picture.shape[:2]
        down = np.linspace(0, 1, height)[:, None] - brightest[1]
        across = np.linspace(0, 1, width)[None, :] - brightest[0]
        away = across**2 + down**2
        lamp = 1 - (1 - CORNER) * away / away.max()
        return _times(picture, lamp), mask

    return lit


def _paper(parts: Parts, lamp: Change) -> Picture:
    """Take a white reference, with a camera's noise."""
    size = parts.learned[0].shape
    paper, _ = lamp(np.full(size, PAPER, np.uint8), np.zeros(size[:2], np.bool_), 0)
    noise = np.random.default_rng(3).normal(0, 2, size)
    return np.asarray((paper + noise).round().clip(0, 255), np.uint8)


def _slope(picture: Picture, mask: Mask, number: int) -> tuple[Picture, Mask]:
    height, width = picture.shape[:2]
    down, across = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None, :]
    slope = np.cos(GOLDEN * number) * across + np.sin(GOLDEN * number) * down
    return _times(picture, 1 + SLOPE * slope / np.abs(slope).max()), mask


def _drift(picture: Picture, mask: Mask, number: int) -> tuple[Picture, Mask]:
    level = 1 + DRIFT * (1 if number % 2 else -1)
    return _times(picture, np.full(picture.shape[:2], level)), mask


def _times(picture: Picture, lamp: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Picture:
    return np.asarray((picture * lamp[..., None]).round().clip(0, 255), np.uint8)
