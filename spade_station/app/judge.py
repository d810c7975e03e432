"""The judge of the line: one frame after the other, by the bank and the settings in force."""

import logging
from typing import TYPE_CHECKING

from spade_station.app.result_cache import ResultCache
from spade_station.domain.errors import BankMismatch, InternalFault, StationError
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, not_inspected
from spade_station.domain.preset import Preset
from spade_station.imaging.references import NO_REFERENCES, References

if TYPE_CHECKING:  # the engine brings torch, which is loaded late, by the teach loop
    from spade_station.engine.inspector import Analysis, Inspector

log = logging.getLogger(__name__)


class Judge:
    """Judges frames; whatever goes wrong leads to NOT INSPECTED with the reason. For one thread.

    It remembers what it took to judge the last frame, so that other settings decide again at once.

    Parameters
    ----------
    reason
        Why nothing is inspected yet.
    """

    def __init__(self, reason: StationError) -> None:
        self.product = ""
        self.cache = ResultCache()
        self.usual_seconds = 0.0
        """What the last frame of the product took that was really judged; 0 before the first."""
        self._inspector: Inspector | None = None
        self._reason = reason
        self._problem: StationError | None = None
        self._newest: tuple[int, Preset | None] = (0, None)  # by number of request
        self._analysis: Analysis | None = None
        self._reviewed: Analysis | None = None

    # --- what judges -------------------------------------------------------------------------

    def await_product(self, name: str, reason: StationError) -> None:
        """Judge nothing, for this reason, until there is an inspector of this product."""
        self.product, self.usual_seconds = name, 0.0
        self._inspector, self._reason, self._problem = None, reason, None
        self._newest = (0, None)
        self.cache.forget()
        self._forget_analyses()

    def use(self, inspector: "Inspector | None", reason: StationError, heard: int) -> None:
        """Judge with another inspector, or say why there is none.

        Parameters
        ----------
        heard
            The last request for other settings that the inspector was made after. What was asked
            for since then stays in force, as far as the bank serves it.
        """
        self._inspector, self._reason, self._problem = inspector, reason, None
        self._forget_analyses()
        newest, preset = self._newest
        if inspector is not None and preset is not None and newest > heard:
            self._change_to(preset.as_learned(inspector.preset))

    def ask(self, preset: Preset, request: int) -> bool:
        """Judge by changed settings; returns whether anything is judged otherwise than before.

        Those that the bank cannot serve have to wait. Nothing is judged by settings that cannot
        be, nor by those that were in force before, nor by those of an earlier request that come
        late, nor by those of another product.
        """
        if preset.name != self.product or request < self._newest[0]:
            return False
        self._newest = (request, preset)
        return self._inspector is not None and self._change_to(preset)

    @property
    def preset(self) -> Preset | None:
        """The settings in force; without an inspector those that were asked for, if any were."""
        return self._newest[1] if self._inspector is None else self._inspector.preset

    @property
    def mm_per_px(self) -> float | None:
        """Millimetres per pixel, None when unknown."""
        return None if self._inspector is None else self._inspector.preset.decision.mm_per_px

    @property
    def references(self) -> References:
        """The pictures that parts are corrected by and laid upon; for any thread."""
        inspector = self._inspector
        return NO_REFERENCES if inspector is None else inspector.bank.references

    # --- judging -----------------------------------------------------------------------------

    def judge(self, frame: Frame) -> Inspection:
        """Judge a frame, and keep what it takes to decide again."""
        inspection, self._analysis = self._judged(frame, None)
        return inspection

    def judge_again(self, frame: Frame) -> Inspection:
        """Judge a frame by other settings; that is quick if it was the last one."""
        inspection, self._analysis = self._judged(frame, self._analysis)
        return inspection

    def review(self, frame: Frame) -> Inspection | None:
        """Judge an earlier frame beside the line; None while nothing can judge."""
        if self._inspector is None:
            return None
        inspection, self._reviewed = self._judged(frame, self._reviewed)
        return inspection

    def refuse(self, frame: Frame, reason: StationError) -> Inspection:
        """Say why a frame of this product is not inspected."""
        return not_inspected(frame, reason, self.product)

    def forget(self) -> None:
        """Keep nothing of the last frame."""
        self._analysis = None

    # --- inside ------------------------------------------------------------------------------

    def _change_to(self, preset: Preset) -> bool:
        """Judge by these settings; returns False where nothing else is judged than before."""
        assert self._inspector is not None
        if self._inspector.preset == preset and self._problem is None:
            return False
        try:
            self._inspector, self._problem = self._inspector.with_preset(preset), None
        except BankMismatch:  # the teach loop learns again
            return False
        except StationError as problem:
            self._problem = problem
        return True

    def _judged(
        self, frame: Frame, analysis: "Analysis | None"
    ) -> "tuple[Inspection, Analysis | None]":
        """Judge a frame; there is no analysis of what failed or was found in the cache.

        Parameters
        ----------
        analysis
            Of an earlier judgement with the same bank; serves again if it is of this frame.
        """
        if self._inspector is None or self._problem is not None:
            # not raised: an error that is raised again keeps the pictures
            return self.refuse(frame, self._problem or self._reason), None
        try:
            if analysis is not None and analysis.frame is frame:
                return self._inspector.conclude(analysis), analysis
            inspection, analysis = self.cache.judged(self._inspector, frame)
        except Exception as error:
            if not isinstance(error, StationError):
                log.exception("The inspection of %s failed", frame.name)
            return self.refuse(frame, InternalFault.of(error)), None
        if not inspection.is_cached:
            self.usual_seconds = inspection.milliseconds / 1000
        return inspection, analysis

    def _forget_analyses(self) -> None:
        self._analysis = self._reviewed = None
