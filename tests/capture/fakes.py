"""A clock and a camera that do what a test says."""

import queue
import threading
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from spade_station.capture.pacing import Clock
from spade_station.domain.source_settings import SourceKind, SourceSettings

Raw = npt.NDArray[np.uint8]

PATIENCE = 10.0
"""Seconds that a test waits for another thread before it fails."""


class FakeClock(Clock):
    """Time that passes only while somebody waits for it, and then at once."""

    def __init__(self) -> None:
        self.time = 100.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def wait(self, event: threading.Event, seconds: float) -> bool:
        self.waits.append(seconds)
        if not event.is_set():
            self.time += seconds
        return event.is_set()


class JumpingClock(Clock):
    """Real waiting, with a time that a test can put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return super().now() + self.ahead


def noisy(seed: int, height: int = 48, width: int = 64) -> Raw:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def camera_settings(address: str = "0", **more: object) -> SourceSettings:
    return SourceSettings.model_validate({"kind": SourceKind.CAMERA, "address": address, **more})


class FakeCapture:
    """A device that hands out a list of pictures and then nothing; None is a failed read."""

    def __init__(self, *pictures: Raw | None, opened: bool = True, backend: str = "V4L2") -> None:
        self.pictures = list(pictures)
        self.opened = opened
        self.backend = backend
        self.released = 0
        self.properties: dict[int, float] = {}

    def isOpened(self) -> bool:
        return self.opened

    def read(self) -> tuple[bool, Raw | None]:
        picture = self.pictures.pop(0) if self.pictures else None
        return picture is not None, picture

    def get(self, prop: int, /) -> float:
        return self.properties.get(prop, 0.0)

    def set(self, prop: int, value: float, /) -> bool:
        self.properties[prop] = value
        return True

    def getBackendName(self) -> str:
        return self.backend

    def release(self) -> None:
        self.released += 1


class LiveCapture(FakeCapture):
    """A device whose reads block until the test sends a picture, as a real one's do."""

    def __init__(self) -> None:
        super().__init__()
        self._sent: queue.Queue[Raw | None] = queue.Queue()
        self.waiting = threading.Semaphore(0)

    def send(self, *pictures: Raw | None) -> None:
        for picture in pictures:
            self._sent.put(picture)

    def await_reads(self, count: int) -> None:
        """Wait until the device was asked so many times more."""
        for _ in range(count):
            assert self.waiting.acquire(timeout=PATIENCE)

    def read(self) -> tuple[bool, Raw | None]:
        self.waiting.release()
        picture = self._sent.get(timeout=PATIENCE)
        return picture is not None, picture


def devices(*captures: FakeCapture) -> Callable[[SourceSettings], FakeCapture]:
    """Make a factory that opens one device after the other, and then only dead ones."""
    waiting = list(captures)
    return lambda _settings: waiting.pop(0) if waiting else FakeCapture(opened=False)
