"""The inspect loop: judges the newest frame, and the one on the screen again when asked."""

import logging
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from spade_station.app.gathering import Gathering
from spade_station.app.judge import Judge
from spade_station.app.lateness import Lateness
from spade_station.app.seldom import Seldom
from spade_station.app.status import Counters, LiveStatus
from spade_station.app.tallies import Tallies, recent_with
from spade_station.app.threads import Command, LoopThread
from spade_station.app.trigger import ReadEmpty, Seen, Trigger
from spade_station.app.web_defects import WebDefects
from spade_station.domain.errors import InternalFault, Overdue, StationError, StillLoading
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_errors import BeingInspected, PartsMissed
from spade_station.domain.inspection import Inspection, Verdict, not_inspected
from spade_station.domain.preset import Preset
from spade_station.imaging.references import References
from spade_station.imaging.stillness import Scene

if TYPE_CHECKING:  # the engine brings torch, which is loaded late, by the teach loop
    from spade_station.engine.inspector import Inspector

log = logging.getLogger(__name__)


class InspectLoop(LoopThread[Seen]):
    """Turns frames into inspections; the newest frame wins.

    What is judged is the trigger's to say, and the verdict the judge's; the loop counts, gathers
    and tells. What concerns the pictures is told from where they come, in their order.

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
        self._judge = Judge(reason)
        self._trigger = Trigger(read_empty)
        self._status = LiveStatus()
        self._told = False
        self._is_final = False
        self._source_skipped = 0
        self._skipped_before = 0
        self._last_verdict: float | None = None
        self._lateness = Lateness(self._usual_seconds, self)
        self._lateness.changed.connect(self.liveChanged)
        self.tallies = Tallies()  # for the loop's own thread
        self._gathering = Gathering()
        self._missed = Seldom()
        self._faults = Seldom()
        self._web_defects = WebDefects(None)

    def read(self) -> LiveStatus:
        """Give the newest status, no verdict while the next one is overdue; for the GUI thread."""
        self._told = False
        status, seconds = self._status, self._lateness.seconds
        if status.latest is None or seconds is None:
            return status
        reason = Overdue(seconds=round(seconds))
        return replace(status, latest=not_inspected(status.latest.frame, reason, status.product))

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

    @property
    def references(self) -> References:
        """The pictures that parts are corrected by and laid upon; for any thread."""
        return self._judge.references

    # --- what comes, for the capture thread ------------------------------------------------------

    def deliver(self, frame: Frame, skipped: int) -> None:
        """Leave the newest frame, before which some were skipped.

        The trigger looks at it here, so that it sees what comes while another one is judged.
        """
        self._source_skipped += skipped
        self.inbox.put(self._trigger.see(frame), Seen.in_place_of)

    def begin_source(self) -> None:
        """Take no part for one that was inspected already: nobody saw what came meanwhile."""
        self._trigger.begin()

    def inspect_next(self) -> None:
        """Inspect the next picture that is delivered, whatever the trigger says."""
        self._trigger.inspect_next()

    def interrupt(self) -> None:
        """Begin anew with the next picture, as some that came before it were not seen."""
        self._trigger.interrupt()

    def leave_source(self) -> None:
        """Let nothing be shown or judged that came so far."""
        self.inbox.drop()
        self._trigger.interrupt()
        self.inbox.tell(self.forget)

    def lose(self, reason: StationError, counts: bool) -> None:
        """Say NOT INSPECTED of what should have come now; `counts` when it was a part."""
        run = self._trigger.interrupt()
        self.inbox.tell(partial(self._say_lost, reason, counts, run), "" if counts else "lose")

    # --- one frame after the other ---------------------------------------------------------------

    def handle(self, seen: Seen) -> None:
        """Judge one frame of the line, unless the trigger holds it back.

        Whatever fails on the way, the verdict before is not left standing.
        """
        try:
            self._look_at(self._trigger.now(seen))
        except Exception as error:
            self._fail(seen.frame, error)
            raise

    def _look_at(self, seen: Seen) -> None:
        self._tell_missed(seen.missed)
        if seen.part is not None:
            if seen.watch is not None:  # the verdict before is that of another part
                self._hold_back(seen.part, BeingInspected())
            self._inspect(seen.part)
        if seen.fault is not None:
            self._tell_fault(seen.frame, seen.fault)
            return
        is_told = seen.scene is Scene.UNCHANGED and self._status.latest is not None
        if seen.part is not seen.frame and not is_told:
            self._hold_back(seen.frame, self._trigger.reason_to_wait(seen.scene))

    def _tell_missed(self, count: int) -> None:
        """Count parts that came to a stand and were gone before they could be judged."""
        if count:
            counters = self._status.counters.counted(Verdict.NOT_INSPECTED, count)
            self._publish(replace(self._status, counters=counters))
            self._missed.add(count)
        if due := self._missed.due():
            self.failed.emit(PartsMissed(count=due))

    def _tell_fault(self, frame: Frame, fault: Exception) -> None:
        """Say that the trigger failed; it may do so with each picture of a camera."""
        self._fail(frame, fault)
        self._faults.add()
        if self._faults.due():
            log.error("The trigger failed at %s", frame.name, exc_info=fault)
            self.failed.emit(InternalFault.of(fault))

    def _fail(self, frame: Frame, error: Exception) -> None:
        counters = self._status.counters.counted(Verdict.NOT_INSPECTED)
        self._publish(replace(self._status, counters=counters))
        self._hold_back(frame, InternalFault.of(error))

    def _hold_back(self, frame: Frame, reason: StationError) -> None:
        """Say why a frame is not inspected; no verdict stands any more."""
        self._is_final = True
        self._judge.forget()
        self._publish(replace(self._status, latest=self._judge.refuse(frame, reason)))

    def _inspect(self, frame: Frame) -> None:
        inspection = self._judge.judge(frame)
        self._is_final = False
        before, self._last_verdict = self._last_verdict, monotonic()
        counters = self._status.counters.counted(inspection.verdict)
        self._publish(
            replace(
                self._status,
                latest=inspection,
                counters=replace(counters, skipped=self._skipped),
                recent_ng=recent_with(inspection, self._status.recent_ng),
                cycle_ms=None if before is None else 1000 * (self._last_verdict - before),
                cache=self._judge.cache.use,
                web=self._web_defects.seen(inspection, self._judge.mm_per_px),
            )
        )
        self._collect(inspection)

    def _say_lost(self, reason: StationError, counts: bool, run: int) -> None:
        # what came before is judged before; its verdict is not what is said last
        came_before = self.inbox.take_item(lambda seen: seen.run < run)
        if came_before is not None:
            self.guarded(partial(self.handle, came_before))
        shown, counters = self._status.latest, self._status.counters
        if counts:
            counters = counters.counted(Verdict.NOT_INSPECTED)
        latest = not_inspected(shown.frame, reason, self._status.product) if shown else None
        self._is_final = True
        self._publish(replace(self._status, latest=latest, counters=counters))

    # --- what judges -----------------------------------------------------------------------------

    def await_product(
        self, name: str, preset: Preset | None = None, reason: StationError | None = None
    ) -> None:
        """Inspect nothing until there is an inspector, or a reason for none, of this product.

        Its trigger is in force at once: good samples can be gathered before there is a bank.

        Parameters
        ----------
        preset
            Its settings; None when they are not known.
        reason
            Why it cannot be inspected; None while it is being loaded.
        """
        self._await(name, reason or StillLoading())
        self._trigger.await_product(preset)

    def leave_product(self, name: str) -> None:
        """Inspect nothing with a product that is moved until another one is awaited."""
        if name == self._judge.product:
            self._await(name, StillLoading())
            self._trigger.begin_watch()

    def _await(self, name: str, reason: StationError) -> None:
        if missed := self._missed.rest():
            self.failed.emit(PartsMissed(count=missed))
        self._judge.await_product(name, reason)
        self.collect(0)
        self.forget()
        self._go_on_from(self.tallies.follow(name, self._status))

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
            See `Judge.use`.
        """
        if product != self._judge.product:
            return
        self._judge.use(inspector, reason, heard)
        self._use_trigger()
        shown = self._status.latest
        if again is not None and (shown is None or again.frame is not shown.frame):
            self.judgedAgain.emit(again, self._judge.judge(again.frame))
        if shown is None:
            return
        after = self._judge.judge(shown.frame)
        self._show_again(after)
        if again is not None and again.frame is shown.frame:
            self.judgedAgain.emit(again, after)

    def use_preset(self, preset: Preset, request: int = 0) -> None:
        """Decide again with changed settings; see `Judge.ask`."""
        is_changed = self._judge.ask(preset, request)
        self._use_trigger()
        shown = self._status.latest
        if is_changed and shown is not None:
            self._show_again(self._judge.judge_again(shown.frame))

    def _use_trigger(self) -> None:
        preset = self._judge.preset
        if preset is not None:
            self._trigger.use(preset)

    def review(self, earlier: Inspection) -> None:
        """Judge an earlier frame with what is in force now; the line is not touched."""
        after = self._judge.review(earlier.frame)
        if after is not None:
            self.reviewed.emit(earlier, after)

    # --- counting and gathering ------------------------------------------------------------------

    def forget(self) -> None:
        """Show nothing of the last source or product any more."""
        self._gathering.parts.clear()
        self._judge.forget()
        self._last_verdict, self._is_final = None, False
        self._web_defects = WebDefects(None)
        self._publish(replace(self._status, latest=None, cycle_ms=None, web=None))

    def reset(self) -> None:
        """Begin to count anew."""
        self._go_on_from(replace(self._status, counters=Counters(), recent_ng=()))

    def _go_on_from(self, status: LiveStatus) -> None:
        self._skipped_before += self._skipped - status.counters.skipped
        self._judge.cache.count_anew()
        self._publish(replace(status, cache=self._judge.cache.use))

    def collect(self, count: int, wish: int = 0) -> None:
        """Gather the next frames; 0 stops gathering."""
        self._gathering = Gathering(wish, count)

    def end_collecting(self) -> None:
        """Give what was gathered, however little."""
        gathered, self._gathering = self._gathering, Gathering()
        if gathered.wanted:
            self.collected.emit(gathered.wish, gathered.parts)

    def _collect(self, part: Inspection) -> None:
        gathering = self._gathering
        if not gathering.take(part):
            return
        self.collecting.emit(gathering.wish, len(gathering.parts), gathering.wanted)
        if gathering.is_complete:
            self.end_collecting()

    # --- inside ----------------------------------------------------------------------------------

    @property
    def _skipped(self) -> int:
        return self.inbox.skipped + self._source_skipped - self._skipped_before

    def _usual_seconds(self) -> float | None:
        return None if self._status.latest is None else self._judge.usual_seconds

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
