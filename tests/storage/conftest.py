import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

from spade_station.storage.banks import Banks
from spade_station.storage.presets import Presets
from spade_station.storage.samples import Samples

Refusing = Callable[[str, int], AbstractContextManager[None]]


@pytest.fixture
def banks(tmp_path: Path) -> Banks:
    return Banks(tmp_path / "board" / "bank")


@pytest.fixture
def presets(tmp_path: Path) -> Presets:
    return Presets(tmp_path / "presets", tmp_path / "trash")


@pytest.fixture
def samples(tmp_path: Path) -> Samples:
    return Samples(tmp_path / "board" / "samples")


@pytest.fixture
def refusing() -> Refusing:
    """Let the disk refuse one step of every write: open, sync, replace or mkdir."""
    return _refusing


@contextmanager
def _refusing(step: str, number: int) -> Iterator[None]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    really_open = io.open

    def open_to_read(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        return refuse() if "w" in mode else really_open(file, mode, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        match step:
            case "open":
                patch.setattr(io, "open", open_to_read)
            case "sync":
                patch.setattr(os, "fsync", refuse)
            case "replace":
                patch.setattr(os, "replace", refuse)
                patch.setattr(os, "rename", refuse)
            case "mkdir":
                patch.setattr(os, "mkdir", refuse)
        yield


@pytest.fixture
def room_for() -> Callable[[int], AbstractContextManager[None]]:
    """Let the kernel write only so many bytes into a file: the end of the disk amid an array."""
    resource = pytest.importorskip("resource")

    @contextmanager
    def limited(size: int) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limited


FULL = [errno.ENOSPC, errno.EDQUOT]
FORBIDDEN = [errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO]
