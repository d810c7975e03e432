"""Freed memory; in processes of their own, since this one has long had its threads."""

import linecache
import os
import platform
import subprocess
import sys

import pytest

from spade_station.engine.memory import give_back

of_glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="there is no glibc")

MANY_THREADS = """
import ctypes, os, sys, threading
if sys.argv[1:]:
    import spade_station.engine
together = threading.Barrier(8 * os.cpu_count())
def allocate():
    together.wait()
    kept = [bytearray(10_000) for _ in range(100)]
    together.wait()
threads = [threading.Thread(target=allocate) for _ in range(together.parties)]
for each in threads:
    each.start()
for each in threads:
    each.join()
ctypes.CDLL(None).malloc_stats()
"""

FREED = """
import os, pathlib
from spade_station.engine.memory import give_back
def resident():
    pages = pathlib.Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20
pieces = [bytearray(20_000) for _ in range(10_000)]
last = bytearray(20_000)
del pieces
before = resident()
give_back()
print(before - resident())
"""


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", *words], check=True, capture_output=True, text=True
    )


@of_glibc
def test_there_is_no_pool_for_each_thread() -> None:
    def pools(*words: str) -> int:
        return _run(MANY_THREADS, *words).stderr.count("Arena")

    assert pools("engine") <= (os.cpu_count() or 1) < pools()


@of_glibc
def test_what_is_freed_goes_back_to_the_system() -> None:
    assert float(_run(FREED).stdout) > 150


def test_source_lines_are_not_kept() -> None:
    assert linecache.getlines(__file__)
    give_back()
    assert not linecache.cache
