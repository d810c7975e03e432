"""The plots of an evaluation as SVG, for the window and for the report alike.

Presentation attributes only, because Qt draws SVG Tiny. Without the namespace, which HTML does not
need, so that a report holds no address at all; `standalone` adds it.
"""

from dataclasses import dataclass, field
from html import escape

from spade_station.app.evaluation import Evaluation
from spade_station.app.report_words import Words
from spade_station.domain.text import QT_TRANSLATE_NOOP

WIDTH, HEIGHT = 460, 320
LEFT, TOP, RIGHT, BOTTOM = 58, 34, 14, 48  # margins of the field that is plotted in
INK, QUIET, GRID, GOOD, BAD = "#1d262d", "#56626c", "#d5dade", "#3d7a5a", "#c1121f"
POINT = 6  # radius

FIELD_WIDTH, FIELD_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM


@dataclass
class Plot:
    """Gathers the elements; x and y are shares of the field, from its lower left corner."""

    title: str
    _parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, anchor: str, **more: object) -> None:
        """Write at a place of the whole picture, in pixels; `more` are attributes."""
        look = {"font-size": 13, "fill": QUIET, **{k.replace("_", "-"): v for k, v in more.items()}}
        attributes = " ".join(f'{name}="{value}"' for name, value in look.items())
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {attributes}>'
            f"{escape(text)}</text>"
        )

    def line(self, points: list[tuple[float, float]], colour: str, width: float, dash: str) -> None:
        """Draw a line through places of the field."""
        places = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<polyline points="{places}" fill="none" stroke="{colour}" '
            f'stroke-width="{width}"{dashes}/>'
        )

    def bar(self, left: float, right: float, base: float, end: float, colour: str) -> None:
        """Draw a bar between two places of the field."""
        low, high = min(base, end), max(base, end)
        self._parts.append(
            f'<rect x="{_x(left):.1f}" y="{_y(high):.1f}" '
            f'width="{FIELD_WIDTH * (right - left) - 1:.1f}" '
            f'height="{FIELD_HEIGHT * (high - low):.1f}" fill="{colour}"/>'
        )

    def point(self, x: float, y: float, colour: str) -> None:
        """Mark a place of the field."""
        self._parts.append(
            f'<circle cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="{POINT}" fill="{colour}" '
            f'stroke="#ffffff" stroke-width="2"/>'
        )

    def axis(self, text: str) -> None:
        """Name the horizontal axis."""
        self.text(LEFT + FIELD_WIDTH / 2, HEIGHT - 8, text, "middle")

    def tick(self, x: float, text: str) -> None:
        """Draw a line of the grid and its number."""
        self.line([(x, 0), (x, 1)], GRID, 1, "")
        self.text(_x(x), HEIGHT - BOTTOM + 18, text, "middle")

    def __str__(self) -> str:
        title = escape(self.title)
        return (
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">'
            f'<text x="0" y="18" font-size="15" font-weight="bold" fill="{INK}">{title}</text>'
            f"{''.join(self._parts)}</svg>"
        )


def standalone(svg: str) -> str:
    """Make a drawing that is no part of an HTML page."""
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def roc_plot(found: Evaluation, words: Words) -> str:
    """Draw the defects found over the overkill, and where the calibrated limit stands."""
    say = words.say
    plot = Plot(say(QT_TRANSLATE_NOOP("report", "Defects found over overkill (ROC)")))
    plot.axis(say(QT_TRANSLATE_NOOP("report", "overkill: good parts rejected, in %")))
    for tenth in range(0, 11, 2):
        share = tenth / 10
        plot.tick(share, f"{100 * share:.0f}")
        plot.line([(0, share), (1, share)], GRID, 1, "")
        plot.text(LEFT - 8, _y(share) + 4, f"{100 * share:.0f}", "end")
    plot.line([(0, 0), (1, 1)], QUIET, 1, "5 5")
    if found.roc is None or found.overkill is None or found.escape is None:
        _say_that_nothing_is_here(plot, words)
        return str(plot)
    plot.line(list(zip(found.roc.overkill, found.roc.found, strict=True)), INK, 2.5, "")
    plot.point(found.overkill, 1 - found.escape, BAD)
    legend = [
        f"AUROC {found.image_auroc:.3f}",
        say(QT_TRANSLATE_NOOP("report", "● the verdicts at the calibrated limit")),
    ]
    for row, text in enumerate(legend):
        plot.text(WIDTH - RIGHT - 10, _y(0.22) + 20 * row, text, "end", fill=(INK, BAD)[row])
    return str(plot)


def histogram_plot(found: Evaluation, words: Words) -> str:
    """Draw how many good pictures (upwards) and bad ones (downwards) have which score."""
    say = words.say
    plot = Plot(say(QT_TRANSLATE_NOOP("report", "Scores of good and bad parts")))
    plot.axis(say(QT_TRANSLATE_NOOP("report", "score; 1 is the limit")))
    if found.histogram is None:
        _say_that_nothing_is_here(plot, words)
        return str(plot)
    edges, top = found.histogram.edges, found.histogram.edges[-1]
    for eighth in range(0, 9, 2):
        number = f"{top * eighth / 8:g}" + ("+" if eighth == 8 else "")
        plot.tick(eighth / 8, number)
    middle = 0.5
    for counts, way, colour in ((found.histogram.good, 1, GOOD), (found.histogram.bad, -1, BAD)):
        most = max(counts)
        for left, right, count in zip(edges, edges[1:], counts, strict=False):
            if count:
                end = middle + way * 0.44 * count / most
                plot.bar(left / top, right / top, middle, end, colour)
        plot.text(LEFT - 8, _y(middle + way * 0.44) + 4, str(most), "end")
    plot.line([(0, middle), (1, middle)], INK, 1, "")
    plot.line([(1 / top, 0), (1 / top, 1)], INK, 2, "")
    good, bad = QT_TRANSLATE_NOOP("report", "▲ good"), QT_TRANSLATE_NOOP("report", "▼ bad")
    plot.text(LEFT + 10, _y(0.93), f"{say(good)} ({found.good})", "start", fill=GOOD)
    plot.text(LEFT + 10, _y(0.04), f"{say(bad)} ({found.bad})", "start", fill=BAD)
    return str(plot)


def _say_that_nothing_is_here(plot: Plot, words: Words) -> None:
    missing = words.say(QT_TRANSLATE_NOOP("report", "Needs good and bad pictures with a verdict."))
    plot.text(LEFT + FIELD_WIDTH / 2, TOP + FIELD_HEIGHT / 2, missing, "middle")


def _x(share: float) -> float:
    return LEFT + FIELD_WIDTH * share


def _y(share: float) -> float:
    return TOP + FIELD_HEIGHT * (1 - share)
