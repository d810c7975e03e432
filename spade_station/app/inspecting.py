"""The inspect loop: judges the newest frame, and the one on the screen again when asked."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from spade_station.app.gathering import Gathering
from spade_station.app.lateness import Lateness
from spade_station.app.result_cache import ResultCache
from spade_station.app.status import Counters, LiveStatus
from spade_station.app.tallies import Tallies, recent_with
from spade_station.app.threads import Command, LoopThread
from spade_station.app.trigger import ReadEmpty, Seen, Trigger
from spade_station.app.web_defects import WebDefects
from spade_station.domain.errors import (
    BankMismatch,
    InternalFault,
    Overdue,
    StationError,
    StillLoading,
)
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_errors import PartsMissed
from spade_station.domain.inspection import Inspection, Verdict, not_inspected
from spade_station.domain.preset import Preset
from spade_station.imaging.references import NO_REFERENCES, References
from spade_station.imaging.stillness import Scene

if TYPE_CHECKING:  # the engine brings torch, which is loaded late, by the teach loop
    from spade_station.engine.inspector import Analysis, Inspector

log = logging.getLogger(__name__)


class InspectLoop(LoopThread[Seen]):
    """Turns frames into inspections; the newest frame wins.

    `liveChanged` says that `status` is newer; it is not said again before `read` was called.
    `judgedAgain` gives the inspections of one frame before and after a change of the bank,
    `reviewed` those of an earlier frame that somebody looks at.
    `collected` gives a wish and its inspections, `collecting` how many there are and are wanted.

    Parameters
    ----------
    reason
        Why nothing is inspected yet.
    read_empty
        Called in this thread; see `Trigger`.
    """

    liveChanged = Signal()
    judgedAgain = Signal(object, object)  # noqa: N815
    reviewed = Signal(object, object)
    collecting = Signal(int, int, int)
    collected = Signal(int, object)

    def __init__(
        self,
        reason: StationError,
        parent: QObject | None = None,
        read_empty: ReadEmpty = lambda preset: None,
    ) -> None:
        super().__init__("inspect", parent)
        self._inspector: Inspector | None = None
        self._reason = reason
        self._problem: StationError | None = None
        self._newest: tuple[int, Preset | None] = (0, None)  # by number of request
        self._analysis: Analysis | None = None
        self._looked_at: Analysis | None = None
        self._status = LiveStatus()
        self._told = False
        self._is_final = False
        self._product = ""
        self._source_skipped = 0
        self._skipped_before = 0
        self._last_verdict: float | None = None
        self._lateness = Lateness(self._usual_seconds, self)
        self._lateness.changed.connect(self.liveChanged)
        self.tallies = Tallies()  # for the loop's own thread
        self._gathering = Gathering()
        self._cache = ResultCache()
        self._trigger = Trigger(read_empty)
        self._web_defects = WebDefects(None)

    def deliver(self, frame: Frame, skipped: int) -> None:
        """Leave the newest frame, before which some were skipped; for the capture thread.

        The trigger looks at it here, so that it sees what comes while another one is judged.
        """
        self._source_skipped += skipped
        self.inbox.put(self._trigger.see(frame), Seen.in_place_of)

    def read(self) -> LiveStatus:
        """Give the newest status, no verdict while the next one is overdue; for the GUI thread."""
        self._told = False
        status, seconds = self._status, self._lateness.seconds
        if status.latest is None or seconds is None:
            return status
        reason = Overdue(seconds=round(seconds))
        return replace(status, latest=not_inspected(status.latest.frame, reason, self._product))

    def guarded(self, work: Command) -> bool:
        """See `LoopThread.guarded`."""
        self._lateness.begin()
        try:
            return super().guarded(work)
        finally:
            self._lateness.end()

    def stop(self) -> bool:
        """See `LoopThread.stop`."""
        self._lateness.stop()
        return super().stop()

    def handle(self, seen: Seen) -> None:
        """Judge one frame of the line, unless the trigger holds it back.

        Whatever fails on the way, the verdict before is not left standing.
        """
        try:
            self._look_at(self._trigger.now(seen))
        except Exception as error:
            counters = self._status.counters.counted(Verdict.NOT_INSPECTED)
            failed = not_inspected(seen.frame, InternalFault.of(error), self._product)
            self._is_final, self._analysis = True, None
            self._publish(replace(self._status, latest=failed, counters=counters))
            raise

    def _look_at(self, seen: Seen) -> None:
        if seen.missed:
            self._miss(seen.missed)
        if seen.part is not None:
            if seen.product is not None:  # the verdict before is that of another part
                self._wait(seen.part, Scene.MOVING)
            self._inspect(seen.part)
        is_told = seen.scene is Scene.UNCHANGED and self._status.latest is not None
        if seen.part is not seen.frame and not is_told:
            self._wait(seen.frame, seen.scene)

    def _miss(self, count: int) -> None:
        """Count parts that came to a stand and were gone before they could be judged."""
        counters = self._status.counters.counted(Verdict.NOT_INSPECTED, count)
        self._publish(replace(self._status, counters=counters))
        self.failed.emit(PartsMissed(count=count))

    def _wait(self, frame: Frame, scene: Scene) -> None:
        """Say why a frame is not inspected; no verdict stands any more."""
        waits = not_inspected(frame, self._trigger.reason_to_wait(scene), self._product)
        self._is_final, self._analysis = True, None
        self._publish(replace(self._status, latest=waits))

    def _inspect(self, frame: Frame) -> None:
        inspection = self._judge(frame)
        self._is_final = False
        before, self._last_verdict = self._last_verdict, monotonic()
        cycle = None if before is None else 1000 * (self._last_verdict - before)
        self._publish(
            LiveStatus(
                inspection,
                replace(self._status.counters.counted(inspection.verdict), skipped=self._skipped),
                recent_with(inspection, self._status.recent_ng),
                cycle,
                self._cache.use,
                self._web_defects.seen(inspection, self._mm_per_px),
            )
        )
        self._collect(inspection)

    def await_product(self, name: str, preset: Preset | None = None) -> None:
        """Inspect nothing until there is an inspector, or a reason for none, of this product.

        Its trigger is in force at once: good samples can be gathered before there is a bank.

        Parameters
        ----------
        preset
            Its settings; None leaves the trigger as it is.
        """
        self._product = name
        if preset is not None:
            self._trigger.use(preset)
        self._newest = (0, None)
        self._inspector, self._reason = None, StillLoading()
        self._cache.forget()
        self.collect(0)
        self.forget()
        self._go_on_from(self.tallies.follow(name, self._status))

    def leave_product(self, name: str) -> None:
        """Inspect nothing with a product that is moved until another one is awaited."""
        if name == self._product:
            self.await_product(name)

    def use(
        self,
        product: str,
        inspector: "Inspector | None",
        reason: StationError,
        again: Inspection | None = None,
        heard: int = 0,
    ) -> None:
        """Judge with another inspector from now on, at once what is shown and the frame of `again`.

        What comes late, of a product that is not awaited any more, is not used.

        Parameters
        ----------
        heard
            The last request for other settings that the inspector was made after. What was asked
            for since then stays in force, as far as the bank serves it.
        """
        if product != self._product:
            return
        self._inspector, self._reason, self._problem = inspector, reason, None
        newest, preset = self._newest
        is_changed = False
        if inspector is not None and preset is not None and newest > heard:
            is_changed = self._change_to(preset.as_learned(inspector.preset))
        if inspector is not None and not is_changed:
            self._trigger.use(inspector.preset)
        self._analysis = self._looked_at = None
        shown = self._status.latest
        if again is not None and (shown is None or again.frame is not shown.frame):
            self.judgedAgain.emit(again, self._judge(again.frame))
        if shown is None:
            return
        after = self._judge(shown.frame)
        self._show_again(after)
        if again is not None and again.frame is shown.frame:
            self.judgedAgain.emit(again, after)

    def use_preset(self, preset: Preset, request: int = 0) -> None:
        """Decide again with changed settings; those that the bank cannot serve have to wait.

        Nothing is judged by settings that cannot be, nor by those that were in force before, nor by
        those of an earlier request that come late.
        """
        if preset.name != self._product or request < self._newest[0]:
            return
        self._newest = (request, preset)
        if self._inspector is None:
            self._trigger.use(preset)
            return
        if not self._change_to(preset):
            return
        shown = self._status.latest
        if shown is not None:
            self._show_again(self._judge(shown.frame, self._analysis))

    def _change_to(self, preset: Preset) -> bool:
        """Judge by these settings; returns False where nothing else is judged than before."""
        assert self._inspector is not None
        if self._inspector.preset == preset and self._problem is None:
            return False
        try:
            self._inspector, self._problem = self._inspector.with_preset(preset), None
            self._trigger.use(preset)
        except BankMismatch:  # the teach loop learns again
            return False
        except StationError as problem:
            self._problem = problem
        return True

    def tell_verdict(self, inspection: Inspection, then: Callable[[Inspection], None]) -> None:
        """Give the verdict on a frame, also one that is shown though a later one was lost."""
        if inspection.score is None and inspection.preset in ("", self._product):
            inspection = self._judged(inspection.frame, self._analysis)[0]
        then(inspection)

    def review(self, earlier: Inspection) -> None:
        """Judge an earlier frame with what is in force now; the line is not touched."""
        if self._inspector is None:
            return
        after, self._looked_at = self._judged(earlier.frame, self._looked_at)
        self.reviewed.emit(earlier, after)

    def lose(self, reason: StationError, counts: bool) -> None:
        """Say NOT INSPECTED of what should have come; `counts` when it was a part."""
        came_before = self.inbox.take_item()
        if came_before is not None:  # its verdict is not what is said last
            self.guarded(partial(self.handle, came_before))
        shown = self._status.latest
        counters = self._status.counters
        if counts:
            counters = counters.counted(Verdict.NOT_INSPECTED)
        # of no product, so that nobody has this picture judged again
        latest = not_inspected(shown.frame, reason) if shown else None
        self._is_final = True
        self._trigger.forget()  # whoever did not see all of it does not know what stands there now
        self._publish(replace(self._status, latest=latest, counters=counters))

    def begin_source(self) -> None:
        """Take no part for one that was inspected already: nobody saw what came meanwhile."""
        self._trigger.begin()

    def inspect_next(self) -> None:
        """Inspect the next picture, whatever the trigger says."""
        self._trigger.inspect_next()

    @property
    def references(self) -> References:
        """The pictures that parts are corrected by and laid upon; for any thread."""
        inspector = self._inspector
        return NO_REFERENCES if inspector is None else inspector.bank.references

    def _usual_seconds(self) -> float | None:
        latest = self._status.latest
        return None if latest is None else latest.milliseconds / 1000

    def forget(self) -> None:
        """Show nothing of the last source or product any more."""
        self._trigger.forget()
        self._gathering.parts.clear()
        self._analysis, self._last_verdict, self._is_final = None, None, False
        self._web_defects = WebDefects(None)
        self._publish(replace(self._status, latest=None, cycle_ms=None, web=None))

    def reset(self) -> None:
        """Begin to count anew."""
        self._go_on_from(replace(self._status, counters=Counters(), recent_ng=()))

    def _go_on_from(self, status: LiveStatus) -> None:
        self._skipped_before += self._skipped - status.counters.skipped
        self._cache.count_anew()
        self._publish(replace(status, cache=self._cache.use))

    def collect(self, count: int, wish: int = 0) -> None:
        """Gather the next frames; 0 stops gathering."""
        self._gathering = Gathering(wish, count)

    def end_collecting(self) -> None:
        """Give what was gathered, however little."""
        gathered, self._gathering = self._gathering, Gathering()
        if gathered.wanted:
            self.collected.emit(gathered.wish, gathered.parts)

    @property
    def _mm_per_px(self) -> float | None:
        return None if self._inspector is None else self._inspector.preset.decision.mm_per_px

    @property
    def _skipped(self) -> int:
        return self.inbox.skipped + self._source_skipped - self._skipped_before

    def _judge(self, frame: Frame, analysis: "Analysis | None" = None) -> Inspection:
        """Judge the frame that is shown, and keep what it takes to decide again."""
        inspection, self._analysis = self._judged(frame, analysis)
        return inspection

    def _judged(
        self, frame: Frame, analysis: "Analysis | None"
    ) -> "tuple[Inspection, Analysis | None]":
        """Judge a frame; whatever goes wrong leads to NOT INSPECTED, and to no analysis.

        There is no analysis of what was found in the cache either.

        Parameters
        ----------
        analysis
            Of an earlier judgement with the same bank; serves again if it is of this frame.
        """
        if self._inspector is None or self._problem is not None:
            # not raised: an error that is raised again keeps the pictures
            return not_inspected(frame, self._problem or self._reason, self._product), None
        try:
            if analysis is not None and analysis.frame is frame:
                return self._inspector.conclude(analysis), analysis
            return self._cache.judged(self._inspector, frame)
        except Exception as error:
            if not isinstance(error, StationError):
                log.exception("The inspection of %s failed", frame.name)
            return not_inspected(frame, InternalFault.of(error), self._product), None

    def _collect(self, part: Inspection) -> None:
        gathering = self._gathering
        if not gathering.take(part):
            return
        self.collecting.emit(gathering.wish, len(gathering.parts), gathering.wanted)
        if gathering.is_complete:
            self.end_collecting()

    def _show_again(self, after: Inspection) -> None:
        """Show what is judged of the shown frame now, unless that is no matter of judging.

        So it is when a later picture was lost, and when the part moves or there is none.
        """
        if not self._is_final:
            self._publish(replace(self._status, latest=after))

    def _publish(self, status: LiveStatus) -> None:
        self._status = status
        if not self._told:
            self._told = True
            self.liveChanged.emit()
