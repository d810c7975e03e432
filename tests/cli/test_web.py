"""A web of strips on the command line."""

import re
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.domain.frame import Picture

from .conftest import Command, change_preset, content, make_product

WIDTH, LINES, OVERLAP = 128, 96, 32


def cloth(lines: int, seed: int) -> Picture:
    """Weave a piece; each line looks like the others."""
    noise = np.random.default_rng(seed).normal(0, 3, (lines, WIDTH))
    grey = 130 + 30 * np.sin(np.arange(WIDTH) / 5) + noise
    return np.asarray(np.stack([grey, 0.9 * grey, 0.8 * grey], -1).clip(0, 255), np.uint8)


def cut(web: Picture, folder: Path, height: int = 30) -> Path:
    """Leave a web as strips."""
    folder.mkdir()
    for number, top in enumerate(range(0, web.shape[0], height)):
        cv2.imwrite(str(folder / f"{number:04d}.png"), web[top : top + height])
    return folder


@pytest.fixture
def home(tmp_path: Path, command: Command) -> Path:
    """Give a home whose product knows the cloth, at half a millimetre a pixel."""
    home = tmp_path / "home"
    make_product(home)
    change_preset(home, "decision.mm_per_px", 0.5)
    change_preset(home, "heatmap.place", 0.0)  # along a web there are no places
    good = tmp_path / "good"
    good.mkdir()
    for seed in range(10):
        cv2.imwrite(str(good / f"{seed}.png"), cloth(LINES, seed))
    assert command("learn", "Board", good).code == 0
    return home


@pytest.fixture
def strips(tmp_path: Path) -> Path:
    """Give a web of 480 lines: a hole where two pictures meet, and another further on."""
    web = cloth(480, 100)
    web[72:92, 50:74] = 20
    web[300:320, 20:44] = 20
    return cut(web, tmp_path / "strips")


def test_a_web_is_told_in_metres_and_a_hole_on_a_seam_once(
    command: Command, home: Path, strips: Path
) -> None:
    said = command("inspect", "Board", f"web:{LINES}/{OVERLAP}:{strips}", home=home)

    assert said.code == 1
    *pictures, web, first, second = said.out.splitlines()
    assert len(pictures) == 7
    assert [line.split()[0] for line in pictures[:2]] == ["NG", "NG"]
    assert "from 0.000 m" in pictures[0]
    assert "from 0.032 m" in pictures[1]
    assert web == "Web up to 0.240 m, defects: 2"
    places = [
        re.fullmatch(r"  \d: (.*) m, (.*) mm from the left, .*x", line) for line in (first, second)
    ]
    told = [(float(each[1]), float(each[2])) for each in places if each is not None]
    (along, across), (other_along, other_across) = told
    assert (0.020 <= along <= 0.036, 25 <= across <= 37) == (True, True)
    assert (0.130 <= other_along <= 0.150, 10 <= other_across <= 22) == (True, True)


def test_json_says_which_regions_are_one_defect(command: Command, home: Path, strips: Path) -> None:
    rows = command("inspect", "Board", f"web:{LINES}/{OVERLAP}:{strips}", "--json", home=home).rows

    first = rows[1]["web"]
    assert (first["first_line"], first["lines"], first["overlap"]) == (64, 96, 32)
    assert (first["from_m"], first["to_m"]) == pytest.approx((0.032, 0.08))
    assert first["is_exact"] is True
    numbers = [{region["web_defect"] for region in row["regions"]} for row in rows]
    assert numbers[0] == numbers[1] == {1}, "the hole on the seam"
    assert set().union(*numbers) == {1, 2}
    assert rows[-1]["web"]["defects"] == 2
    assert rows[-1]["web"]["to_m"] == pytest.approx(0.24)


def test_without_a_scale_places_are_lines(command: Command, home: Path, strips: Path) -> None:
    change_preset(home, "decision.mm_per_px", None)
    said = command("inspect", "Board", f"web:{LINES}/{OVERLAP}:{strips}", home=home)
    assert "Web up to line 480, defects: 2" in said.out
    rows = command("inspect", "Board", f"web:{LINES}:folder:{strips}", "--json", home=home).rows
    assert rows[0]["web"]["to_m"] is None
    assert rows[1]["web"]["overlap"] == 64, "as in the window"


def test_no_strip_of_a_web_is_left_out(command: Command, home: Path, tmp_path: Path) -> None:
    long = cut(cloth(LINES * 5, 3), tmp_path / "long", height=8)
    words = ("inspect", "Board", f"web:{LINES}/0:{long}", "--json")
    lines = [row["web"]["first_line"] for row in command(*words, home=home).rows]
    assert lines == [0, 96, 192, 288, 384]
    few = command(*words, "--frames", 2, home=home).rows
    assert [row["web"]["first_line"] for row in few] == [0, 96]


@pytest.mark.parametrize(
    "web",
    ["web:96/96:{}", "web:8:{}", "web:0:{}", "web:{}", "web:96:demo:textile", "web:96:web:96:{}"],
)
def test_what_is_no_web_is_refused(command: Command, home: Path, strips: Path, web: str) -> None:
    said = command("inspect", "Board", web.format(strips), home=home)
    assert said.refuses("names no web", "web:LINES/OVERLAP:SOURCE")


def test_a_web_that_is_not_there_is_refused(command: Command, home: Path, tmp_path: Path) -> None:
    assert command("inspect", "Board", f"web:96:{tmp_path / 'none'}", home=home).code == 2


