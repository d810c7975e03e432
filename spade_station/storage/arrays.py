"""Arrays in ``.npy`` files: memory-mapped, without pickle, and checked before they are believed."""

import hashlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from spade_station.domain.errors import BankBroken
from spade_station.domain.reasons import ALTERED, reason_of
from spade_station.storage.atomic import write_with

Array = npt.NDArray[Any]


class _HashedFile:
    """Hashes what is written to a file.

    To a real file numpy writes past Python, and a full disk is then an error without a number.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def write(self, content: bytes) -> int:
        """Write."""
        self.sha256.update(content)
        return self._file.write(content)


def save_array(path: Path, array: Array) -> str:
    """Store an array; returns the sha256 of the file."""
    sha256 = ""

    def write(file: BinaryIO) -> None:
        nonlocal sha256
        hashed = _HashedFile(file)
        np.lib.format.write_array(hashed, np.asarray(array), allow_pickle=False)
        sha256 = hashed.sha256.hexdigest()

    write_with(path, write)
    return sha256


def open_array(path: Path, sha256: str) -> Array:
    """Map an array into memory, read-only.

    Raises
    ------
    BankBroken
        When the file is missing, altered or no plain array.
    """
    try:
        if sha256_of(path) != sha256:
            raise BankBroken(path=path, reason=ALTERED)
        mapped: Array = np.lib.format.open_memmap(path, mode="r")  # takes no pickles at all
    except (OSError, ValueError) as error:
        raise BankBroken(path=path, reason=reason_of(error)) from error
    return mapped


def sha256_of(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
