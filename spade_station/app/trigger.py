"""The trigger: which pictures of a live source are inspected."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import NoPart, PartMoves
from spade_station.domain.imaging_settings import TriggerMode, TriggerSettings
from spade_station.domain.preset import Preset
from spade_station.imaging.stillness import Scene, StillnessGate

ReadEmpty = Callable[[Preset], Picture | None]
"""Reads the picture of a product's empty place, if it has one; may raise `ReferenceMissing`."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The newest frame of the source, and what has come since the one that was taken before.

    Parameters
    ----------
    frame, scene
        The newest frame, and what it shows.
    part
        The newest frame of the last part that came to a stand and is still to be inspected; None
        for none. It is `frame` itself while the part still stands there.
    missed
        Parts before it that are gone and were not inspected.
    product
        Whose trigger picked the part; None where every picture is inspected.
    """

    frame: Frame
    scene: Scene = Scene.ARRIVED
    part: Frame | None = None
    missed: int = 0
    product: str | None = None

    def in_place_of(self, waiting: "Seen") -> "Seen":
        """Keep the part that came with one that was not taken yet: it may be gone by now."""
        if self.product is None or self.product != waiting.product:
            return self
        missed, part = waiting.missed, waiting.part
        match self.scene:
            case Scene.ARRIVED:
                missed, part = missed + (part is not None), self.frame
            case Scene.UNCHANGED if part is not None:
                part = self.frame
        return replace(self, part=part, missed=missed)


class Trigger:
    """Lets one picture of each part through, as soon as it stands still.

    It never stands for a verdict: what it holds back is said to be not inspected, or is the part
    that was inspected just now. Pictures from files are always inspected.

    The capture loop has it see every picture, however long a verdict takes: a part that is
    exchanged meanwhile is another one. All else is for the inspect loop.
    """

    def __init__(self, read_empty: ReadEmpty = lambda preset: None) -> None:
        self._read_empty = read_empty
        self._lock = threading.Lock()  # around the gate and whose it is; held for one look at most
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
        problem, empty = None, None
        if settings.mode is TriggerMode.STANDS_STILL:
            try:
                empty = self._read_empty(preset)
            except StationError as error:
                problem = error
        gate = StillnessGate(settings, empty)
        with self._lock:
            self._product, self._settings = preset.name, settings
            self._gate, self._problem = gate, problem

    def forget(self) -> None:
        """Know nothing of what stands there."""
        with self._lock:
            self._gate.forget()

    def begin(self) -> None:
        """Begin with another source, of which every picture has to wait its turn."""
        self._at_once = False
        self.forget()

    def inspect_next(self) -> None:
        """Let the next picture through, whatever it shows."""
        self._at_once = True

    def see(self, frame: Frame) -> Seen:
        """Look at the next frame of the source; for the capture thread."""
        with self._lock:
            if frame.may_recur or not self._waits:
                return Seen(frame, part=frame)
            scene = self._gate.look(frame.image)
            if self._problem is not None:
                scene = Scene.MOVING
            part = frame if scene is Scene.ARRIVED else None
            return Seen(frame, scene, part, product=self._product)

    def now(self, seen: Seen) -> Seen:
        """Say what is to be inspected by what is in force now, which may be newer than the look."""
        at_once, self._at_once = self._at_once, False
        frame, part = seen.frame, seen.part
        if at_once or frame.may_recur or not self._waits:
            is_gone = seen.product == self._product and part is not None and part is not frame
            return Seen(frame, part=frame, missed=seen.missed + is_gone)
        if seen.product != self._product:  # nobody has looked whether it stands still
            return Seen(frame, Scene.MOVING, product=self._product)
        return seen

    def reason_to_wait(self, scene: Scene) -> StationError:
        """Say why a picture is not inspected."""
        if self._problem is not None:
            return self._problem
        return NoPart() if scene is Scene.EMPTY else PartMoves()

    @property
    def _waits(self) -> bool:
        return self._settings.mode is TriggerMode.STANDS_STILL
