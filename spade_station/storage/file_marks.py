"""What tells, without reading them, whether files are still those that were read before."""

from collections.abc import Iterable
from pathlib import Path

FileMarks = frozenset[tuple[Path, int, int, int]]
"""Path, inode, size and time of each file."""


def file_marks(folders: Iterable[Path]) -> FileMarks:
    """Look at every file in some folders; one that is replaced, altered or gone changes them."""
    found = set()
    for folder in folders:
        for path in folder.iterdir() if folder.is_dir() else ():
            status = path.stat()
            found.add((path, status.st_ino, status.st_size, status.st_mtime_ns))
    return frozenset(found)
