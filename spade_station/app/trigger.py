"""The trigger: which pictures of a live source are inspected."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from spade_station.domain.errors import InternalFault, StationError
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import NoPart, PartMoves
from spade_station.domain.imaging_settings import TriggerMode, TriggerSettings
from spade_station.domain.preset import Preset
from spade_station.imaging.stillness import Scene, StillnessGate

log = logging.getLogger(__name__)

ReadEmpty = Callable[[Preset], Picture | None]
"""Reads the picture of a product's empty place, if it has one; may raise `ReferenceMissing`."""


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """Who looks at the pictures: one for each product and each change of its settings.

    Parameters
    ----------
    product
        Empty while none is known.
    problem
        Why it cannot be told what stands there.
    """

    product: str
    settings: TriggerSettings
    gate: StillnessGate
    empty: Picture | None = None
    problem: StationError | None = None

    @property
    def waits(self) -> bool:
        """Whether a part has to stand still; otherwise every picture is inspected."""
        return self.settings.mode is TriggerMode.STANDS_STILL

    def anew(self) -> "Watch":
        """Give one that has seen nothing yet."""
        return replace(self, gate=StillnessGate(self.settings, self.empty))


def _every_picture() -> Watch:
    settings = TriggerSettings()
    return Watch("", settings, StillnessGate(settings))


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
    may_stay
        Whether the part stood there when a run ended: it may be the next one that stands still.
    watch
        Who picked the part; None where every picture is inspected.
    run
        Counts how often nobody saw what came: nothing is known of the frames of another run.
    at_once
        Whether somebody wants this very frame inspected, whatever it shows.
    fault
        What went wrong while it was looked at.
    """

    frame: Frame
    scene: Scene = Scene.ARRIVED
    part: Frame | None = None
    missed: int = 0
    may_stay: bool = False
    watch: Watch | None = None
    run: int = 0
    at_once: bool = False
    fault: Exception | None = None

    def in_place_of(self, waiting: "Seen") -> "Seen":
        """Keep the part that came with one that was not taken yet: it may be gone by now."""
        if self.watch is None or not waiting._is_of(self.watch.product):
            return self
        if self.watch is not waiting.watch:
            waiting = waiting.looked_at_anew()
        missed, part, stood = waiting.missed, waiting.part, waiting.part is waiting.frame
        may_stay = waiting.may_stay or (stood and self.run != waiting.run)
        match self.scene:
            case Scene.ARRIVED:
                is_same = may_stay or (stood and self.at_once)
                missed += part is not None and not is_same
                part, may_stay = self.frame, False
            case Scene.UNCHANGED if part is not None:
                part = self.frame
        return replace(self, part=part, missed=missed, may_stay=may_stay)

    def looked_at_anew(self) -> "Seen":
        """Leave the part that stands there to another watch, which comes to it; keep one that left.

        Nobody has looked by that watch whether this frame stands still.
        """
        part = None if self.part is self.frame else self.part
        return replace(self, scene=Scene.MOVING, part=part, fault=None)

    def _is_of(self, product: str) -> bool:
        return self.watch is not None and self.watch.product == product


class Trigger:
    """Lets one picture of each part through, as soon as it stands still.

    It never stands for a verdict: what it holds back is said to be not inspected, or is the part
    that was inspected just now. Pictures from files are always inspected.

    The capture loop has it see every picture, however long a verdict takes: a part that is
    exchanged meanwhile is another one. What becomes of the pictures is asked for there, too, so
    that it is clear which ones came after it. The settings are for the inspect loop, as is what is
    left to do; a picture that was seen by settings before has to be seen again.
    """

    def __init__(self, read_empty: ReadEmpty = lambda preset: None) -> None:
        self._read_empty = read_empty
        self._lock = threading.Lock()  # held for one look at most
        self._watch = _every_picture()
        self._run = 0
        self._at_once = False

    # --- settings ----------------------------------------------------------------------------

    def use(self, preset: Preset) -> None:
        """Take the settings of a product; other ones begin anew."""
        watch = self._watch
        if (preset.name, preset.imaging.trigger) != (watch.product, watch.settings):
            self._take(self._watch_of(preset))

    def await_product(self, preset: Preset | None) -> None:
        """Begin anew with a product; as long as nothing is known of it, let every picture pass."""
        self._take(_every_picture() if preset is None else self._watch_of(preset))

    def begin_watch(self) -> None:
        """Look again at what was seen so far."""
        self._take(self._watch.anew())

    def _watch_of(self, preset: Preset) -> Watch:
        settings = preset.imaging.trigger
        problem, empty = None, None
        if settings.mode is TriggerMode.STANDS_STILL:
            try:
                empty = self._read_empty(preset)
            except StationError as error:
                problem = error
            except Exception as error:
                log.exception("The empty place of %s cannot be read", preset.name)
                problem = InternalFault.of(error)
        return Watch(preset.name, settings, StillnessGate(settings, empty), empty, problem)

    def _take(self, watch: Watch) -> None:
        with self._lock:
            self._watch = watch

    # --- pictures, for the capture thread --------------------------------------------------------

    def interrupt(self) -> int:
        """Know nothing of what stands there, as not all was seen; returns the run that begins."""
        with self._lock:
            self._watch.gate.forget()
            self._run += 1
            return self._run

    def begin(self) -> None:
        """Begin with a source, of which every picture has to wait its turn."""
        self._at_once = False
        self.interrupt()

    def inspect_next(self) -> None:
        """Let the next picture through, whatever it shows."""
        self._at_once = True

    def see(self, frame: Frame) -> Seen:
        """Look at the next frame of the source."""
        with self._lock:
            at_once, self._at_once = self._at_once, False
            watch, run = self._watch, self._run
            if frame.may_recur or not watch.waits:
                return Seen(frame, part=frame, run=run, at_once=at_once)
            scene, fault = Scene.MOVING, None
            try:
                scene = watch.gate.look(frame.image)
            except Exception as error:  # noqa: BLE001 - the line goes on; told with the frame
                fault = error
                watch.gate.forget()
        if at_once:
            return Seen(frame, part=frame, watch=watch, run=run, at_once=True)
        if watch.problem is not None:
            scene = Scene.MOVING
        part = frame if scene is Scene.ARRIVED else None
        return Seen(frame, scene, part, watch=watch, run=run, fault=fault)

    # --- what is left to do, for the inspect thread ----------------------------------------------

    def now(self, seen: Seen) -> Seen:
        """Say what is to be inspected by what is in force now, which may be newer than the look."""
        watch, frame = self._watch, seen.frame
        is_of_product = seen.watch is not None and seen.watch.product == watch.product
        if seen.at_once or frame.may_recur or not watch.waits:
            has_left = is_of_product and seen.part not in (None, frame)
            missed = seen.missed + has_left if is_of_product else 0
            return Seen(frame, part=frame, missed=missed)
        if seen.watch is watch:
            return seen
        if is_of_product:
            return seen.looked_at_anew()
        return Seen(frame, Scene.MOVING, watch=watch)

    def reason_to_wait(self, scene: Scene) -> StationError:
        """Say why a picture is not inspected."""
        problem = self._watch.problem
        if problem is not None:
            return problem
        return NoPart() if scene is Scene.EMPTY else PartMoves()
