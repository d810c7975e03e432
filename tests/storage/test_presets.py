import json
from collections.abc import Callable
from pathlib import Path

import pytest

from spade_station.domain.errors import (
    PresetBroken,
    PresetExists,
    PresetMissing,
    StationError,
)
from spade_station.domain.home_errors import DiskFull, HomeReadOnly
from spade_station.domain.preset import LimitMode, MatchingMode, Preset
from spade_station.domain.preset_errors import PresetName
from spade_station.storage.presets import STARTING_POINTS, Presets, starting_point

from .builders import content_of
from .conftest import FORBIDDEN, FULL, Refusing


@pytest.fixture
def board(presets: Presets) -> Preset:
    """Make a product with a sample and a bank."""
    board = presets.copy("electronics", "board")
    for name in ("samples/000001.png", "bank/CURRENT"):
        path = presets.folder("board") / name
        path.parent.mkdir(parents=True)
        path.write_bytes(name.encode())
    return board


def numbers(presets: Presets) -> list[int]:
    return [line.preset.number for line in presets.lines() if line.preset]


# --- starting points -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", STARTING_POINTS)
def test_a_starting_point_is_valid_and_named_after_itself(name: str) -> None:
    preset = starting_point(name)

    assert preset.name == name
    assert preset.number > 0
    assert Preset.model_validate(preset.model_dump(by_alias=True)) == preset


@pytest.mark.parametrize("name", ["electronics", "textile", "metal"])
def test_the_starting_points_leave_the_matching_to_the_samples(name: str) -> None:
    assert starting_point(name).matching.mode is MatchingMode.AUTO


def test_electronics_is_led_by_layers_2_and_3() -> None:
    shares = starting_point("electronics").weights.shares

    assert shares == pytest.approx({"layer2": 0.5, "layer3": 0.5})


def test_textile_is_led_by_layer_2() -> None:
    shares = starting_point("textile").weights.shares

    assert max(shares, key=lambda layer: shares[layer]) == "layer2"
    assert shares["layer2"] == pytest.approx(0.4)


def test_metal_is_led_by_layer_2_and_sees_the_finest_layer_too() -> None:
    shares = starting_point("metal").weights.shares

    assert max(shares, key=lambda layer: shares[layer]) == "layer2"
    assert shares["layer1"] == pytest.approx(0.25)


def test_classic_is_the_recipe_of_the_article() -> None:
    classic = starting_point("classic")

    assert classic.weights.shares == pytest.approx({"layer2": 0.4, "layer3": 0.3, "layer4": 0.3})
    assert classic.matching.mode is MatchingMode.EVERYWHERE
    assert classic.matching.neighbours == 5
    assert (classic.heatmap.spacing, classic.heatmap.levelling) == (0, 0)
    assert classic.decision.mode is LimitMode.LOCAL_CONTRAST
    assert (classic.decision.closing, classic.decision.min_area) == (3, 50)


def test_a_new_home_has_the_starting_points(presets: Presets) -> None:
    lines = presets.lines()

    assert [line.name for line in lines] == list(STARTING_POINTS)
    assert all(line.is_starting_point and line.preset and not line.problem for line in lines)
    assert all(presets.exists(name) for name in STARTING_POINTS)
    assert presets.load("metal") == starting_point("metal")


# --- products ------------------------------------------------------------------------------------


def test_a_product_comes_back_as_it_was(presets: Presets) -> None:
    preset = Preset(name="主板", number=9, based_on="metal").changed("decision.limit", 1.35)

    presets.save(preset)

    assert presets.load("主板") == preset
    assert presets.exists("主板")


def test_a_missing_preset_is_told_with_those_there_are(presets: Presets, board: Preset) -> None:
    assert not presets.exists("bord")
    with pytest.raises(PresetMissing) as caught:
        presets.load("bord")

    for name in ("board", *STARTING_POINTS):
        assert name in str(caught.value)


def test_a_product_takes_the_place_of_the_starting_point_it_is_named_after(
    presets: Presets,
) -> None:
    changed = starting_point("metal").changed("decision.limit", 0.8)

    presets.save(changed)

    assert presets.load("metal") == changed
    lines = {line.name: line for line in presets.lines()}
    assert len(lines) == len(presets.lines()) == len(STARTING_POINTS)
    assert not lines["metal"].is_starting_point
    assert lines["metal"].preset == changed


