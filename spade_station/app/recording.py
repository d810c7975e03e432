"""The record loop: what is kept is written here, so that nobody else waits for the disk."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from spade_station.app.status import SampleEntry
from spade_station.app.threads import LoopThread
from spade_station.domain.preset import Preset
from spade_station.domain.station_settings import StationSettings
from spade_station.storage.paths import Home
from spade_station.storage.presets import Presets
from spade_station.storage.samples import Samples
from spade_station.storage.settings_file import save_settings


class RecordLoop(LoopThread[None]):
    """Writes presets and settings, and reads the little pictures of the samples.

    `samplesRead` gives a product and a tuple of `SampleEntry`.
    """

    samplesRead = Signal(str, object)  # noqa: N815 - as Qt names signals

    def __init__(self, home: Home, presets: Presets, parent: QObject | None = None) -> None:
        super().__init__("record", parent)
        self._home = home
        self._presets = presets
        self._entries: dict[tuple[str, int], SampleEntry] = {}

    def save_preset(self, preset: Preset) -> None:
        """Store a preset; of several waiting ones of one name only the last."""
        self.inbox.tell(lambda: self._save(preset), instead_of=f"preset {preset.name}")

    def save_settings(self, settings: StationSettings) -> None:
        """Store the station's settings."""
        self.inbox.tell(lambda: save_settings(self._home.settings, settings), instead_of="settings")

    def read_samples(self, name: str, numbers: Sequence[int]) -> None:
        """Read the entries of the samples of a product."""
        self.inbox.tell(lambda: self._read(name, numbers), instead_of="samples")

    def _save(self, preset: Preset) -> None:
        """Store a preset unless its product was renamed or deleted in the meantime."""
        if self._presets.exists(preset.name):
            self._presets.save(preset)

    def _read(self, name: str, numbers: Sequence[int]) -> None:
        samples = Samples(self._presets.folder(name) / "samples")
        for number in numbers:
            if (name, number) not in self._entries:
                self._entries[name, number] = _entry(samples, number)
        wanted = {(name, number) for number in numbers}
        self._entries = {key: entry for key, entry in self._entries.items() if key in wanted}
        self.samplesRead.emit(name, tuple(self._entries[name, number] for number in numbers))


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
