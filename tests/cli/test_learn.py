"""``spade-station learn``: all pictures are learned, or nothing is changed."""

import errno
import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import pytest

from spade_station.app.product import Product
from spade_station.storage.paths import Home
from spade_station.storage.samples import NewSample, Samples

from .conftest import (
    Command,
    change_preset,
    content,
    draw,
    make_product,
    part,
    write_picture,
)

DiskRefuses = Callable[[int], None]


@pytest.fixture
def disk_refuses(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> DiskRefuses:
    """Let every write to the home fail; the tests run as root, whom no rights stop."""
    opened = Path.open

    def refuse(number: int) -> None:
        def failing(path: Path, mode: str = "r", *more: Any, **others: Any) -> Any:
            if "r" not in mode and path.is_relative_to(tmp_path / "home"):
                raise OSError(number, os.strerror(number), str(path))
            return opened(path, mode, *more, **others)

        monkeypatch.setattr(Path, "open", failing)

    return refuse


def test_good_pictures_become_a_bank(command: Command, parts: Path, tmp_path: Path) -> None:
    make_product(tmp_path / "home")

    said = command("learn", "Board", parts / "good", parts / "fresh" / "101.png")

    assert said.code == 0
    assert "“Board” knows 11 good parts" in said.out
    assert "version 1." in said.out
    assert "no limit below 1 false alarm in 12 can be promised" in said.out
    assert "99 are needed for 1 %." in said.out


def test_an_empty_word_is_not_the_current_folder(
    command: Command, home: Path, parts: Path, tmp_path: Path
) -> None:
    before = content(home)
    cv2.imwrite(str(tmp_path / "x.png"), part(101))

    said = command("learn", "Board", parts / "fresh", "", home=home)

    assert said.refuses("An empty name stands", "Name one")
    assert content(home) == before


def test_more_good_pictures_become_the_next_version(
    command: Command, home: Path, parts: Path
) -> None:
    said = command("learn", "Board", parts / "fresh", home=home)

    assert said.code == 0
    assert "“Board” knows 13 good parts" in said.out
    assert "version 2." in said.out


def test_the_same_pictures_again_change_nothing(command: Command, home: Path, parts: Path) -> None:
    before = content(home / "presets")

    said = command("learn", "Board", parts / "good", home=home)

    assert said.code == 0
    assert "Pictures left out: 10, 0.png first: each is the same as another one" in said.err
    assert said.err.count("left out") == 1, "not a line for each"
    assert "“Board” knows 10 good parts" in said.out
    assert "version 1." in said.out
    assert content(home / "presets") == before
    assert command("inspect", "Board", parts / "fresh", home=home).code == 0


def test_auto_matching_says_what_it_came_to(command: Command, parts: Path, tmp_path: Path) -> None:
    make_product(tmp_path / "home")
    change_preset(tmp_path / "home", "matching.mode", "auto")

    few = command("learn", "Board", parts / "fresh")
    enough = command("learn", "Board", parts / "good")

    assert "Matching: everywhere, for want of 8 samples to compare." in few.out
    said = re.search(r"Matching: (.+), chosen by itself: small flaws stand out by", enough.out)
    assert said is not None, enough
    assert re.fullmatch(r"everywhere|same place ±\d+ px", said[1])
    assert re.search(r"±16 px -?\d+\.\d", enough.out) or said[1].endswith("±16 px")


def test_a_way_of_matching_that_was_set_is_not_explained(
    command: Command, parts: Path, tmp_path: Path
) -> None:
    make_product(tmp_path / "home")
    change_preset(tmp_path / "home", "matching.mode", "same place")

    assert "Matching: " not in command("learn", "Board", parts / "good").out


def test_a_new_product_is_a_copy(command: Command, home: Path, parts: Path) -> None:
    said = command("learn", "Board B", parts / "fresh", "--copy-from", "Board", home=home)

    assert said.code == 0
    assert "“Board B” knows 3 good parts" in said.out
    assert (home / "presets" / "Board B" / "preset.json").is_file()


# --- what cannot be learned -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("cut off", ("cannot be read as a picture.", "Check that the file is complete")),
        ("empty", ("cannot be read as a picture.", "Check that the file is complete")),
        ("one pixel", ("only 1×1 pixels", "At least 32×32 pixels are needed.")),
    ],
)
def test_one_bad_file_and_nothing_is_changed(
    command: Command, home: Path, tmp_path: Path, kind: str, texts: tuple[str, ...]
) -> None:
    before = content(home)
    folder = draw(tmp_path / "new", range(3))
    path = write_picture(folder / "1.png", kind)

    said = command("learn", "Board", folder, home=home)
    assert said.refuses(str(path), *texts, "Nothing was learned.")
    assert content(home) == before


