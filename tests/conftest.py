"""What all tests share: no screen, no thread left behind, a small and a real backbone."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("SPADE_STATION_WEIGHTS", None)
os.environ.pop("SPADE_STATION_HOME", None)

SHARED = Path(__file__).resolve().parents[2] / "shared"
# joblib keeps its pool of readers for the next use
POOLED = ("ThreadPoolExecutor", "Thread-", "asyncio", "pydevd")


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
    """Fail a test that leaves one of the station's threads running."""
    before = set(threading.enumerate())
    yield
    left = [
        thread.name
        for thread in set(threading.enumerate()) - before
        if thread.is_alive() and not thread.name.startswith(POOLED)
    ]
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
