import hashlib
import pickle
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest

from spade_station.domain.errors import BankBroken, StationError
from spade_station.domain.home_errors import DiskFull
from spade_station.storage.arrays import open_array, save_array, sha256_of

from .conftest import FULL, Refusing

ROWS = np.random.default_rng(0).normal(size=(300, 7))


@pytest.mark.parametrize(
    "array",
    [
        ROWS.astype(np.float16),
        ROWS.astype(np.float32).T,
        ROWS.astype(np.float16)[::3, ::-1],
        np.array([[np.nan, np.inf, -0.0]], np.float16),
        np.arange(9, dtype=np.int32),
        ROWS[:, 0] > 0,
        np.zeros((0, 7), np.float16),
    ],
    ids=lambda array: f"{array.dtype} {array.shape}",
)
def test_an_array_comes_back_bit_by_bit_and_mapped(tmp_path: Path, array: np.ndarray) -> None:
    path = tmp_path / "rows.npy"

    sha256 = save_array(path, array)
    found = open_array(path, sha256)

    assert isinstance(found, np.memmap)
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert found.tobytes() == array.tobytes()
    assert sha256 == sha256_of(path) == hashlib.sha256(path.read_bytes()).hexdigest()
    assert np.array_equal(np.load(path), array, equal_nan=array.dtype.kind == "f")


def test_a_mapped_array_cannot_be_written_to(tmp_path: Path) -> None:
    found = open_array(tmp_path / "rows.npy", save_array(tmp_path / "rows.npy", ROWS))

    with pytest.raises(ValueError, match="read-only"):
        found[0, 0] = 1


def test_objects_are_not_stored(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"[Oo]bject"):
        save_array(tmp_path / "rows.npy", np.array([{}, []], object))

    assert list(tmp_path.iterdir()) == []


class Trap:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("kind", ["array of objects", "pickle", "npz"])
def test_a_file_with_objects_is_refused_and_nothing_is_executed(tmp_path: Path, kind: str) -> None:
    path, sprung = tmp_path / "rows.npy", tmp_path / "sprung"
    trap = np.array([Trap(sprung)], object)
    with path.open("wb") as file:
        if kind == "pickle":
            pickle.dump(Trap(sprung), file)
        elif kind == "npz":
            np.savez(file, rows=ROWS, trap=trap)
        else:
            np.save(file, trap, allow_pickle=True)

    with pytest.raises(BankBroken):
        open_array(path, sha256_of(path))

    assert not sprung.exists()
    pickle.loads(pickle.dumps(Trap(sprung)))
    assert sprung.exists(), "the trap works"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: content[:5],
        lambda content: content[:100],
        lambda content: content[:-1],
        lambda content: content + b"\0",
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    ],
    ids=["empty", "in the magic", "in the header", "cut", "longer", "one bit"],
)
def test_an_altered_file_is_refused(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "rows.npy"
    sha256 = save_array(path, ROWS)
    path.write_bytes(spoil(path.read_bytes()))

    with pytest.raises(BankBroken, match="altered") as caught:
        open_array(path, sha256)

    assert caught.value.values["path"] == path


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", b"no array at all"])
def test_a_file_that_is_no_array_is_refused_whatever_its_sum(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "rows.npy"
    path.write_bytes(content)

    with pytest.raises(BankBroken):
        open_array(path, sha256_of(path))


def test_a_header_that_promises_more_than_the_file_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rows.npy"
    save_array(path, ROWS)
    path.write_bytes(path.read_bytes()[:-500])

    with pytest.raises(BankBroken):
        open_array(path, sha256_of(path))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BankBroken, match="it is missing"):
        open_array(tmp_path / "rows.npy", "0" * 64)


@pytest.mark.parametrize("number", FULL)
def test_a_full_disk_is_told(tmp_path: Path, refusing: Refusing, number: int) -> None:
    with refusing("sync", number), pytest.raises(DiskFull):
        save_array(tmp_path / "rows.npy", ROWS)

    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_ends_amid_an_array_is_told(
    tmp_path: Path, room_for: Callable[[int], AbstractContextManager[None]]
) -> None:
    with room_for(50_000), pytest.raises(StationError):
        save_array(tmp_path / "rows.npy", np.zeros(1_000_000, np.float16))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> object:
        return open("/dev/full", "wb")  # noqa: PTH123 - Path.open is what is replaced

    monkeypatch.setattr(Path, "open", full)

    with pytest.raises(DiskFull):
        save_array(tmp_path / "rows.npy", np.zeros(1_000_000, np.float16))
