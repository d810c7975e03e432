"""Learning known defects: pictures that must not pass become a second, small bank."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
import torch

from spade_station.domain.frame import Picture, sha256_of
from spade_station.domain.imaging_settings import ImagingSettings
from spade_station.domain.inspection import Heatmap
from spade_station.domain.progress import Report
from spade_station.engine.backbone import Backbone
from spade_station.engine.bank import Bank
from spade_station.engine.decision import enlarged
from spade_station.engine.features import Features
from spade_station.engine.fusion import fuse
from spade_station.engine.judged_area import JudgedArea
from spade_station.engine.known_defects import (
    DefectPicture,
    DefectRows,
    KnownDefects,
    MapSet,
    fingerprint,
)
from spade_station.engine.looking import look as look_at
from spade_station.engine.looking import preparation_of, whitening_of
from spade_station.engine.matching import Matcher, Matches
from spade_station.engine.placing import box_on_part
from spade_station.engine.resemblance import nearest_rows, on_device
from spade_station.imaging.preparing import Prepared

ROWS = 500  # most patches kept a layer, of all known defects together
HOT = 0.9  # of a picture's hottest place: what is hotter is the defect where nobody marked it
COMPARED = 100  # most good samples that the margin rests on


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What was seen of a picture.

    Parameters
    ----------
    part
        As the network saw it.
    matches
        Its distances from the good parts.
    """

    part: Prepared
    features: Features
    matches: Matches

    @property
    def size(self) -> tuple[int, int]:
        """Height and width for the network."""
        return self.part.size


def compared_samples(bank: Bank) -> list[int]:
    """Choose the good samples, evenly over all, that the margin is made with."""
    count = min(bank.samples, COMPARED)
    return [int(place) for place in np.linspace(0, bank.samples - 1, count).round()]


def learn_known_defects(
    defects: Sequence[DefectPicture],
    good: Iterable[tuple[int, Picture]],
    bank: Bank,
    backbone: Backbone,
    shares: Mapping[str, float],
    smoothing: float,
    report: Report = lambda done, total: None,
    imaging: ImagingSettings | None = None,
) -> KnownDefects:
    """Make the second bank.

    Patches that good parts have, too, count no more. A defect that has no others is left out, as if
    nobody had marked it: it would only move the margin of the others. For the margin each half of
    the good samples is compared with what the other half alone leaves: a sample that had a say in
    it could not tell how a further good part fares.

    Parameters
    ----------
    defects
        At least one.
    good
        Place in the bank, and picture, of the `compared_samples`.
    shares, smoothing, imaging
        Of the preset; the first two find the hottest place where nobody drew a box.
    """
    settings = imaging or bank.recipe.imaging
    seen, area = _Seen(bank, backbone, settings), JudgedArea(settings.zones, bank.seen)
    total = len(defects) + min(bank.samples, COMPARED)
    shown: list[Look] = []
    chosen = []
    for done, defect in enumerate(defects, start=1):
        look = seen.look(defect.picture)
        heatmap = fuse(look.matches.distances, bank.constants, shares, look.size, smoothing)
        where = _mask_of(defect, look.part, enlarged(area.laid_upon(heatmap)))
        chosen.append(_patches(defect.number, look, where, ROWS // len(defects)))
        shown.append(look)
        report(done, total)
    found: list[Look] = []
    for done, (place, picture) in enumerate(good, start=len(defects) + 1):
        found.append(seen.look_again(picture, place))
        report(done, total)
    gathered = {layer: _joined([each[layer] for each in chosen]) for layer in bank.layers}
    numbers = tuple(defect.number for defect in defects)
    kept, layers, by_half = _weeded(gathered, found, numbers)
    return KnownDefects(
        made_with=fingerprint(bank, [sha256_of(defect.picture) for defect in defects]),
        bank_version=bank.version,
        numbers=numbers,
        picture_sizes=np.array([look.part.view_size for look in shown], np.int32),
        patches=_counted(gathered, numbers),
        kept=kept,
        layers=layers,
        from_good=_away(shown),
        spacings=_spacings(shown),
        from_defects=_near(shown, [layers]),
        good_from_good=_away(found),
        good_from_defects=_near(found, by_half[::-1]),
    )


def _weeded(
    gathered: Mapping[str, DefectRows], good: Sequence[Look], numbers: Sequence[int]
) -> tuple[npt.NDArray[np.int32], dict[str, DefectRows], list[dict[str, DefectRows]]]:
    """Find the rows that good parts have, too.

    Returns
    -------
    tuple
        How many others each picture has; the rows of those that have any, marked by all good
        parts; and the same rows marked by each half of the good parts.
    """
    halves = [_like_good(gathered, good[::2]), _like_good(gathered, good[1::2])]
    marked = _marked(gathered, {layer: halves[0][layer] | halves[1][layer] for layer in gathered})
    kept = _counted(marked, numbers)
    speaking = [number for number, count in zip(numbers, kept, strict=True) if count] or numbers
    by_half = [_of(speaking, _marked(gathered, half)) for half in halves]
    return kept, _of(speaking, marked), by_half


class _Seen:
    """Looks at pictures as the inspector does."""

    def __init__(self, bank: Bank, backbone: Backbone, imaging: ImagingSettings) -> None:
        device = backbone.compute.device
        self._bank = bank
        self._backbone = backbone
        self._whitening = whitening_of(bank, device)
        self._matcher = Matcher(bank, device)
        self._preparation = preparation_of(bank, imaging)

    def look(self, picture: Picture) -> Look:
        """Look at a picture that is not in the bank."""
        part, features = self._seen(picture)
        return Look(part, features, self._matcher.match(features))

    def look_again(self, picture: Picture, place: int) -> Look:
        """Look at a good sample and leave its own rows out; what is known already is not matched.

        A bank that calibrated only some samples does not say which, then all are matched again.
        """
        part, features = self._seen(picture)
        if len(self._bank.sizes) == self._bank.samples:
            known = self._bank.left_out_maps[place], self._bank.left_out_spacings[place]
            return Look(part, features, Matches(*known))
        return Look(part, features, self._matcher.match(features, without=place))

    def _seen(self, picture: Picture) -> tuple[Prepared, Features]:
        part = self._preparation.prepare(picture)
        return part, look_at([part], self._backbone, self._bank.recipe, self._whitening)[0]


def _mask_of(defect: DefectPicture, part: Prepared, heat: Heatmap) -> npt.NDArray[np.bool_]:
    """Say where the defect is: ``(H, W)`` in network pixels, at least one of them True."""
    if defect.box is None:
        return np.asarray(heat >= HOT * heat.max())
    size = part.size
    mask = np.zeros(size, np.bool_)
    x, y, width, height = box_on_part(defect.box, part.pose, part.view_size)
    down, across = size[0] / part.view_size[0], size[1] / part.view_size[1]
    top, left = int(min(y * down, size[0] - 1)), int(min(x * across, size[1] - 1))
    bottom, right = round((y + height) * down), round((x + width) * across)
    mask[top : max(bottom, top + 1), left : max(right, left + 1)] = True
    return mask


def _patches(
    number: int, look: Look, where: npt.NDArray[np.bool_], most: int
) -> dict[str, DefectRows]:
    """Take the patches of a defect, of too many those that are farthest from good parts."""
    taken: dict[str, DefectRows] = {}
    for layer, patches in look.features.layers.items():
        height, width = patches.shape[:2]
        share = cv2.resize(
            where.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA
        ).ravel()
        inside = np.flatnonzero(share >= min(0.5, float(share.max())))
        away = look.matches.distances[layer].ravel()[inside]
        order = np.argsort(-away, kind="stable")
        rows = patches.flatten(0, 1)[torch.from_numpy(inside[order[: max(1, most)]])]
        owner = np.full(len(rows), number, np.int32)
        taken[layer] = DefectRows(rows.half().cpu().numpy(), owner, np.zeros(len(rows), np.bool_))
    return taken


def _away(looks: Sequence[Look]) -> MapSet:
    return MapSet.of([look.matches.distances for look in looks], [look.size for look in looks])


def _spacings(looks: Sequence[Look]) -> MapSet:
    return MapSet.of([look.matches.spacings for look in looks], [look.size for look in looks])


def _near(looks: Sequence[Look], layers: Sequence[Mapping[str, DefectRows]]) -> MapSet:
    """Measure the first picture against the first rows, the second against the second, and on."""
    near = [
        nearest_rows(look.features, layers[place % len(layers)], look.matches.distances)[0]
        for place, look in enumerate(looks)
    ]
    return MapSet.of(near, [look.size for look in looks])


def _joined(parts: Sequence[DefectRows]) -> DefectRows:
    return DefectRows(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.owner for part in parts]),
        np.concatenate([part.like_good for part in parts]),
    )


