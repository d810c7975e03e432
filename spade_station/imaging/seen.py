"""Seen: whether it is the part, and enough of it can be seen to say anything of it."""

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Mask
from spade_station.domain.imaging_errors import PartNotInPosition, PartOutOfView, TooMuchGlare
from spade_station.domain.imaging_settings import ImagingSettings
from spade_station.imaging.preparing import Prepared


def check_seen(
    part: Prepared, settings: ImagingSettings, factors: npt.NDArray[np.float32] | None
) -> None:
    """Refuse a part that is not alike enough, or too much of it in glare or out of view.

    Alignment has looked already, but by the settings of then. Glare in one view does not hide what
    another view shows.

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
    if part.unseen is not None:
        out = _share(part.unseen, factors)
        if out > settings.alignment.unseen / 100:
            raise PartOutOfView(share=_percent(out), most=settings.alignment.unseen)
    if all(mask is not None for mask in part.glare):
        hidden = np.logical_and.reduce([mask for mask in part.glare if mask is not None])
        glare = _share(hidden, factors)
        if glare > settings.glare.most / 100:
            raise TooMuchGlare(share=_percent(glare), most=settings.glare.most)


def _share(mask: Mask, factors: npt.NDArray[np.float32] | None) -> float:
    """Give how much of what is to be judged a mask covers."""
    if factors is None:
        return float(mask.mean())
    size = (mask.shape[1], mask.shape[0])
    judged = cv2.resize((factors > 0).astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    return float((mask & judged).sum()) / max(1, int(judged.sum()))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
