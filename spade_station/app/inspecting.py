"""The inspect loop: judges the newest frame, and the one on the screen again when asked."""

import logging
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from spade_station.app.status import Counters, LiveStatus
from spade_station.app.threads import LoopThread
from spade_station.domain.errors import BankMismatch, InternalFault, StationError
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, Verdict, not_inspected
from spade_station.domain.preset import Preset

if TYPE_CHECKING:  # the engine brings torch, which is loaded late, by the teach loop
    from spade_station.engine.inspector import Analysis, Inspector

log = logging.getLogger(__name__)

RECENT_NG = 12


class InspectLoop(LoopThread[Frame]):
    """Turns frames into inspections; the newest frame wins.

    `liveChanged` says that `status` is newer; it is not said again before `read` was called.
    `judgedAgain` gives the inspections of one frame before and after a change of the bank,
    `reviewed` those of an earlier frame that somebody looks at.
    `needsLearning` gives settings that the bank cannot serve.
    `collected` gives the frames of `collect`, `collecting` how many there are so far.
    """

    liveChanged = Signal()
    judgedAgain = Signal(object, object)  # noqa: N815
    reviewed = Signal(object, object)
    needsLearning = Signal(object)  # noqa: N815
    collecting = Signal(int, int)
    collected = Signal(object)

    def __init__(self, reason: StationError, parent: QObject | None = None) -> None:
        super().__init__("inspect", parent)
        self._inspector: Inspector | None = None
        self._reason = reason
        self._analysis: Analysis | None = None
        self._looked_at: Analysis | None = None
        self._status = LiveStatus()
        self._told = False
        self._source_skipped = 0
        self._skipped_before = 0
        self._last_verdict: float | None = None
        self._wanted_frames = 0
        self._frames: list[Frame] = []

    def deliver(self, frame: Frame, source_skipped: int) -> None:
        """Leave the newest frame; for the capture thread."""
        self._source_skipped = source_skipped
        self.inbox.put(frame)

    def read(self) -> LiveStatus:
        """Give the newest status; for the GUI thread."""
        self._told = False
        return self._status

    def handle(self, frame: Frame) -> None:
        """Judge one frame of the line."""
        inspection = self._judge(frame)
        now = monotonic()
        cycle = None if self._last_verdict is None else 1000 * (now - self._last_verdict)
        self._last_verdict = now
        ng = inspection.verdict is Verdict.NG
        recent = (inspection, *self._status.recent_ng)[:RECENT_NG] if ng else self._status.recent_ng
        self._publish(
            LiveStatus(
                inspection,
                replace(self._status.counters.counted(inspection.verdict), skipped=self._skipped),
                recent,
                cycle,
            )
        )
        self._collect(frame)

    def use(
        self, inspector: "Inspector | None", reason: StationError, again: Inspection | None = None
    ) -> None:
        """Judge with another inspector from now on, the frame of `again` first."""
        self._inspector, self._reason = inspector, reason
        self._analysis = self._looked_at = None
        shown = self._status.latest
        frame = again.frame if again else shown.frame if shown else None
        if frame is None:
            return
        after = self._judge(frame)
        self._publish(replace(self._status, latest=after))
        if again is not None:
            self.judgedAgain.emit(again, after)

    def use_preset(self, preset: Preset) -> None:
        """Decide again with changed settings."""
        if self._inspector is None:
            return
        try:
            self._inspector = self._inspector.with_preset(preset)
        except BankMismatch:
            self.needsLearning.emit(preset)
            return
        shown = self._status.latest
        if shown is None:
            return
        if self._analysis is not None and self._analysis.frame is shown.frame:
            after = self._inspector.conclude(self._analysis)
        else:
            after = self._judge(shown.frame)
        self._publish(replace(self._status, latest=after))

    def review(self, earlier: Inspection) -> None:
        """Judge an earlier frame with what is in force now; the line is not touched."""
        if self._inspector is None:
            return
        try:
            if self._looked_at is None or self._looked_at.frame is not earlier.frame:
                self._looked_at = self._inspector.analyse(earlier.frame)
            self.reviewed.emit(earlier, self._inspector.conclude(self._looked_at))
        except StationError as reason:
            self.reviewed.emit(earlier, not_inspected(earlier.frame, reason))

    def lose(self, reason: StationError, counts: bool) -> None:
        """Say NOT INSPECTED of what should have come; `counts` when it was a part."""
        shown = self._status.latest
        counters = self._status.counters
        if counts:
            counters = counters.counted(Verdict.NOT_INSPECTED)
        latest = not_inspected(shown.frame, reason) if shown else None
        self._publish(replace(self._status, latest=latest, counters=counters))

    def forget(self) -> None:
        """Show nothing of the last source or product any more."""
        self.inbox.drop()
        self._analysis, self._last_verdict = None, None
        self._publish(replace(self._status, latest=None, cycle_ms=None))

    def reset(self) -> None:
        """Begin to count anew."""
        self._skipped_before = self.inbox.skipped + self._source_skipped
        self._publish(replace(self._status, counters=Counters(), recent_ng=()))

    def collect(self, count: int) -> None:
        """Gather the next frames; 0 stops gathering."""
        self._wanted_frames, self._frames = count, []

    @property
    def _skipped(self) -> int:
        return max(0, self.inbox.skipped + self._source_skipped - self._skipped_before)

    def _judge(self, frame: Frame) -> Inspection:
        """Judge a frame; whatever goes wrong leads to NOT INSPECTED."""
        self._analysis = None
        try:
            if self._inspector is None:
                raise self._reason
            analysis = self._inspector.analyse(frame)
            inspection = self._inspector.conclude(analysis)
        except StationError as reason:
            return not_inspected(frame, reason)
        except Exception as error:
            log.exception("The inspection of %s failed", frame.name)
            return not_inspected(frame, InternalFault(reason=f"{type(error).__name__}: {error}"))
        self._analysis = analysis
        return inspection

    def _collect(self, frame: Frame) -> None:
        known_bad = frame.truth is not None and not frame.truth.is_good
        if not self._wanted_frames or known_bad:
            return
        self._frames.append(frame)
        self.collecting.emit(len(self._frames), self._wanted_frames)
        if len(self._frames) >= self._wanted_frames:
            frames, self._frames, self._wanted_frames = self._frames, [], 0
            self.collected.emit(frames)

    def _publish(self, status: LiveStatus) -> None:
        self._status = status
        if not self._told:
            self._told = True
            self.liveChanged.emit()
