import errno
import hashlib
import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spade_station.domain.errors import BankBroken, BankForeign, NothingToUndo, StationError
from spade_station.domain.home_errors import DiskFull, HomeReadOnly
from spade_station.domain.imaging_settings import (
    AlignmentMode,
    AlignmentSettings,
    ImagingSettings,
    LightSettings,
    ViewSettings,
)
from spade_station.engine.bank import Bank
from spade_station.imaging.drift import LightLevel
from spade_station.imaging.references import References
from spade_station.storage.banks import KEPT, Banks
from spade_station.storage.samples import Samples

from .builders import content_of, good_part, parts_of, picture, tiny_bank
from .conftest import FORBIDDEN, FULL, Refusing
from .crashing import crashing

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "board" / "bank"


def small(seed: int) -> Bank:
    return tiny_bank(seed, ("layer3",))


def holds(banks: Banks, bank: Bank, version: int) -> None:
    """Assert that a bank is in use and comes back bit by bit."""
    stored = banks.load()
    assert stored is not None
    assert stored.bank.version == banks.current() == version
    assert parts_of(stored.bank) == parts_of(bank)


def version_folder(folder: Path, version: int) -> Path:
    return next(path for path in folder.glob("v*") if int(path.name[1:]) == version)


def retold(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change a manifest as somebody would who knows how to hide it."""
    content = json.loads(path.read_text("utf-8"))
    del content["sha256"]
    change(content)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps({**content, "sha256": digest}), "utf-8")


def forge(folder: Path, name: str, write: Callable[[Path], object]) -> None:
    """Replace an array, and its sum in the manifest."""
    path = next(folder.glob(f"v*/{name}"))
    write(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    retold(path.with_name("manifest.json"), lambda content: content["files"].update({name: digest}))


# --- what is stored comes back -------------------------------------------------------------------


def test_before_anything_is_learned_there_is_nothing(banks: Banks) -> None:
    assert banks.current() == 0
    assert banks.load() is None
    assert banks.versions() == []
    assert banks.samples_in_use() == set()
    assert not banks.can_undo()
    with pytest.raises(NothingToUndo):
        banks.undo()


@pytest.mark.parametrize("layers", [("layer3",), ("layer2", "layer3"), ("layer1", "layer4")])
def test_a_bank_comes_back_bit_by_bit(banks: Banks, folder: Path, layers: tuple[str, ...]) -> None:
    bank = tiny_bank(7, layers)
    before = datetime.now(UTC)

    saved = banks.save(bank, [3, 1, 8, 2])

    loaded = Banks(folder).load()
    assert loaded is not None
    assert parts_of(loaded.bank) == parts_of(saved.bank) == parts_of(bank)
    assert loaded.bank.version == saved.bank.version == 1
    assert loaded.samples == saved.samples == (3, 1, 8, 2)
    assert before <= saved.made == loaded.made <= datetime.now(UTC)


def test_a_bank_is_mapped_into_memory_and_cannot_be_written_to(banks: Banks) -> None:
    banks.save(tiny_bank(), range(4))

    stored = banks.load()

    assert stored is not None
    layer = stored.bank.layers["layer2"]
    parts = [stored.bank.descriptors, stored.bank.sizes, layer.whitening]
    for array in [
        *parts,
        layer.rows.values,
        layer.rows.step,
        layer.sample,
        layer.shared,
        layer.left_out,
    ]:
        assert isinstance(array, np.memmap)
        assert not array.flags.writeable


def test_a_loaded_bank_can_be_saved_again(banks: Banks) -> None:
    banks.save(tiny_bank(1), [1])
    loaded = banks.load()
    assert loaded is not None

    banks.save(replace(loaded.bank, descriptors=loaded.bank.descriptors[::-1]), [1])

    again = banks.load()
    assert again is not None
    assert np.array_equal(again.bank.descriptors, tiny_bank(1).descriptors[::-1])
    assert again.bank.version == 2


def test_the_latest_bank_is_in_use(banks: Banks) -> None:
    for seed in range(1, 4):
        banks.save(small(seed), [seed])
        holds(banks, small(seed), seed)

    assert banks.versions() == [1, 2, 3]
    assert banks.samples_in_use() == {1, 2, 3}


def test_only_the_last_versions_are_kept(banks: Banks, folder: Path) -> None:
    for seed in range(1, KEPT + 3):
        banks.save(small(seed), [seed])

    assert KEPT == 10
    assert banks.versions() == list(range(3, KEPT + 3))
    assert banks.samples_in_use() == set(banks.versions())
    assert len(list(folder.iterdir())) == KEPT + 1, "and the pointer"
    holds(banks, small(KEPT + 2), KEPT + 2)


# --- undo ----------------------------------------------------------------------------------------


def test_undo_goes_back_version_by_version(banks: Banks) -> None:
    for seed in (1, 2, 3):
        banks.save(small(seed), [seed])

    for seed in (2, 1):
        assert banks.can_undo()
        stored = banks.undo()
        assert stored is not None
        assert parts_of(stored.bank) == parts_of(small(seed))
        assert stored.samples == (seed,)
        holds(banks, small(seed), seed)

    assert not banks.can_undo()
    with pytest.raises(NothingToUndo):
        banks.undo()
    holds(banks, small(1), 1)


def test_undo_goes_back_as_far_as_versions_are_kept(banks: Banks) -> None:
    for seed in range(1, KEPT + 3):
        banks.save(small(seed), [seed])
    for _ in range(KEPT - 1):
        banks.undo()

    holds(banks, small(3), 3)
    with pytest.raises(NothingToUndo):
        banks.undo()


def test_what_was_undone_never_comes_back_after_learning_on(banks: Banks) -> None:
    for seed in (1, 2, 3, 4):
        banks.save(small(seed), [seed])
    banks.undo()
    banks.undo()

    saved = banks.save(small(5), [5])

    assert saved.bank.version > 4, "no number is used twice"
    assert banks.versions() == [1, 2, saved.bank.version]
    assert banks.samples_in_use() == {1, 2, 5}
    banks.undo()
    holds(banks, small(2), 2)
    banks.undo()
    holds(banks, small(1), 1)
    with pytest.raises(NothingToUndo):
        banks.undo()


# --- what can be wrong with the files ------------------------------------------------------------


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store one bank for the tests that leave it as they find it."""
    folder = tmp_path_factory.mktemp("stored") / "bank"
    Banks(folder).save(tiny_bank(1), [1, 2, 3, 4])
    return folder


@pytest.fixture
def copied(stored: Path, folder: Path) -> Path:
    """Copy the stored bank, to be spoiled."""
    shutil.copytree(stored, folder)
    return folder


ARRAYS = (
    ["descriptors.npy", "sizes.npy"]
    + [
        f"{layer}{part}.npy"
        for layer in ("layer2", "layer3")
        for part in (
            "",
            "_centre",
            "_step",
            "_sample",
            "_shared",
            "_place",
            "_spacing",
            "_left_out",
        )
    ]
    + [f"{layer}_left_out_spacing.npy" for layer in ("layer2", "layer3")]
)
FILES = [*ARRAYS, "layer2_whitening.npy", "manifest.json"]


def test_these_are_all_the_files(stored: Path) -> None:
    assert {path.name for path in stored.glob("v*/*")} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_found(copied: Path, name: str) -> None:
    path = next(copied.glob(f"v*/{name}"))
    path.unlink()

    with pytest.raises(BankBroken) as caught:
        Banks(copied).load()

    assert caught.value.values["path"] == path


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("keep", [0, 1, 60, -1])
def test_a_truncated_file_is_found(copied: Path, name: str, keep: int) -> None:
    path = next(copied.glob(f"v*/{name}"))
    content = path.read_bytes().rstrip(b"\n") if name.endswith("json") else path.read_bytes()
    path.write_bytes(content[:keep])

    with pytest.raises(BankBroken):
        Banks(copied).load()


@given(data=st.data(), name=st.sampled_from(FILES), bit=st.integers(0, 7))
def test_a_flipped_bit_is_found(stored: Path, data: st.DataObject, name: str, bit: int) -> None:
    path = next(stored.glob(f"v*/{name}"))
    content = path.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    flipped = bytearray(content)
    flipped[at] ^= 1 << bit
    path.write_bytes(flipped)
    try:
        found = Banks(stored).load()
    except BankBroken:
        return
    finally:
        path.write_bytes(content)
    assert name == "manifest.json", "only white space of the manifest may differ"
    assert found is not None
    assert json.loads(flipped) == json.loads(content)


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b"{", b'{"schema_version": 1}', b"\xff\xfe", bytes(500)]
)
def test_a_broken_manifest_is_found(copied: Path, content: bytes) -> None:
    next(copied.glob("v*/manifest.json")).write_bytes(content)

    with pytest.raises(BankBroken):
        Banks(copied).load()
    with pytest.raises(BankBroken):
        Banks(copied).samples_in_use()


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.pop("backbone"),
        lambda content: content.update(colour=1),
        lambda content: content.update(samples=["a"]),
        lambda content: content.update(layers=[]),
        lambda content: content.update(layers=["layer2", "layer3", "layer9"]),
        lambda content: content.update(layers=["../layer2", "layer3"]),
        lambda content: content.update(layers=["layer2", "layer3", "layer4"]),
        lambda content: content.update(layers=["layer2"]),
        lambda content: content["radius"].pop("layer3"),
        lambda content: content["matching"].update(neighbours=0),
        *(lambda content, name=name: content["files"].pop(name) for name in ARRAYS),
    ],
)
def test_a_manifest_that_does_not_fit_is_found(
    copied: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    retold(next(copied.glob("v*/manifest.json")), change)

    with pytest.raises(BankBroken):
        Banks(copied).load()


@pytest.mark.parametrize(
    "change",
    [
        {"samples": [1, 2, 3, 5]},
        {"radius": {"layer2": 0.5, "layer3": 0.25}},
        {"input_size": 96},
        {"backbone": "builtin"},
        {"made": "2020-01-01T00:00:00Z"},
        {"sha256": "0" * 64},
        {"sha256": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_manifest_that_says_something_else_than_was_stored_is_found(
    copied: Path, change: dict[str, Any]
) -> None:
    path = next(copied.glob("v*/manifest.json"))
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **change}), "utf-8")

    with pytest.raises(BankBroken, match="altered"):
        Banks(copied).load()


def test_a_manifest_that_was_only_retold_is_believed(copied: Path) -> None:
    retold(next(copied.glob("v*/manifest.json")), lambda content: content.update(alarmed=[2]))

    loaded = Banks(copied).load()

    assert loaded is not None
    assert loaded.bank.alarmed == (2,)


def test_the_bank_of_a_newer_station_is_told_as_such(copied: Path) -> None:
    def newer(content: dict[str, Any]) -> None:
        content.update(schema_version=4, precision="int4")
        content.pop("radius")

    retold(next(copied.glob("v*/manifest.json")), newer)

    with pytest.raises(BankBroken, match="it has the format 4, this station reads 3"):
        Banks(copied).load()


@pytest.mark.parametrize(
    "content",
    [b"", b"1", b"v1", b"v0000012", b"garbage", b"../v000001", b"v000000", b"\xff\xfe", bytes(7)],
)
def test_a_pointer_to_nothing_is_told_and_there_is_a_way_out(copied: Path, content: bytes) -> None:
    banks = Banks(copied)
    (copied / "CURRENT").write_bytes(content)

    for ask in (banks.current, banks.load):
        with pytest.raises(BankBroken):
            ask()

    assert banks.can_undo()
    banks.undo()
    holds(banks, tiny_bank(1), 1)


def test_a_pointer_to_a_missing_version_is_told(copied: Path) -> None:
    (copied / "CURRENT").write_text("v000042")

    with pytest.raises(BankBroken):
        Banks(copied).load()

    Banks(copied).undo()
    holds(Banks(copied), tiny_bank(1), 1)


def test_a_lost_pointer_does_not_cost_the_versions(banks: Banks, folder: Path) -> None:
    for seed in (1, 2, 3):
        banks.save(small(seed), [seed])
    (folder / "CURRENT").unlink()

    with pytest.raises(BankBroken, match="CURRENT"):
        banks.load()
    saved = banks.save(small(4), [4])

    holds(banks, small(4), saved.bank.version)
    assert banks.samples_in_use() == {1, 2, 3, 4}
    banks.undo()
    holds(banks, small(3), 3)


@pytest.fixture
def dropped(banks: Banks) -> Banks:
    """Store versions of which the second one has a sample that the third one has not."""
    for version, samples in enumerate(([1, 2, 3], [1, 2, 3, 4], [1, 2, 3]), start=1):
        banks.save(small(version), samples)
    return banks


def point(folder: Path, old: bytes, new: bytes) -> None:
    path = folder / "CURRENT"
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))


