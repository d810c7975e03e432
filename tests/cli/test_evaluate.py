"""``spade-station evaluate``: figures of a data set in MVTec AD layout."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from .conftest import SIZE, Command, content, draw

KEYS = {
    "image_auroc",
    "pixel_auroc",
    "aupro",
    "kinds",
    "overkill",
    "overkill_interval",
    "escape",
    "escape_interval",
    "roc",
    "histogram",
    "samples",
    "bank_bytes",
    "seconds_learn",
    "ms_p50",
    "ms_p95",
    "stages_ms",
    "backbone",
    "runtime",
    "device",
    "pictures",
}
STAGES = ["resize", "backbone", "features", "matching", "fusion", "decision"]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Make a data set with one kind of defect and its masks."""
    folder = tmp_path / "boards"
    draw(folder / "train" / "good", range(8))
    draw(folder / "test" / "good", range(101, 104))
    draw(folder / "test" / "square", range(200, 202), bad=True)
    mask = np.zeros(SIZE, np.uint8)
    mask[40:60, 50:74] = 255
    masks = folder / "ground_truth" / "square"
    masks.mkdir(parents=True)
    for seed in (200, 201):
        cv2.imwrite(str(masks / f"{seed}_mask.png"), mask)
    return folder


def figures(command: Command, home: Path, *words: object) -> dict[str, Any]:
    said = command("evaluate", *words, "--preset", "Board", "--json", "found.json", home=home)
    assert said.code == 0, said
    text = (home.parent / "found.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text, parse_constant=pytest.fail)
    return found


def test_all_figures_are_written(command: Command, home: Path, dataset: Path) -> None:
    before = content(home)

    found = figures(command, home, dataset)

    assert set(found) >= KEYS
    assert (found["backbone"], found["runtime"], found["samples"]) == ("builtin", "torch", 8)
    assert found["device"] in ("cpu", "cuda")
    assert found["image_auroc"] == 1.0
    assert 0.9 < found["pixel_auroc"] <= 1.0
    assert 0.5 < found["aupro"] <= 1.0
    assert (found["overkill"], found["escape"]) == (0.0, 0.0)
    assert found["overkill_interval"] == pytest.approx([0.0, 1 - 0.025 ** (1 / 3)])
    assert found["escape_interval"] == pytest.approx([0.0, 1 - 0.025 ** (1 / 2)])
    assert (found["roc"]["overkill"][0], found["roc"]["found"][-1]) == (0.0, 1.0)
    histogram = found["histogram"]
    assert (sum(histogram["good"]), sum(histogram["bad"])) == (3, 2)
    assert len(histogram["edges"]) == len(histogram["good"]) + 1
    assert found["bank_bytes"] > 10_000
    assert found["seconds_learn"] > 0
    assert 0 < found["ms_p50"] <= found["ms_p95"]
    assert list(found["stages_ms"]) == STAGES
    kind = found["kinds"]["square"]
    assert set(kind) >= {"image_auroc", "pixel_auroc", "aupro", "escape"}
    assert (kind["pictures"], kind["image_auroc"], kind["escape"]) == (2, 1.0, 0.0)
    assert [(row["path"], row["kind"], row["verdict"]) for row in found["pictures"]] == [
        *((f"good/{seed}.png", "good", "OK") for seed in (101, 102, 103)),
        *((f"square/{seed}.png", "square", "NG") for seed in (200, 201)),
    ]
    assert all(row["score"] > 0 for row in found["pictures"])
    assert content(home) == before, "nothing is kept"


def test_without_masks_there_are_figures_of_pictures_only(
    command: Command, home: Path, dataset: Path
) -> None:
    shutil.rmtree(dataset / "ground_truth")

    found = figures(command, home, dataset)

    assert found["image_auroc"] == 1.0
    assert found["pixel_auroc"] is found["aupro"] is None
    assert found["kinds"]["square"]["aupro"] is None


def test_names_that_are_no_text_cost_nothing(command: Command, home: Path, dataset: Path) -> None:
    odd = os.fsdecode(b"bad\xff.png")
    (dataset / "test" / "square" / "200.png").rename(dataset / "test" / "square" / odd)

    found = figures(command, home, dataset, "--html", "found.html")

    paths = [row["path"] for row in found["pictures"]]
    assert paths[3:] == ["square/201.png", f"square/{odd}"]
    assert r"bad\udcff" in (home.parent / "found.html").read_text("utf-8")


@pytest.mark.parametrize("words", [("",), ("boards", "--json", ""), ("boards", "--html", "")])
def test_an_empty_word_is_refused_before_anything_is_done(
    command: Command, home: Path, dataset: Path, words: tuple[str, ...]
) -> None:
    said = command("evaluate", *words, "--preset", "Board", home=home)

    assert said.refuses("An empty name stands", "Name one")
    assert said.out == ""


def test_masks_that_are_missing_or_do_not_fit_cost_only_themselves(
    command: Command, home: Path, dataset: Path
) -> None:
    draw(dataset / "test" / "square", [202], bad=True)
    odd = np.full((SIZE[1], SIZE[0]), 255, np.uint8)
    cv2.imwrite(str(dataset / "ground_truth" / "square" / "201_mask.png"), odd)

    found = figures(command, home, dataset)

    assert (found["bad"], found["masks"], found["not_inspected"]) == (3, 1, 0)
    assert found["pixel_auroc"] is not None
    row = next(row for row in found["pictures"] if row["path"] == "square/201.png")
    assert "201_mask.png" in row["mask_problem"]
    said = command("evaluate", dataset, "--preset", "Board", home=home)
    assert "over the 1 of 3 bad pictures that have a mask" in said.out
    assert "square/201.png: " in said.err
    assert "201_mask.png" in said.err


def test_known_defects_of_the_product_are_left_out_and_it_is_said(
    command: Command, home: Path, dataset: Path
) -> None:
    bad = dataset / "test" / "square" / "200.png"
    assert command("learn", "Board", bad, "--defects", home=home).code == 0

    said = command("evaluate", dataset, "--preset", "Board", "--json", "found.json", home=home)

    assert "Known defects of Board that are left out: 1." in " ".join(said.out.split())
    found = json.loads((home.parent / "found.json").read_text("utf-8"))
    assert found["known_defects_left_out"] == 1


def test_the_table_and_the_report_say_the_same(
    command: Command, home: Path, dataset: Path, tmp_path: Path
) -> None:
    dataset = dataset.rename(tmp_path / "boards [red]")

    said = command("evaluate", dataset, "--preset", "Board", "--html", "found.html", home=home)

    assert said.code == 0
    assert "boards [red] · Board · builtin" in said.out
    assert "AUPRO" in said.out
    assert "0.0 % (0–71)" in said.out
    page = (tmp_path / "found.html").read_text("utf-8")
    assert "Evaluation of boards [red] with Board" in page
    assert "square" in page
    assert "0.0 % (0–71)" in page
    assert page.count("<svg") == 2
    assert page.count("<img") == 5


def test_a_broken_test_picture_is_counted_and_in_no_figure(
    command: Command, home: Path, dataset: Path
) -> None:
    (dataset / "test" / "square" / "200.png").write_bytes(b"rubbish")

    found = figures(command, home, dataset)

    assert found["not_inspected"] == 1
    assert found["kinds"]["square"]["pictures"] == 1
    row = next(row for row in found["pictures"] if row["path"] == "square/200.png")
    assert (row["verdict"], row["score"]) == ("NOT INSPECTED", None)
    assert "cannot be read as a picture" in row["reason"]
    said = command("evaluate", dataset, "--preset", "Board", home=home)
    assert said.code == 0
    assert "square/200.png: " in said.err
    assert "200.png cannot be read as a picture." in said.err


# --- --set and --backbone -------------------------------------------------------------------------


def test_settings_may_be_changed(command: Command, home: Path, dataset: Path) -> None:
    changes = ["--set", "weights.layer3=0.7", "--set", "decision.mode=otsu"]
    nothing = ["--set", "decision.mm_per_px=none", "--backbone", "builtin"]

    settings = figures(command, home, dataset, *changes, *nothing)["settings"]

    assert settings["weights"]["layer3"] == 0.7
    assert settings["decision"]["mode"] == "otsu"
    assert settings["decision"]["mm_per_px"] is None
    assert settings["features"]["backbone"] == "builtin"


@pytest.mark.parametrize(
    ("change", "texts"),
    [
        ("weights.layer3=7", ("weights.layer3 cannot be 7:", "weights.layer3 may be 1 at most")),
        ("weights.layer3=x", ("weights.layer3 cannot be x:", "has to be a number")),
        ("weights.layer3=nan", ("weights.layer3 cannot be nan:",)),
        ("features.input_size=100", ("features.input_size cannot be 100:", "multiple of 32")),
        ("decision.mode=x", ("decision.mode cannot be x:", "'calibrated', 'local contrast'")),
        ("decision.limit=none", ("decision.limit cannot be None:", "has to be a number")),
        ("weights.layer9=1", ("weights.layer9 cannot be 1: unknown",)),
        ("weights=1", ("weights cannot be 1: unknown",)),
        ("=", ("cannot be",)),
    ],
)
def test_a_wrong_setting_names_the_bounds(
    command: Command, dataset: Path, change: str, texts: tuple[str, ...]
) -> None:
    said = command("evaluate", dataset, "--set", change)

    assert said.refuses("The setting ", *texts, "“spade-station evaluate --help”")


def test_a_setting_without_a_value_names_all_bounds(command: Command, dataset: Path) -> None:
    bounds = ("weights.layer3 0 to 1", "matching.mode auto | everywhere", "decision.limit 0.2 to 5")

    said = command("evaluate", dataset, "--set", "weights.layer3")

    assert said.refuses("“weights.layer3” is not of the form key=value.", *bounds)
    for bound in bounds:
        assert bound in command("evaluate", "--help").out, "as the advice promises"


# --- what cannot be evaluated ---------------------------------------------------------------------


def test_a_folder_that_is_no_data_set(command: Command, dataset: Path, tmp_path: Path) -> None:
    said = command("evaluate", tmp_path / "nothing")
    assert said.refuses(f"{tmp_path / 'nothing'} does not exist.", "Check its name")

    shutil.rmtree(dataset / "test")
    said = command("evaluate", dataset)
    assert said.refuses("is not a data set in MVTec AD layout.", "It needs the folders train/good")


def test_nothing_to_learn_from(command: Command, home: Path, dataset: Path) -> None:
    for path in list((dataset / "train" / "good").iterdir())[3:]:
        path.unlink()
    said = command("evaluate", dataset, "--preset", "Board", home=home)
    assert said.refuses("train/good to learn from: 3.", "at least 5 good pictures")

    for path in (dataset / "train" / "good").iterdir():
        path.unlink()
    said = command("evaluate", dataset)
    assert said.refuses("There are no pictures in", "train/good")


def test_broken_good_pictures_end_it(command: Command, home: Path, dataset: Path) -> None:
    path = dataset / "train" / "good" / "3.png"
    for broken in (path, path.with_name("5.png")):
        broken.write_bytes(b"rubbish")

    said = command("evaluate", dataset, "--preset", "Board", "--json", "found.json", home=home)

    assert said.refuses(f"{path} cannot be read as a picture.", "Check that the file is complete")
    assert said.refuses("2 (3.png, 5.png)", "Nothing was learned.")
    assert not (home.parent / "found.json").exists()


def test_a_backbone_without_weights(command: Command, dataset: Path) -> None:
    said = command("evaluate", dataset, "--backbone", "wide_resnet50_2")

    assert said.refuses("There are no weights for wide_resnet50_2", "weights download")


def test_figures_that_cannot_be_written(
    command: Command, home: Path, dataset: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")

    said = command("evaluate", dataset, "--preset", "Board", "--json", "file/found.json", home=home)

    assert said.code == 2
    assert "file/found.json cannot be written to: File exists" in said.err
    assert "Correct the rights of the folder, or choose another." in said.err


@pytest.mark.parametrize("option", ["--json", "--html"])
def test_a_place_for_the_figures_is_tried_before_they_are_measured(
    command: Command, home: Path, dataset: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setattr("spade_station.app.evaluating.evaluate", pytest.fail)
    said = command("evaluate", dataset, "--preset", "Board", option, home, home=home)
    assert said.refuses("cannot be written to: Is a directory")
