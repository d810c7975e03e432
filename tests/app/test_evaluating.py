import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spade_station.app.dataset import open_dataset
from spade_station.app.evaluating import evaluate
from spade_station.app.evaluation import Evaluation, Row
from spade_station.app.evaluation_report import notes
from spade_station.domain.dataset_errors import DatasetTooSmall, MaskShape
from spade_station.domain.errors import (
    Cancelled,
    InternalFault,
    NoPictures,
    PictureShape,
    UnreadablePicture,
)
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_errors import SamplesAlike
from spade_station.domain.inspection import Inspection
from spade_station.engine import judge as judge_module
from spade_station.engine.fusion import Heatmaps
from spade_station.engine.inspector import Inspector

from .dataset_on_disk import make_dataset
from .parts import backbones_in, good_picture, small_preset, write_picture


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_dataset(tmp_path_factory.mktemp("data"), bad=2, good=3, kinds=("dent", "ash"))


def run(folder: Path, kept: list[Inspection] | None = None) -> Evaluation:
    keep = ([] if kept is None else kept).append
    return evaluate(
        open_dataset(folder),
        small_preset(),
        backbones_in(folder),
        lambda done, total: None,
        keep,
    )


def row_of(found: Evaluation, path: str) -> Row:
    return next(row for row in found.pictures if row.path == path)


@pytest.fixture(scope="module")
def found(folder: Path) -> Evaluation:
    return run(folder)


def test_the_figures(found: Evaluation) -> None:
    assert found.image_auroc == 1.0
    assert found.pixel_auroc is not None
    assert found.pixel_auroc > 0.9
    assert found.aupro is not None
    assert 0.5 < found.aupro <= 1.0
    assert (found.overkill, found.escape, found.not_inspected) == (0.0, 0.0, 0)
    assert (found.good, found.bad, found.masks) == (3, 4, 4)
    assert (found.samples, found.backbone, found.device) == (6, "builtin", "cpu")
    assert found.limit_is_estimate
    assert not found.is_fallback, "builtin was wanted"
    assert 0 < found.ms_p50 <= found.ms_p95


def test_what_passes_where_a_person_looks_at_check(folder: Path) -> None:
    preset = small_preset().changed("decision.check", 50).changed("decision.overkill", 1)
    found = evaluate(open_dataset(folder), preset, backbones_in(folder), lambda done, total: None)
    verdicts = {(row.kind == "good", row.verdict) for row in found.pictures}
    assert (True, "CHECK") in verdicts, "else this shows nothing"
    good = [row.verdict for row in found.pictures if row.kind == "good"]
    bad = [row.verdict for row in found.pictures if row.kind != "good"]
    assert found.good_not_ok == (len(good) - good.count("OK")) / len(good)
    assert found.bad_ok == bad.count("OK") / len(bad)
    for name, kind in found.kinds.items():
        of_kind = [row.verdict for row in found.pictures if row.kind == name]
        assert kind.check_share == of_kind.count("CHECK") / len(of_kind)


def test_the_intervals_say_how_little_so_few_pictures_prove(found: Evaluation) -> None:
    assert found.overkill_interval == pytest.approx((0.0, 1 - 0.025 ** (1 / 3)))
    assert found.escape_interval == pytest.approx((0.0, 1 - 0.025 ** (1 / 4)))
    assert found.kinds["dent"].escape_interval == pytest.approx((0.0, 1 - 0.025 ** (1 / 2)))


def test_the_roc_and_the_histogram(found: Evaluation) -> None:
    assert found.roc is not None
    assert (found.roc.overkill[0], found.roc.found[-1]) == (0.0, 1.0)
    assert np.trapezoid(found.roc.found, found.roc.overkill) == pytest.approx(found.image_auroc)
    histogram = found.histogram
    assert histogram is not None
    assert (sum(histogram.good), sum(histogram.bad)) == (3, 4)
    at_limit = histogram.edges.index(1.0)
    assert sum(histogram.good[:at_limit]) == 3, "all were OK or CHECK"


def test_each_kind_has_its_figures(found: Evaluation) -> None:
    assert list(found.kinds) == ["ash", "dent"]
    for kind in found.kinds.values():
        assert kind.pictures == 2
        assert (kind.image_auroc, kind.escape) == (1.0, 0.0)
        assert kind.pixel_auroc is not None


