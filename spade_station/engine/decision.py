"""Decision: the heatmap becomes a score, regions and a verdict."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import torch

from spade_station.domain.inspection import Heatmap, Region, Verdict
from spade_station.domain.preset import DecisionSettings, LimitMode, ScoreRule

HOTTEST = 0.01
PIXEL = 4  # network pixels from one pixel of a heatmap to the next: finer than any layer sees
CONTRAST_DEVIATION = 48.0 / PIXEL  # wide against a defect's heat, narrow against the part
LOCAL_BOUNDS = (0.5, 2.0)  # a local limit stays within these, times the calibrated one
OTSU_BOUNDS = (1.0, 2.0)  # and Otsu's within these
OTSU_LEVELS = 255


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from one heatmap."""

    verdict: Verdict
    score: float
    regions: tuple[Region, ...]


def decide(
    heatmap: Heatmap,
    check: float,
    settings: DecisionSettings,
    picture_size: tuple[int, int],
    judged: float = 1.0,
) -> Decision:
    """Judge a heatmap in which 1.0 is the limit (design section 3.4).

    OK below the check limit, NG above the limit with at least one region left, CHECK between. The
    score is of the heatmap itself in every mode, as the scores of the good samples are that both
    limits come from: so the wanted overkill and second looks hold, and no part is NG below 1. The
    mode says what is a region (see `limit_map`), and so decides between NG and CHECK alone: NG is
    what has a region that is large enough.

    Parameters
    ----------
    check
        The check limit, 0..1 in units of the limit.
    picture_size
        Height and width of the picture that regions are measured in.
    judged
        Share of the heatmap that is judged; the rest is cold.
    """
    score = score_of(heatmap, settings.score, judged)
    if not np.isfinite(score):
        msg = "the score is not a number"
        raise ArithmeticError(msg)
    if score < check:
        return Decision(Verdict.OK, score, ())
    excess = heatmap / limit_map(heatmap, settings.mode)
    regions = find_regions(heatmap, excess, settings, picture_size)
    verdict = Verdict.NG if score >= 1 and regions else Verdict.CHECK
    return Decision(verdict, score, regions)


def score_of(heatmap: Heatmap, rule: ScoreRule, judged: float = 1.0) -> float:
    """Give the mean of the hottest 1 % of what is judged, or the maximum."""
    return float(scores_of(heatmap.reshape(1, -1), rule, judged)[0])


def scores_of(
    heatmaps: npt.NDArray[np.float32], rule: ScoreRule, judged: float = 1.0
) -> npt.NDArray[np.float32]:
    """Give the scores ``(n,)`` of heatmaps of one size, ``(n, pixels)``."""
    pixels = heatmaps.shape[1]
    if rule is ScoreRule.MAXIMUM:
        return np.asarray(heatmaps.max(axis=1))
    count = max(1, round(pixels * judged * HOTTEST))
    hottest = torch.from_numpy(heatmaps).topk(count, dim=1, sorted=False)  # numpy takes five times
    return np.asarray(hottest.values.mean(dim=1).numpy())


def limit_map(heatmap: Heatmap, mode: LimitMode) -> npt.NDArray[np.float32]:
    """Give from which heat on a pixel is of a region, ``(h, w)`` or ``(1, 1)``; see `decide`.

    The calibrated limit, 1; the local mean + 2 local deviations (`LOCAL_BOUNDS`); or Otsu's limit
    of the picture (`OTSU_BOUNDS`).
    """
    if mode is LimitMode.LOCAL_CONTRAST:
        return _local_contrast(heatmap)
    limit = _otsu(heatmap) if mode is LimitMode.OTSU else 1.0
    return np.full((1, 1), np.clip(limit, *OTSU_BOUNDS), np.float32)


