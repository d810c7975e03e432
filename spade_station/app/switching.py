"""How long it takes to change to another product while the line runs."""

import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

import numpy as np

from spade_station.app.backbones import Backbones
from spade_station.app.shelf import Shelf
from spade_station.domain.errors import NoProduct
from spade_station.domain.frame import Frame
from spade_station.engine.inspector import Inspector
from spade_station.storage.presets import Presets

ROUNDS = 8
LEAST_PRODUCTS = 2


@dataclass(frozen=True, slots=True)
class SwitchTimes:
    """Milliseconds from the wish until the other product's inspector can judge.

    Parameters
    ----------
    loaded, from_disk
        Median and worst, for products on the shelf and for those that are not.
    bank_bytes
        Of the products, as they are held.
    """

    products: tuple[str, ...]
    loaded: dict[str, float]
    from_disk: dict[str, float]
    bank_bytes: int

    def as_json(self) -> dict[str, Any]:
        """Give plain values."""
        return asdict(self)


def measure_switching(presets: Presets, backbones: Backbones, names: Sequence[str]) -> SwitchTimes:
    """Change between learned products, by turns, beside a thread that judges without a pause.

    The networks are loaded beforehand: what takes time from disk is the bank.

    Raises
    ------
    NoProduct
        When there are fewer than two.
    StationError
        When one of them cannot judge.
    """
    if len(names) < LEAST_PRODUCTS:
        raise NoProduct
    roomy = Shelf(presets, backbones)
    inspectors = [roomy.inspector(roomy.open(name)) for name in names]
    held = roomy.status.bytes
    with _Line(inspectors[0]):
        loaded = [_switch(roomy, name) for _ in range(ROUNDS) for name in names]
        narrow = Shelf(presets, backbones, 0)
        from_disk = [_switch(narrow, name) for _ in range(ROUNDS) for name in names]
    return SwitchTimes(tuple(names), _figures(loaded), _figures(from_disk), held)


def _switch(shelf: Shelf, name: str) -> float:
    began = perf_counter()
    shelf.inspector(shelf.open(name))
    return 1000 * (perf_counter() - began)


def _figures(times: Sequence[float]) -> dict[str, float]:
    return {"p50": float(np.median(times)), "max": max(times)}


class _Line:
    """A line that runs: somebody else judges one picture after the other."""

    def __init__(self, inspector: Inspector) -> None:
        height, width = inspector.bank.sizes[0]
        noise = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
        self._frame = Frame(noise, 0, "switching")
        self._inspector = inspector
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="line")

    def __enter__(self) -> "_Line":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._inspector.inspect(self._frame)
