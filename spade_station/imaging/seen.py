"""Seen: whether it is the part, and enough of it can be seen to say anything of it."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Mask
from spade_station.domain.imaging_errors import (
    PartAmbiguous,
    PartNotInPosition,
    PartOutOfView,
    TooMuchGlare,
)
from spade_station.domain.imaging_settings import ImagingSettings, ViewFusion, ViewSettings
from spade_station.imaging.preparing import Prepared

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
    glare = max((_share(mask, factors) for mask in _hidden(part, settings.views)), default=0.0)
    if glare > settings.glare.most / 100:
        raise TooMuchGlare(share=_percent(glare), most=settings.glare.most)


def check_sample(part: Prepared) -> None:
    """Refuse a good part of which a view shows next to nothing: nothing can be learned of that.

    Raises
    ------
    TooMuchGlare
    """
    glare = max((float(mask.mean()) for mask in part.glare if mask is not None), default=0.0)
    if glare > MOST_OF_SAMPLE:
        raise TooMuchGlare(share=_percent(glare), most=round(100 * MOST_OF_SAMPLE))


def _hidden(part: Prepared, views: ViewSettings) -> Sequence[Mask]:
    """Give what glare hides: of each side of a part, or of one place in all views of it."""
    masks = [mask for mask in part.glare if mask is not None]
    if views.fusion is ViewFusion.WORST_VIEW:
        return masks
    return [np.logical_and.reduce(masks)] if len(masks) == len(part.glare) else []


def _share(mask: Mask, factors: npt.NDArray[np.float32] | None) -> float:
    """Give how much of what is to be judged a mask covers."""
    if factors is None:
        return float(mask.mean())
    size = (mask.shape[1], mask.shape[0])
    judged = cv2.resize((factors > 0).astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    return float((mask & judged).sum()) / max(1, int(judged.sum()))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