@pytest.mark.parametrize("flipped", [b"v000002", b"v000001"])
def test_a_pointer_to_another_version_than_it_lists_is_told(
    banks: Banks, folder: Path, flipped: bytes
) -> None:
    for version, samples in enumerate(([1, 2], [1, 2, 3], [1, 2, 3, 4]), start=1):
        banks.save(small(version), samples)
    point(folder, b"v000003", flipped)

    with pytest.raises(BankBroken, match="it lists other samples than the version that it names"):
        banks.load()
    assert banks.samples() == (1, 2, 3, 4), "as version 3, which was in use"
    banks.save(small(4), banks.samples())
    holds(banks, small(4), 4)


def test_a_dropped_sample_does_not_come_back_by_one_bit_of_the_pointer(
    dropped: Banks, folder: Path
) -> None:
    point(folder, b"v000003", b"v000002")

    with pytest.raises(BankBroken):
        dropped.load()
    assert list(dropped.samples()) == [1, 2, 3]
    assert dropped.can_undo()
    dropped.undo()
    holds(dropped, small(1), 1)


def test_a_pointer_whose_list_was_altered_is_told(dropped: Banks, folder: Path) -> None:
    point(folder, b"[1, 2, 3]", b"[1, 2, 7]")

    with pytest.raises(BankBroken):
        dropped.load()
    assert dropped.samples() == [1, 2], "those that both have"


