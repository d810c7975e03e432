import re
from dataclasses import replace
from pathlib import Path

import pytest

from spade_station.app import demo_product, demonstrating
from spade_station.app.demo_product import demo_samples
from spade_station.app.demonstrating import (
    HEAD,
    Demonstration,
    demonstrate,
    stage_table,
    table_row,
    write_demo_report,
)
from spade_station.capture.demo_line import Staging
from spade_station.domain.errors import StillLoading
from spade_station.domain.frame import Frame, Picture, Truth
from spade_station.domain.inspection import Verdict, not_inspected
from spade_station.domain.preset import Preset

from .parts import backbones_in, bad_picture, good_picture, small_preset

FRAMES = 6


def part(
    product: str, seed: int, number: int, defect_share: float, staging: Staging
) -> tuple[Picture, Truth]:
    """Draw a small part in place of the demo line's, every third one bad."""
    bad = defect_share > 0 and number % 3 == 2
    picture = (bad_picture if bad else good_picture)(seed + number)
    return picture, Truth("dent" if bad else "good")


def settings(product: str) -> Preset:
    return small_preset(product)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (demo_product, demonstrating):
        monkeypatch.setattr(module, "demo_part", part)
    monkeypatch.setattr(demonstrating, "demo_preset", settings)
    monkeypatch.setattr(demonstrating, "LEARNED", 8)


def test_what_the_demo_line_shows(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found = demonstrate(
        "metal", FRAMES, backbones_in(tmp_path), lambda done, total: told.append((done, total))
    )
    assert told == sorted(told)
    assert told[-1] == (8 + FRAMES, 8 + FRAMES)
    assert (found.count(True), found.count(False)) == (4, 2)
    assert found.count(False, Verdict.NG) == 2
    row = table_row(found)
    assert len(row) == len(HEAD)
    assert row[:3] == ["metal", "6", "4"]
    report = write_demo_report([found], tmp_path / "out")
    text = report.read_text("utf-8")
    assert not re.search(r"https?:", text)
    names = sorted(path.name for path in (tmp_path / "out").glob("*.png"))
    assert len(names) == FRAMES
    assert [name for name in names if "NG" in name] == ["metal-0002-NG.png", "metal-0005-NG.png"]


def test_the_learned_parts_are_good_and_of_another_day() -> None:
    samples = list(demo_samples("metal", 3))
    assert all(sample.frame.truth and sample.frame.truth.is_good for sample in samples)
    assert not (samples[0].frame.image == good_picture(demonstrating.SEED)).all()


def test_parts_that_cannot_be_inspected_are_told_apart_from_those_that_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No stage has timed them, and they are neither good nor bad by any verdict."""

    def sometimes_turned(
        product: str, seed: int, number: int, defect_share: float, staging: Staging
    ) -> tuple[Picture, Truth]:
        picture, truth = part(product, seed, number, defect_share, staging)
        is_turned = defect_share > 0 and number in (0, 4)
        return (picture.transpose(1, 0, 2).copy() if is_turned else picture), truth

    monkeypatch.setattr(demonstrating, "demo_part", sometimes_turned)
    found = demonstrate("metal", FRAMES, backbones_in(tmp_path), lambda done, total: None)

    row = dict(zip(HEAD, table_row(found), strict=False))
    assert table_row(found)[-1] == "2"
    assert row["parts"] == "6"
    assert found.count(True, Verdict.OK) + found.count(True, Verdict.NOT_INSPECTED) <= 4
    assert {"resize", "backbone", "decision"} <= found.stages.keys()
    text = write_demo_report([found], tmp_path / "out").read_text("utf-8")
    assert "not inspected" in text
    assert len(list((tmp_path / "out").glob("*NOT_INSPECTED.png"))) == 2


def test_stages_are_listed_in_the_order_in_which_each_product_has_them() -> None:
    def shown(product: str, *stages: str) -> Demonstration:
        frame = Frame(good_picture(1), 0, product)
        found = Demonstration(product, small_preset(product), "builtin", is_fallback=True)
        inspection = not_inspected(frame, StillLoading())
        found.inspections = [replace(inspection, timings=dict.fromkeys(stages, 1.5))]
        return found

    head, rows = stage_table(
        [
            shown("board", "alignment", "resize", "decision"),
            shown("cloth", "light", "resize", "decision"),
            shown("plate", "glare", "resize", "decision"),
        ]
    )

    assert head == [
        *("product", "glare", "light", "alignment", "resize", "decision", "together"),
    ]
    assert rows[1] == ["cloth", "", "1.5", "", "1.5", "1.5", "4.5"]
