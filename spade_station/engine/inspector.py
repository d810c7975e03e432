"""The inspector: a frame becomes an inspection, stage by stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from spade_station.domain.errors import BankMismatch, NoSamples, PictureShape
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_settings import ViewFusion
from spade_station.domain.inspection import LEAST_SAMPLES, Heatmap, Inspection, Region
from spade_station.domain.laps import Laps
from spade_station.domain.preset import Preset
from spade_station.engine.backbone import Backbone
from spade_station.engine.bank import Bank
from spade_station.engine.calibration import Limit
from spade_station.engine.device import Compute
from spade_station.engine.features import EffectiveWeights, effective_weights, shares_of
from spade_station.engine.fusion import Heatmaps
from spade_station.engine.good_heat import GoodHeat
from spade_station.engine.held_bytes import held_bytes
from spade_station.engine.judge import Judge
from spade_station.engine.learning import recipe_of
from spade_station.engine.looking import maps_of, parts_features, preparation_of, whitening_of
from spade_station.engine.matching import Matcher, Matches
from spade_station.engine.placing import placed_in_picture, tolerances_in_picture
from spade_station.engine.recorded import Recorder
from spade_station.engine.resemblance import DefectMatcher, Nearest, judged_with
from spade_station.engine.whitening import Whitening
from spade_station.imaging.drift import drift_of
from spade_station.imaging.preparing import Preparation, Prepared
from spade_station.imaging.resize import LONGEST, own_size
from spade_station.imaging.seen import check_judged, check_seen
from spade_station.imaging.sheet import view_size

ASPECT_TOLERANCE = 1.25
KNOWN = "known defects"


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What is known of a frame before any limit: enough to decide again in no time.

    Parameters
    ----------
    part
        What the network saw.
    matches
        What the matching found.
    timings
        Milliseconds per stage so far.
    nearest
        How far the patches are from the known defects, where there are any.
    """

    frame: Frame
    part: Prepared
    matches: Matches
    timings: Mapping[str, float]
    nearest: Nearest | None = None


