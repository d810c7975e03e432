"""Renaming and deleting: settings that are changed meanwhile go with the product, or nowhere."""

from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject, Signal

from spade_station.app.gathering_desk import GatheringDesk
from spade_station.app.recording import RecordLoop
from spade_station.app.teaching import TeachLoop
from spade_station.domain.errors import StationError
from spade_station.domain.preset import Preset
from spade_station.storage.presets import Presets


class MovingDesk(QObject):
    """Has the teach loop move products, and the record loop write nothing of them meanwhile.

    Signals
    -------
    moved
        A product, its name now, empty if it is gone, the product to go on with in its place, and
        the last request for other settings that came before.
    """

    moved = Signal(str, str, str, int)

    def __init__(
        self,
        teaching: TeachLoop,
        recording: RecordLoop,
        presets: Presets,
        gathering: GatheringDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._teaching = teaching
        self._recording = recording
        self._presets = presets
        self._gathering = gathering
        teaching.moved.connect(self._on_moved)

    def rename(self, name: str, new_name: str) -> None:
        """Rename a product with all that it has; what was gathered for it is learned before.

        What somebody wants to be gathered meanwhile is gathered afterwards.
        """

        def rename() -> None:
            self._presets.rename(name, new_name, self._recording.hold(name))

        move = partial(self._teaching.move, name, rename, new_name, new_name)
        self._gathering.hold(name, move)

    def delete(self, name: str, then: str) -> None:
        """Move a product to the trash and go on with another."""

        def delete() -> None:
            self._recording.hold(name)
            self._presets.delete(name)

        self._teaching.move(name, delete, "", then)

    def _on_moved(self, name: str, now: str, go_on_with: str, heard: int) -> None:
        late = self._recording.release(name)
        if late is not None and now:
            self._recording.save_preset(self._of(now, late))
        put_off = self._gathering.release(name)
        self.moved.emit(name, now, go_on_with, heard)  # another product chosen gives it up
        if put_off:
            self._gathering.begin(put_off, now)

    def _of(self, name: str, late: Preset) -> Preset:
        """Give settings to a product that had another name when they were changed."""
        number = late.number
        with suppress(StationError):  # told when it is opened
            number = self._presets.load(name).number  # a starting point's name takes another one
        return late.model_copy(update={"name": name, "number": number})
