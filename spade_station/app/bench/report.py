"""The figures of a bench as tables, and as a page with plots."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from spade_station.app.bench.figures import Bench
from spade_station.app.html_report import HtmlReport
from spade_station.app.plots import FIELD_HEIGHT, FIELD_WIDTH, GRID, INK, LEFT, TOP, Plot

COLOURS = ("#1d262d", "#3d7a5a", "#c1121f", "#2f5d95", "#8a5a00", "#6b4a8f")
DASHES = ("", "8 4", "2 4", "12 4 2 4")  # never colour alone
MOST_GROWTH = 1.25  # of the upper edge of the plot, over the largest value

Table = tuple[str, list[str], list[list[str]]]


def tables(found: Sequence[Bench]) -> Iterator[Table]:
    """Give title, head and rows of each table; a column for each runtime."""
    names = [each.runtime for each in found]
    first = found[0]
    height, width = first.input_px
    title = f"{first.backbone} on {first.device}, {width}×{height}, {first.samples} good samples"
    yield f"{title}, {first.matching}: ms", ["p50 / p95 / p99", *names], _stage_rows(found)
    yield "In all", ["", *names], _figure_rows(found)
    if first.growth:
        head = ["good pictures", "of these synthesised", "rows", "bank, MB", "held, MB", *names]
        yield "Verdict, ms (median), by the number of good pictures", head, _growth_rows(found)


def write_bench(found: Sequence[Bench], path: Path) -> None:
    """Write a page with tables and plots.

    Raises
    ------
    DiskFull, HomeReadOnly
    """
    page = HtmlReport("What the engine costs")
    page.paragraph(f"{found[0].machine}; {found[0].threads} threads for one operation.")
    height, width = found[0].picture_px
    page.paragraph(f"Demo line, electronics, as pictures of {width}×{height} pixels.")
    for title, head, rows in tables(found):
        page.heading(title)
        page.table(head, rows)
    drawn = [_stages_plot(found)]
    if found[0].growth:
        drawn.append(_growth_plot(found))
    page.plots(*drawn)
    page.write(path)


def _stage_rows(found: Sequence[Bench]) -> list[list[str]]:
    stages = [{**each.stages_ms, "verdict": each.verdict_ms} for each in found]
    return [
        [stage, *(" / ".join(f"{ms:.1f}" for ms in each[stage].values()) for each in stages)]
        for stage in stages[0]
    ]


def _figure_rows(found: Sequence[Bench]) -> list[list[str]]:
    def row(name: str, form: str, field: str) -> list[str]:
        values = [getattr(each, field) for each in found]
        return [name, *("–" if value is None else form.format(value) for value in values)]

    return [
        row("bare backbone, ms", "{:.1f}", "backbone_ms"),
        row("verdict ÷ bare backbone", "{:.2f}", "verdict_over_backbone"),
        row("verdicts a second, side by side", "{:.0f}", "batch_pictures_per_s"),
        row("learning, s", "{:.1f}", "seconds_learn"),
        row("learning ÷ bare backbone in batches", "{:.2f}", "learn_over_backbone"),
        row("one more sample, s", "{:.2f}", "add_sample_s"),
        row("a slider step, ms", "{:.1f}", "slider_ms"),
        row("window after, s", "{:.1f}", "window_s"),
        row("first verdict after, s", "{:.1f}", "first_verdict_s"),
        row("resident memory of the station, MiB", "{:.0f}", "rss_mb"),
    ]


def _growth_rows(found: Sequence[Bench]) -> list[list[str]]:
    return [
        [
            f"{sizes[0].samples}",
            f"{sizes[0].synthesised}",
            f"{sizes[0].rows}",
            f"{sizes[0].bank_bytes / 1e6:.1f}",
            f"{sizes[0].held_bytes / 1e6:.1f}",
            *(f"{each.verdict_ms:.1f}" for each in sizes),
        ]
        for sizes in zip(*(each.growth for each in found), strict=True)
    ]


def _stages_plot(found: Sequence[Bench]) -> str:
    """Draw the stages of a verdict as bars, one below the other for each runtime."""
    plot = Plot("Stages of a verdict (median)")
    plot.axis("ms, from the left: " + ", ".join(found[0].stages_ms))
    top = MOST_GROWTH * max(each.verdict_ms["p50"] for each in found)
    _ticks(plot, top)
    for place, each in enumerate(found):
        upper = 1 - (place + 0.15) / len(found)
        lower = 1 - (place + 0.7) / len(found)
        begun = 0.0
        for number, times in enumerate(each.stages_ms.values()):
            plot.bar(begun / top, (begun + times["p50"]) / top, lower, upper, COLOURS[number % 6])
            begun += times["p50"]
        middle = TOP + FIELD_HEIGHT * (1 - (upper + lower) / 2)
        plot.text(LEFT + 6, middle - 22, each.runtime, "start", fill=INK)
    return str(plot)


def _growth_plot(found: Sequence[Bench]) -> str:
    """Draw the time of a verdict over the number of good pictures, on a logarithmic axis."""
    plot = Plot("Verdict over the number of good pictures (median)")
    plot.axis("good pictures; upwards: ms")
    top = MOST_GROWTH * max(size.verdict_ms for each in found for size in each.growth)
    sizes = [math.log10(size.samples) for size in found[0].growth]
    span = (sizes[-1] - sizes[0]) or 1.0
    for place, size in zip(sizes, found[0].growth, strict=True):
        plot.tick((place - sizes[0]) / span, f"{size.samples}")
    for quarter in range(5):
        share = quarter / 4
        plot.line([(0, share), (1, share)], GRID, 1, "")
        plot.text(LEFT - 8, TOP + FIELD_HEIGHT * (1 - share) + 4, f"{share * top:.0f}", "end")
    for number, each in enumerate(found):
        heights = [size.verdict_ms / top for size in each.growth]
        line = [((x - sizes[0]) / span, y) for x, y in zip(sizes, heights, strict=True)]
        plot.line(line, COLOURS[number % 6], 2.5, DASHES[number % 4])
        above = TOP + FIELD_HEIGHT * (1 - heights[-1]) - 6
        beside = LEFT + 6 + FIELD_WIDTH * number / len(found)  # two lines may be one on the other
        plot.text(beside, above, each.runtime, "start", fill=COLOURS[number % 6])
    return str(plot)


def _ticks(plot: Plot, top: float) -> None:
    for quarter in range(5):
        plot.tick(quarter / 4, f"{quarter / 4 * top:.0f}")