def _local_contrast(heatmap: Heatmap) -> npt.NDArray[np.float32]:
    """Give the local mean + 2 local deviations, between half and twice the calibrated limit."""
    mean = cv2.GaussianBlur(heatmap, (0, 0), CONTRAST_DEVIATION, borderType=cv2.BORDER_REFLECT)
    square = cv2.GaussianBlur(heatmap**2, (0, 0), CONTRAST_DEVIATION, borderType=cv2.BORDER_REFLECT)
    deviation = np.sqrt(np.maximum(square - mean**2, 0))
    limits: npt.NDArray[np.float32] = np.clip(mean + 2 * deviation, *LOCAL_BOUNDS)
    return limits.astype(np.float32)


def _otsu(heatmap: Heatmap) -> float:
    """Otsu's limit (IEEE Trans. SMC 1979) on 256 levels up to the maximum."""
    top = float(heatmap.max())
    if top <= 0:
        return 0.0
    levels = np.round(heatmap * np.float32(OTSU_LEVELS / top)).astype(np.uint8)
    level, _ = cv2.threshold(levels, 0, OTSU_LEVELS, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return (level + 0.5) * top / OTSU_LEVELS


def find_regions(
    heatmap: Heatmap,
    excess: npt.NDArray[np.float32],
    settings: DecisionSettings,
    picture_size: tuple[int, int],
) -> tuple[Region, ...]:
    """Find the connected areas over the limit that are large enough, hottest first.

    Parameters
    ----------
    heatmap
        ``(h, w)``, for the peaks.
    excess
        ``(h, w)``: what from 1 on is over the limit.
    picture_size
        Height and width of the picture that regions are measured in.
    """
    over = (enlarged(excess) >= 1).astype(np.uint8)
    if not over.any():  # a lonely peak, flattened in between
        over = np.kron(excess >= 1, np.ones((PIXEL, PIXEL))).astype(np.uint8)
    heatmap = enlarged(heatmap)
    if settings.closing > 0:
        reach = 2 * (settings.closing // 2) + 1
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
        over = np.asarray(cv2.morphologyEx(over, cv2.MORPH_CLOSE, kernel), np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(over, connectivity=8)
    scale = (picture_size[0] / heatmap.shape[0], picture_size[1] / heatmap.shape[1])
    areas = stats[:, cv2.CC_STAT_AREA] * (scale[0] * scale[1])
    regions = [
        _region(heatmap, labels == label, stats[label], scale, settings.mm_per_px)
        for label in range(1, count)
        if _large_enough(float(areas[label]), settings, scale)
    ]
    return tuple(sorted(regions, key=lambda region: -region.peak))


def enlarged(heatmap: Heatmap) -> Heatmap:
    """Give a heatmap in network pixels."""
    height, width = heatmap.shape
    return np.asarray(cv2.resize(heatmap, (width * PIXEL, height * PIXEL)), np.float32)


def _large_enough(area_px: float, settings: DecisionSettings, scale: tuple[float, float]) -> bool:
    """Apply the area filter, in mm² where that is set and the scale is known."""
    if settings.min_area_mm2 is not None and settings.mm_per_px is not None:
        return area_px * settings.mm_per_px**2 >= settings.min_area_mm2
    return area_px / (scale[0] * scale[1]) >= settings.min_area


def _region(
    heatmap: Heatmap,
    inside: npt.NDArray[np.bool_],
    stats: npt.NDArray[np.int32],
    scale: tuple[float, float],
    mm_per_px: float | None,
) -> Region:
    """Measure one connected area in pixels of the picture."""
    left, top, width, height, area = (int(value) for value in stats)
    part = inside[top : top + height, left : left + width]
    contours, _ = cv2.findContours(
        part.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    outline = max(contours, key=len).reshape(-1, 2) + np.array([left + 0.5, top + 0.5])
    contour = np.round(outline * np.array([scale[1], scale[0]])).astype(np.int32)
    area_px = area * scale[0] * scale[1]
    return Region(
        contour=contour,
        box=(
            round(left * scale[1]),
            round(top * scale[0]),
            round(width * scale[1]),
            round(height * scale[0]),
        ),
        area_px=area_px,
        area_mm2=None if mm_per_px is None else area_px * mm_per_px**2,
        peak=float(heatmap[top : top + height, left : left + width][part].max()),
    )
