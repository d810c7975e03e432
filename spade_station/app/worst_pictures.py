"""The pictures of an evaluation that are worth a look, small enough to be kept."""

from dataclasses import dataclass

import cv2
import numpy as np

from spade_station.app.overlay import SHADOW, with_heatmap
from spade_station.domain.errors import StationError
from spade_station.domain.frame import Picture
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.text import QT_TRANSLATE_NOOP

KEPT = 20
WIDTH = 420  # pixels
DRAWN = (0, 225, 255)  # the outline of the true defect; no colour of the heatmap
AROUND = 9  # pixels, so that the outline does not hide a small defect

OVERKILL, ESCAPE = QT_TRANSLATE_NOOP("report", "overkill"), QT_TRANSLATE_NOOP("report", "escape")

Rank = tuple[bool, float]


@dataclass(frozen=True, slots=True, eq=False)
class ReportPicture:
    """An inspected picture as a report shows it.

    Parameters
    ----------
    picture
        With heatmap, regions and the outline of the true defect, `WIDTH` pixels wide.
    truth
        ``good`` or the kind of the defect; empty where nobody knows it.
    mistake
        `OVERKILL`, `ESCAPE`, or empty.
    """

    name: str
    picture: Picture
    verdict: Verdict
    score: float | None
    truth: str
    mistake: str
    reason: StationError | None

    @classmethod
    def of(cls, inspection: Inspection) -> "ReportPicture":
        """Draw an inspection."""
        truth = inspection.frame.truth
        return cls(
            name=inspection.frame.name,
            picture=_drawn(inspection),
            verdict=inspection.verdict,
            score=inspection.score,
            truth="" if truth is None else truth.kind,
            mistake=mistake(inspection),
            reason=inspection.reason,
        )


class WorstPictures:
    """Keeps the pictures whose verdict is most wrong, or the closest calls where none is."""

    def __init__(self) -> None:
        self._kept: list[tuple[Rank, ReportPicture]] = []

    def keep(self, inspection: Inspection) -> None:
        """Consider one more; what was not inspected has no verdict that could be wrong."""
        if inspection.score is None:
            return
        rank = wrongness(inspection)
        if len(self._kept) == KEPT and rank <= self._kept[-1][0]:
            return
        self._kept.append((rank, ReportPicture.of(inspection)))
        self._kept.sort(key=lambda each: each[0], reverse=True)
        del self._kept[KEPT:]

    @property
    def pictures(self) -> tuple[ReportPicture, ...]:
        """The worst first."""
        return tuple(picture for _, picture in self._kept)


def wrongness(inspection: Inspection) -> Rank:
    """Whether a part was rejected or has escaped wrongly, and how far over, or under, the limit."""
    truth = inspection.frame.truth
    assert truth is not None, "pictures of a data set are labelled"
    assert inspection.score is not None, "it was inspected"
    over = inspection.score - 1
    return bool(mistake(inspection)), over if truth.is_good else -over


def mistake(inspection: Inspection) -> str:
    """Say whether a good part was rejected, or a bad one passed; CHECK lets it pass."""
    truth = inspection.frame.truth
    if truth is None or inspection.score is None:
        return ""
    rejected = inspection.verdict is Verdict.NG
    if truth.is_good:
        return OVERKILL if rejected else ""
    return "" if rejected else ESCAPE


def is_wrong(inspection: Inspection) -> bool:
    """Whether a verdict contradicts the truth; CHECK contradicts neither."""
    truth = inspection.frame.truth
    if truth is None:
        return False
    return inspection.verdict is (Verdict.NG if truth.is_good else Verdict.OK)


def _drawn(inspection: Inspection) -> Picture:
    """Draw the heatmap, and where the defect truly is."""
    picture = with_heatmap(inspection, WIDTH)
    truth = inspection.frame.truth
    if truth is None or truth.mask is None:
        return picture
    size = picture.shape[1], picture.shape[0]
    mask = cv2.resize(truth.mask.astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA)
    around = cv2.dilate((mask > 0).astype(np.uint8), np.ones((AROUND, AROUND), np.uint8))
    outlines, _ = cv2.findContours(around, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for colour, thickness in ((SHADOW, 3), (DRAWN, 2)):
        cv2.drawContours(picture, outlines, -1, colour, thickness, cv2.LINE_AA)
    return picture