@pytest.mark.parametrize("more", [b"", b"\n", b"\n[1, 2, 3", b"\n{}\n", b"\n[1, 2, true]"])
def test_a_pointer_that_lists_nothing_is_believed(
    dropped: Banks, folder: Path, more: bytes
) -> None:
    """Those of older stations name the version alone."""
    (folder / "CURRENT").write_bytes(b"v000003" + more)

    holds(dropped, small(3), 3)
    assert dropped.samples() == (1, 2, 3)
    dropped.undo()
    holds(dropped, small(2), 2)


def test_no_version_in_use_but_samples_is_told(dropped: Banks, folder: Path) -> None:
    point(folder, b"v000003", b"none")

    with pytest.raises(BankBroken):
        dropped.load()
    assert dropped.can_undo()


def test_versions_in_the_place_of_one_another_are_told(dropped: Banks, folder: Path) -> None:
    (folder / "v000003").rename(folder / "away")
    (folder / "v000002").rename(folder / "v000003")
    (folder / "away").rename(folder / "v000002")

    with pytest.raises(BankBroken, match="it says that it is version 2, not 3"):
        dropped.load()
    assert dropped.samples() == (1, 2, 3), "as the pointer lists"
    dropped.undo()
    holds(dropped, small(1), 1)


def test_all_numbers_of_samples_that_anything_names_are_known(dropped: Banks, folder: Path) -> None:
    assert dropped.highest_sample() == 4, "that of an older version"

    next(version_folder(folder, 2).glob("manifest.json")).write_bytes(b"{")
    assert dropped.highest_sample() == 3
    point(folder, b"[1, 2, 3]", b"[1, 2, 9]")
    assert dropped.highest_sample() == 9
    (folder / "CURRENT").write_bytes(b"")
    assert dropped.highest_sample() == 3
    shutil.rmtree(folder)
    assert dropped.highest_sample() == 0


