import zipfile
from pathlib import Path

import numpy as np
import pytest

from spade_station.engine.known_defects import DefectRows, KnownDefects, MapSet
from spade_station.storage.known_defects import load_known_defects, save_known_defects

LAYERS = ("layer2", "layer3")


def maps(random: np.random.Generator, count: int) -> MapSet:
    sizes = [(64, 96)] * count
    parts = [
        {
            "layer2": random.random((8, 12)).astype(np.float32),
            "layer3": random.random((4, 6)).astype(np.float32),
        }
        for _ in range(count)
    ]
    return MapSet.of(parts, sizes)


def known_defects() -> KnownDefects:
    random = np.random.default_rng(0)
    rows = DefectRows(
        random.normal(size=(6, 5)).astype(np.float16), np.repeat([1, 4], 3), np.arange(6) > 4
    )
    return KnownDefects(
        made_with="abc",
        bank_version=7,
        numbers=(1, 4),
        picture_sizes=np.array([[128, 192], [128, 192]], np.int32),
        patches=np.array([10, 12], np.int32),
        kept=np.array([6, 6], np.int32),
        layers=dict.fromkeys(LAYERS, rows),
        from_good=maps(random, 2),
        spacings=maps(random, 2),
        from_defects=maps(random, 2),
        good_from_good=maps(random, 5),
        good_from_defects=maps(random, 5),
    )


def test_what_is_stored_is_read_again(tmp_path: Path) -> None:
    path, known = tmp_path / "defects" / "known.npz", known_defects()
    save_known_defects(path, known)
    again = load_known_defects(path)
    assert again is not None
    assert (again.made_with, again.bank_version, again.numbers) == ("abc", 7, (1, 4))
    for layer in LAYERS:
        assert np.array_equal(again.layers[layer].rows, known.layers[layer].rows)
        assert np.array_equal(again.layers[layer].owner, known.layers[layer].owner)
        assert np.array_equal(again.layers[layer].like_good, known.layers[layer].like_good)
    for mine, theirs in zip(known.from_good.maps(), again.from_good.maps(), strict=True):
        assert all(np.array_equal(mine[layer], theirs[layer]) for layer in LAYERS)


def test_there_may_be_none(tmp_path: Path) -> None:
    assert load_known_defects(tmp_path / "known.npz") is None


@pytest.mark.parametrize("damage", ["cut off", "altered", "text", "empty", "other"])
def test_what_is_damaged_is_not_used(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "known.npz"
    save_known_defects(path, known_defects())
    content = path.read_bytes()
    middle = len(content) // 3
    altered = bytes([content[middle] ^ 255])
    path.write_bytes(
        {
            "cut off": content[: len(content) // 2],
            "altered": content[:middle] + altered + content[middle + 1 :],
            "text": b"no arrays",
            "empty": b"",
            "other": content,
        }[damage]
    )
    if damage == "other":
        np.savez(path, about=np.zeros(3))
    assert load_known_defects(path) is None


def test_what_zipfile_cannot_unpack_is_not_used(tmp_path: Path) -> None:
    """One flipped bit makes the way of packing one that is not known, or encryption."""
    path = tmp_path / "known.npz"
    save_known_defects(path, known_defects())
    with zipfile.ZipFile(path) as packed:
        entry = packed.start_dir
    whole = path.read_bytes()
    for place in (entry + 8, entry + 10):  # flags and method of the first entry
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert load_known_defects(path) is None