def test_a_new_product_that_cannot_learn_is_not_there(command: Command, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"rubbish")

    said = command("learn", "Board", tmp_path / "x.png", "--copy-from", "electronics")

    assert said.refuses("x.png cannot be read", "Check that the file is complete")
    assert not (tmp_path / "home" / "presets" / "Board").exists()


def test_a_folder_without_pictures(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "notes.txt").write_text("x")

    said = command("learn", "Board", folder, "--copy-from", "electronics")

    assert said.refuses(f"There are no pictures in {folder}.", "Choose a folder with PNG")
    assert not (tmp_path / "home" / "presets").exists()


def test_a_path_that_is_not_there(command: Command, tmp_path: Path) -> None:
    said = command("learn", "Board", tmp_path / "nothing", "--copy-from", "electronics")

    assert said.refuses(f"{tmp_path / 'nothing'} does not exist.", "Check its name")


def test_a_preset_that_is_not_there(command: Command, home: Path, parts: Path) -> None:
    for words in (["learn", "Bord"], ["learn", "Bord", "--copy-from", "Baord"]):
        said = command(*words, parts / "good", home=home)
        known = "Known presets: Board, electronics, textile, metal, classic."
        assert said.refuses("There is no preset named “B", known)
    assert not (home / "presets" / "Bord").exists()


def test_a_name_that_would_leave_the_home(command: Command, parts: Path, tmp_path: Path) -> None:
    said = command("learn", "../Board", parts / "good", "--copy-from", "electronics")

    assert said.refuses("“../Board” cannot be the name of a preset.", "letters, digits")
    assert not (tmp_path / "Board").exists()


# --- what the machine refuses ---------------------------------------------------------------------


def test_only_one_station_works_in_a_home(command: Command, home: Path, parts: Path) -> None:
    before = content(home)
    lock = Home(home).take()
    try:
        said = command("learn", "Board", parts / "fresh", home=home)
    finally:
        lock.release()

    assert said.refuses(f"Another SPADE Station already works in {home}.", "another --home")
    assert content(home) == before
    assert command("learn", "Board", parts / "fresh", home=home).code == 0


@pytest.mark.parametrize(
    ("number", "texts"),
    [
        (errno.ENOSPC, ("The disk is full:", "Free some space; what was stored before is safe.")),
        (errno.EROFS, ("cannot be written to: Read-only file system", "Correct the rights")),
    ],
    ids=["full", "read-only"],
)
def test_a_disk_that_takes_nothing(
    command: Command,
    home: Path,
    parts: Path,
    disk_refuses: DiskRefuses,
    number: int,
    texts: tuple[str, ...],
) -> None:
    before = content(home)
    disk_refuses(number)

    assert command("learn", "Board", parts / "fresh", home=home).refuses(*texts)
    assert command("learn", "New", parts / "fresh", "--copy-from", "metal").refuses(*texts)
    assert content(home) == before
    assert command("inspect", "Board", parts / "fresh", home=home).code == 0