def test_a_folder_in_the_place_of_the_pointer_is_told(copied: Path) -> None:
    (copied / "CURRENT").unlink()
    (copied / "CURRENT").mkdir()

    with pytest.raises(BankBroken):
        Banks(copied).load()


def test_after_damage_one_can_learn_again_or_undo(banks: Banks, folder: Path) -> None:
    for seed in (1, 2):
        banks.save(small(seed), [seed])
    next(version_folder(folder, 2).glob("layer3.npy")).write_bytes(b"")
    with pytest.raises(BankBroken):
        banks.load()

    saved = banks.save(small(3), [3])

    holds(banks, small(3), saved.bank.version)


def test_undo_passes_over_damaged_versions(banks: Banks, folder: Path) -> None:
    for seed in (1, 2, 3, 4):
        banks.save(small(seed), [seed])
    for version in (2, 3):
        (version_folder(folder, version) / "sizes.npy").unlink()

    banks.undo()

    holds(banks, small(1), 1)


def test_when_all_earlier_versions_are_damaged_the_one_in_use_stays(
    banks: Banks, folder: Path
) -> None:
    for seed in (1, 2):
        banks.save(small(seed), [seed])
    (version_folder(folder, 1) / "sizes.npy").unlink()

    with pytest.raises(BankBroken):
        banks.undo()

    holds(banks, small(2), 2)


class Trap:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("name", [*ARRAYS, "layer2_whitening.npy"])
def test_pickled_objects_are_refused_and_not_executed(
    copied: Path, tmp_path: Path, name: str
) -> None:
    sprung = tmp_path / "sprung"
    trap = np.array([Trap(sprung)] * 20, object)
    forge(copied, name, lambda path: np.save(path, trap, allow_pickle=True))

    with pytest.raises(BankBroken):
        Banks(copied).load()

    assert not sprung.exists()