def test_each_picture_has_a_row(found: Evaluation) -> None:
    assert [(row.path, row.kind) for row in found.pictures[:3]] == [
        ("ash/000.png", "ash"),
        ("ash/001.png", "ash"),
        ("dent/000.png", "dent"),
    ]
    assert {row.verdict for row in found.pictures if row.kind != "good"} == {"NG"}


def test_the_json_has_what_other_programs_rely_on(found: Evaluation) -> None:
    content = json.loads(json.dumps(found.as_json()))
    named = "image_auroc pixel_auroc aupro overkill escape samples bank_bytes seconds_learn "
    named += "ms_p50 ms_p95 stages_ms backbone runtime device kinds pictures "
    named += "overkill_interval escape_interval roc histogram"
    assert set(named.split()) <= set(content)
    assert {"image_auroc", "pixel_auroc", "aupro"} <= set(content["kinds"]["dent"])
    assert {"path", "kind", "score", "verdict"} <= set(content["pictures"][0])
    assert content["pictures"][0]["reason"] == content["pictures"][0]["mask_problem"] == ""
    assert {"overkill", "found"} <= set(content["roc"])
    assert {"edges", "good", "bad"} <= set(content["histogram"])
    stages = list(content["stages_ms"])
    assert stages == ["resize", "backbone", "features", "matching", "fusion", "decision"]


def test_without_masks_there_are_no_pixel_figures(tmp_path: Path) -> None:
    found = run(make_dataset(tmp_path, masks=False))
    assert (found.pixel_auroc, found.aupro) == (None, None)
    assert found.kinds["dent"].pixel_auroc is None
    assert found.image_auroc == 1.0


def test_with_some_masks_the_pixel_figures_are_over_these(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, bad=2, kinds=("dent", "ash"))
    (folder / "ground_truth" / "dent" / "001_mask.png").unlink()
    for path in (folder / "ground_truth" / "ash").iterdir():
        path.unlink()
    found = run(folder)
    assert (found.bad, found.masks) == (4, 1)
    assert found.pixel_auroc is not None
    assert found.kinds["dent"].masks == 1
    assert found.kinds["dent"].aupro == pytest.approx(found.aupro)
    assert (found.kinds["ash"].pixel_auroc, found.kinds["ash"].masks) == (None, 0)
    assert found.kinds["ash"].image_auroc == 1.0


def test_a_picture_whose_mask_does_not_fit_counts_as_a_picture_alone(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, bad=2)
    path = folder / "ground_truth" / "dent" / "000_mask.png"
    write_picture(path, np.full((128, 96, 3), 255, np.uint8))
    found = run(folder)
    assert (found.bad, found.masks, found.not_inspected) == (2, 1, 0)
    row = row_of(found, "dent/000.png")
    assert isinstance(row.mask_problem, MaskShape)
    assert row.score is not None
    assert "000_mask.png" in found.as_json()["pictures"][0]["mask_problem"]


def test_what_cannot_be_read_is_never_ok(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, good=2, bad=1)
    (folder / "test" / "good" / "000.png").write_bytes(b"no picture")
    kept: list[Inspection] = []
    found = run(folder, kept)
    assert found.not_inspected == 1
    row = row_of(found, "good/000.png")
    assert (row.verdict, row.score) == ("NOT INSPECTED", None)
    assert isinstance(row.reason, UnreadablePicture)
    assert found.overkill == 0.0, "it is in no figure"
    assert [each.frame.name for each in kept if each.score is None] == ["good/000.png"]
    reasons = [row["reason"] for row in found.as_json()["pictures"]]
    assert sum("000.png" in reason for reason in reasons) == 1


def test_a_picture_of_another_shape_is_not_inspected(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path)
    write_picture(folder / "test" / "good" / "000.png", np.full((96, 400, 3), 90, np.uint8))
    found = run(folder)
    assert isinstance(row_of(found, "good/000.png").reason, PictureShape)
    assert (found.good, found.not_inspected) == (1, 1)


