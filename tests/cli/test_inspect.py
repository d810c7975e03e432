"""``spade-station inspect``: what it says, how it ends, and what it leaves."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.domain.home_errors import DiskFull
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape

from .conftest import SIZE, Command, Said, change_preset, make_product, part, write_picture

KEYS = {
    "path",
    "verdict",
    "score",
    "reason",
    "regions",
    "web",
    "timings_ms",
    "preset",
    "bank_version",
    "backbone",
    "cached",
    "cache_hit_rate",
}
STAGES = ["resize", "backbone", "features", "matching", "fusion", "decision"]


def verdicts(said: Said) -> list[str]:
    return [row["verdict"] for row in said.rows]


def test_good_parts_are_ok(command: Command, home: Path, parts: Path) -> None:
    said = command("inspect", "Board", parts / "fresh", home=home)

    assert said.code == 0
    lines = said.out.splitlines()
    assert [line.split()[0] for line in lines] == ["OK"] * 3
    assert all(f"{parts / 'fresh'}/10{n}.png" in line for n, line in enumerate(lines, start=1))
    assert said.err == ""


def test_a_bad_part_among_good_ones(command: Command, home: Path, parts: Path) -> None:
    said = command("inspect", "Board", parts / "fresh", parts / "bad", home=home)

    assert said.code == 1
    assert [line.split()[0] for line in said.out.splitlines()] == ["OK"] * 3 + ["NG"] * 2
    assert "1 region" in said.out
    assert "1 regions" not in said.out


def test_json_says_everything_and_nothing_else(command: Command, home: Path, parts: Path) -> None:
    said = command("inspect", "Board", parts / "bad", parts / "fresh", "--json", home=home)

    assert said.code == 1
    assert verdicts(said) == ["NG"] * 2 + ["OK"] * 3
    for row in said.rows:
        assert set(row) == KEYS
        assert list(row["timings_ms"]) == STAGES
        assert (row["preset"], row["bank_version"], row["backbone"]) == ("Board", 1, "builtin")
        assert row["reason"] is None
        assert (row["cached"], row["cache_hit_rate"]) == (False, 0.0)
    first, last = said.rows[0], said.rows[-1]
    assert first["path"] == str(parts / "bad" / "200.png")
    assert first["score"] > 1 > last["score"] > 0
    hottest = max(first["regions"], key=lambda region: region["peak"])
    assert set(hottest) == {*("box", "area_px", "area_mm2", "peak", "known_defect", "web_defect")}
    assert (first["web"], hottest["web_defect"]) == (None, None)
    x, y, width, height = hottest["box"]
    assert (x <= 50, x + width >= 74, y <= 40, y + height >= 60) == (True,) * 4  # the dark square
    assert last["regions"] == []


def test_pictures_with_heatmap_are_left(
    command: Command, home: Path, parts: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "101.png"  # another picture of the same name
    other.parent.mkdir()
    cv2.imwrite(str(other), part(101))

    said = command(
        "inspect", "Board", parts / "fresh", parts / "bad", other, "--save", "seen", home=home
    )

    assert said.code == 1
    left = sorted((tmp_path / "seen").iterdir())
    assert [path.name for path in left] == [
        "0001-101-OK.png",
        "0002-102-OK.png",
        "0003-103-OK.png",
        "0004-200-NG.png",
        "0005-201-NG.png",
        "0006-101-OK.png",
    ]
    picture = cv2.imread(str(left[3]))
    assert picture is not None
    assert picture.shape == (*SIZE, 3)
    assert (picture != part(200, bad=True)).any()


def test_a_picture_with_a_very_long_name_is_left_under_a_shorter_one(
    command: Command, home: Path, parts: Path, tmp_path: Path
) -> None:
    (tmp_path / "new").mkdir()
    good = (parts / "fresh" / "101.png").read_bytes()
    for name in ("x" * 251, "x" * 250 + "y", "主" * 83, "z"):
        (tmp_path / "new" / f"{name}.png").write_bytes(good)

    said = command("inspect", "Board", "new", "--save", "seen", home=home)

    assert said.code == 0
    assert sorted(path.name for path in (tmp_path / "seen").iterdir()) == [
        f"0001-{'x' * 200}-OK.png",
        f"0002-{'x' * 200}-OK.png",
        "0003-z-OK.png",
        f"0004-{'主' * 66}-OK.png",
    ]


def test_a_saved_picture_is_hatched_where_nothing_was_judged(
    command: Command, tmp_path: Path, parts: Path
) -> None:
    make_product(tmp_path / "home")
    left = Zone(kind=ZoneKind.EXCLUDE, shape=ZoneShape.RECTANGLE, points=((0, 0), (0.5, 1)))
    change_preset(tmp_path / "home", "imaging.zones", (left,))
    assert command("learn", "Board", parts / "good").code == 0

    said = command("inspect", "Board", parts / "fresh" / "101.png", "--save", "seen")

    assert said.code == 0
    (path,) = (tmp_path / "seen").iterdir()
    saved, taken = cv2.imread(str(path)), part(101)
    assert saved is not None
    half = SIZE[1] // 2
    assert (saved[:, :half] != taken[:, :half]).any(axis=2).mean() > 0.95
    np.testing.assert_array_equal(saved[:, half:], taken[:, half:])


@pytest.mark.parametrize("words", ["--json", ""])
def test_the_good_ones_of_a_mixture_are_inspected(
    command: Command, home: Path, parts: Path, tmp_path: Path, words: str
) -> None:
    broken = write_picture(tmp_path / "x.png", "cut off")
    paths = [parts / "fresh" / "101.png", broken, parts / "bad" / "200.png"]

    said = command("inspect", "Board", *paths, *words.split(), home=home)

    assert said.code == 2
    if words:
        assert verdicts(said) == ["OK", "NOT INSPECTED", "NG"]
        row = said.rows[1]
        assert (row["path"], row["score"], row["regions"]) == (str(broken), None, [])
        assert row["reason"].startswith(f"{broken} cannot be read as a picture. Check that")
    else:
        lines = said.out.splitlines()
        assert lines[1].startswith("NOT INSPECTED")
        assert f"{broken} cannot be read as a picture. Check that" in lines[1]
        assert "nan" not in lines[1]


def test_the_same_picture_is_judged_once(
    command: Command, home: Path, parts: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.png"
    copy.write_bytes((parts / "bad" / "200.png").read_bytes())
    paths = [parts / "bad", parts / "fresh" / "101.png", copy]

    rows = command("inspect", "Board", *paths, "--json", home=home).rows

    assert [row["cached"] for row in rows] == [False, False, False, True]
    assert [row["cache_hit_rate"] for row in rows] == [0, 0, 0, 0.25]
    first, last = rows[0], rows[-1]
    assert (last["path"], list(last["timings_ms"])) == (str(copy), ["cache"])
    for key in ("verdict", "score", "regions", "bank_version"):
        assert last[key] == first[key]
    said = command("inspect", "Board", *paths, home=home)
    assert said.out.splitlines()[-1].startswith("1 of 4 were the same picture")


# --- every kind of picture ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["grey", "alpha", "16 bits", "16 bits grey", "8K"])
def test_any_kind_of_picture_is_inspected(
    command: Command, home: Path, tmp_path: Path, kind: str
) -> None:
    path = write_picture(tmp_path / "x.png", kind)

    said = command("inspect", "Board", path, "--json", home=home)

    (row,) = said.rows
    assert row["verdict"] in ("OK", "CHECK", "NG")
    assert said.code == (0 if row["verdict"] == "OK" else 1)
    assert row["score"] > 0
    if kind in ("alpha", "16 bits"):  # the same colours as a picture that was learned
        assert row["verdict"] == "OK"


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("empty", "x.png cannot be read as a picture. Check that the file is complete"),
        ("text", "x.png cannot be read as a picture. Check that the file is complete"),
        ("cut off", "x.png cannot be read as a picture. Check that the file is complete"),
        ("one pixel", "x.png has only 1×1 pixels. At least 32×32 pixels are needed."),
    ],
)
def test_what_is_no_picture_is_not_inspected(
    command: Command, home: Path, tmp_path: Path, kind: str, reason: str
) -> None:
    path = write_picture(tmp_path / "x.png", kind)

    assert command("inspect", "Board", path, home=home).refuses("NOT INSPECTED", str(path), reason)


def test_a_picture_of_another_shape_is_not_inspected(
    command: Command, home: Path, tmp_path: Path
) -> None:
    cv2.imwrite(str(tmp_path / "wide.png"), part(0)[:48])

    said = command("inspect", "Board", tmp_path / "wide.png", "--save", "seen", home=home)

    assert said.refuses("NOT INSPECTED", "(128×48) has another shape", "same camera settings")
    assert [path.name for path in (tmp_path / "seen").iterdir()] == ["0001-wide-NOT_INSPECTED.png"]


@pytest.mark.parametrize("word", ["{}", "folder:{}"])
def test_as_many_pictures_as_somebody_wants(
    command: Command, home: Path, parts: Path, word: str
) -> None:
    words = ("inspect", "Board", word.format(parts / "good"), "--json")

    assert len(command(*words, "--frames", 2, home=home).rows) == 2
    assert len(command(*words, home=home).rows) == 10


def test_the_demo_line_is_a_source(command: Command, home: Path) -> None:
    said = command("inspect", "Board", "demo:electronics", "--frames", 2, "--json", home=home)

    assert len(said.rows) == 2
    assert said.code in (1, 2)


# --- paths ----------------------------------------------------------------------------------------


def test_brackets_and_colons_in_a_name_are_no_markup(
    command: Command, home: Path, parts: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "[red] :warning: [bold]ä"
    folder.mkdir()
    (folder / "1.png").write_bytes((parts / "fresh" / "101.png").read_bytes())

    assert f"{folder}/1.png" in command("inspect", "Board", folder, home=home).out
    assert command("inspect", "Board", folder / "2.png", home=home).refuses(f"{folder}/2.png does")
    assert command("learn", "Board", folder / "x", home=home).refuses(f"{folder}/x does not exist")


def test_a_line_break_in_a_name_makes_no_line(command: Command, home: Path, tmp_path: Path) -> None:
    name = "x\nOK               0.10  y.png"
    folder = tmp_path / "new"
    folder.mkdir()
    cv2.imwrite(str(folder / name), part(200, bad=True))
    (folder / f"z{name}").write_bytes(b"rubbish")

    said = command("inspect", "Board", folder, home=home)
    refused = command("learn", "Board", folder / f"z{name}", home=home)

    lines = said.out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["NG", "NOT INSPECTED"]
    assert r"x\nOK" in lines[0]
    assert refused.code == 2
    assert not any(line.startswith("OK") for line in refused.err.splitlines())


def test_a_name_that_cannot_be_printed(
    command: Command, home: Path, parts: Path, tmp_path: Path
) -> None:
    """The real program, in a terminal that knows ASCII only."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xc3\xa4.png"))
    path.write_bytes((parts / "fresh" / "101.png").read_bytes())
    words = [sys.executable, "-m", "spade_station", "--home", home, "inspect", "Board", path]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "OMP_NUM_THREADS": "1"}

    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("OK ")
    assert r"\udcff\xe4.png" in done.stdout
    assert command("inspect", "Board", path, "--json", home=home).rows[0]["path"] == str(path)