HALF, FLOAT, INT = np.float16, np.float32, np.int32
UNFIT = {
    "descriptors of one dimension": ("descriptors.npy", np.ones(4, HALF)),
    "descriptors of another kind": ("descriptors.npy", np.ones((4, 8), FLOAT)),
    "fewer descriptors than samples": ("descriptors.npy", np.ones((2, 8), HALF)),
    "no descriptors": ("descriptors.npy", np.ones((0, 8), HALF)),
    "no sizes": ("sizes.npy", np.ones((0, 2), INT)),
    "a size too many": ("sizes.npy", np.full((4, 2), 96, INT)),
    "a size too few": ("sizes.npy", np.full((2, 2), 64, INT)),
    "sizes of one dimension": ("sizes.npy", np.full(6, 64, INT)),
    "sizes of three numbers": ("sizes.npy", np.full((3, 3), 64, INT)),
    "sizes of another kind": ("sizes.npy", np.full((3, 2), 64.0)),
    "sizes below zero": ("sizes.npy", np.array([(-64, -96), (-64, -64), (-96, -64)], INT)),
    "sizes of one number": ("sizes.npy", np.array(64, INT)),
    "rows of one dimension": ("layer3.npy", np.ones(20, HALF)),
    "rows of another kind": ("layer3.npy", np.ones((20, 5), FLOAT)),
    "a row too few": ("layer3.npy", np.ones((19, 5), HALF)),
    "rows of other length than the whitening": ("layer2.npy", np.ones((20, 6), HALF)),
    "a sample too many": ("layer3_sample.npy", np.zeros(21, INT)),
    "samples of another kind": ("layer3_sample.npy", np.zeros(20, np.int64)),
    "samples of two dimensions": ("layer3_sample.npy", np.zeros((20, 1), INT)),
    "samples that are none": ("layer3_sample.npy", np.full(20, 4, INT)),
    "samples below zero": ("layer3_sample.npy", np.full(20, -1, INT)),
    "samples without a length": ("layer3_sample.npy", np.array(0, INT)),
    "shared of another kind": ("layer3_shared.npy", np.zeros(20, np.uint8)),
    "shared of another length": ("layer3_shared.npy", np.zeros(0, np.bool_)),
    "a distance too few": ("layer3_left_out.npy", np.ones(63, HALF)),
    "distances of another kind": ("layer3_left_out.npy", np.ones(64, FLOAT)),
    "distances of two dimensions": ("layer3_left_out.npy", np.ones((64, 1), HALF)),
    "a whitening of another size": ("layer2_whitening.npy", np.ones((5, 5), FLOAT)),
    "a whitening of another kind": ("layer2_whitening.npy", np.ones((5, 4), HALF)),
}


@pytest.mark.parametrize(("name", "array"), UNFIT.values(), ids=UNFIT)
def test_arrays_that_do_not_fit_one_another_are_refused(
    copied: Path, name: str, array: np.ndarray
) -> None:
    forge(copied, name, lambda path: np.save(path, array))

    with pytest.raises(BankBroken, match="fit one another"):
        Banks(copied).load()


def test_a_layer_without_rows_is_refused(copied: Path) -> None:
    forge(copied, "layer3.npy", lambda path: np.save(path, np.ones((0, 5), HALF)))
    forge(copied, "layer3_sample.npy", lambda path: np.save(path, np.zeros(0, INT)))
    forge(copied, "layer3_shared.npy", lambda path: np.save(path, np.zeros(0, np.bool_)))

    with pytest.raises(BankBroken, match="fit one another"):
        Banks(copied).load()


def test_an_array_of_the_same_kind_is_taken(copied: Path) -> None:
    """Show that the forged ones are refused for what is wrong with them."""
    forge(copied, "layer3_left_out.npy", lambda path: np.save(path, np.ones(64, HALF)))

    loaded = Banks(copied).load()

    assert loaded is not None
    assert (loaded.bank.layers["layer3"].left_out == 1).all()


def test_strange_things_in_the_folder_are_no_versions(copied: Path) -> None:
    (copied / "v000002 (copy)").mkdir()
    (copied / "notes.txt").write_text("by hand")
    (copied / "v2").mkdir()

    assert Banks(copied).versions() == [1]
    holds(Banks(copied), tiny_bank(1), 1)


# --- the bank of another product -----------------------------------------------------------------


def sha256_told(kept: Samples) -> list[str]:
    notes = [kept.note(number) for number in kept.numbers()]
    return [note.sha256 for note in notes if note is not None]


@pytest.fixture
def kept(samples: Samples) -> Samples:
    for seed in range(4):
        samples.add(good_part(seed))
    return samples


def test_a_bank_of_the_kept_samples_is_taken(folder: Path, kept: Samples) -> None:
    pictures = sha256_told(kept)

    saved = Banks(folder, kept).save(tiny_bank(1), [1, 2, 3, 4], pictures)

    loaded = Banks(folder, kept).load()
    assert loaded is not None
    assert loaded.pictures == saved.pictures == tuple(pictures)