def test_a_fault_in_the_engine_is_a_part_not_inspected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_inspect = Inspector.inspect

    def inspect(self: Inspector, frame: Frame) -> Inspection:
        if frame.name == "good/001.png":
            raise ArithmeticError("the score is not a number")
        return really_inspect(self, frame)

    monkeypatch.setattr(Inspector, "inspect", inspect)
    found = run(make_dataset(tmp_path))
    row = row_of(found, "good/001.png")
    assert row.verdict == "NOT INSPECTED"
    assert isinstance(row.reason, InternalFault)
    assert "not a number" in str(row.reason)
    assert (found.good, found.image_auroc) == (1, 1.0)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_heatmap_that_is_not_a_number_gets_into_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: float
) -> None:
    really_heat = judge_module.heat

    def heat(*values: Any) -> Heatmaps:
        heatmaps = really_heat(*values)
        heatmaps[0, 0, 0] = value
        return heatmaps

    monkeypatch.setattr(judge_module, "heat", heat)
    found = run(make_dataset(tmp_path))
    assert found.not_inspected == 4
    assert {row.verdict for row in found.pictures} == {"NOT INSPECTED"}
    assert (found.pixel_auroc, found.histogram) == (None, None)


@pytest.mark.parametrize("learned", [0, 128, 255])
def test_constant_pictures(tmp_path: Path, learned: int) -> None:
    folder = make_dataset(tmp_path)
    for number in range(6):
        picture = np.full((96, 128, 3), learned, np.uint8)
        picture[0, 0] = 100 + number  # else they are one picture
        write_picture(folder / "train" / "good" / f"{number:03d}.png", picture)
    write_picture(folder / "test" / "good" / "000.png", picture)
    write_picture(folder / "test" / "dent" / "000.png", np.full((96, 128, 3), 60, np.uint8))
    found = run(folder)
    assert found.not_inspected == 0
    assert row_of(found, "good/000.png").score is not None
    json.dumps(found.as_json(), allow_nan=False)


def test_copies_of_a_picture_change_no_figure(tmp_path: Path, found: Evaluation) -> None:
    folder = make_dataset(tmp_path, bad=2, good=3, kinds=("dent", "ash"))
    for number in range(6):
        write_picture(folder / "train" / "good" / f"copy {number}.png", good_picture(number))
    copied = run(folder)
    assert (copied.samples, copied.repeated, found.repeated) == (6, 6, 0)
    scores = [[row.score for row in each.pictures] for each in (copied, found)]
    assert scores[0] == pytest.approx(scores[1], rel=1e-4)
    assert "6 pictures to learn from are the same as others" in " ".join(notes(copied))
    assert not any("the same as others" in note for note in notes(found))


def test_one_picture_many_times_is_no_set_of_good_parts(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path)
    for number in range(6):
        write_picture(folder / "train" / "good" / f"{number:03d}.png", good_picture(0))
    with pytest.raises(SamplesAlike, match="Only 1 of 6 good pictures differ"):
        run(folder)


def test_only_good_test_pictures(tmp_path: Path) -> None:
    found = run(make_dataset(tmp_path, kinds=()))
    assert (found.image_auroc, found.pixel_auroc, found.escape) == (None, None, None)
    assert (found.kinds, found.roc, found.escape_interval) == ({}, None, None)
    assert found.overkill == 0.0
    assert found.histogram is not None
    json.dumps(found.as_json())


def test_only_bad_test_pictures(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, bad=1)
    for path in (folder / "test" / "good").iterdir():
        path.unlink()
    (folder / "test" / "good").rmdir()
    found = run(folder)
    assert (found.image_auroc, found.overkill, found.escape) == (None, None, 0.0)
    assert (found.roc, found.overkill_interval) == (None, None)
    json.dumps(found.as_json())


def test_nothing_that_can_be_inspected(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, good=1, bad=1)
    for path in (folder / "test").rglob("*.png"):
        path.write_bytes(b"")
    found = run(folder)
    assert found.not_inspected == 2
    assert (found.good, found.bad, found.roc, found.histogram) == (0, 0, None, None)
    assert (found.overkill, found.escape, found.check_share) == (None, None, None)
    assert (found.good_not_ok, found.bad_ok) == (None, None)
    json.dumps(found.as_json())


def test_nothing_to_learn_from(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, train=0)
    (folder / "train" / "good").mkdir(parents=True)
    with pytest.raises(NoPictures):
        run(folder)


def test_too_little_to_learn_from_names_the_folder(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, train=3)
    with pytest.raises(DatasetTooSmall, match="to learn from: 3") as told:
        run(folder)
    assert told.value.values["path"] == folder / "train" / "good"


def test_the_progress_and_its_end(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    evaluate(
        open_dataset(folder),
        small_preset(),
        backbones_in(folder),
        lambda done, total: told.append((done, total)),
    )
    assert told == sorted(told)
    assert told[-1] == (13, 13)


def test_cancelling(folder: Path) -> None:
    def report(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        evaluate(open_dataset(folder), small_preset(), backbones_in(folder), report)
