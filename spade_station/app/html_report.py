"""One self-contained HTML file: tables and pictures, readable without a network."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from spade_station.app.overlay import with_heatmap
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.imaging.encoding import encoded
from spade_station.storage.atomic import write_bytes

PICTURE_WIDTH = 420
SYMBOLS = {
    Verdict.OK: "✔",
    Verdict.CHECK: "?",
    Verdict.NG: "✖",
    Verdict.NOT_INSPECTED: "!",
}
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 84rem; padding: 0 1rem;
       color: #1d2329; background: #f6f7f8; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.5rem; font-size: 1.2rem; }
table { border-collapse: collapse; background: #fff; }
th, td { padding: .35rem .8rem; border: 1px solid #d5dade; text-align: right; }
th:first-child, td:first-child { text-align: left; }
th { background: #e9ecef; font-weight: 600; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr));
            gap: 1rem; }
figure { margin: 0; background: #fff; border: 1px solid #d5dade; padding: .5rem; }
figure img { width: 100%; display: block; }
figcaption { padding-top: .4rem; font-size: .9rem; }
.NG { color: #a4161a; } .OK { color: #2f6b3c; } .CHECK { color: #8a5a00; }
.wrong { background: #ffe8a3; padding: 0 .3rem; }
"""


@dataclass
class HtmlReport:
    """Gathers paragraphs, tables and pictures in the order in which they shall stand."""

    title: str
    _parts: list[str] = field(default_factory=list)

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._parts.append(f"<h2>{escape(text)}</h2>")

    def paragraph(self, text: str) -> None:
        """Add a paragraph."""
        self._parts.append(f"<p>{escape(text)}</p>")

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table; the first column names the row."""
        cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        self._parts.append(f"<table><tr>{cells}</tr>{body}</table>")

    def pictures(self, inspections: Sequence[Inspection]) -> None:
        """Add inspected pictures with heatmap, verdict and truth."""
        figures = "".join(_figure(inspection) for inspection in inspections)
        self._parts.append(f'<div class="pictures">{figures}</div>')

    def write(self, path: Path) -> None:
        """Store the report."""
        page = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
            f"<title>{escape(self.title)}</title><style>{STYLE}</style></head>"
            f"<body><h1>{escape(self.title)}</h1>{''.join(self._parts)}</body></html>"
        )
        write_bytes(path, page.encode())


def is_wrong(inspection: Inspection) -> bool:
    """Whether a verdict contradicts the truth; CHECK contradicts neither."""
    truth = inspection.frame.truth
    if truth is None:
        return False
    return inspection.verdict is (Verdict.NG if truth.is_good else Verdict.OK)


def _figure(inspection: Inspection) -> str:
    data = base64.b64encode(encoded(with_heatmap(inspection, PICTURE_WIDTH), ".jpg")).decode()
    verdict = inspection.verdict
    said = f'<b class="{verdict.value}">{SYMBOLS[verdict]} {verdict.value}</b>'
    score = "" if inspection.score is None else f" · score {inspection.score:.2f}"
    truth = inspection.frame.truth
    known = "" if truth is None else f" · truth: {escape(truth.kind)}"
    reason = f"<br>{escape(str(inspection.reason))}" if inspection.reason else ""
    wrong = ' <span class="wrong">differs</span>' if is_wrong(inspection) else ""
    return (
        f'<figure><img alt="{escape(inspection.frame.name)}" '
        f'src="data:image/jpeg;base64,{data}">'
        f"<figcaption>{said}{score}{known}{wrong}<br>{escape(inspection.frame.name)}{reason}"
        "</figcaption></figure>"
    )