@pytest.mark.parametrize("versions", [1, 2])
def test_a_bank_of_other_pictures_is_refused(
    folder: Path, kept: Samples, tmp_path: Path, versions: int
) -> None:
    others = Samples(tmp_path / "other" / "samples")
    for seed in range(4):
        others.add(good_part(50 + seed))
    for seed in range(versions):
        Banks(folder).save(small(seed), [1, 2, 3, 4], sha256_told(others))
    banks = Banks(folder, kept)

    for ask in (banks.load, banks.samples, banks.samples_in_use):
        with pytest.raises(BankForeign):
            ask()
    with pytest.raises(BankForeign if versions > 1 else NothingToUndo):
        banks.undo()
    banks.save(small(9), [1, 2], sha256_told(kept)[:2])
    holds(Banks(folder, kept), small(9), versions + 1)


@pytest.mark.parametrize("pictures", ["of an older station", "some", "one differs", "notes lost"])
def test_a_bank_is_believed_unless_most_of_its_samples_are_other_ones(
    folder: Path, kept: Samples, pictures: str
) -> None:
    told = sha256_told(kept)
    match pictures:
        case "of an older station":
            told = []
        case "some":
            told = ["", "", *told[2:]]
        case "one differs":
            told[3] = "0" * 64
        case "notes lost":
            told = ["0" * 64] * 4
            for path in (folder.parent / "samples").glob("*.json"):
                path.unlink()
    Banks(folder).save(tiny_bank(1), [1, 2, 3, 4], told)

    loaded = Banks(folder, kept).load()

    assert loaded is not None
    assert loaded.pictures == (tuple(told) or ("",) * 4)
    assert Banks(folder, kept).samples_in_use() == {1, 2, 3, 4}


# --- what a disk can refuse ----------------------------------------------------------------------


@pytest.mark.parametrize("step", ["open", "mkdir", "sync", "replace"])
@pytest.mark.parametrize(
    ("number", "kind"),
    [(number, DiskFull) for number in FULL] + [(number, HomeReadOnly) for number in FORBIDDEN],
)
def test_a_disk_that_refuses_leaves_the_old_version_in_use(
    copied: Path, refusing: Refusing, step: str, number: int, kind: type[StationError]
) -> None:
    before = content_of(copied)

    with refusing(step, number), pytest.raises(kind):
        Banks(copied).save(small(2), [2])

    assert content_of(copied) == before
    assert len(list(copied.iterdir())) == 2
    holds(Banks(copied), tiny_bank(1), 1)
    Banks(copied).save(small(3), [3])
    holds(Banks(copied), small(3), Banks(copied).current())


@pytest.mark.parametrize("room", [100, 2000])
def test_a_disk_that_ends_amid_an_array_leaves_the_old_version_in_use(
    copied: Path, room_for: Callable[[int], AbstractContextManager[None]], room: int
) -> None:
    large = replace(tiny_bank(2), descriptors=np.zeros((4, 500_000), HALF))
    before = content_of(copied)

    with room_for(room), pytest.raises(StationError):
        Banks(copied).save(large, [2])

    assert content_of(copied) == before
    holds(Banks(copied), tiny_bank(1), 1)


def test_a_pointer_that_cannot_be_written_leaves_the_old_version_in_use(
    copied: Path, room_for: Callable[[int], AbstractContextManager[None]]
) -> None:
    banks = Banks(copied)
    banks.save(small(2), [2])

    with room_for(0), pytest.raises(StationError):
        banks.undo()

    holds(banks, small(2), 2)


