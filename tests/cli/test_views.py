"""A product with several views of a part, on the command line."""

import json
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.storage.paths import Home
from spade_station.storage.samples import Samples

from .conftest import Command, change_preset, content, make_product, part


def draw_views(folder: Path, seeds: Iterable[int], bad: bool = False) -> Path:
    """Leave two views of each part; a flaw shows in the second."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        cv2.imwrite(str(folder / f"part{seed}_left.png"), part(seed))
        cv2.imwrite(str(folder / f"part{seed}_right.png"), part(seed + 1000, bad=bad))
    return folder


@pytest.fixture
def home(tmp_path: Path, command: Command) -> Path:
    """Give a home whose product has learned parts of two views."""
    home = tmp_path / "home"
    make_product(home)
    change_preset(home, "imaging.views.count", 2)
    said = command("learn", "Board", draw_views(tmp_path / "good", range(10)))
    assert "knows 10 good parts" in said.out
    return home


def test_a_sample_is_a_sheet(home: Path) -> None:
    samples = Samples(Home(home).presets / "Board" / "samples")
    picture = samples.picture(samples.numbers()[0])
    expected = np.hstack([part(0), part(1000)])[..., ::-1]
    assert np.array_equal(picture, expected)


def test_parts_are_inspected_whole(command: Command, home: Path, tmp_path: Path) -> None:
    fresh = draw_views(tmp_path / "fresh", [101])
    bad = draw_views(tmp_path / "bad", [200], bad=True)

    rows = command("inspect", "Board", fresh, bad, "--json", home=home).rows

    assert [(row["path"], row["verdict"]) for row in rows] == [
        (str(fresh / "part101"), "OK"),
        (str(bad / "part200"), "NG"),
    ]


def test_a_sheet_is_a_part(command: Command, home: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    cv2.imwrite(str(sheet), np.hstack([part(101), part(1101)]))

    (row,) = command("inspect", "Board", sheet, "--json", home=home).rows

    assert (row["path"], row["verdict"]) == (str(sheet), "OK")


@pytest.mark.parametrize("source", [False, True])
def test_half_a_part_is_never_ok(
    command: Command, home: Path, tmp_path: Path, source: bool
) -> None:
    fresh = draw_views(tmp_path / "fresh", [101, 102])
    (fresh / "part102_left.png").unlink()

    path = f"folder:{fresh}" if source else fresh
    said = command("inspect", "Board", path, home=home)

    assert said.refuses("“part102” has not 2 pictures but 1", "Name the pictures PART_VIEW")


def test_views_of_other_sizes_are_not_inspected(
    command: Command, home: Path, tmp_path: Path
) -> None:
    fresh = draw_views(tmp_path / "fresh", [101, 102])
    cv2.imwrite(str(fresh / "part101_left.png"), part(101)[:-2])

    rows = command("inspect", "Board", fresh, "--json", home=home).rows

    assert [row["verdict"] for row in rows] == ["NOT INSPECTED", "OK"]
    assert "The views of the part part101 differ in size" in rows[0]["reason"]


def test_a_folder_with_half_a_part_changes_nothing(
    command: Command, home: Path, tmp_path: Path
) -> None:
    before = content(home)
    fresh = draw_views(tmp_path / "fresh", [101, 102])
    (fresh / "part102_left.png").unlink()

    assert command("learn", "Board", fresh, home=home).refuses("“part102” has not 2 pictures but 1")
    assert content(home) == before
    said = command("learn", "New", fresh, "--copy-from", "Board", home=home)
    assert said.refuses("“part102” has not 2 pictures but 1")
    assert not (home / "presets" / "New").exists()


def test_an_evaluation_counts_parts(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    draw_views(folder / "train" / "good", range(6))
    draw_views(folder / "test" / "good", [101])
    draw_views(folder / "test" / "hole", [200, 201], bad=True)
    make_product(tmp_path / "home")
    change_preset(tmp_path / "home", "imaging.views.count", 2)

    said = command("evaluate", folder, "--preset", "Board", "--json", "figures.json")

    assert said.code == 0, said
    figures = (tmp_path / "figures.json").read_text()
    assert all(f'"{name}"' in figures for name in ("hole/part200", "hole/part201", "good/part101"))
    assert '"samples": 6' in figures


def test_an_evaluation_takes_the_views_from_the_command_line(
    command: Command, tmp_path: Path
) -> None:
    """Three views by `--set`, of which one shows the flaw; joined as the setting says."""
    folder = tmp_path / "set"
    for kind, seeds, bad in (("train/good", range(6), False), ("test/hole", [200], True)):
        draw_views(folder / kind, seeds, bad=bad)
        for seed in seeds:
            cv2.imwrite(str(folder / kind / f"part{seed}_top.png"), part(seed + 2000))
    draw_views(folder / "test" / "good", [101])
    cv2.imwrite(str(folder / "test" / "good" / "part101_top.png"), part(2101))
    make_product(tmp_path / "home")
    verdicts = {}
    for fusion in ("maximum", "minimum"):
        settings = ("--set", "imaging.views.count=3", "--set", f"imaging.views.fusion={fusion}")
        done = command("evaluate", folder, "--preset", "Board", *settings, "--json", "found.json")
        assert done.code == 0, done
        found = json.loads((tmp_path / "found.json").read_text())
        verdicts[fusion] = {row["path"]: row["verdict"] for row in found["pictures"]}
    assert {path: kind for path, kind in verdicts["maximum"].items() if "hole" in path} == {
        "hole/part200": "NG"
    }
    assert verdicts["minimum"]["hole/part200"] != "NG", "two views show a good part"


def test_a_wrong_number_of_views_is_refused(command: Command, home: Path, tmp_path: Path) -> None:
    make_product(tmp_path / "other")
    folder = tmp_path / "set"
    draw_views(folder / "train" / "good", range(6))
    draw_views(folder / "test" / "good", [101])
    wrong = ("--set", "imaging.views.count=3")
    said = command("evaluate", folder, "--preset", "Board", *wrong, home=tmp_path / "other")
    assert said.refuses("not 3 pictures but")
    assert command(
        "evaluate", folder, "--preset", "Board", "--set", "imaging.views.count=9"
    ).refuses("imaging.views.count")
