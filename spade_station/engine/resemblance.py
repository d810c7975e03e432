"""Resemblance: what is nearer to a known defect than good parts ever are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from spade_station.domain.frame import Box
from spade_station.domain.inspection import Heatmap, Region, Verdict
from spade_station.domain.preset import DecisionSettings
from spade_station.engine.bank import Half
from spade_station.engine.calibration import limit_of
from spade_station.engine.cells import cells_of
from spade_station.engine.decision import Decision, find_regions
from spade_station.engine.features import Features
from spade_station.engine.fusion import Heatmaps, heat_of_views
from spade_station.engine.known_defects import DefectRows, DistanceMaps, KnownDefects
from spade_station.engine.matching import DistanceMap

SAME = 2.0  # times nearer to a known defect than to all other good parts: it is one
CAUTION = 0.9  # on the margin where there are too few good samples for a promise


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """How far each patch of a picture is from the known defects, and from which it is that far.

    Parameters
    ----------
    distances
        Per layer ``(h, w)`` float32; where the nearest patch is one that good parts have, too, it
        is the distance to the good parts, which says nothing for or against.
    owners
        Per layer ``(h, w)`` int32: number of the picture with the nearest patch.
    """

    distances: Mapping[str, DistanceMap]
    owners: Mapping[str, npt.NDArray[np.int32]]


class DefectMatcher:
    """Known defects made ready for matching on one device."""

    def __init__(self, known: KnownDefects, device: torch.device) -> None:
        self.known = known
        self._rows = {
            name: torch.from_numpy(np.asarray(layer.rows, np.float32)).to(device)
            for name, layer in known.layers.items()
        }
        self._margins: dict[object, float] = {}

    def nearest(self, features: Features, away: DistanceMaps) -> Nearest:
        """Measure a picture, whose distances to the good parts are `away`."""
        return Nearest(*nearest_rows(features, self.known.layers, away, self._rows))

    def margin(
        self,
        constants: Mapping[str, float],
        shares: Mapping[str, float],
        smoothing: float,
        overkill: float,
    ) -> float:
        """Below which ratio of the two distances a place resembles a known defect, 0..1.

        Chosen as the limit is: how much the good samples resemble known defects at the most takes
        the place of their scores, so that a further good part falls for it with at most the
        wanted `overkill`; where the samples are too few for that promise, by the same estimate
        with some caution.
        """
        key = (tuple(constants.items()), tuple(shares.items()), smoothing, overkill)
        if key not in self._margins:
            known = self.known
            pairs = zip(
                known.good_from_good.maps(),
                known.good_from_defects.maps(),
                known.good_from_good.sizes.tolist(),
                strict=True,
            )
            scores = [
                _most_alike(
                    heat_of_views(near, constants, shares, (size[0], size[1]), smoothing),
                    heat_of_views(away, constants, shares, (size[0], size[1]), smoothing),
                )
                for away, near, size in pairs
            ]
            limit = limit_of(_without_contradictions(scores), overkill, overkill)
            caution = CAUTION if limit.is_estimate else 1.0
            self._margins = {key: min(1.0, caution / limit.value)}
        return self._margins[key]

    def regions(
        self,
        nearest: Nearest,
        resemblance: Heatmap,
        heatmap: Heatmap,
        settings: DecisionSettings,
        shares: Mapping[str, float],
        picture_size: tuple[int, int],
    ) -> tuple[Region, ...]:
        """Find the regions that resemble a known defect and are large enough.

        Parameters
        ----------
        resemblance
            ``(H, W)``: how many times nearer to a known defect than a good part ever is; above 1
            it is one.
        heatmap
            In units of the limit, for the peaks.
        """
        found = alike_regions(resemblance, heatmap, settings, picture_size)
        return tuple(
            replace(region, known_defect=_owner(region, nearest, resemblance, shares, picture_size))
            for region in found
        )


def alike_regions(
    resemblance: Heatmap,
    heatmap: Heatmap,
    settings: DecisionSettings,
    picture_size: tuple[int, int],
) -> tuple[Region, ...]:
    """Find the regions that resemble any known defect and are large enough."""
    if resemblance.max() < 1:
        return ()
    return find_regions(heatmap, resemblance, settings, picture_size)


def judged_with(decision: Decision, resembling: Sequence[Region]) -> Decision:
    """Make a decision NG where regions resemble a known defect; the score stays what it is.

    A region over the limit that meets one of these is told as the known defect, too.
    """
    if not resembling:
        return decision
    named = [_named(region, resembling) for region in decision.regions]
    alone = [
        region
        for region in resembling
        if not any(_meet(region.box, other.box) for other in decision.regions)
    ]
    regions = sorted([*named, *alone], key=lambda region: -region.peak)
    return Decision(Verdict.NG, decision.score, tuple(regions))


def resemblance_of(near: Heatmaps, away: Heatmaps, margin: float) -> Heatmaps:
    """Compare the fused distances to known defects and to good parts; above 1 it resembles one."""
    return np.asarray(np.float32(margin) * away / np.maximum(near, np.float32(1e-6)), np.float32)


def nearest_rows(
    features: Features,
    layers: Mapping[str, DefectRows],
    away: DistanceMaps,
    ready: Mapping[str, Tensor] | None = None,
) -> tuple[dict[str, DistanceMap], dict[str, npt.NDArray[np.int32]]]:
    """Give per layer the distance to the known defects and the owner of the nearest row.

    Parameters
    ----------
    away
        The distances to the good parts.
    ready
        The rows as float32 on the device, where they have been made ready.
    """
    distances: dict[str, DistanceMap] = {}
    owners: dict[str, npt.NDArray[np.int32]] = {}
    for layer, patches in features.layers.items():
        known, good = layers[layer], torch.from_numpy(away[layer]).to(patches.device)
        rows = on_device(patches, known.rows) if ready is None else ready[layer]
        cosines = patches.flatten(0, 1) @ rows.T
        nearest = cosines.argmax(dim=1)
        like_good = torch.from_numpy(known.like_good).to(patches.device)
        best = cosines.masked_fill(like_good, -1).amax(dim=1)
        far = (2 - 2 * best).clamp(0, 4).sqrt().view(good.shape)
        says_nothing = like_good[nearest].view(good.shape)
        near = torch.where(says_nothing, torch.minimum(far, good), far)
        distances[layer] = near.cpu().numpy()
        owners[layer] = known.owner[nearest.cpu().numpy()].reshape(good.shape)
    return distances, owners


def on_device(patches: Tensor, rows: Half) -> Tensor:
    """Give stored rows as float32 where the patches are."""
    return torch.from_numpy(np.asarray(rows, np.float32)).to(patches.device)


def _most_alike(near: Heatmaps, away: Heatmaps) -> float:
    """Say how many times nearer to a known defect a good sample is, where it is most."""
    return float(np.nanmax(resemblance_of(near, away, 1.0)))


def _without_contradictions(scores: Sequence[float]) -> npt.NDArray[np.float64]:
    """Leave out good samples that are a known defect themselves, however many.

    The rows that they share with it were weeded out, so that the known defect is missed, and told
    as such. Were they to set the margin, no other known defect would count. They are no ordinary
    look of good parts: two samples near the same row are as near to each other, so that both can
    hardly be `SAME` times farther from all good parts.
    """
    found = np.array(scores, np.float64)
    ordinary = found[found < SAME]
    return ordinary if len(ordinary) else np.ones(1)


def _owner(
    region: Region,
    nearest: Nearest,
    resemblance: Heatmap,
    shares: Mapping[str, float],
    picture_size: tuple[int, int],
) -> int:
    """Name the known defect that has most weight where a region resembles one most."""
    height, width = resemblance.shape
    rows, columns = cells_of(region.box, picture_size, (height, width))
    part = resemblance[rows, columns]
    row, column = np.unravel_index(int(part.argmax()), part.shape)
    votes: dict[int, float] = {}
    for layer in nearest.owners.keys() & shares.keys():  # of all views
        owners, share = nearest.owners[layer], shares[layer]
        place = (
            min(owners.shape[0] - 1, (rows.start + int(row)) * owners.shape[0] // height),
            min(owners.shape[1] - 1, (columns.start + int(column)) * owners.shape[1] // width),
        )
        number = int(owners[place])
        votes[number] = votes.get(number, 0.0) + share
    return max(votes, key=lambda number: votes[number])


def _named(region: Region, resembling: Sequence[Region]) -> Region:
    met = next((each for each in resembling if _meet(each.box, region.box)), None)
    return region if met is None else replace(region, known_defect=met.known_defect)


def _meet(one: Box, other: Box) -> bool:
    across = one[0] < other[0] + other[2] and other[0] < one[0] + one[2]
    return across and one[1] < other[1] + other[3] and other[1] < one[1] + one[3]
