"""Writing so that a reader, or a power cut, finds the old content or the new, never a half."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from spade_station.domain.storing import storing, sync_folder

TEMPORARY = ".tmp-"


def write_bytes(path: Path, content: bytes) -> None:
    """Replace the file at `path` in one step."""
    write_with(path, lambda file: file.write(content))


def write_text(path: Path, text: str) -> None:
    """Replace the file at `path` with UTF-8.

    A file name may be no text at all: bytes that are none are surrogates in Python. They become
    escapes here, which JSON reads back as they were.
    """
    write_bytes(path, text.encode(errors="backslashreplace"))


def write_json(path: Path, content: Any) -> None:
    """Replace the file at `path` with readable JSON."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def write_with(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Replace the file at `path` with what `write` writes.

    A link stays one, to the new file. What is no file, a device or a pipe, is written to as it is.
    """
    with storing(path):
        if _is_special(path):
            with path.open("wb") as file:
                write(file)
            return
        place = Path(os.path.realpath(path))
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = _beside(place)
        try:
            with temporary.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(place)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(place.parent)


def check_place(path: Path) -> None:
    """See that a file can be written at `path`, before the work whose result it will hold.

    Raises
    ------
    HomeReadOnly, DiskFull
    """
    with storing(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not _is_special(path):
            place = Path(os.path.realpath(path))
            place.parent.mkdir(parents=True, exist_ok=True)
            temporary = _beside(place)
            temporary.touch()
            temporary.unlink()


def _is_special(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _beside(path: Path) -> Path:
    return path.with_name(f"{TEMPORARY}{uuid4().hex}")
