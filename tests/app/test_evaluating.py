import json
from pathlib import Path

import pytest

from spade_station.app.dataset import open_dataset
from spade_station.app.evaluating import Evaluation, evaluate
from spade_station.app.evaluation_report import (
    KEPT,
    WorstPictures,
    lines,
    write_evaluation,
    wrongness,
)
from spade_station.domain.errors import Cancelled, NoPictures
from spade_station.domain.inspection import Verdict, not_inspected

from .dataset_on_disk import make_dataset
from .parts import backbones_in, bad_frame, good_frame, small_preset


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_dataset(tmp_path_factory.mktemp("data"), bad=2, good=3, kinds=("dent", "ash"))


def run(folder: Path, worst: WorstPictures | None = None) -> Evaluation:
    keep = (worst or WorstPictures()).keep
    return evaluate(
        open_dataset(folder),
        small_preset(),
        backbones_in(folder),
        lambda done, total: None,
        keep,
    )


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
    assert (found.samples, found.backbone, found.device) == (6, "builtin", "cpu")
    assert found.limit_is_estimate
    assert not found.is_fallback, "builtin was wanted"
    assert 0 < found.ms_p50 <= found.ms_p95


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
    named += "ms_p50 ms_p95 stages_ms backbone runtime device kinds pictures"
    assert set(named.split()) <= set(content)
    assert {"image_auroc", "pixel_auroc", "aupro"} <= set(content["kinds"]["dent"])
    assert {"path", "kind", "score", "verdict"} <= set(content["pictures"][0])
    stages = list(content["stages_ms"])
    assert stages == ["resize", "backbone", "features", "matching", "fusion", "decision"]


def test_without_masks_there_are_no_pixel_figures(tmp_path: Path) -> None:
    found = run(make_dataset(tmp_path, masks=False))
    assert (found.pixel_auroc, found.aupro) == (None, None)
    assert found.kinds["dent"].pixel_auroc is None
    assert found.image_auroc == 1.0


def test_what_cannot_be_read_is_never_ok(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, good=2, bad=1)
    (folder / "test" / "good" / "000.png").write_bytes(b"no picture")
    worst = WorstPictures()
    found = run(folder, worst)
    assert found.not_inspected == 1
    row = next(row for row in found.pictures if row.path == "good/000.png")
    assert (row.verdict, row.score) == ("NOT INSPECTED", None)
    assert "000.png" in row.reason
    assert found.overkill == 0.0, "it is in no figure"
    assert worst.inspections[0].verdict is Verdict.NOT_INSPECTED
    path = tmp_path / "report.html"
    write_evaluation(found, worst.inspections, path)
    assert "1 pictures were not inspected" in path.read_text()


def test_only_good_test_pictures(tmp_path: Path) -> None:
    found = run(make_dataset(tmp_path, kinds=()))
    assert (found.image_auroc, found.pixel_auroc, found.escape) == (None, None, None)
    assert found.kinds == {}
    json.dumps(found.as_json())


def test_only_bad_test_pictures(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, bad=1)
    for path in (folder / "test" / "good").iterdir():
        path.unlink()
    (folder / "test" / "good").rmdir()
    found = run(folder)
    assert (found.image_auroc, found.overkill, found.escape) == (None, None, 0.0)


def test_nothing_to_learn_from(tmp_path: Path) -> None:
    folder = make_dataset(tmp_path, train=0)
    (folder / "train" / "good").mkdir(parents=True)
    with pytest.raises(NoPictures):
        run(folder)


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


def test_the_table(found: Evaluation) -> None:
    head, rows = lines(found)
    assert {len(row) for row in rows} == {len(head)}
    assert [row[0] for row in rows] == ["all", "ash", "dent"]
    assert rows[0][1:3] == ["7", "1.000"]


def test_the_worst_pictures_are_bounded() -> None:
    worst = WorstPictures()
    for seed in range(KEPT + 5):
        worst.keep(not_inspected(bad_frame(seed), NoPictures(path="x")))
    assert len(worst.inspections) == KEPT
    assert wrongness(not_inspected(good_frame(), NoPictures(path="x"))) == float("inf")
