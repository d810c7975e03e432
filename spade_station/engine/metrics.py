"""Metrics: how well scores and heatmaps tell good from bad."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score, roc_curve

from spade_station.domain.frame import Mask
from spade_station.domain.inspection import Heatmap

BINS = 20_000
LOWEST, HIGHEST = 1e-3, 1e3  # heatmap values that are told apart, in units of the limit
FALSE_POSITIVES = 0.3  # AUPRO is taken up to this rate (Bergmann et al., MVTec AD)

CONFIDENCE = 0.95
SCORE_BINS = 32  # a power of two, so that the limit is always the edge of a bin
LEAST_TOP, MOST_TOP = 2.0, 32.0  # scores that the histogram reaches to
WITHIN = 0.9  # share of the scores that it reaches, if it can

Counts = npt.NDArray[np.float64]


def image_auroc(good: Sequence[float], bad: Sequence[float]) -> float | None:
    """Area under the ROC of the scores; None when one kind is missing."""
    if not good or not bad:
        return None
    truth = [0] * len(good) + [1] * len(bad)
    return float(roc_auc_score(truth, [*good, *bad]))


def roc(good: Sequence[float], bad: Sequence[float]) -> tuple[Counts, Counts] | None:
    """Share of the good and share of the bad scores over each limit, from the highest limit down.

    None when one kind is missing.
    """
    if not good or not bad:
        return None
    truth = [0] * len(good) + [1] * len(bad)
    over_good, over_bad, _ = roc_curve(truth, [*good, *bad])
    return np.asarray(over_good, np.float64), np.asarray(over_bad, np.float64)


def interval(count: int, of: int) -> tuple[float, float] | None:
    """95 % confidence interval of a share, after Clopper and Pearson (Biometrika 1934).

    It is exact: it never covers less than 95 %, however few there are. None of none.
    """
    if of == 0:
        return None
    found = binomtest(count, of).proportion_ci(CONFIDENCE, method="exact")
    return float(found.low), float(found.high)


def score_histogram(
    good: Sequence[float], bad: Sequence[float]
) -> tuple[Counts, npt.NDArray[np.int64], npt.NDArray[np.int64]] | None:
    """Count the scores of both kinds in bins of one width, from 0 to a multiple of the limit.

    Returns
    -------
    edges, good, bad
        ``SCORE_BINS + 1`` edges, among them 1.0; the last bin also counts what lies above it.
        None without any score.
    """
    scores = np.array([*good, *bad])
    if not scores.size:
        return None
    top = LEAST_TOP
    while top < MOST_TOP and np.mean(scores < top) < WITHIN:
        top *= 2
    edges = np.linspace(0, top, SCORE_BINS + 1)

    def counted(values: Sequence[float]) -> npt.NDArray[np.int64]:
        return np.histogram(np.clip(values, 0, top), edges)[0].astype(np.int64)

    return edges, counted(good), counted(bad)


class PixelMetrics:
    """Pixel AUROC and AUPRO over many heatmaps, without keeping them.

    Values are counted in logarithmic bins 0.07 % wide, so that the memory does not grow and the
    error of either area stays below 0.001 (see the test against scikit-learn).
    """

    def __init__(self) -> None:
        self._good: Counts = np.zeros(BINS)
        self._bad: Counts = np.zeros(BINS)
        self._overlap: Counts = np.zeros(BINS)
        self._regions = 0

    def add(self, heatmap: Heatmap, mask: Mask | None) -> None:
        """Count one picture.

        Parameters
        ----------
        heatmap
            ``(h, w)``; resized to the size of the mask.
        mask
            ``(H, W)``; None for a good part.

        Raises
        ------
        ValueError
            When a value of the heatmap is not a number; it would be counted somewhere.
        """
        if not np.isfinite(heatmap).all():
            msg = "a heatmap holds values that are not numbers"
            raise ValueError(msg)
        if mask is None or not mask.any():
            self._good += _histogram(heatmap) * (1.0 if mask is None else mask.size / heatmap.size)
            return
        resized = cv2.resize(heatmap, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)
        values = np.asarray(resized, np.float32)
        self._good += _histogram(values[~mask])
        found = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
        count, labels, stats, _ = found
        for label in range(1, count):
            left, top, width, height = stats[label, : cv2.CC_STAT_AREA]
            box = (slice(top, top + height), slice(left, left + width))
            part = _histogram(values[box][labels[box] == label])
            self._bad += part
            self._overlap += part / part.sum()
            self._regions += 1

    def join(self, other: "PixelMetrics") -> "PixelMetrics":
        """Give the metrics over the pictures of both."""
        both = PixelMetrics()
        both._good = self._good + other._good
        both._bad = self._bad + other._bad
        both._overlap = self._overlap + other._overlap
        both._regions = self._regions + other._regions
        return both

    @property
    def auroc(self) -> float | None:
        """Area under the ROC over all pixels; None without both kinds."""
        if not self._good.any() or not self._bad.any():
            return None
        return float(np.trapezoid(_from_top(self._bad, self._bad.sum()), self._false_positives))

    @property
    def aupro(self) -> float | None:
        """Area under the per-region overlap to 30 % false positives, as a share of the whole."""
        if not self._good.any() or not self._regions:
            return None
        rate, overlap = self._false_positives, _from_top(self._overlap, self._regions)
        inside = rate < FALSE_POSITIVES
        edge = np.interp(FALSE_POSITIVES, rate, overlap)
        area = np.trapezoid(
            np.append(overlap[inside], edge), np.append(rate[inside], FALSE_POSITIVES)
        )
        return float(area / FALSE_POSITIVES)

    @property
    def _false_positives(self) -> Counts:
        return _from_top(self._good, self._good.sum())


def _histogram(values: npt.NDArray[np.float32]) -> Counts:
    span = np.log(HIGHEST / LOWEST)
    position = np.log(np.clip(values, LOWEST, HIGHEST) / LOWEST) * ((BINS - 1) / span)
    return np.bincount(position.astype(np.int64).ravel(), minlength=BINS).astype(np.float64)


def _from_top(counts: Counts, total: float) -> Counts:
    """Share of what lies at or above each level, from the highest level down, from 0 to 1."""
    return np.append(0.0, np.cumsum(counts[::-1])) / total
