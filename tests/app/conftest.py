from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.product import Product
from spade_station.app.station import Station
from spade_station.capture.demo_line import demo_part
from spade_station.engine.inspector import Inspector

from .desk import Desk, Gate, Move
from .parts import copy_of, make_product, open_product

MakeStation = Callable[[Path], Station]


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


@pytest.fixture
def product(home: Path) -> Product:
    """Give that product, to be changed."""
    return open_product(home)


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


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Iterator[Callable[[str], Move]]:
    """Hold renames and deletes that are done on the disk; they are let go before the station."""
    moves: list[Move] = []

    def make(how: str) -> Move:
        moves.append(Move(monkeypatch, how))
        return moves[-1]

    yield make
    for each in moves:
        each.be_heard()


@pytest.fixture
def small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the parts of the demo line for a smaller camera: drawing and storing them takes long."""
    small = partial(demo_part, size=(240, 320))
    monkeypatch.setattr("spade_station.app.demo_product.demo_part", small)
    monkeypatch.setattr("spade_station.capture.open_source.demo_part", small)
