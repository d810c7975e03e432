"""The inspector: a frame becomes an inspection, stage by stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

from spade_station.domain.errors import BankMismatch, NoSamples, PictureShape
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import LEAST_SAMPLES, Heatmap, Inspection, Region
from spade_station.domain.preset import Preset
from spade_station.engine.backbone import Backbone
from spade_station.engine.bank import Bank
from spade_station.engine.calibration import Limit, calibrate, in_limits
from spade_station.engine.decision import decide
from spade_station.engine.device import Compute
from spade_station.engine.features import EffectiveWeights, effective_weights, features_of, stack
from spade_station.engine.fusion import fuse, heat
from spade_station.engine.good_heat import GoodHeat
from spade_station.engine.held_bytes import held_bytes
from spade_station.engine.learning import recipe_of, whitening_of
from spade_station.engine.matching import Matcher, Matches
from spade_station.engine.resemblance import (
    DefectMatcher,
    Nearest,
    judged_with,
    resemblance_of,
)
from spade_station.imaging.resize import to_network

ASPECT_TOLERANCE = 1.25
KNOWN = "known defects"


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What is known of a frame before any limit: enough to decide again in no time.

    Parameters
    ----------
    matches
        What the matching found.
    size
        Height and width of the picture as the network saw it.
    timings
        Milliseconds per stage so far.
    nearest
        How far the patches are from the known defects, where there are any.
    """

    frame: Frame
    matches: Matches
    size: tuple[int, int]
    timings: Mapping[str, float]
    nearest: Nearest | None = None


class Inspector:
    """Judges frames for one preset with one bank.

    Parameters
    ----------
    defects
        What is NG below the limit too; made beside this bank.

    Raises
    ------
    NoSamples
        When the bank has too few samples for any verdict.
    BankMismatch
        When the bank was made with another backbone or other settings.
    """

    def __init__(
        self,
        preset: Preset,
        backbone: Backbone,
        bank: Bank,
        matcher: Matcher | None = None,
        defects: DefectMatcher | None = None,
        good: GoodHeat | None = None,
    ) -> None:
        if bank.samples < LEAST_SAMPLES:
            raise NoSamples(name=preset.name, have=bank.samples, least=LEAST_SAMPLES)
        wanted = recipe_of(preset, backbone)
        if not bank.recipe.serves(wanted):
            raise BankMismatch(bank=bank.recipe.summary, current=wanted.summary)
        self.preset = preset
        self.bank = bank
        self.weights: EffectiveWeights = effective_weights(preset.weights, backbone.layers)
        self._good = good or GoodHeat(bank, preset.heatmap)
        self.limit: Limit = calibrate(bank, preset, self.weights.shares, self._good)
        device = backbone.compute.device
        self._backbone = backbone
        self._whitening = whitening_of(bank, device)
        self._matcher = matcher or Matcher(bank, device)
        self.defects = defects

    @property
    def judges(self) -> tuple[object, ...]:
        """All that an inspection depends on, apart from frame and preset."""
        return self.bank, self.defects, self._backbone

    @property
    def compute(self) -> Compute:
        """Where the network runs."""
        return self._backbone.compute

    def is_made_of(self, bank: Bank, backbone: Backbone) -> bool:
        """Whether these very two judge."""
        return self.bank is bank and self._backbone is backbone

    @property
    def bytes(self) -> int:
        """Memory that is held for matching; the network's not, which other inspectors share."""
        return held_bytes(self, besides=(self._backbone,))

    def with_preset(self, preset: Preset) -> "Inspector":
        """Make an inspector for changed settings; the bank stays loaded."""
        good = self._good if self._good.serves(preset.heatmap) else None
        return Inspector(preset, self._backbone, self.bank, self._matcher, self.defects, good)

    def inspect(self, frame: Frame) -> Inspection:
        """Judge one frame.

        Raises
        ------
        PictureShape
            When the picture has another shape than the samples.
        """
        return self.conclude(self.analyse(frame))

    def analyse(self, frame: Frame) -> Analysis:
        """Do everything that no limit or weight changes: features and distances."""
        self._check_shape(frame)
        clock = _StageClock()
        picture = to_network(frame.image, self.preset.features.input_size)
        clock.lap("resize")
        maps = self._backbone.maps(stack([picture]), self.bank.recipe.layers)
        self._backbone.compute.wait()
        clock.lap("backbone")
        features = features_of(maps, self._whitening)[0]
        clock.lap("features")
        matches = self._matcher.match(features)
        clock.lap("matching")
        nearest = None
        if self.defects is not None:
            nearest = self.defects.nearest(features, matches.distances)
            clock.lap(KNOWN)
        size = (picture.shape[0], picture.shape[1])
        return Analysis(frame, matches, size, clock.laps, nearest)

    def conclude(self, analysis: Analysis) -> Inspection:
        """Fuse and decide."""
        settings = self.preset.decision
        clock = _StageClock()
        fused = heat(
            analysis.matches,
            self._good.scales,
            self.weights.shares,
            analysis.size,
            self.preset.heatmap,
        )
        heatmap = in_limits(fused, self.limit, self.preset)
        clock.lap("fusion")
        check = self.limit.check / self.limit.value
        decision = decide(heatmap, check, settings, analysis.frame.size)
        clock.lap("decision")
        timings = {**analysis.timings, **clock.laps}
        if self.defects is not None and analysis.nearest is not None:
            resembling = self._resembling(analysis, self.defects, analysis.nearest, heatmap)
            decision = judged_with(decision, resembling)
            clock.lap(KNOWN)
            timings[KNOWN] += clock.laps[KNOWN]
        heatmap.flags.writeable = False
        return Inspection(
            frame=analysis.frame,
            verdict=decision.verdict,
            score=decision.score,
            check=check,
            regions=decision.regions,
            heatmap=heatmap,
            timings=timings,
            preset=self.preset.name,
            bank_version=self.bank.version,
            backbone=self._backbone.identity.name,
        )

    def _resembling(
        self,
        analysis: Analysis,
        defects: DefectMatcher,
        nearest: Nearest,
        heatmap: Heatmap,
    ) -> tuple[Region, ...]:
        """Find the regions that are nearer to a known defect than good parts ever are."""
        constants, shares = self.bank.constants, self.weights.shares
        smoothing = self.preset.heatmap.smoothing
        near = fuse(nearest.distances, constants, shares, analysis.size, smoothing)
        away = fuse(analysis.matches.distances, constants, shares, analysis.size, smoothing)
        margin = defects.margin(constants, shares, smoothing, self.preset.decision.overkill / 100)
        return defects.regions(
            nearest,
            resemblance_of(near, away, margin),
            heatmap,
            self.preset.decision,
            shares,
            analysis.frame.size,
        )

    def _check_shape(self, frame: Frame) -> None:
        height, width = frame.size
        least, most = self.bank.aspects
        if not least / ASPECT_TOLERANCE <= width / height <= most * ASPECT_TOLERANCE:
            raise PictureShape(width=width, height=height)


class _StageClock:
    """Takes the time of each stage in milliseconds."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self.laps[stage] = 1000 * (now - self._last)
        self._last = now
