"""Learning: good pictures become a bank; one more good picture makes the bank grow."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from torch import Tensor

from spade_station.domain.ahead import ahead
from spade_station.domain.errors import NoSamples, StationError
from spade_station.domain.frame import Mask, Picture
from spade_station.domain.imaging_errors import SampleUnfit
from spade_station.domain.imaging_settings import ImagingSettings
from spade_station.domain.matching_choice import MatchingChoice
from spade_station.domain.preset import LAYERS, MatchingMode, Preset
from spade_station.domain.progress import Report
from spade_station.engine.auto_matching import choose_matching
from spade_station.engine.backbone import Backbone
from spade_station.engine.bank import Bank, LayerBank, Recipe
from spade_station.engine.coreset import Coreset
from spade_station.engine.device import Compute
from spade_station.engine.exact_search import nearest_distances
from spade_station.engine.features import Features, effective_weights
from spade_station.engine.gathering import (
    Gathered,
    bank_patches,
    half,
    layer_bank,
    places,
    resumed_coreset,
    there,
)
from spade_station.engine.kept_features import KeptFeatures
from spade_station.engine.lanes import MOST, side_by_side
from spade_station.engine.layer_rows import Spare
from spade_station.engine.looking import (
    look,
    looked_at,
    preparation_of,
    whitening_for,
    whitening_of,
)
from spade_station.engine.matching import Matcher, Matches
from spade_station.engine.quantised_rows import QuantisedRows
from spade_station.engine.spacing import company_of
from spade_station.engine.whitening import Whitening
from spade_station.imaging.drift import LightLevel, usual_level
from spade_station.imaging.preparing import Preparation, Prepared
from spade_station.imaging.reference_choice import LOOKED_AT
from spade_station.imaging.references import NO_REFERENCES, References
from spade_station.imaging.seen import check_sample

WHITENED_ON = 32  # pictures that a whitening is fitted on
COMPARED_ON = 16  # pictures that the way of matching is chosen on
LARGE = 8  # for either, of pictures that are cut into tiles: they are held whole meanwhile
CALIBRATED = 500  # most samples that are scored leave-one-out

Refuse = Callable[[int, StationError], None]
"""Told of a picture that is left out."""


@dataclass
class Shown:
    """What the good pictures show together.

    Parameters
    ----------
    places
        Of the samples among the pictures; those that could not be prepared are missing.
    seen
        ``(H, W)`` as the network sees parts, True where all of them were seen, and of parts whose
        outline is known only there; None for everywhere.
    """

    places: list[int] = field(default_factory=list)
    levels: list[LightLevel] = field(default_factory=list)
    seen: Mask | None = None

    def note(self, place: int, part: Prepared, area: Mask | None) -> None:
        """Take in the next part; `area` is where the part is, if that is known."""
        self.places.append(place)
        self.levels.append(part.light)
        if part.unseen is not None:
            area = ~part.unseen if area is None else area & ~part.unseen
        if area is not None:
            self.seen = area if self.seen is None else area & self.seen

    def told_by(self, bank: Bank, chosen: Sequence[int], alarmed: Collection[int]) -> Bank:
        """Let a bank, of which these samples are calibrated, tell it."""
        found = tuple(n for n, sample in enumerate(chosen) if self.places[sample] in alarmed)
        return replace(bank, alarmed=found, light=usual_level(self.levels), seen=self.seen)


def recipe_of(preset: Preset, backbone: Backbone) -> Recipe:
    """Say what a bank for `preset` has to be made with."""
    used = effective_weights(preset.weights, backbone.layers).shares
    return Recipe(
        backbone.identity,
        preset.features.input_size,
        tuple(layer for layer in LAYERS if layer in used),
        preset.matching,
        ImagingSettings().as_learned(preset.imaging),
    )


def learn(
    pictures: Iterable[Picture],
    count: int,
    backbone: Backbone,
    preset: Preset,
    report: Report = lambda done, total: None,
    alarmed: Collection[int] = (),
    folder: Path | None = None,
    references: References = NO_REFERENCES,
    refuse: Refuse | None = None,
) -> Bank:
    """Make a bank of good pictures, in bounded memory however many there are.

    Parameters
    ----------
    pictures
        ``(H, W, 3)`` uint8, read one batch at a time, the first few ahead.
    count
        How many pictures are expected; fewer may come.
    alarmed
        Which of them were not judged OK; looked at when all pictures were read.
    folder
        For a temporary file of features; see `KeptFeatures`.
    references
        Where parts are aligned and there is no reference, one of the first pictures is.
    refuse
        Told the place of a picture that cannot be prepared, and why; it is left out then, or the
        work ends by what this raises.

    Raises
    ------
    NoSamples
        When there is no picture.
    SampleUnfit
        When a picture cannot be prepared as the preset wants it and nobody is told.
    DiskFull, HomeReadOnly
        When the temporary file could not be written.
    """
    recipe, coming = recipe_of(preset, backbone), iter(pictures)
    first = list(islice(coming, LOOKED_AT)) if count else []
    if not first:
        raise NoSamples(name=preset.name, have=0, least=1)
    preparation = Preparation.of_samples(preset.imaging, references, recipe.input_size, first)
    shown = Shown()
    parts = _prepared(chain(first, coming), preparation, shown, refuse)
    total = count + len(calibrated_samples(count))
    check = partial(report, 0, total)  # nothing else is told until the first one is learned
    parts, whitening, choice = _looked_ahead(parts, backbone, preset, recipe, shown, check)
    with KeptFeatures(folder) as kept:
        gathered = Gathered(recipe, whitening, choice, kept, preparation.references)
        with closing(looked_at(parts, backbone, recipe, whitening)) as samples:
            for sample, features in samples:
                gathered.add(sample, features, keep=sample in calibrated_samples(sample + 1))
                report(len(gathered.descriptors), total)
        learned = len(gathered.descriptors)
        if not learned or not all(len(each.rows) for each in gathered.coresets.values()):
            raise NoSamples(name=preset.name, have=0, least=1)
        chosen = calibrated_samples(learned)
        bank = _calibrated(gathered, chosen, backbone.compute, report)
    return shown.told_by(bank, chosen, alarmed)


def _looked_ahead(
    parts: Iterator[Prepared],
    backbone: Backbone,
    preset: Preset,
    recipe: Recipe,
    shown: Shown,
    check: Callable[[], None],
) -> tuple[Iterator[Prepared], dict[str, Whitening], MatchingChoice | None]:
    """Fit the whitening and choose the matching on the first parts, where that is wanted.

    Parameters
    ----------
    check
        Called now and then; what it raises ends it.
    """
    most = LARGE if recipe.imaging.tiles.on else WHITENED_ON
    ahead: list[Prepared] = []
    whitening: dict[str, Whitening] = {}
    choice: MatchingChoice | None = None
    if backbone.needs_whitening:
        ahead = list(islice(parts, most))
        if not ahead:
            raise NoSamples(name=preset.name, have=0, least=1)
        whitening = whitening_for(ahead, backbone, recipe, check)
    if preset.matching.mode is MatchingMode.AUTO:
        ahead = ahead or list(islice(parts, min(COMPARED_ON, most)))
        compared = [part.views[0] for part in ahead[:COMPARED_ON]]
        choice = choose_matching(compared, backbone, preset, whitening, shown.seen, check)
    return chain(ahead, parts), whitening, choice


def _prepared(
    pictures: Iterable[Picture],
    preparation: Preparation,
    shown: Shown,
    refuse: Refuse | None,
) -> Iterator[Prepared]:
    """Prepare pictures, and note what those that can be prepared show."""
    for place, picture in enumerate(pictures):
        try:
            part = preparation.prepare(picture)
            check_sample(part)
        except StationError as reason:
            if refuse is None:
                raise SampleUnfit(number=place + 1, reason=reason) from reason
            refuse(place, reason)
            continue
        shown.note(place, part, preparation.part_area(part.size))
        yield part


def calibrated_samples(count: int) -> range:
    """Choose which of so many samples are scored leave-one-out, evenly spread.

    Those of more samples are among those of fewer: nobody has to know beforehand how many come.
    """
    step = 1
    while count > step * CALIBRATED:
        step *= 2
    return range(0, count, step)


def extend(
    bank: Bank,
    picture: Picture,
    backbone: Backbone,
    alarmed: bool = False,
    imaging: ImagingSettings | None = None,
) -> Bank:
    """Make the bank that also knows `picture`; the old samples are not computed again.

    Leave-one-out distances of old samples can only shrink when the bank grows. Where their
    patches are all in the bank they are brought up to date exactly (one neighbour); where a
    coreset stands for them they stay as upper bounds until everything is learned again.

    Parameters
    ----------
    alarmed
        Whether the part was not judged OK.
    imaging
        The settings in force; see `preparation_of`.

    Raises
    ------
    StationError
        When the picture cannot be prepared.
    """
    device = backbone.compute.device
    whitening = whitening_of(bank, device)
    part = preparation_of(bank, imaging or bank.recipe.imaging).prepare(picture)
    check_sample(part)
    features = look([part], backbone, bank.recipe, whitening)[0]
    left_out = Matcher(bank, device).match(features)
    layers = {name: _extended_layer(bank, name, features, left_out) for name in bank.layers}
    return replace(
        bank,
        layers=layers,
        descriptors=np.concatenate([bank.descriptors, half(features.descriptor)[None]]),
        sizes=np.concatenate([bank.sizes, np.array([part.size], np.int32)]),
        alarmed=(*bank.alarmed, *([len(bank.sizes)] if alarmed else [])),
    )


def _extended_layer(bank: Bank, name: str, features: Features, found: Matches) -> LayerBank:
    """Take in one more sample, which the bank as it was `found` so far away."""
    layer, matching = bank.layers[name], bank.matching
    patches, unjudged = features.layers[name], features.unjudged.get(name)
    coreset = resumed_coreset(bank, name, patches)
    new = bank_patches(patches, unjudged)
    old_left_out = np.asarray(layer.left_out, np.float32)
    is_whole = layer.radius == 0.0 and len(coreset.rows) == len(old_left_out)
    if is_whole and matching.mode is MatchingMode.EVERYWHERE:
        nearer = nearest_distances(coreset.rows, new, matching.neighbours).cpu().numpy()
        by_sample = np.argsort(layer.sample, kind="stable")  # they came in batches of one size
        old_left_out = np.minimum(old_left_out, nearer[by_sample])
    coreset.add(new, bank.samples, bank_patches(places(patches), unjudged))
    return layer_bank(
        coreset,
        _extended_rows(coreset, layer.rows),
        _extended_spacing(coreset, there(layer.spacing, patches.device).float()),
        np.concatenate([old_left_out, found.distances[name].ravel()]).astype(np.float16),
        np.concatenate([layer.left_out_spacing, found.spacings[name].ravel()]).astype(np.float16),
        layer.whitening,
    )


def _extended_rows(coreset: Coreset, known: QuantisedRows) -> QuantisedRows:
    """Quantise new rows; old ones are not rounded again."""
    is_new = coreset.number >= len(known)
    return known.taken(coreset.number[~is_new].cpu().numpy()).extended(coreset.rows[is_new])


def _extended_spacing(coreset: Coreset, known: Tensor) -> Tensor:
    """Measure the spacing of new rows; that of old rows is kept until all is learned again."""
    is_new = coreset.number >= len(known)
    spacing = known.new_empty(len(coreset.rows))
    spacing[~is_new] = known[coreset.number[~is_new]]
    new = is_new.nonzero()[:, 0]
    spacing[new] = company_of(coreset.rows, coreset.sample, new).spacing()
    return spacing


def _calibrated(
    gathered: Gathered, chosen: Sequence[int], compute: Compute, report: Report
) -> Bank:
    """Match each chosen sample with the bank as it were without that sample."""
    company = gathered.company()
    bank = gathered.bank(company, chosen)
    spares = {
        layer: Spare(coreset.stand_ins.rows, coreset.followed(), company[layer])
        for layer, coreset in gathered.coresets.items()
        if coreset.stand_ins
    }
    matcher = Matcher(bank, compute.device, spares)
    found: list[Matches] = []
    with closing(_left_out(gathered, chosen, matcher, compute)) as left_out:
        for matches in left_out:
            found.append(matches)
            report(bank.samples + len(found), bank.samples + len(chosen))
    layers = {
        name: replace(
            layer,
            left_out=_joined([each.distances[name] for each in found]),
            left_out_spacing=_joined([each.spacings[name] for each in found]),
        )
        for name, layer in bank.layers.items()
    }
    return replace(bank, layers=layers)


def _left_out(
    gathered: Gathered, chosen: Sequence[int], matcher: Matcher, compute: Compute
) -> Generator[Matches]:
    """Match each sample with the others; on a CPU several side by side."""
    if compute.device.type == "cuda":
        yield from (matcher.match(gathered.kept.features(each), without=each) for each in chosen)
        return
    with side_by_side(compute) as lanes:

        def begin(sample: int) -> Future[Matches]:
            return lanes.submit(matcher.match, gathered.kept.features(sample), sample)

        for found in ahead(begin, chosen, MOST):
            yield found.result()


def _joined(maps: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float16]:
    return np.concatenate([each.ravel() for each in maps]).astype(np.float16)