@pytest.mark.parametrize("before", [0, 2])
def test_a_version_whose_pointer_cannot_be_written_is_removed_again(
    banks: Banks, folder: Path, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    for seed in range(before):
        banks.save(small(seed), [seed])
    really = Path.replace

    def full(path: Path, target: Path) -> Path:
        if target.name == "CURRENT" and path.read_bytes().startswith(b"v"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return really(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(DiskFull):
            banks.save(small(7), [7])

    again = Banks(folder)
    assert (again.current(), again.versions()) == (before, list(range(1, before + 1)))
    assert again.can_undo() == (before == 2)
    assert not list(folder.glob(".tmp-*"))
    again.save(small(8), [8])
    holds(Banks(folder), small(8), before + 1)


@pytest.mark.skipif(os.name == "nt", reason="Windows makes names last by itself")
@pytest.mark.parametrize("what", ["save", "undo"])
def test_a_pointer_that_is_replaced_counts_whatever_the_disk_says_then(
    banks: Banks, folder: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    for seed in (1, 2):
        banks.save(small(seed), [seed])
    really = os.fsync
    old = (folder / "CURRENT").read_bytes()
    refusals = []

    def fsync(handle: int) -> None:
        is_replaced = (folder / "CURRENT").read_bytes() != old
        if is_replaced and os.path.samestat(os.fstat(handle), folder.stat()):
            refusals.append(handle)
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        really(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        stored = banks.save(small(3), [3]) if what == "save" else banks.undo()

    assert refusals
    assert stored is not None
    holds(Banks(folder), stored.bank, stored.bank.version)
    assert stored.bank.version == (3 if what == "save" else 1)


def test_what_a_crash_left_is_swept_away(copied: Path) -> None:
    half = copied / ".tmp-0123"
    half.mkdir()
    (half / "layer3.npy").write_bytes(b"half")
    (copied / ".tmp-4567").write_bytes(b"v0000")
    (copied / "notes.txt").write_text("by hand")

    Banks(copied).save(small(2), [2])

    assert {path.name for path in copied.iterdir()} == {
        *("v000001", "v000002", "CURRENT", "notes.txt")
    }


# --- power cuts ----------------------------------------------------------------------------------


def check_every_version(banks: Banks, banks_of: Callable[[int], Bank]) -> list[int]:
    """Assert that all versions down from the one in use are whole; returns their samples."""
    found = []
    stored = banks.load()
    while stored is not None:
        (seed,) = stored.samples
        assert parts_of(stored.bank) == parts_of(banks_of(seed))
        found.append(seed)
        banks.samples_in_use()
        stored = banks.undo() if banks.can_undo() else None
    return found


@forks
@pytest.mark.parametrize("scenario", ["bank", "undo"])
def test_a_kill_at_any_step_leaves_the_old_version_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scenario: str
) -> None:
    """Save or undo with as many versions as are kept and two undone, which never come back."""
    monkeypatch.setattr(os, "fsync", lambda _: None)  # for speed; see crashing.py
    template = tmp_path / "template"
    for seed in (1, 2, 3, 4, 5):
        Banks(template).save(small(seed), [seed])
    Banks(template).undo()
    Banks(template).undo()
    old = [3, 2, 1]
    between, new = ([100, 3, 2, 1], [100, 3, 2]) if scenario == "bank" else (old, [2, 1])
    seen = []
    with crashing() as processes:
        killed, step = True, 0
        while killed:
            step += 1
            folder = tmp_path / f"{step}"
            shutil.copytree(template, folder)
            processes.start(step, scenario, folder)
            killed = processes.end()
            again = Banks(folder)
            seen.append(check_every_version(again, small))
            assert seen[-1] in (old, between, new)
            again.save(small(50), [50])
            assert not list(folder.glob(".tmp-*"))
            shutil.rmtree(folder)

    assert step > 3
    assert (seen[0], seen[-1]) == (old, new)


@forks
def test_a_kill_at_any_step_of_the_first_save_leaves_nothing_or_the_bank(tmp_path: Path) -> None:
    with crashing() as processes:
        killed, step = True, 0
        while killed:
            step += 1
            folder = tmp_path / f"{step}" / "bank"
            processes.start(step, "bank", folder)
            killed = processes.end()
            stored = Banks(folder).load()
            assert stored is None or parts_of(stored.bank) == parts_of(small(100))
            assert not Banks(folder).can_undo()
            assert Banks(folder).samples() == (stored.samples if stored else ())
            Banks(folder).save(small(50), [50])
            assert Banks(folder).samples_in_use() == ({100, 50} if stored else {50})

    assert step > 10
    assert stored is not None


@forks
def test_a_kill_at_any_moment_leaves_whole_versions(tmp_path: Path) -> None:
    folder = tmp_path / "bank"
    Banks(folder).save(small(100), [100])
    moments = random.Random(1)
    found = set()
    with crashing() as processes:
        for _ in range(20):
            process = processes.start(0, "bank", folder)
            time.sleep(moments.uniform(0, 0.06))  # the moment itself; nothing is waited for
            os.kill(process, signal.SIGKILL)
            assert processes.end()
            stored = Banks(folder).load()
            assert stored is not None
            (seed,) = stored.samples
            assert parts_of(stored.bank) == parts_of(small(seed))
            found.add(stored.bank.version)

    assert len(found) > 3, "it was killed at work"
    check_every_version(Banks(folder), small)


# --- what a bank knows of the stages before the network -------------------------------------------


def imaging_bank(seed: int = 5) -> Bank:
    """Make a bank of parts with three views that are aligned under a corrected light."""
    keys = ("layer2", "layer3", "layer2@1", "layer3@1", "layer2@2", "layer3@2")
    bank = tiny_bank(seed, keys)
    random = np.random.default_rng(seed)
    settings = ImagingSettings(
        light=LightSettings(white="a" * 16, evening=30),
        alignment=AlignmentSettings(mode=AlignmentMode.FEATURE, feature=(0.1, 0.2, 0.3, 0.4)),
        views=ViewSettings(count=3),
    )
    half = bank.layers["layer3@2"].left_out.copy()
    half[::2] = np.nan
    layers = {**bank.layers, "layer3@2": replace(bank.layers["layer3@2"], left_out=half)}
    seen = random.random((64, 96)) < 0.9
    return replace(
        bank,
        recipe=replace(bank.recipe, layers=("layer2", "layer3"), imaging=settings),
        layers=layers,
        references=References(part=picture(1, 40, 180), white=picture(2, 40, 180)),
        light=LightLevel(0.4, (1.1, 1.0, 0.9)),
        seen=seen,
        alarmed=(1,),
    )


def test_views_references_light_and_what_is_seen_come_back(banks: Banks, folder: Path) -> None:
    bank = imaging_bank()
    banks.save(bank, range(4))

    stored = Banks(folder).load()

    assert stored is not None
    found = stored.bank
    assert parts_of(found) == parts_of(bank)
    assert list(found.layers) == list(bank.layers)
    assert found.recipe.imaging == bank.recipe.imaging
    assert (found.light, found.alarmed) == (bank.light, bank.alarmed)
    np.testing.assert_array_equal(found.seen, bank.seen)
    assert sorted(found.references.pictures) == ["part", "white"]
    for name, known in bank.references.pictures.items():
        np.testing.assert_array_equal(found.references.pictures[name], known)
    banks.save(found, range(4))
    again = banks.load()
    assert again is not None
    assert parts_of(again.bank) == parts_of(bank)


def test_a_reference_outlives_the_version_that_it_was_read_from(banks: Banks, folder: Path) -> None:
    """It is held by the window, while versions come and go."""
    banks.save(imaging_bank(), range(4))
    stored = banks.load()
    assert stored is not None
    part = stored.bank.references.part
    assert part is not None
    shutil.rmtree(folder)
    assert not isinstance(part, np.memmap)
    np.testing.assert_array_equal(part, picture(1, 40, 180))


def test_the_bank_of_a_station_that_knew_no_imaging_is_taken(copied: Path) -> None:
    def older(content: dict[str, Any]) -> None:
        for key in ("imaging", "light", "alarmed"):
            del content[key]

    retold(next(copied.glob("v*/manifest.json")), older)

    stored = Banks(copied).load()

    assert stored is not None
    bank = stored.bank
    assert parts_of(bank) == parts_of(tiny_bank(1))
    assert bank.recipe.imaging == ImagingSettings()
    assert (bank.light, bank.seen, bank.references.pictures) == (None, None, {})


def saved(array: object) -> Callable[[Path], object]:
    return lambda path: np.save(path, array)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("reference_part.npy", np.zeros((40, 60), np.uint8)),
        ("reference_part.npy", np.zeros((40, 60, 4), np.uint8)),
        ("reference_white.npy", np.zeros((40, 60, 3), np.float32)),
        ("seen.npy", np.zeros((64, 96), bool)),
        ("seen.npy", np.ones((64, 96), np.uint8)),
        ("seen.npy", np.ones(64, bool)),
    ],
)
def test_pictures_that_are_none_are_refused(
    banks: Banks, folder: Path, name: str, array: object
) -> None:
    banks.save(imaging_bank(), range(4))
    forge(folder, name, saved(array))
    with pytest.raises(BankBroken):
        Banks(folder).load()


@pytest.mark.parametrize("name", ["reference_part.npy", "seen.npy", "layer2@1_left_out.npy"])
@pytest.mark.parametrize("keep", [None, 0, 100])
def test_a_lost_or_truncated_part_of_it_is_found(
    banks: Banks, folder: Path, name: str, keep: int | None
) -> None:
    banks.save(imaging_bank(), range(4))
    path = next(folder.glob(f"v*/{name}"))
    content = path.read_bytes()
    path.unlink()
    if keep is not None:
        path.write_bytes(content[:keep])
    with pytest.raises(BankBroken):
        Banks(folder).load()


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["imaging"]["views"].update(count=2),
        lambda content: content["imaging"]["views"].update(count=4),
        lambda content: content["imaging"].update(colour=1),
        lambda content: content["radius"].update({"layer9@1": 0.1}),
        lambda content: content.update(light={"brightness": "bright"}),
    ],
)
def test_views_that_do_not_fit_are_found(
    banks: Banks, folder: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    banks.save(imaging_bank(), range(4))
    retold(next(folder.glob("v*/manifest.json")), change)
    with pytest.raises(BankBroken):
        Banks(folder).load()
