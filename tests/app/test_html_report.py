import re
from pathlib import Path

import pytest

from spade_station.app.html_report import HtmlReport
from spade_station.app.worst_pictures import ReportPicture
from spade_station.domain.errors import UnreadablePicture
from spade_station.domain.frame import Frame, Truth
from spade_station.domain.inspection import not_inspected
from spade_station.engine.inspector import Inspector

from .parts import bad_picture, good_picture

SCRIPT = '<script>alert("x")</script>'


def frame(name: str, kind: str | None, bad: bool = False) -> Frame:
    picture = bad_picture(100) if bad else good_picture(100)
    return Frame(picture, 0, name, truth=None if kind is None else Truth(kind))


@pytest.fixture
def page(inspector: Inspector, tmp_path: Path) -> str:
    report = HtmlReport(f"Report {SCRIPT}")
    report.heading(SCRIPT)
    report.paragraph(SCRIPT)
    report.table(["name", SCRIPT], [[SCRIPT, "1"]])
    inspections = [
        inspector.inspect(frame(SCRIPT, SCRIPT, bad=True)),
        inspector.inspect(frame('quote " mark', "good")),
        inspector.inspect(frame("missed", SCRIPT)),
        not_inspected(frame("broken", None), UnreadablePicture(path=SCRIPT)),
    ]
    report.pictures([ReportPicture.of(inspection) for inspection in inspections])
    report.plots("<svg></svg>")
    path = tmp_path / "sub" / "report.html"
    report.write(path)
    return path.read_text("utf-8")


def test_it_is_one_file_that_needs_no_network(page: str) -> None:
    sources = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert len(sources) == 4
    assert all(source.startswith("data:image/jpeg;base64,") for source in sources)
    text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", page)
    assert not re.search(r"https?:|//[a-z]|@import|url\(", text)


def test_text_is_only_text(page: str) -> None:
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 8
    assert 'alt="quote &quot; mark"' in page


def test_verdict_and_truth_can_be_read(page: str) -> None:
    text = re.sub(r"<[^>]+>", " ", page)
    assert "✖ NG" in text
    assert "✔ OK" in text
    assert "truth: good" in text
    assert "! NOT INSPECTED" in text
    assert "cannot be read as a picture" in text
    assert text.count("escape") == 1
    assert "overkill" not in text
