"""Seen: whether it is the part, and enough of it can be seen to say anything of it."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Mask
from spade_station.domain.imaging_errors import (
    PartAmbiguous,
    PartHardlyJudged,
    PartNotInPosition,
    PartOutOfView,
    TooMuchGlare,
    ZoneHardlyJudged,
)
from spade_station.domain.imaging_settings import ImagingSettings, ViewFusion, ViewSettings
from spade_station.domain.zone import Zone, ZoneKind
from spade_station.imaging.preparing import Prepared
from spade_station.imaging.zones import pixels_of

LEAST_JUDGED = 0.75  # of what can be seen: patches are coarse, more is lost than is hidden
LEAST_OF_ZONE = 0.5  # of each include zone, which may be only a few patches wide
MOST_OF_SAMPLE = 0.5  # of a view that may lie in glare


def check_seen(
    part: Prepared, settings: ImagingSettings, factors: npt.NDArray[np.float32] | None
) -> None:
    """Refuse a part that is not alike enough, or too much of it in glare or out of view.

    Alignment has looked already, but by the settings of then. Glare in one view does not hide what
    another view of the same side shows.

    Parameters
    ----------
    factors
        ``(h, w)``, 0 where nothing is to be judged; None where all is.

    Raises
    ------
    PartNotInPosition, TooMuchGlare, PartOutOfView
    """
    quality, least = part.pose.quality, settings.alignment.quality
    if quality < least:
        raise PartNotInPosition(quality=round(100 * quality), least=round(100 * least))
    if settings.zones and not part.pose.is_only:
        raise PartAmbiguous  # the zones would lie on one place or on another
    if part.unseen is not None:
        out = _share(part.unseen, factors)
        if out > settings.alignment.unseen / 100:
            raise PartOutOfView(share=_percent(out), most=settings.alignment.unseen)
    glare = max(
        (_share(mask, factors) for mask in _joined(part.glare, settings.views)), default=0.0
    )
    if glare > settings.glare.most / 100:
        raise TooMuchGlare(share=_percent(glare), most=settings.glare.most)


def check_judged(
    part: Prepared,
    settings: ImagingSettings,
    factors: npt.NDArray[np.float32] | None,
    unjudged: npt.NDArray[np.bool_],
) -> None:
    """Refuse a part of which next to nothing is judged, though most of it can be seen.

    A patch that reaches into glare or out of view is not judged, however little it does: many
    small highlights, or an edge, can take away far more than they hide (see `check_seen`).

    Parameters
    ----------
    factors
        As for `check_seen`.
    unjudged
        ``(views, h, w)``, True where a view is not judged.

    Raises
    ------
    PartHardlyJudged
        When less than `LEAST_JUDGED` of what can be seen is judged, or nothing.
    ZoneHardlyJudged
        When less than `LEAST_OF_ZONE` of what counts of an include zone is judged.
    """
    if not unjudged.any():
        return
    is_one_side = settings.views.fusion is not ViewFusion.WORST_VIEW
    lost = np.asarray(unjudged.all(axis=0))[None] if is_one_side else unjudged
    hidden = _joined([part.unjudged(view) for view in range(len(part.views))], settings.views)
    seen = 1 - max((_share(mask, factors) for mask in hidden), default=0.0)
    share = max(_share(mask, factors) for mask in lost)
    if share == 1 or 1 - share < LEAST_JUDGED * seen:
        raise PartHardlyJudged(share=_percent(share))
    for zone in settings.zones:
        if zone.kind is ZoneKind.INCLUDE:
            _check_zone(zone, factors, lost)


def check_sample(part: Prepared) -> None:
    """Refuse a good part of which a view shows next to nothing: nothing can be learned of that.

    Raises
    ------
    TooMuchGlare
    """
    glare = max((float(mask.mean()) for mask in part.glare if mask is not None), default=0.0)
    if glare > MOST_OF_SAMPLE:
        raise TooMuchGlare(share=_percent(glare), most=round(100 * MOST_OF_SAMPLE))


def _joined(of_views: Sequence[Mask | None], views: ViewSettings) -> Sequence[Mask]:
    """Give the masks of each side of a part, or what all views of one side have in common."""
    masks = [mask for mask in of_views if mask is not None]
    if views.fusion is ViewFusion.WORST_VIEW:
        return masks
    return [np.logical_and.reduce(masks)] if len(masks) == len(of_views) else []


def _check_zone(
    zone: Zone, factors: npt.NDArray[np.float32] | None, lost: npt.NDArray[np.bool_]
) -> None:
    inside = pixels_of(zone, (lost.shape[1], lost.shape[2]))
    if factors is not None:
        inside &= factors > 0
    if not inside.any():  # another zone excludes it
        return
    share = float(lost[:, inside].mean(axis=1).max())
    if 1 - share < LEAST_OF_ZONE:
        raise ZoneHardlyJudged(share=_percent(share))


def _share(mask: Mask, factors: npt.NDArray[np.float32] | None) -> float:
    """Give how much of what is to be judged a mask covers."""
    if factors is None:
        return float(mask.mean())
    size = (mask.shape[1], mask.shape[0])
    judged = cv2.resize((factors > 0).astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    return float((mask & judged).sum()) / max(1, int(judged.sum()))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