class Inspector:
    """Judges frames for one preset with one bank.

    Parameters
    ----------
    defects
        What is NG below the limit too; made beside this bank.
    before
        Judges by other settings with the same bank; what has been made ready serves again.

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
        defects: DefectMatcher | None = None,
        before: "Inspector | None" = None,
    ) -> None:
        if bank.samples < LEAST_SAMPLES:
            raise NoSamples(name=preset.name, have=bank.samples, least=LEAST_SAMPLES)
        if not bank.compared:  # there is no telling how much good parts differ
            raise NoSamples(name=preset.name, have=0, least=LEAST_SAMPLES)
        wanted = recipe_of(preset, backbone)
        if not bank.recipe.serves(wanted):
            raise BankMismatch(bank=bank.recipe.summary, current=wanted.summary)
        self.preset = preset
        self.bank = bank
        self.weights: EffectiveWeights = effective_weights(preset.weights, backbone.layers)
        self._shares = shares_of(preset, backbone)
        self._backbone = backbone
        self.defects = defects
        device = backbone.compute.device
        self._matcher: Matcher = before._matcher if before else Matcher(bank, device)
        self._whitening: dict[str, Whitening] = (
            before._whitening if before else whitening_of(bank, device)
        )
        self._recorder: Recorder = before._recorder if before else Recorder(device)
        laid = before is not None and before.preset.imaging.alignment == preset.imaging.alignment
        self._preparation: Preparation = (
            before._preparation if before and laid else preparation_of(bank, preset.imaging)
        )
        serves = before is not None and before._good.serves(preset.heatmap)
        self._good: GoodHeat = before._good if before and serves else GoodHeat(bank, preset.heatmap)
        judge = before._judge if before else None
        self._judge: Judge = Judge(preset, bank, self._shares, self._good, judge)

    @property
    def limit(self) -> Limit:
        """The calibrated limit."""
        return self._judge.limit

    @property
    def judges(self) -> tuple[object, ...]:
        """All that an inspection depends on, apart from frame and preset."""
        return self.bank, self.defects, self._backbone

    @property
    def compute(self) -> Compute:
        """Where the network runs."""
        return self._backbone.compute

    @property
    def in_batches(self) -> bool:
        """Whether several pictures are quicker measured together; see `look`."""
        return self._matcher.in_batches and not self.preset.imaging.tiles.on

    def is_made_of(self, bank: Bank, backbone: Backbone) -> bool:
        """Whether these very two judge."""
        return self.bank is bank and self._backbone is backbone

    @property
    def bytes(self) -> int:
        """Memory that is held for matching; the network's not, which other inspectors share."""
        return held_bytes(self, besides=(self._backbone,))

    def with_preset(self, preset: Preset) -> "Inspector":
        """Make an inspector for changed settings; the bank stays loaded."""
        return Inspector(preset, self._backbone, self.bank, self.defects, before=self)

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
        return self.look([(frame, self.prepare(frame))])[0]

    def prepare(self, frame: Frame) -> Prepared:
        """Make what the network sees of a frame.

        Raises
        ------
        StationError
            With the reason why the part cannot be inspected.
        """
        self._check_shape(frame)
        return self._preparation.prepare(frame.image)

    def look(self, parts: Sequence[tuple[Frame, Prepared]]) -> list[Analysis]:
        """Measure prepared parts of one size together; the time of each is its share."""
        prepared = [part for _, part in parts]
        clock = Laps({})
        maps = maps_of(prepared, self._backbone, self.bank.recipe)
        self._backbone.compute.wait()
        clock.lap("backbone")
        features = parts_features(prepared, maps, self._whitening, self._recorder)
        clock.lap("features")
        matches = self._matcher.match_all(features)
        clock.lap("matching")
        nearest: list[Nearest | None] = [None] * len(parts)
        if self.defects is not None:
            for place, (each, found) in enumerate(zip(features, matches, strict=True)):
                nearest[place] = self.defects.nearest(each, found.distances)
            clock.lap(KNOWN)
        shares = {stage: milliseconds / len(parts) for stage, milliseconds in clock.laps.items()}
        return [
            Analysis(frame, part, found, {**part.timings, **shares}, near)
            for (frame, part), found, near in zip(parts, matches, nearest, strict=True)
        ]

    def conclude(self, analysis: Analysis) -> Inspection:
        """Fuse and decide.

        Raises
        ------
        PartNotInPosition
            When the part is not as alike the reference as is wanted now.
        TooMuchGlare, PartOutOfView
            When too much of what is to be judged cannot be seen.
        PartHardlyJudged
            When too much of it is not judged, though it can be seen.
        """
        part, judge = analysis.part, self._judge
        clock = Laps(analysis.timings)
        views = judge.views(analysis.matches, part.size)
        _check_numbers(views, part)
        factors = judge.factors(views)
        check_seen(part, self.preset.imaging, factors)
        unseen = np.isnan(views)
        check_judged(part, self.preset.imaging, factors, unseen)
        unjudged = unseen
        if self.preset.imaging.views.fusion is not ViewFusion.WORST_VIEW:  # another view shows it
            unjudged = np.broadcast_to(unseen.all(axis=0), unseen.shape)
        if factors is not None:
            unjudged = unjudged | (factors == 0)
        heatmap = judge.heatmap(views)
        clock.lap("fusion")
        decision = judge.decide(heatmap, part.view_size)
        clock.lap("decision")
        if self.defects is not None and analysis.nearest is not None:
            resembling = self._resembling(analysis, self.defects, analysis.nearest, heatmap)
            decision = judged_with(decision, resembling)
            clock.lap(KNOWN)
        placed = placed_in_picture(heatmap, unjudged, decision.regions, views, part)
        placed.heatmap.flags.writeable = False
        return Inspection(
            frame=analysis.frame,
            verdict=decision.verdict,
            score=decision.score,
            check=judge.check,
            regions=placed.regions,
            heatmap=placed.heatmap,
            unjudged=placed.unjudged,
            tolerances=tolerances_in_picture(self.preset.imaging.zones, part),
            light_drift=self._drift(part),
            timings=clock.laps,
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
        part, away = analysis.part, analysis.matches.distances
        resemblance = self._judge.resemblance(away, nearest.distances, defects, part.size)
        settings = self.preset.decision
        return defects.regions(
            nearest, resemblance, heatmap, settings, self._shares, part.view_size
        )

    def _drift(self, part: Prepared) -> float:
        """Say how far the light has moved from that of the samples, as a share."""
        return 0.0 if self.bank.light is None else drift_of(part.light, self.bank.light)

    def _check_shape(self, frame: Frame) -> None:
        height, width = view_size(frame.size, self.preset.imaging.views.count)
        least, most = self.bank.aspects
        if self.bank.recipe.imaging.tiles.on:
            height, width = own_size((height, width))
            aspect = width / height
        else:  # a long strip was squeezed when it was learned
            aspect = min(max(width / height, 1 / LONGEST), LONGEST)
        if not least / ASPECT_TOLERANCE <= aspect <= most * ASPECT_TOLERANCE:
            raise PictureShape(width=frame.size[1], height=frame.size[0])


def _check_numbers(views: Heatmaps, part: Prepared) -> None:
    """See that heat is no number only where something hides the part.

    Raises
    ------
    ArithmeticError
    """
    for view, heat in enumerate(views):
        if part.unjudged(view) is None and not np.isfinite(heat).all():
            msg = "the heat is not a number"
            raise ArithmeticError(msg)