def test_a_disk_that_is_full_half_way(
    command: Command, home: Path, parts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(home)
    opened = Path.open

    def failing(path: Path, mode: str = "r", *more: Any, **others: Any) -> Any:
        if "r" not in mode and "bank" in path.parts:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return opened(path, mode, *more, **others)

    monkeypatch.setattr(Path, "open", failing)

    assert command("learn", "Board", parts / "fresh", home=home).refuses("The disk is full:")
    in_bank = {name: sha for name, sha in content(home).items() if "/bank/" in name}
    assert in_bank == {name: sha for name, sha in before.items() if "/bank/" in name}


def test_a_home_that_cannot_be_made(command: Command, parts: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    said = command("learn", "metal", parts / "good", home=tmp_path / "file" / "home")

    assert said.refuses("cannot be written to: Not a directory", "or choose another.")


def test_a_home_that_cannot_be_locked(
    command: Command, parts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def failing(path: Any, *more: Any, **others: Any) -> int:
        if str(path).endswith("station.lock"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return opened(path, *more, **others)

    monkeypatch.setattr(os, "open", failing)

    said = command("learn", "metal", parts / "good")

    assert said.refuses("cannot be written to: Read-only file system", "Correct the rights")


def test_ctrl_c_changes_nothing(
    command: Command, home: Path, parts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(home)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Product, "_store", interrupted)

    said = command("learn", "Board", parts / "fresh", home=home)

    assert said.refuses("Stopped before the end.", "What was stored before is safe.")
    assert {k: v for k, v in content(home).items() if "/bank/" in k} == {
        k: v for k, v in before.items() if "/bank/" in k
    }


@pytest.fixture
def interrupting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Press Ctrl+C so many times when the first new picture comes.

    It is made what it is in a terminal: in the background of a script the tests, too, ignore it.
    """
    really_add, before = Samples.add, signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def press(times: int) -> None:
        def add(self: Samples, new: NewSample, above: int) -> int:
            if len(self.numbers()) == 10:
                for _ in range(times):
                    signal.raise_signal(signal.SIGINT)
            return really_add(self, new, above)

        monkeypatch.setattr(Samples, "add", add)

    yield press
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_keeps_what_was_learned(
    command: Command,
    home: Path,
    parts: Path,
    monkeypatch: pytest.MonkeyPatch,
    interrupting: Callable[[int], None],
) -> None:
    monkeypatch.setattr("spade_station.engine.looking.BATCH", 2)
    monkeypatch.setattr("spade_station.engine.learning.WHITENED_ON", 4)
    interrupting(1)
    handler = signal.getsignal(signal.SIGINT)

    said = command("learn", "Board", parts / "fresh", parts / "good", home=home)

    assert said.refuses("Stopped before the end: learned 2 of 13 pictures.", "Learn the same")
    assert "“Board” knows 12 good parts" in said.out
    assert signal.getsignal(signal.SIGINT) is handler

    again = command("learn", "Board", parts / "fresh", home=home)
    assert again.code == 0
    assert "“Board” knows 13 good parts" in again.out


def test_ctrl_c_after_the_last_picture_has_nothing_to_stop(
    command: Command, home: Path, parts: Path, interrupting: Callable[[int], None]
) -> None:
    interrupting(1)

    said = command("learn", "Board", parts / "fresh" / "101.png", home=home)

    assert said.code == 0
    assert "“Board” knows 11 good parts" in said.out


def test_ctrl_c_twice_changes_nothing(
    command: Command, home: Path, parts: Path, interrupting: Callable[[int], None]
) -> None:
    before = content(home)
    interrupting(2)

    said = command("learn", "Board", parts / "fresh", home=home)

    assert said.refuses("Stopped before the end.", "What was stored before is safe.")
    assert content(home) == before


def test_ctrl_c_is_not_meant_for_a_command_in_the_background(
    command: Command, home: Path, parts: Path, interrupting: Callable[[int], None]
) -> None:
    interrupting(2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    said = command("learn", "Board", parts / "fresh", home=home)

    assert said.code == 0
    assert "“Board” knows 13 good parts" in said.out


# --- known defects --------------------------------------------------------------------------------


def test_known_defects_are_ng_below_the_limit_too(
    command: Command, home: Path, parts: Path, tmp_path: Path
) -> None:
    weak = tmp_path / "weak"
    weak.mkdir()
    for seed in range(300, 304):
        picture = part(seed)
        picture[40:60:3, 50:74] = 60
        cv2.imwrite(str(weak / f"{seed}.png"), picture)
    change_preset(home, "decision.limit", 5.0)
    before = command("inspect", "Board", weak, "--json", home=home).rows
    assert "NG" not in {row["verdict"] for row in before}

    said = command("learn", "Board", weak / "300.png", weak / "301.png", "--defects", home=home)

    assert said.code == 0
    assert "“Board” knows 2 known defects, 2 of which would pass the limit alone." in said.out
    assert "good parts:" not in said.out
    after = command("inspect", "Board", weak, "--json", home=home).rows
    assert {row["verdict"] for row in after} == {"NG"}
    assert [row["score"] for row in after] == [row["score"] for row in before]
    assert all(region["known_defect"] in (1, 2) for row in after for region in row["regions"])
    text = command("inspect", "Board", weak / "302.png", home=home).out
    assert ", resembles known defect " in text
    assert command("inspect", "Board", parts / "fresh", home=home).code == 0


def test_a_known_defect_that_cannot_be_read_changes_nothing(
    command: Command, home: Path, tmp_path: Path
) -> None:
    before = content(home)
    path = write_picture(tmp_path / "x.png", "cut off")

    assert command("learn", "Board", path, "--defects", home=home).refuses(str(path))
    assert content(home) == before


# --- what the gate says ---------------------------------------------------------------------------


def test_a_bad_part_among_the_good_ones_is_named(
    command: Command, home: Path, tmp_path: Path
) -> None:
    folder = draw(tmp_path / "new", range(300, 310))
    draw(folder, [400], bad=True)

    said = command("learn", "Board", folder, home=home)

    assert said.code == 0
    assert "Samples that look unlike the rest: " in said.out
    assert "400.png: differs" in said.out
