"""Exported networks, kept because an export takes seconds."""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

from spade_station.domain.errors import StationError
from spade_station.storage.atomic import write_bytes

log = logging.getLogger(__name__)
DIGITS = 16  # of the sha256 of the file, in its name


def kept_network(folder: Path, name: str, export: Callable[[], bytes]) -> bytes:
    """Read an exported network, or export it and keep it.

    Parameters
    ----------
    name
        Tells it from every other one.
    """
    for path in folder.glob(f"{name}.*.onnx"):
        content = _read(path)
        if content is not None and path.name == _file_name(name, content):
            return content
        log.warning("%s is damaged; the network is exported again", path)
        path.unlink(missing_ok=True)
    content = export()
    try:
        write_bytes(folder / _file_name(name, content), content)
    except StationError as error:
        log.warning("The exported network could not be kept: %s", error)
    return content


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _file_name(name: str, content: bytes) -> str:
    return f"{name}.{hashlib.sha256(content).hexdigest()[:DIGITS]}.onnx"
