"""Small good and bad parts, and what else the tests of the app share."""

import queue
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PySide6.QtCore import QObject, Signal, SignalInstance

from spade_station.app.backbones import Backbones, library_in
from spade_station.app.product import Product
from spade_station.app.threads import LoopThread
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.preset import LayerWeights, Preset
from spade_station.storage.presets import Presets
from spade_station.storage.samples import NewSample

LEARNED = 8
BOARD = "board"


def good_picture(seed: int) -> Picture:
    """Make a good part: a grey plate with two discs, a little different each time."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:96, 0:128]
    plate = np.full((96, 128, 3), 150.0)
    for centre in (32, 96):
        near = (x - centre - random.normal(0, 0.5)) ** 2 + (y - 48) ** 2 < 15**2
        plate[near] = (70, 90, 120)
    plate += random.normal(0, 3, plate.shape) + random.normal(0, 2)
    return plate.clip(0, 255).astype(np.uint8)


def bad_picture(seed: int) -> Picture:
    """Make a bad part: a dark square between the discs."""
    picture = good_picture(seed)
    picture[36:60, 54:74] = 20
    return picture


def good_frame(seed: int = 100) -> Frame:
    return Frame(good_picture(seed), seed, f"good {seed}")


def bad_frame(seed: int = 100) -> Frame:
    return Frame(bad_picture(seed), seed, f"bad {seed}")


def good_samples(count: int, first: int = 0) -> list[NewSample]:
    return [NewSample(good_frame(seed), "mei") for seed in range(first, first + count)]


def write_picture(path: Path, picture: Picture) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    done, data = cv2.imencode(path.suffix, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    assert done
    path.write_bytes(bytes(data))
    return path


def write_pictures(folder: Path, pictures: Sequence[Picture]) -> Path:
    for number, picture in enumerate(pictures):
        write_picture(folder / f"{number:03d}.png", picture)
    return folder


def small_preset(name: str = BOARD) -> Preset:
    """Give settings for small pictures that need no weights."""
    preset = Preset(name=name, based_on="electronics", weights=LayerWeights())
    for path, value in {
        "features.backbone": "builtin",
        "features.input_size": 96,
        "matching.rows": 2000,
    }.items():
        preset = preset.changed(path, value)
    return preset


def presets_in(home: Path) -> Presets:
    return Presets(home / "presets", home / "trash")


def backbones_in(home: Path) -> Backbones:
    return Backbones(library_in(home / "weights", []), "cpu")


def open_product(home: Path, name: str = BOARD) -> Product:
    return Product(name, presets_in(home), backbones_in(home))


def make_product(home: Path, samples: int = LEARNED, name: str = BOARD) -> Product:
    """Make a product with a bank."""
    presets_in(home).save(small_preset(name))
    product = open_product(home, name)
    if samples:
        product.learn_all(good_samples(samples), samples)
    return product


def content_of(folder: Path) -> dict[str, bytes]:
    """Read everything below a folder but the log and the lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in (".log", ".lock")
    }


class Recorder(QObject):
    """Keeps what a signal told, in the thread of the test."""

    def __init__(self, signal: SignalInstance) -> None:
        super().__init__()
        self.told: list[tuple[object, ...]] = []
        signal.connect(self.take)

    def take(self, *values: object) -> None:
        self.told.append(values)

    @property
    def last(self) -> object:
        return self.told[-1][0]

    @property
    def first_values(self) -> list[object]:
        return [values[0] for values in self.told]


class Milestone(QObject):
    """A point in the work of a loop; passed here once all that the loop told before has arrived."""

    reached = Signal()

    def __init__(self, loop: LoopThread[Any]) -> None:
        super().__init__()
        self._arrived = Recorder(self.reached)
        loop.inbox.tell(self.reached.emit)

    def is_passed(self) -> bool:
        return bool(self._arrived.told)


class FakeSource:
    """A source that delivers what a test puts into it."""

    def __init__(self, interval: float | None = None) -> None:
        self.name = "fake"
        self.interval = interval
        self.skipped = 0
        self.opened = 0
        self.closed = 0
        self.caught_up = 0
        self.refuses: list[Exception] = []
        self._next: queue.Queue[Frame | Exception] = queue.Queue()

    def put(self, *items: Frame | Exception) -> None:
        for item in items:
            self._next.put(item)

    @property
    def used_up(self) -> bool:
        return self._next.empty()

    def open(self) -> None:
        self.opened += 1
        if self.refuses:
            raise self.refuses.pop(0)

    def read(self, timeout: float) -> Frame | None:
        try:
            item = self._next.get(timeout=min(timeout, 0.02))
        except queue.Empty:
            return None
        if isinstance(item, Exception):
            raise item
        return item

    def catch_up(self) -> bool:
        self.caught_up += 1
        return True

    def close(self) -> None:
        self.closed += 1


def copy_of(home: Path, target: Path) -> Path:
    return Path(shutil.copytree(home, target))
