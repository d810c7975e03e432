"""Writing so that a reader, or a power cut, finds the old content or the new, never a half."""

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
    """Replace the file at `path` with what `write` writes."""
    with storing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{TEMPORARY}{uuid4().hex}")
        try:
            with temporary.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(path.parent)
