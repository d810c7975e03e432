"""Arrays in ``.npy`` files: memory-mapped, without pickle, and checked before they are believed."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from spade_station.domain.errors import BankBroken
from spade_station.storage.atomic import write_with

Array = npt.NDArray[Any]


def save_array(path: Path, array: Array) -> str:
    """Store an array; returns the sha256 of the file."""
    write_with(path, lambda file: np.save(file, array, allow_pickle=False))
    return sha256_of(path)


def open_array(path: Path, sha256: str) -> Array:
    """Map an array into memory, read-only.

    Raises
    ------
    BankBroken
        When the file is missing, altered or no plain array.
    """
    try:
        if sha256_of(path) != sha256:
            raise BankBroken(path=path, reason="it was altered after it was stored")
        mapped: Array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise BankBroken(path=path, reason=str(error)) from error
    return mapped


def sha256_of(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