def test_a_folder_without_pictures(command: Command, home: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()

    said = command("inspect", "Board", tmp_path / "nothing", home=home)

    assert said.refuses(f"There are no pictures in {tmp_path / 'nothing'}.", "Choose a folder")
    assert said.out == ""


@pytest.mark.parametrize("name", ["nothing.png", "x" * 300])
def test_a_path_that_is_not_there(command: Command, home: Path, name: str) -> None:
    said = command("inspect", "Board", name, "--json", home=home)

    assert said.refuses(f"{name} does not exist.", "Check its name")
    assert said.out == ""


@pytest.mark.parametrize("words", [("", "x.png"), ("x.png", ""), ("x.png", "--save", "")])
def test_an_empty_word_is_not_the_current_folder(
    command: Command, home: Path, parts: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """As a script leaves it where a variable is not set."""
    shutil.copy(parts / "fresh" / "101.png", tmp_path / "x.png")

    assert command("inspect", "Board", *words, home=home).refuses("An empty name stands", "Name")


def test_a_source_that_is_not_there(command: Command, home: Path) -> None:
    assert command("inspect", "Board", "video:nothing.mp4", home=home).refuses("nothing.mp4")
    said = command("inspect", "Board", "demo:cars", home=home)
    assert said.refuses("“demo:cars” names no source of pictures.", "Use demo:PRODUCT")


def test_a_disk_that_takes_no_picture(
    command: Command, home: Path, parts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _: bytes) -> None:
        raise DiskFull(path=path)

    monkeypatch.setattr("spade_station.app.inspect_command.write_bytes", full)

    said = command("inspect", "Board", parts / "bad", "--save", "seen", home=home)

    assert said.refuses("The disk is full: seen/0001-200-NG.png", "Free some space")
