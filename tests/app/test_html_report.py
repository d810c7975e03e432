import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from spade_station.app.html_report import HtmlReport, is_wrong
from spade_station.domain.errors import UnreadablePicture
from spade_station.domain.frame import Frame, Truth
from spade_station.domain.inspection import Verdict, not_inspected
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
    report.pictures(
        [
            inspector.inspect(frame(SCRIPT, SCRIPT, bad=True)),
            inspector.inspect(frame('quote " mark', "good")),
            not_inspected(frame("broken", None), UnreadablePicture(path=SCRIPT)),
        ]
    )
    path = tmp_path / "sub" / "report.html"
    report.write(path)
    return path.read_text("utf-8")


def test_it_is_one_file_that_needs_no_network(page: str) -> None:
    sources = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert len(sources) == 3
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
    assert text.count("differs") == 0


def test_what_is_wrong(inspector: Inspector) -> None:
    ng = inspector.inspect(frame("x", "dent", bad=True))
    ok = inspector.inspect(frame("x", "good"))
    assert not is_wrong(ng)
    assert not is_wrong(ok)
    assert is_wrong(replace(ng, frame=frame("x", "good")))
    assert is_wrong(replace(ok, frame=frame("x", "dent")))
    assert not is_wrong(replace(ok, frame=frame("x", None)))
    assert not is_wrong(replace(ok, verdict=Verdict.CHECK, frame=frame("x", "dent")))
    assert isinstance(ok.heatmap, np.ndarray)
