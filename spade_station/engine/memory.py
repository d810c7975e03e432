"""Memory that nobody needs: given back to the system (docs/performance.md).

glibc keeps a pool of freed memory for every thread, up to eight for each core, and all that a job
has freed at its peak. PySide reads the source of each module that is loaded after it, to see
whether it is named there, and so fills Python's cache of source lines: half a million with torch.
"""

import ctypes
import linecache
import os

M_ARENA_MAX = -8  # malloc.h


def keep_few_pools() -> None:
    """Let glibc, if it is that, keep no more pools than cores; called before threads begin."""
    most = getattr(_glibc(), "mallopt", None)
    if most is not None:
        most(M_ARENA_MAX, os.cpu_count() or 1)


def give_back() -> None:
    """Give what is free back to the system; takes milliseconds, for after what was large."""
    linecache.clearcache()  # a traceback reads again what it shows
    trim = getattr(_glibc(), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _glibc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if os.name == "posix" else None
