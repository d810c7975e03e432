"""The record loop: what is kept is written here, so that nobody else waits for the disk."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from spade_station.app.status import SampleEntry
from spade_station.app.threads import Command, LoopThread
from spade_station.domain.errors import StationError
from spade_station.domain.preset import Preset
from spade_station.domain.station_settings import StationSettings
from spade_station.storage.paths import Home
from spade_station.storage.presets import Presets
from spade_station.storage.samples import Samples
from spade_station.storage.settings_file import save_settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Whose entries are read: a product, and itself with each number."""

    name: str
    keys: tuple[tuple[str, int], ...]


class RecordLoop(LoopThread[None]):
    """Writes presets and settings, and reads the little pictures of the samples.

    What could not be written is tried again with whatever is written next.

    `samplesRead` gives a product and a tuple of `SampleEntry`.
    """

    samplesRead = Signal(str, object)  # noqa: N815 - as Qt names signals

    def __init__(self, home: Home, presets: Presets, parent: QObject | None = None) -> None:
        super().__init__("record", parent)
        self._home = home
        self._presets = presets
        self._entries: dict[tuple[str, int], SampleEntry] = {}
        self._asked = _Asked("", ())
        self._told: dict[str, Preset] = {}  # written by who asks, the next one by this loop
        self._done: dict[str, Preset] = {}
        self._told_settings: StationSettings | None = None
        self._done_settings: StationSettings | None = None
        self._held: list[str] = []  # once for each move
        self._storing = threading.Lock()  # held while a preset is written

    def save_preset(self, preset: Preset) -> None:
        """Store a preset; of several waiting ones of one name only the last."""
        self._told[preset.name] = preset
        self.inbox.tell(lambda: self._save(preset), instead_of=f"preset {preset.name}")

    def unsaved(self, name: str) -> Preset | None:
        """Give a preset that waits to be stored, or could not be; or None. Its file is older."""
        told = self._told.get(name)
        return None if told is self._done.get(name) else told

    def save_unsaved(self, name: str) -> None:
        """Try once more to store a preset that could not be stored, and say so if it cannot."""
        waiting = self.unsaved(name)
        if waiting is not None:
            self.save_preset(waiting)

    def hold(self, name: str) -> Preset | None:
        """Store nothing of a product from now on: it is moved. Gives what waits to be stored.

        For the thread that moves it; waits for a write of it that has begun.
        """
        with self._storing:
            self._held.append(name)
            return self.unsaved(name)

    def release(self, name: str) -> Preset | None:
        """Forget a product that was held; gives what was not stored of it, or None."""
        waiting = self.unsaved(name)
        self._told.pop(name, None)
        self._held.remove(name)
        return waiting

    def save_settings(self, settings: StationSettings) -> None:
        """Store the station's settings."""
        self._told_settings = settings
        self.inbox.tell(self._save_settings, instead_of="settings")

    def read_samples(self, name: str, numbers: Sequence[int]) -> None:
        """Read the entries of the samples of a product, instead of those asked for before."""
        self._asked = _Asked(name, tuple((name, number) for number in numbers))
        self.inbox.tell(partial(self._read_on, self._asked, 0), instead_of="samples")

    def end(self) -> None:
        """See `LoopThread.end`."""
        self._save_failed()

    def _save(self, preset: Preset) -> None:
        self._store(preset)
        self._save_failed()

    def _save_settings(self) -> None:
        self._store_settings()
        self._save_failed()

    def _save_failed(self) -> None:
        """Store what could not be stored before; if it still cannot, that was said already."""
        stores: list[Command] = [partial(self._store, preset) for preset in [*self._told.values()]]
        for store in (*stores, self._store_settings):
            try:
                store()
            except StationError as error:
                log.warning("Still not stored: %s", error)

    def _store_settings(self) -> None:
        settings = self._told_settings
        if settings is not None and settings is not self._done_settings:
            save_settings(self._home.settings, settings)
            self._done_settings = settings

    def _store(self, preset: Preset) -> None:
        """Store a preset unless its product is, or was, renamed or deleted in the meantime."""
        name = preset.name
        with self._storing:
            if name in self._held or not self._presets.exists(name):
                return  # whoever moves it takes over what waits
            if self.unsaved(name) is preset:
                self._presets.save(preset)
                self._done[name] = preset

    def _read_on(self, asked: _Asked, place: int) -> None:
        """Read one entry and go on later: what is to be stored does not wait for all of them."""
        if asked is not self._asked:
            asked, place = self._asked, 0
        keys = asked.keys
        while place < len(keys) and keys[place] in self._entries:
            place += 1
        if place == len(keys):
            self._entries = {key: self._entries[key] for key in keys}
            self.samplesRead.emit(asked.name, tuple(self._entries.values()))
        elif not self.inbox.closed:
            samples = Samples(self._presets.folder(asked.name) / "samples")
            self._entries[keys[place]] = _entry(samples, keys[place][1])
            self.inbox.tell(partial(self._read_on, asked, place), instead_of="samples")


def _entry(samples: Samples, number: int) -> SampleEntry:
    note = samples.note(number)
    return SampleEntry(
        number=number,
        added=note.added if note else None,
        by=note.by if note else "",
        origin=note.origin if note else "",
        score_before=note.score_before if note else None,
        thumbnail=samples.thumbnail(number),
    )