# --- learning -------------------------------------------------------------------------------------


def good_web(folder: Path, lines: int = LINES * 6, height: int = 30, seed: int = 17) -> Path:
    return cut(cloth(lines, seed), folder, height)


def test_a_web_is_learned_and_inspected_by_the_same_word(
    command: Command, tmp_path: Path, strips: Path
) -> None:
    make_product(tmp_path / "home")
    web = f"web:{LINES}/{OVERLAP}:{good_web(tmp_path / 'roll', LINES * 10)}"

    said = command("learn", "Board", web)

    assert said.code == 0
    assert "“Board” knows 10 good parts" in said.out
    found = command("inspect", "Board", f"web:{LINES}/{OVERLAP}:{strips}", "--json")
    assert [row["verdict"] for row in found.rows[:2]] == ["NG", "NG"]
    assert found.rows[-1]["web"]["defects"] == 2


def test_no_line_of_a_web_is_in_two_samples(command: Command, home: Path, tmp_path: Path) -> None:
    """Neither by the overlap, nor at the end, where a picture is made of the last lines."""
    roll = good_web(tmp_path / "roll", LINES * 3 + 40)

    assert command("learn", "Board", f"web:{LINES}/{OVERLAP}:folder:{roll}", home=home).code == 0

    samples = sorted((home / "presets" / "Board" / "samples").glob("*.png"))[10:]
    learned = [cv2.imread(str(path)) for path in samples]
    np.testing.assert_array_equal(np.concatenate(learned), cloth(LINES * 3 + 40, 17)[: LINES * 3])


def test_webs_are_learned_beside_pictures(command: Command, home: Path, tmp_path: Path) -> None:
    webs = (good_web(tmp_path / str(seed), LINES * 2, seed=seed) for seed in (17, 18))
    one, other = (f"web:{LINES}:{web}" for web in webs)
    picture = tmp_path / "more.png"
    cv2.imwrite(str(picture), cloth(LINES, 19))

    said = command("learn", "Board", one, picture, other, home=home)

    assert said.code == 0
    assert "“Board” knows 15 good parts" in said.out


def test_a_web_may_show_known_defects(command: Command, home: Path, strips: Path) -> None:
    said = command("learn", "Board", f"web:{LINES}:{strips}", "--defects", home=home)

    assert said.code == 0
    assert "“Board” knows 5 known defects" in said.out


def broken(folder: Path) -> None:
    (folder / "0004.png").write_bytes(b"rubbish")


def narrow(folder: Path) -> None:
    cv2.imwrite(str(folder / "0004.png"), cloth(30, 1)[:, :100])


def short(folder: Path) -> None:
    for path in sorted(folder.iterdir())[2:]:
        path.unlink()


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def test_a_missing_strip_is_not_inspected_and_counts_once(
    command: Command, home: Path, strips: Path
) -> None:
    (strips / "0006.png").unlink()
    (strips / "0007.png").unlink()
    rows = command("inspect", "Board", f"web:{LINES}/{OVERLAP}:{strips}", "--json", home=home).rows
    [lost] = [row for row in rows if row["verdict"] == "NOT INSPECTED"]
    assert "missing in the folder before 0008.png: 2." in lost["reason"]
    after = rows[rows.index(lost) + 1]
    assert (after["web"]["first_line"], after["web"]["is_exact"]) == (240, False)
    assert rows[-1]["web"]["to_m"] == pytest.approx(0.24)


UNFIT = "cannot be learned: "


def gap(folder: Path) -> None:
    (folder / "0004.png").unlink()


DAMAGES = [
    (gap, (UNFIT, "Strips are missing in the folder before 0005.png: 1.")),
    (broken, (UNFIT, "0004.png cannot be read as a picture.", "Nothing was learned.")),
    (narrow, (UNFIT, "0004.png is 100 pixels wide; the web before it has 128.")),
    (short, (UNFIT, "has only 60 lines; a picture has 96.", "at least as many lines")),
    (empty, ("There are no pictures in ",)),
]


@pytest.mark.parametrize(("damage", "texts"), DAMAGES)
def test_a_web_that_is_not_whole_changes_nothing(
    command: Command,
    home: Path,
    tmp_path: Path,
    damage: Callable[[Path], None],
    texts: tuple[str, ...],
) -> None:
    before = content(home)
    roll = good_web(tmp_path / "roll")
    damage(roll)

    said = command("learn", "Board", f"web:{LINES}/{OVERLAP}:{roll}", home=home)
    assert said.refuses(*texts)
    assert "only 30 lines" not in said.err, "the reason itself, not what follows from it"
    assert content(home) == before
    new = command("learn", "New", f"web:{LINES}:{roll}", "--copy-from", "Board", home=home)
    assert new.refuses(*texts)
    assert content(home) == before


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("web:96/96:{}", "names no web"),
        ("web:{}", "names no web"),
        ("web:96:demo:textile", "names no web"),
        ("web:96:{}/none", "names no source of pictures"),
        ("web:96:camera:0", "has no end"),
        ("folder:{}", "does not exist"),
    ],
)
def test_what_is_no_web_is_not_learned(
    command: Command, home: Path, strips: Path, word: str, text: str
) -> None:
    before = content(home)
    assert command("learn", "Board", word.format(strips), home=home).refuses(text)
    assert content(home) == before
