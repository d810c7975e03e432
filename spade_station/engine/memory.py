"""Freed memory, which glibc keeps for later instead of giving it back to the system.

It keeps a pool for every thread, up to eight for each core, and all of what a job has freed at its
peak: a station that had learned and measured its runtimes stayed at 1.1 GB (docs/performance.md).
Elsewhere than with glibc nothing is done here.
"""

import ctypes
import os

M_ARENA_MAX = -8  # malloc.h


def keep_few_pools() -> None:
    """Let glibc keep no more pools than there are cores; to be called before threads begin."""
    most = getattr(_glibc(), "mallopt", None)
    if most is not None:
        most(M_ARENA_MAX, os.cpu_count() or 1)


def give_back() -> None:
    """Give what is free back to the system; takes milliseconds, for after a job."""
    trim = getattr(_glibc(), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _glibc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if os.name == "posix" else None