def _marked(
    layers: Mapping[str, DefectRows], like_good: Mapping[str, npt.NDArray[np.bool_]]
) -> dict[str, DefectRows]:
    return {layer: replace(rows, like_good=like_good[layer]) for layer, rows in layers.items()}


def _of(numbers: Sequence[int], layers: Mapping[str, DefectRows]) -> dict[str, DefectRows]:
    """Take the rows of some pictures."""
    chosen = {layer: np.isin(rows.owner, numbers) for layer, rows in layers.items()}
    return {
        layer: DefectRows(
            rows.rows[chosen[layer]], rows.owner[chosen[layer]], rows.like_good[chosen[layer]]
        )
        for layer, rows in layers.items()
    }


def _like_good(
    layers: Mapping[str, DefectRows], good: Sequence[Look]
) -> dict[str, npt.NDArray[np.bool_]]:
    """Find the rows that a patch of a good part is nearer to than to the other good parts."""
    like_good = {layer: np.zeros(len(rows.rows), np.bool_) for layer, rows in layers.items()}
    for look in good:
        for layer, rows in layers.items():
            patches = look.features.layers[layer]
            away = torch.from_numpy(look.matches.distances[layer].ravel())
            limits = 1 - away**2 / 2  # as cosines
            cosines = patches.flatten(0, 1) @ on_device(patches, rows.rows).T
            nearer = cosines > limits.to(patches.device)[:, None]
            like_good[layer] |= nearer.any(dim=0).cpu().numpy()
    return like_good


def _counted(layers: Mapping[str, DefectRows], numbers: Sequence[int]) -> npt.NDArray[np.int32]:
    """Count the rows of each picture, on all layers together, that good parts do not have."""
    counts = [
        sum(int(((rows.owner == number) & ~rows.like_good).sum()) for rows in layers.values())
        for number in numbers
    ]
    return np.array(counts, np.int32)
