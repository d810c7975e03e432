"""Products with stages before the network, on the command line."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.storage.paths import Home
from spade_station.storage.presets import Presets

from .conftest import Command, change_preset, content, draw, make_product, part


@pytest.fixture
def glaring(tmp_path: Path, command: Command) -> Path:
    """Give a home whose product looks for glare and has learned."""
    home = tmp_path / "home"
    make_product(home)
    change_preset(home, "imaging.glare.level", 250)
    assert command("learn", "Board", draw(tmp_path / "good", range(8))).code == 0
    return home


def white(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((96, 128, 3), 255, np.uint8))
    return path


def test_pictures_that_are_left_out_are_told_with_the_reason(
    command: Command, glaring: Path, tmp_path: Path
) -> None:
    folder = draw(tmp_path / "more", [20, 22])
    white(folder / "21 [red].png")

    said = command("learn", "Board", folder, home=glaring)

    assert said.code == 0
    assert "21 [red].png was left out: 100.0 % of the part lies in glare" in said.err
    assert said.err.count("was left out") == 1
    assert "“Board” knows 10 good parts" in said.out


def test_if_all_are_left_out_nothing_changes(
    command: Command, glaring: Path, tmp_path: Path
) -> None:
    before = content(glaring / "presets")
    alone = white(tmp_path / "white" / "1.png")
    said = command("learn", "New", alone, "--copy-from", "Board", home=glaring)
    assert said.refuses("100.0 % of the part lies in glare")
    assert content(glaring / "presets") == before


def test_a_part_in_glare_is_not_inspected(command: Command, glaring: Path, tmp_path: Path) -> None:
    fresh = draw(tmp_path / "fresh", [101])
    lit = white(tmp_path / "lit.png")
    said = command("inspect", "Board", fresh, lit, "--json", home=glaring)
    assert said.code == 2
    assert [row["verdict"] for row in said.rows] == ["OK", "NOT INSPECTED"]
    assert "glare" in said.rows[1]["reason"]


def test_an_evaluation_sees_what_the_product_sees(
    command: Command, parts: Path, tmp_path: Path
) -> None:
    """A lamp that is brighter on one side is divided out by the product's white reference."""
    home, folder = tmp_path / "home", tmp_path / "set"
    draw(folder / "train" / "good", range(8))
    draw(folder / "test" / "good", range(101, 103))
    draw(folder / "test" / "square", [200], bad=True)
    make_product(home)
    presets = Presets(Home(home).presets, Home(home).trash)
    lamp = np.linspace(100, 220, 128).astype(np.uint8)
    name = presets.references("Board").keep(np.tile(lamp[None, :, None], (96, 1, 3)))

    def evaluated(white: str) -> list[float]:
        change_preset(home, "imaging.light.white", white)
        said = command("evaluate", folder, "--preset", "Board", "--json", "found.json")
        assert said.code == 0, said
        rows = json.loads((tmp_path / "found.json").read_text())["pictures"]
        return [row["score"] for row in rows]

    plain, corrected = evaluated(""), evaluated(name)

    assert command("learn", "Board", folder / "train" / "good").code == 0
    rows = command(
        "inspect", "Board", folder / "test" / "good", folder / "test" / "square", "--json"
    )
    assert corrected == pytest.approx([row["score"] for row in rows.rows], rel=1e-4)
    assert corrected != pytest.approx(plain, rel=1e-2)

    (home / "presets" / "Board" / "references" / f"{name}.png").unlink()
    more = draw(tmp_path / "more", [300])
    for words in (("evaluate", folder, "--preset", "Board"), ("learn", "Board", more)):
        said = command(*words)
        assert said.refuses(f"The reference picture {name} cannot be used")


def large(seed: int, speck: bool = False) -> np.ndarray:
    """Tile parts to a large one; a flaw on it is small."""
    picture = np.tile(part(seed), (4, 4, 1))
    if speck:
        picture[200:208, 250:258] = 20
    return picture[..., ::-1]


def test_tiles_look_at_every_pixel(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "set"
    for kind, seeds, speck in (
        ("train/good", range(6), False),
        ("test/good", [101], False),
        ("test/speck", [200], True),
    ):
        (folder / kind).mkdir(parents=True)
        for seed in seeds:
            cv2.imwrite(str(folder / kind / f"{seed}.png"), large(seed, speck))
    make_product(tmp_path / "home")
    tiles = ("--set", "imaging.tiles.on=true", "--json", "found.json")
    said = command("evaluate", folder, "--preset", "Board", *tiles)
    assert said.code == 0, said
    found = json.loads((tmp_path / "found.json").read_text())
    scores = {row["kind"]: row["score"] for row in found["pictures"]}
    assert scores["speck"] > 2 * scores["good"]
    assert "resize" in found["stages_ms"]

    change_preset(tmp_path / "home", "imaging.tiles.on", True)
    assert command("learn", "Board", folder / "train" / "good").code == 0
    rows = command("inspect", "Board", folder / "test" / "speck", "--json").rows
    assert [row["verdict"] for row in rows] == ["NG"]
    left, top, width, height = rows[0]["regions"][0]["box"]
    assert left <= 254 <= left + width
    assert top <= 204 <= top + height
