"""A station under test, with somebody who waits for it."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.notices import Notice
from spade_station.app.station import Station
from spade_station.app.status import RunState
from spade_station.domain.frame import Picture
from spade_station.domain.inspection import Inspection
from spade_station.domain.source_settings import SourceKind, SourceSettings
from spade_station.storage.presets import Presets

from .parts import BOARD, Milestone, Recorder, write_pictures


class Desk:
    """Asks a station and waits for the answers.

    Parameters
    ----------
    folder
        Where the pictures of its source are written.
    """

    def __init__(self, station: Station, qtbot: QtBot, folder: Path) -> None:
        self.station = station
        self._qtbot = qtbot
        self._folder = folder
        self._sources = 0
        self.notices = Recorder(station.noticed)
        self.states = Recorder(station.stateChanged)
        self.verdicts = Recorder(station.verdictChanged)
        self.jobs = Recorder(station.jobChanged)
        self.presets = Recorder(station.presetChanged)
        self.opened = Recorder(station.backboneChanged)

    def open(self, name: str = BOARD) -> "Desk":
        self.station.open()
        self.wait(lambda: bool(self.station.backbone.name) or bool(self.notices.told))
        if self.station.settings.preset != name:
            self.choose(name)
        return self

    def choose(self, name: str) -> None:
        """Choose a product, and wait until it is opened, or somebody is told why not."""
        told = len(self.opened.told), len(self.notices.told)
        self.station.choose_preset(name)
        self.wait(lambda: (len(self.opened.told), len(self.notices.told)) != told)

    def wait(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=20_000)

    def source(self, *pictures: Picture, **more: Any) -> SourceSettings:
        """Write pictures and give the source that delivers them, as fast as they are judged."""
        self._sources += 1
        folder = write_pictures(self._folder / str(self._sources), pictures)
        more = {"rate": 0.0, "loop": False, **more}
        return SourceSettings(kind=SourceKind.FOLDER, address=str(folder), **more)

    def show(self, picture: Picture) -> Inspection:
        """Inspect one picture and leave it on the screen."""
        self.station.choose_source(self.source(picture))
        self.wait(lambda: self.station.live.latest is None)
        self.station.step()
        self.wait(lambda: self.station.live.latest is not None)
        self.wait(lambda: self.station.state is RunState.STOPPED)
        return self.latest

    def run_to_the_end(self, *pictures: Picture) -> None:
        self.station.choose_source(self.source(*pictures))
        self.station.start()
        ended = len(self.states.told)
        self.wait(lambda: (RunState.STOPPED,) in self.states.told[ended:])
        self.settle()

    def add_anyway(self, bad: Inspection) -> None:
        """Say that a part is good although the station doubts it."""
        self.station.add_good(bad)
        self.wait(lambda: any("again to add it anyway" in text for text in self.said))
        self.notices.told.clear()
        self.station.add_good(bad)

    def settle(self) -> None:
        """Wait until all loops have done what they were asked, and what followed from it."""
        for _ in range(3):
            for loop in self.station._loops:
                self.wait(Milestone(loop).is_passed)
        self.wait(lambda: self.station._inspecting.inbox.wait_taken(0.0))

    @property
    def latest(self) -> Inspection:
        latest = self.station.live.latest
        assert latest is not None
        return latest

    @property
    def said(self) -> list[str]:
        """What the station told people."""
        notices = [notice for notice in self.notices.first_values if isinstance(notice, Notice)]
        return [str(notice) for notice in notices]


class Gate:
    """Holds the learning until a test lets it go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from spade_station.app import product

        self._really_learn = product.learn
        self._open = threading.Event()
        self.reached = threading.Event()
        monkeypatch.setattr(product, "learn", self._learn)

    def open(self) -> None:
        self._open.set()

    def _learn(self, *values: Any) -> Any:
        self.reached.set()
        assert self._open.wait(20.0), "nobody opened the gate"
        return self._really_learn(*values)


class Move:
    """A rename or delete that is done on the disk, and that nobody has heard of yet."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
        really = getattr(Presets, how)
        self.is_done = threading.Event()
        self._heard = threading.Event()

        def move(*values: Any) -> Any:
            try:
                return really(*values)
            finally:
                self.is_done.set()
                assert self._heard.wait(20.0), "nobody wanted to hear of it"

        monkeypatch.setattr(Presets, how, move)

    def be_heard(self) -> None:
        self._heard.set()
