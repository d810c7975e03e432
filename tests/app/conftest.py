import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.product import Product
from spade_station.app.station import Station
from spade_station.engine.inspector import Inspector

from .desk import Desk, Gate
from .parts import copy_of, make_product

MakeStation = Callable[[Path], Station]
# joblib keeps its pool of readers for the next use
POOLED = ("ThreadPoolExecutor", "Thread-")


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """Fail a test that leaves a thread running, one of Qt's included.

    Python goes on listing a thread of Qt's that has ended, and does not know every one that runs.
    """
    before = set(sys._current_frames())
    yield
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    left = [names.get(ident, "a thread of Qt's") for ident in set(sys._current_frames()) - before]
    left = [name for name in left if not name.startswith(POOLED)]
    assert not left, f"threads are left running: {left}"


@pytest.fixture(scope="session")
def learned_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home with a learned product; not to be changed."""
    home = tmp_path_factory.mktemp("learned")
    make_product(home)
    return home


@pytest.fixture
def home(learned_home: Path, tmp_path: Path) -> Path:
    """Give a home of one's own with a learned product."""
    return copy_of(learned_home, tmp_path / "home")


@pytest.fixture(scope="session")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Product:
    """Give a learned product to look at."""
    return make_product(tmp_path_factory.mktemp("product"))


@pytest.fixture(scope="session")
def inspector(learned: Product) -> Inspector:
    return learned.inspector()


@pytest.fixture
def make_station(qapp: object) -> Iterator[MakeStation]:
    """Make stations that are closed after the test."""
    made: list[Station] = []

    def make(home: Path) -> Station:
        station = Station(home, "cpu")
        made.append(station)
        return station

    yield make
    for station in reversed(made):
        station.close()


@pytest.fixture
def desk(make_station: MakeStation, home: Path, qtbot: QtBot, tmp_path: Path) -> Desk:
    """Give an open station with a learned product."""
    return Desk(make_station(home), qtbot, tmp_path / "pictures").open()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Hold the learning; before the station, so that it is opened when that closes."""
    gate = Gate(monkeypatch)
    yield gate
    gate.open()
