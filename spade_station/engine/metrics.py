"""Metrics: how well scores and heatmaps tell good from bad."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from spade_station.domain.frame import Mask
from spade_station.domain.inspection import Heatmap

BINS = 20_000
LOWEST, HIGHEST = 1e-3, 1e3  # heatmap values that are told apart, in units of the limit
FALSE_POSITIVES = 0.3  # AUPRO is taken up to this rate (Bergmann et al., MVTec AD)

Counts = npt.NDArray[np.float64]


def image_auroc(good: Sequence[float], bad: Sequence[float]) -> float | None:
    """Area under the ROC of the scores; None when one kind is missing."""
    if not good or not bad:
        return None
    truth = [0] * len(good) + [1] * len(bad)
    return float(roc_auc_score(truth, [*good, *bad]))


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
        """
        if mask is None or not mask.any():
            self._good += _histogram(heatmap) * (1.0 if mask is None else mask.size / heatmap.size)
            return
        resized = cv2.resize(heatmap, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)
        values = np.asarray(resized, np.float32)
        self._good += _histogram(values[~mask])
        count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
        for label in range(1, count):
            part = _histogram(values[labels == label])
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
