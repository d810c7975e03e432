"""The trigger: which pictures of a live source are inspected."""

from collections.abc import Callable

from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import NoPart, PartMoves
from spade_station.domain.imaging_settings import TriggerMode, TriggerSettings
from spade_station.domain.preset import Preset
from spade_station.imaging.stillness import Scene, StillnessGate

ReadEmpty = Callable[[Preset], Picture | None]
"""Reads the picture of a product's empty place, if it has one; may raise `ReferenceMissing`."""


class Trigger:
    """Lets one picture of each part through, as soon as it stands still.

    It never stands for a verdict: what it holds back is said to be not inspected, or is the part
    that was inspected just now. Pictures from files are always inspected.
    """

    def __init__(self, read_empty: ReadEmpty = lambda preset: None) -> None:
        self._read_empty = read_empty
        self._product = ""
        self._settings = TriggerSettings()
        self._gate = StillnessGate(self._settings)
        self._problem: StationError | None = None
        self._at_once = False

    def use(self, preset: Preset) -> None:
        """Take the settings of a product; other ones begin anew."""
        settings = preset.imaging.trigger
        if (preset.name, settings) == (self._product, self._settings):
            return
        self._product, self._settings = preset.name, settings
        self._problem, empty = None, None
        if settings.mode is TriggerMode.STANDS_STILL:
            try:
                empty = self._read_empty(preset)
            except StationError as problem:
                self._problem = problem
        self._gate = StillnessGate(settings, empty)

    def forget(self) -> None:
        """Know nothing of what stands there."""
        self._gate.forget()

    def begin(self) -> None:
        """Begin with another source, of which every picture has to wait its turn."""
        self._at_once = False
        self.forget()

    def inspect_next(self) -> None:
        """Let the next picture through, whatever it shows."""
        self._at_once = True

    def scene(self, frame: Frame) -> Scene:
        """Say what a frame is: only `Scene.ARRIVED` is to be inspected."""
        at_once, self._at_once = self._at_once, False
        every = self._settings.mode is TriggerMode.EVERY_PICTURE
        if every or at_once or frame.may_recur:
            return Scene.ARRIVED
        scene = self._gate.look(frame.image)
        return scene if self._problem is None else Scene.MOVING

    def reason_to_wait(self, scene: Scene) -> StationError:
        """Say why a picture is not inspected."""
        if self._problem is not None:
            return self._problem
        return NoPart() if scene is Scene.EMPTY else PartMoves()
