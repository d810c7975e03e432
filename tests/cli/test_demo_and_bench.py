"""``spade-station demo --headless`` and ``bench``: they need no files at all."""

import json
from pathlib import Path

import pytest

from spade_station.app import demonstrating
from spade_station.app.bench import running
from spade_station.domain.preset import Preset
from spade_station.storage.presets import starting_point

from .conftest import Command, Said

PERCENTILES = {"p50", "p95", "p99"}


@pytest.fixture
def short_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learn little, and look at small pictures."""

    preset = starting_point("textile").changed("features.input_size", 96)
    monkeypatch.setattr(demonstrating, "LEARNED", 6)
    monkeypatch.setattr(
        demonstrating, "demo_preset", lambda _: preset.changed("matching.rows", 1000)
    )


def run_demo(command: Command, *words: object) -> Said:
    return command("demo", "--headless", "--product", "textile", "--frames", 4, *words)


@pytest.mark.usefixtures("short_demo")
def test_the_demo_leaves_pictures_and_a_report(command: Command, tmp_path: Path) -> None:
    said = run_demo(command, "--out", "seen")

    assert said.code == 0
    assert "Verdicts against truth · builtin" in said.out
    assert "the fallback: no pretrained weights are here" in said.out
    assert "Pictures and report: seen/report.html" in said.out
    row = next(line for line in said.out.splitlines() if "textile" in line)
    assert row.split("│")[2].strip() == "4"
    page = (tmp_path / "seen" / "report.html").read_text("utf-8")
    assert page.count("<img") == 4
    assert "the fallback without pretrained weights" in page
    pictures = sorted(path.name for path in (tmp_path / "seen").glob("textile-*.png"))
    assert [name[:12] for name in pictures] == [f"textile-000{n}" for n in range(4)]
    assert not (tmp_path / "home").exists(), "it leaves nothing else"


def test_all_products_are_shown_whatever_stages_each_has(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Boards are aligned, and the light of fabric is evened: neither has the other's stage."""
    monkeypatch.setattr(demonstrating, "LEARNED", 6)
    full = demonstrating.demo_preset

    def small(product: str) -> Preset:
        return full(product).changed("features.input_size", 96).changed("matching.rows", 1000)

    monkeypatch.setattr(demonstrating, "demo_preset", small)

    said = command("demo", "--headless", "--frames", 2, "--out", "seen")

    assert said.code == 0
    page = (tmp_path / "seen" / "report.html").read_text("utf-8")
    for stage in ("alignment", "light", "glare"):
        assert page.count(f"<th>{stage}</th>") == 1
    assert {path.name.partition("-")[0] for path in (tmp_path / "seen").glob("*.png")} == {
        *("electronics", "metal", "textile")
    }


@pytest.mark.usefixtures("short_demo")
def test_a_report_that_cannot_be_written(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    said = run_demo(command, "--out", "file")

    assert said.code == 2
    assert "cannot be written to:" in said.err
    assert "Correct the rights of the folder, or choose another." in said.err


def test_the_bench_writes_all_figures(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "VERDICTS", 8)
    monkeypatch.setattr(running, "REPEATS", 2)

    said = command(
        "bench", "--quick", "--samples", 5, "--backbone", "builtin", "--json", "found.json"
    )

    assert said.code == 0
    assert "verdict ÷ bare backbone" in said.out
    found = json.loads((tmp_path / "found.json").read_text("utf-8"), parse_constant=pytest.fail)
    assert isinstance(found, list)
    (row,) = found
    assert (row["backbone"], row["runtime"], row["samples"]) == ("builtin", "torch", 5)
    assert row["device"] in ("cpu", "cuda")
    assert row["threads"] >= 1
    assert set(row["verdict_ms"]) == PERCENTILES
    assert 0 < row["verdict_ms"]["p50"] <= row["verdict_ms"]["p95"] <= row["verdict_ms"]["p99"]
    assert 0 < row["backbone_ms"] < row["verdict_ms"]["p99"]
    assert row["verdict_over_backbone"] > 1
    for key in ("seconds_learn", "learn_over_backbone", "add_sample_s", "slider_ms", "bank_bytes"):
        assert row[key] > 0, key


def test_a_bench_of_a_network_that_is_not_there(command: Command, tmp_path: Path) -> None:
    said = command(
        "bench", "--quick", "--samples", 5, "--backbone", "resnet18", "--json", "found.json"
    )

    assert said.refuses("There are no weights for resnet18", "spade-station weights import")
    assert not (tmp_path / "found.json").exists()
