"""What a disk can refuse, as a message, and what makes a name last."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spade_station.domain.home_errors import DiskFull, FileTooLarge, HomeReadOnly
from spade_station.domain.reasons import of_system

FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turn what a disk can refuse into a message.

    Raises
    ------
    DiskFull, FileTooLarge, HomeReadOnly
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull(path=path) from error
        if error.errno == errno.EFBIG:
            raise FileTooLarge(path=path) from error
        raise HomeReadOnly(path=path, reason=of_system(error)) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