@pytest.mark.parametrize("name", ["../board", "a/b", "", "board.", "x" * 61])
def test_nothing_outside_its_folder_is_touched(
    presets: Presets, tmp_path: Path, board: Preset, name: str
) -> None:
    before = content_of(tmp_path)
    works: list[Callable[[], object]] = [
        lambda: presets.load(name),
        lambda: presets.exists(name),
        lambda: presets.folder(name),
        lambda: presets.delete(name),
        lambda: presets.copy("board", name),
        lambda: presets.rename("board", name),
        lambda: presets.save(board.model_copy(update={"name": name})),
    ]
    for work in works:
        with pytest.raises(PresetName):
            work()

    assert content_of(tmp_path) == before


# --- copy ----------------------------------------------------------------------------------------


def test_a_copy_has_the_settings_but_not_the_samples(presets: Presets, board: Preset) -> None:
    presets.save(board.changed("decision.limit", 1.5))

    copy = presets.copy("board", "board 2")

    assert copy == presets.load("board 2")
    assert copy.decision.limit == 1.5
    assert (copy.name, copy.based_on) == ("board 2", "electronics")
    assert set(content_of(presets.folder("board 2"))) == {"preset.json"}
    assert len(content_of(presets.folder("board"))) == 3


def test_a_copy_of_what_is_not_stored_yet(presets: Presets, board: Preset) -> None:
    copy = presets.copy("board", "board 2", board.changed("decision.limit", 1.5))

    assert copy == presets.load("board 2")
    assert (copy.name, copy.based_on, copy.decision.limit) == ("board 2", "electronics", 1.5)
    assert presets.load("board") == board


def test_every_copy_has_a_number_of_its_own(presets: Presets) -> None:
    for number in range(5):
        presets.copy("textile", f"cloth {number}")
    presets.delete("cloth 2")
    presets.copy("cloth 1", "cloth 5")

    assert len(set(numbers(presets))) == len(numbers(presets)) == 9
    assert min(numbers(presets)) > 0


@pytest.mark.parametrize("taken", ["board", "textile"])
def test_a_name_is_not_given_twice(presets: Presets, board: Preset, taken: str) -> None:
    presets.copy("metal", "plate")
    before = presets.lines()

    with pytest.raises(PresetExists):
        presets.copy("metal", taken)
    with pytest.raises(PresetExists):
        presets.rename("plate", taken)

    assert presets.lines() == before


def test_what_is_missing_cannot_be_copied_or_renamed(presets: Presets) -> None:
    with pytest.raises(PresetMissing):
        presets.copy("nothing", "board")
    with pytest.raises(PresetMissing):
        presets.rename("nothing", "board")

    assert not presets.exists("board")


# --- rename --------------------------------------------------------------------------------------


def test_a_renamed_product_keeps_all_that_it_has(presets: Presets, board: Preset) -> None:
    before = content_of(presets.folder("board"))

    renamed = presets.rename("board", "主板")

    assert renamed == presets.load("主板") == board.model_copy(update={"name": "主板"})
    assert not presets.exists("board")
    after = content_of(presets.folder("主板"))
    assert after.keys() == before.keys()
    assert all(after[name] == before[name] for name in before if name != "preset.json")
    assert json.loads(after["preset.json"])["name"] == "主板"


def test_a_renamed_starting_point_is_a_copy(presets: Presets) -> None:
    renamed = presets.rename("metal", "plate")

    assert renamed.based_on == "metal"
    assert [line.name for line in presets.lines()] == ["plate", *STARTING_POINTS]
    assert len(set(numbers(presets))) == 5


def test_numbers_stay_different_when_a_starting_point_comes_back(presets: Presets) -> None:
    presets.save(starting_point("metal").changed("decision.limit", 0.8))

    renamed = presets.rename("metal", "plate")

    assert presets.load("plate") == renamed
    assert renamed.decision.limit == 0.8
    assert presets.load("metal") == starting_point("metal")
    assert len(set(numbers(presets))) == len(numbers(presets)) == 5


