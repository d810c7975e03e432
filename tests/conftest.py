"""What all tests share: no screen, no thread left behind, a small and a real backbone."""

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import spade_station  # noqa: F401 - before numpy and torch: it says how their threads wait

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("SPADE_STATION_WEIGHTS", None)
os.environ.pop("SPADE_STATION_HOME", None)
os.environ.pop("COLUMNS", None)  # some terminals, and pytest-xdist, say how wide tables are

# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED = Path(__file__).resolve().parents[2] / "shared"
ENDING = ("Thread-",)  # a progress bar's has been told to end, no more
# torch keeps a pool when it has exported; a matcher its crew, and a preparation the threads of a
# part's views, for the next picture
POOLED = ("ThreadPoolExecutor", "crew", "views")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a GPU where there is none."""
    marked = [item for item in items if item.get_closest_marker("cuda")]
    if not marked:
        return
    import torch

    if not torch.cuda.is_available():
        for item in marked:
            item.add_marker(pytest.mark.skip(reason="there is no CUDA device"))


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """Fail a test that leaves a thread running, one of Qt's included.

    Python goes on listing a thread of Qt's that has ended, and does not know every one that runs.
    """
    before = set(sys._current_frames())
    yield
    for thread in threading.enumerate():
        if thread.ident not in before and thread.name.startswith(ENDING):
            thread.join(1)
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    left = [names.get(ident, "a thread of Qt's") for ident in set(sys._current_frames()) - before]
    left = [name for name in left if not name.startswith(POOLED)]
    assert not left, f"threads are left running: {left}"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Give the real defect pictures; skips where they are not."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the real pictures are not on this machine")
    return folder


@pytest.fixture(scope="session")
def real_weights() -> Path:
    """Give the folder with real ResNet-18 weights; skips where it is not."""
    folder = SHARED / "weights"
    if not folder.is_dir():
        pytest.skip("the real weights are not on this machine")
    return folder
