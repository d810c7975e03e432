"""The settings of the chosen product: read, changed, taken back and put in force."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from spade_station.app.inspecting import InspectLoop
from spade_station.app.notices import Notice
from spade_station.app.recording import RecordLoop
from spade_station.app.setting_history import SettingHistory
from spade_station.app.teaching import TeachLoop
from spade_station.domain.errors import StationError
from spade_station.domain.preset import Preset
from spade_station.domain.setting import Effect, describe
from spade_station.storage.presets import STARTING_POINTS, Presets, starting_point

EFFECTS = {info.path: info.effect for info in describe(Preset)}


class PresetDesk(QObject):
    """Knows the settings in force, and tells the loops of others.

    Each request for other settings has a number: an answer to an earlier one is out of date.

    Parameters
    ----------
    has_bank
        Whether the chosen product has been learned.

    Signals
    -------
    changed
        The settings in force; again where a change was refused, for whoever showed it.
    """

    changed = Signal(object)
    viewsChanged = Signal()  # a part has another number of views
    noticed = Signal(object)

    def __init__(
        self,
        presets: Presets,
        recording: RecordLoop,
        teaching: TeachLoop,
        inspecting: InspectLoop,
        has_bank: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._presets = presets
        self._recording = recording
        self._teaching = teaching
        self._inspecting = inspecting
        self._has_bank = has_bank
        self.preset = starting_point(STARTING_POINTS[0])
        self.problem: StationError | None = None
        """Why the chosen product's settings are not known."""
        self._history = SettingHistory()
        self._requests = 0

    @property
    def can_undo(self) -> bool:
        """Whether a change can be taken back."""
        return self._history.leads_back(self.preset)

    # --- another product -------------------------------------------------------------------------

    def open(self, name: str) -> Preset:
        """Have the loops take up a product; gives its settings, which are to be taken next.

        Where they cannot be read, `problem` says why, and those before are given under its name.
        """
        self._history.forget()
        waiting = self._recording.unsaved(name)
        try:
            preset, self.problem = waiting or self._presets.load(name), None
        except StationError as reason:  # told when it is opened
            preset, self.problem = self.preset.model_copy(update={"name": name}), reason
        known = (preset, None) if self.problem is None else (None, self.problem)
        self._inspecting.inbox.tell(partial(self._inspecting.await_product, name, *known))
        self._requests += 1
        self._teaching.open_product(name, self._requests)
        if waiting is not None:  # its file is older
            self._requests += 1
            self._teaching.use_preset(waiting, self._requests)
            self._recording.save_unsaved(name)
        return preset

    def take(self, preset: Preset) -> None:
        """Put settings in force."""
        views, self.preset = self.preset.imaging.views, preset
        self.changed.emit(preset)
        if preset.imaging.views.count != views.count:
            self.viewsChanged.emit()

    def take_taught(self, preset: Preset, request: int) -> bool:
        """Take what the teach loop has in use; False where nothing is other than before."""
        self.problem = None
        if request != self._requests:
            return False
        self._history.learning = None
        if preset == self.preset:
            return False
        self._recording.save_preset(preset)  # or an older one that waits would be the last
        self.take(preset)
        return True

    def late(self, heard: int) -> Preset | None:
        """Give what the product is to be learned with, if that was asked for after a request."""
        return self._history.asked_after(heard)

    # --- changes ---------------------------------------------------------------------------------

    def change(self, path: str, value: object) -> None:
        """Change one setting; seen at once, or after learning again where it must be."""
        try:
            self._check_known()
            preset = self._history.base(self.preset, EFFECTS[path]).changed(path, value)
        except StationError as error:
            self.noticed.emit(Notice.of(error))
            self.changed.emit(self.preset)
            return
        if preset == self.preset:
            self._recording.save_unsaved(preset.name)
            return
        self._history.remember(self.preset)
        self._apply(preset, EFFECTS[path])

    def undo(self) -> None:
        """Take the last change back."""
        preset = self._history.before(self.preset)
        if preset is not None:
            self._apply_any(preset)

    def reset(self) -> None:
        """Take the settings of the starting point that the product is based on."""
        name = self.preset.based_on or self.preset.name
        if name not in STARTING_POINTS:
            return
        try:
            self._check_known()
        except StationError as error:
            self.noticed.emit(Notice.of(error))
            return
        kept = {"name": self.preset.name, "number": self.preset.number, "based_on": name}
        self._history.remember(self.preset)
        self._apply_any(starting_point(name).model_copy(update=kept))

    def relearn_with(self, preset: Preset) -> None:
        """Have the product learned again with other settings."""
        self._requests += 1
        self._history.learn(preset, self._requests)
        self._teaching.relearn_with(preset, self._requests)

    def _check_known(self) -> None:
        if self.problem is not None:
            raise self.problem

    def _apply_any(self, preset: Preset) -> None:
        """Take changed settings into use that may differ in anything."""
        same = preset.as_learned(self.preset) == preset
        self._apply(preset, Effect.FUSION if same else Effect.LEARNING)

    def _apply(self, preset: Preset, effect: Effect) -> None:
        if effect is Effect.LEARNING and self._has_bank():
            self.relearn_with(preset)
            return
        self._requests += 1
        self._recording.save_preset(preset)
        self._teaching.use_preset(preset, self._requests)
        use = partial(self._inspecting.use_preset, preset, self._requests)
        self._inspecting.inbox.tell(use, "preset")
        self.take(preset)