def test_a_folder_without_a_preset_is_not_overwritten(presets: Presets, board: Preset) -> None:
    sample = presets.folder("plate") / "samples" / "000001.png"
    sample.parent.mkdir(parents=True)
    sample.write_bytes(b"precious")

    with pytest.raises(PresetExists):
        presets.rename("board", "plate")

    assert sample.read_bytes() == b"precious"
    assert presets.load("board") == board


def test_a_folder_copied_by_hand_is_called_by_its_own_name(presets: Presets, board: Preset) -> None:
    path = presets.folder("board copy") / "preset.json"
    path.parent.mkdir()
    path.write_bytes((presets.folder("board") / "preset.json").read_bytes())

    assert presets.load("board copy").name == "board copy"


# --- delete --------------------------------------------------------------------------------------


def test_a_deleted_product_lies_whole_in_the_trash(
    presets: Presets, tmp_path: Path, board: Preset
) -> None:
    before = content_of(presets.folder("board"))

    presets.delete("board")

    assert not presets.exists("board")
    (thrown,) = (tmp_path / "trash").iterdir()
    assert thrown.name.startswith("board")
    assert content_of(thrown) == before


def test_nothing_in_the_trash_is_lost(presets: Presets, tmp_path: Path) -> None:
    trash = tmp_path / "trash"
    for limit in (1.1, 1.2, 1.3):
        presets.save(Preset(name="board").changed("decision.limit", limit))
        presets.delete("board")
    sorted(trash.iterdir())[0].rename(tmp_path / "emptied by hand")
    for limit in (1.4, 1.5):
        presets.save(Preset(name="board").changed("decision.limit", limit))
        presets.delete("board")

    limits = {
        json.loads((thrown / "preset.json").read_text("utf-8"))["decision"]["limit"]
        for thrown in [*trash.iterdir(), tmp_path / "emptied by hand"]
    }
    assert limits == {1.1, 1.2, 1.3, 1.4, 1.5}


def test_a_deleted_starting_point_comes_back_as_it_was_shipped(presets: Presets) -> None:
    presets.save(starting_point("metal").changed("decision.limit", 0.8))

    presets.delete("metal")

    assert presets.load("metal") == starting_point("metal")


@pytest.mark.parametrize("name", ["nothing", "metal"])
def test_what_is_no_product_cannot_be_deleted(presets: Presets, board: Preset, name: str) -> None:
    with pytest.raises(PresetMissing):
        presets.delete(name)


# --- what can be wrong ---------------------------------------------------------------------------

