"""The bench, on small pictures."""

import json
import math
from pathlib import Path

import pytest

from spade_station.app import demo_product
from spade_station.app.bench import growth, running, start_up
from spade_station.app.bench.figures import Bench, StartUp
from spade_station.app.bench.report import tables, write_bench
from spade_station.app.bench.running import bench
from spade_station.app.bench.start_up import start_up_of
from spade_station.app.demo_product import AS_DRAWN
from spade_station.app.product import Product
from spade_station.capture.demo_line import Staging
from spade_station.domain.frame import Picture, Truth
from spade_station.domain.preset import BackboneChoice
from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine import synthetic_growth
from spade_station.engine.inspector import Inspector

from .networks import network_backbones, write_weights
from .parts import backbones_in, good_frame, good_picture

SAMPLES, VERDICTS = 8, 7
PROMISED = (
    *("backbone", "runtime", "device", "threads", "samples", "backbone_ms", "verdict_ms"),
    *("verdict_over_backbone", "learn_over_backbone", "add_sample_s", "slider_ms", "bank_bytes"),
    *("growth", "window_s", "first_verdict_s", "rss_mb"),
)


STARTED = StartUp(1.5, 3.5, 600.0)


def part(
    product: str, seed: int, number: int, defect_share: float, staging: Staging = AS_DRAWN
) -> tuple[Picture, Truth]:
    return good_picture(seed + number), Truth("good")


def make_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "VERDICTS", VERDICTS)
    monkeypatch.setattr(running, "INPUT", 96)
    monkeypatch.setattr(running, "SIDE", 96)
    for module in (demo_product, running):
        monkeypatch.setattr(module, "demo_part", part)
    for module in (growth, running):
        monkeypatch.setattr(module, "SIZES", (SAMPLES, 12, 40))
    monkeypatch.setattr(synthetic_growth, "MIXED", 5)
    monkeypatch.setattr(running, "start_up_of", lambda *given: STARTED)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    make_small(monkeypatch)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Bench]:
    """Give the figures of every runtime of this machine."""
    home = tmp_path_factory.mktemp("bench")
    write_weights(home / "weights")
    with pytest.MonkeyPatch.context() as patch:
        make_small(patch)
        return bench(network_backbones(home), BackboneChoice.RESNET18, SAMPLES, silent)


def silent(done: int, total: int) -> None:
    assert 0 <= done <= total


def test_every_runtime_is_measured(found: list[Bench], tmp_path: Path) -> None:
    assert [each.runtime for each in found] == list(network_backbones(tmp_path).runtimes_here())
    assert found[0].runtime == RuntimeName.TORCH
    for each in found:
        assert (each.window_s, each.first_verdict_s, each.rss_mb) == (1.5, 3.5, 600.0)
        assert set(PROMISED) <= set(each.as_json())
        assert (each.backbone, each.samples, each.input_px) == ("resnet18", SAMPLES, (96, 96))
        assert list(each.verdict_ms) == ["p50", "p95", "p99"]
        assert 0 < each.backbone_ms < each.verdict_ms["p99"]
        assert each.batch_pictures_per_s > 0
        assert 0 < each.batched_backbone_s < each.seconds_learn
        for figure in (each.add_sample_s, each.slider_ms, each.learn_over_backbone):
            assert figure > 0
        json.dumps(each.as_json(), allow_nan=False)


def test_larger_banks_say_what_of_them_is_synthesised(found: list[Bench]) -> None:
    sizes = found[0].growth
    assert [(each.samples, each.synthesised) for each in sizes] == [(8, 0), (12, 4), (40, 32)]
    assert all(each.rows <= 2 * 10_000 and each.held_bytes > 0 for each in sizes)


def test_the_station_is_started_with_the_bank(
    tmp_path: Path, learned: Product, inspector: Inspector
) -> None:
    frames = [good_frame(number) for number in range(100, 104)]
    found = start_up_of(backbones_in(tmp_path), inspector, RuntimeName.TORCH, frames)
    assert found.window_s is not None
    assert found.first_verdict_s is not None
    assert 0 < found.window_s < found.first_verdict_s < 90


def test_a_station_that_does_not_start_costs_only_its_figures(
    tmp_path: Path, inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start_up, "PROBE", "spade_station.nothing")
    found = start_up_of(backbones_in(tmp_path), inspector, RuntimeName.TORCH, [good_frame(1)])
    assert found == StartUp(None, None, None)


def test_tables_and_page(found: list[Bench], tmp_path: Path) -> None:
    for _, head, rows in tables(found):
        assert all(len(row) == len(head) for row in rows)
    write_bench(found, tmp_path / "bench.html")
    page = (tmp_path / "bench.html").read_text("utf-8")
    assert page.count("<svg") == 2
    assert "nan" not in page
    for each in found:
        assert each.runtime in page


def test_builtin_without_what_takes_long(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    choice = BackboneChoice.BUILTIN
    (figures,) = bench(
        backbones_in(tmp_path), choice, 6, lambda *done: told.append(done), everything=False
    )
    assert (figures.backbone, figures.runtime, figures.growth) == ("builtin", "torch", ())
    assert figures.window_s is None
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert not math.isnan(figures.verdict_over_backbone)
    write_bench([figures], tmp_path / "bench.html")
