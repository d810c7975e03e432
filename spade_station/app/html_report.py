"""One self-contained HTML file: tables, plots and pictures, readable without a network."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from spade_station.app.report_words import ENGLISH, Words
from spade_station.app.worst_pictures import ReportPicture
from spade_station.domain.inspection import Verdict
from spade_station.domain.text import QT_TRANSLATE_NOOP
from spade_station.imaging.encoding import encoded
from spade_station.storage.atomic import write_text

SYMBOLS = {
    Verdict.OK: "✔",
    Verdict.CHECK: "?",
    Verdict.NG: "✖",
    Verdict.NOT_INSPECTED: "!",
}
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 84rem; padding: 0 1rem;
       color: #1d2329; background: #f6f7f8; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.5rem; font-size: 1.2rem; break-after: avoid; }
table { border-collapse: collapse; background: #fff; overflow-wrap: normal; }
th, td { padding: .35rem .8rem; border: 1px solid #d5dade; text-align: right; }
th:first-child, td:first-child { text-align: left; }
th { background: #e9ecef; font-weight: 600; }
td { white-space: nowrap; }
.prose th, .prose td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
.prose td:first-child { min-width: 12rem; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 34rem)); gap: 1rem;
         margin-top: 1.5rem; }
.plots svg { width: 100%; background: #fff; border: 1px solid #d5dade; padding: .8rem;
             box-sizing: border-box; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr));
            gap: 1rem; }
figure { margin: 0; background: #fff; border: 1px solid #d5dade; padding: .5rem; }
figure img { width: 100%; max-height: 26rem; object-fit: contain; display: block; }
figcaption { padding-top: .4rem; font-size: .9em; }
.NG { color: #a4161a; } .OK { color: #2f6b3c; } .CHECK { color: #8a5a00; }
.wrong { background: #ffe8a3; padding: 0 .3rem; }
@media print {
  body { background: none; margin: 0; max-width: none; font-size: 11px;
         print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  figure, tr, svg { break-inside: avoid; }
  th, td { padding: .2rem .5rem; }
  .pictures { grid-template-columns: repeat(3, 1fr); }
  .plots { grid-template-columns: 1fr 1fr; }
}
"""


@dataclass
class HtmlReport:
    """Gathers paragraphs, tables, plots and pictures in the order in which they shall stand."""

    title: str
    words: Words = ENGLISH
    _parts: list[str] = field(default_factory=list)

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._parts.append(f"<h2>{escape(text)}</h2>")

    def paragraph(self, text: str) -> None:
        """Add a paragraph."""
        self._parts.append(f"<p>{escape(text)}</p>")

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], prose: bool = False
    ) -> None:
        """Add a table; the first column names the row, the others hold figures, or `prose`."""
        cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        kind = ' class="prose"' if prose else ""
        self._parts.append(f"<table{kind}><tr>{cells}</tr>{body}</table>")

    def plots(self, *drawn: str) -> None:
        """Add plots, as SVG, beside each other."""
        self._parts.append(f'<div class="plots">{"".join(drawn)}</div>')

    def pictures(self, pictures: Sequence[ReportPicture]) -> None:
        """Add inspected pictures with heatmap, verdict and truth."""
        figures = "".join(self._figure(picture) for picture in pictures)
        self._parts.append(f'<div class="pictures">{figures}</div>')

    def write(self, path: Path) -> None:
        """Store the report.

        Raises
        ------
        DiskFull, HomeReadOnly
        """
        language = escape(self.words.language)
        page = (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
            f"<title>{escape(self.title)}</title><style>{STYLE}</style></head>"
            f"<body><h1>{escape(self.title)}</h1>{''.join(self._parts)}</body></html>"
        )
        write_text(path, page)

    def _figure(self, shown: ReportPicture) -> str:
        say = self.words.say
        data = base64.b64encode(encoded(shown.picture, ".jpg")).decode()
        verdict = shown.verdict
        said = f"{SYMBOLS[verdict]} {escape(say(verdict.value))}"
        caption = [f'<b class="{verdict.name}">{said}</b>']
        if shown.score is not None:
            score = say(QT_TRANSLATE_NOOP("report", "score {score}"))
            caption.append(escape(score.format(score=f"{shown.score:.2f}")))
        if shown.truth:
            truth = say(QT_TRANSLATE_NOOP("report", "truth: {kind}"))
            caption.append(escape(truth.format(kind=shown.truth)))
        wrong = f' <span class="wrong">{escape(say(shown.mistake))}</span>' if shown.mistake else ""
        reason = f"<br>{escape(self.words.explain(shown.reason))}" if shown.reason else ""
        return (
            f'<figure><img alt="{escape(shown.name)}" src="data:image/jpeg;base64,{data}">'
            f"<figcaption>{' · '.join(caption)}{wrong}<br>{escape(shown.name)}{reason}"
            "</figcaption></figure>"
        )