BROKEN = {
    "empty": b"",
    "cut": b'{"schema": 1, "name": "bo',
    "binary": b"\xff\xfe\x00\x01",
    "zeros": bytes(300),
    "list": b"[]",
    "no name": b'{"schema": 1}',
    "bad name": b'{"schema": 1, "name": "../x"}',
    "newer": b'{"schema": 2, "name": "board"}',
    "unknown": b'{"schema": 1, "name": "board", "colour": 1}',
    "bounds": b'{"schema": 1, "name": "board", "decision": {"limit": -1}}',
    "weights": b'{"schema": 1, "name": "board", "weights": {"layer2": 0, "layer3": 0}}',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_listed_with_its_problem_and_left_as_it_is(
    presets: Presets, board: Preset, content: bytes
) -> None:
    path = presets.folder("broken") / "preset.json"
    path.parent.mkdir()
    path.write_bytes(content)

    lines = {line.name: line for line in presets.lines()}

    assert set(lines) == {"board", "broken", *STARTING_POINTS}
    assert lines["board"].preset == board
    assert lines["broken"].preset is None
    assert isinstance(lines["broken"].problem, PresetBroken)
    assert str(path) in str(lines["broken"].problem)
    assert str(lines["broken"].problem.values["reason"]).strip(": ")
    assert path.read_bytes() == content


def test_the_problem_names_the_setting(presets: Presets) -> None:
    path = presets.folder("broken") / "preset.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(BROKEN["bounds"])

    with pytest.raises(PresetBroken, match=r"decision\.limit has to be 0\.2 at least"):
        presets.load("broken")


def test_a_broken_product_can_be_deleted_but_not_overwritten(
    presets: Presets, tmp_path: Path
) -> None:
    path = presets.folder("broken") / "preset.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"{")

    with pytest.raises(PresetExists):
        presets.copy("metal", "broken")
    with pytest.raises(PresetBroken):
        presets.copy("broken", "other")
    presets.delete("broken")

    assert [path.read_bytes() for path in tmp_path.rglob("preset.json")] == [b"{"]
    assert presets.copy("metal", "broken").name == "broken"


def test_a_product_that_another_thread_renames_does_not_stop_the_list(
    presets: Presets, board: Preset, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = presets._products

    def renamed_afterwards() -> list[str]:
        products = listed()
        if presets.exists("board"):
            presets.rename("board", "panel")
        return products

    monkeypatch.setattr(presets, "_products", renamed_afterwards)
    assert {line.name for line in presets.lines()} >= set(STARTING_POINTS)
    assert "panel" in {line.name for line in presets.lines()}


def test_strange_things_in_the_folder_do_not_stop_the_list(
    presets: Presets, tmp_path: Path, board: Preset
) -> None:
    folder = tmp_path / "presets"
    (folder / "notes.txt").write_text("by hand")
    (folder / "empty").mkdir()
    (folder / "turned" / "preset.json").mkdir(parents=True)
    (folder / "-odd!").mkdir()
    (folder / "-odd!" / "preset.json").write_text("{}")

    lines = {line.name: line for line in presets.lines()}

    assert set(lines) == {"board", "-odd!", *STARTING_POINTS}
    assert isinstance(lines["-odd!"].problem, StationError)
    with pytest.raises(PresetMissing):
        presets.load("turned")


@pytest.mark.parametrize("number", FULL)
def test_a_full_disk_keeps_the_old_preset(
    presets: Presets, board: Preset, refusing: Refusing, number: int
) -> None:
    before = content_of(presets.folder("board"))

    with refusing("sync", number), pytest.raises(DiskFull):
        presets.save(board.changed("decision.limit", 2))
    with refusing("sync", number), pytest.raises(DiskFull):
        presets.copy("board", "board 2")

    assert content_of(presets.folder("board")) == before
    assert not presets.exists("board 2")
    assert presets.copy("board", "board 2").name == "board 2"


@pytest.mark.parametrize("number", FULL)
def test_a_full_disk_renames_all_or_nothing(
    presets: Presets, tmp_path: Path, board: Preset, refusing: Refusing, number: int
) -> None:
    before = content_of(tmp_path)

    with refusing("sync", number), pytest.raises(DiskFull):
        presets.rename("board", "board 2", board.changed("decision.limit", 2))

    assert content_of(tmp_path) == before
    assert presets.load("board") == board
    assert not presets.folder("board 2").exists()
    assert presets.rename("board", "board 2").name == "board 2"


@pytest.mark.parametrize("number", FULL)
def test_a_copy_that_fails_does_not_keep_its_name_from_others(
    presets: Presets, board: Preset, refusing: Refusing, number: int
) -> None:
    with refusing("sync", number), pytest.raises(DiskFull):
        presets.copy("metal", "plate")

    assert presets.rename("board", "plate").name == "plate"


def test_a_copy_that_fails_deletes_nothing_that_was_there(
    presets: Presets, board: Preset, refusing: Refusing
) -> None:
    sample = presets.folder("plate") / "samples" / "000001.png"
    sample.parent.mkdir(parents=True)
    sample.write_bytes(b"precious")

    with refusing("sync", FULL[0]), pytest.raises(DiskFull):
        presets.copy("metal", "plate")

    assert sample.read_bytes() == b"precious"


@pytest.mark.parametrize("number", FORBIDDEN)
def test_a_product_that_cannot_be_moved_stays(
    presets: Presets, board: Preset, refusing: Refusing, number: int
) -> None:
    before = content_of(presets.folder("board"))

    with refusing("replace", number), pytest.raises(HomeReadOnly):
        presets.delete("board")
    with refusing("replace", number), pytest.raises(HomeReadOnly):
        presets.rename("board", "board 2")

    assert content_of(presets.folder("board")) == before
    assert not presets.exists("board 2")


@pytest.mark.parametrize("name", ["electronics", "textile", "metal"])
def test_no_starting_point_measures_all_heat_by_its_place(name: str) -> None:
    """In full, an even ground beside a part that is not aligned becomes as hot as the part."""
    assert 0.5 <= starting_point(name).heatmap.place <= 0.8
