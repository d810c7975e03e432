"""Spacing: how far apart the good samples are, row by row.

What lies in a crowd of good patches is suspicious at a small distance already, what lies where
good samples themselves differ is not: a distance is measured by the spacing of the row that it is
nearest to, after the local outlier factor (Breunig et al., SIGMOD 2000).
"""

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

COMPANY = 3  # nearest rows of different other samples that the spacing is the mean of
BLOCK = 256  # rows compared at once
NOBODY = -9.0  # a similarity below all
LEAST = 1e-3

with warnings.catch_warnings():  # that `index_reduce_` is in beta torch says once: here, to nobody
    warnings.simplefilter("ignore")
    torch.zeros(1).index_reduce_(0, torch.zeros(1, dtype=torch.long), torch.zeros(1), "amax")

Map = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Company:
    """The nearest rows of different other samples.

    Parameters
    ----------
    distances
        ``(M, k)``, ascending; k is one more than `COMPANY`, or as many other samples as there are.
    samples
        ``(M, k)``: whose rows these are.
    """

    distances: Tensor
    samples: Tensor

    def taken(self, which: npt.NDArray[np.intp]) -> "Company":
        """Give that of some of the rows."""
        return Company(self.distances[which], self.samples[which])

    def spacing(self, without: int | None = None) -> Tensor:
        """Give the mean ``(M,)`` of the nearest, which may have to do without one sample.

        1 throughout while there is one sample, which has no company.
        """
        others = self.distances.shape[1]
        if others == 0:
            return self.distances.new_ones(len(self.distances))
        if without is None or others == 1:
            return self.distances[:, :COMPANY].mean(dim=1)
        gone = self.samples == without
        nobody = ~gone.any(dim=1)
        gone[nobody, -1] = others > COMPANY
        kept = self.distances.masked_fill(gone, 0)
        return kept.sum(dim=1) / (others - gone.sum(dim=1))


def company_of(rows: Tensor, sample: Tensor, of: Tensor | None = None) -> Company:
    """Find the company of rows.

    Parameters
    ----------
    rows
        ``(N, C)`` unit vectors.
    sample
        ``(N,)``: the sample of each.
    of
        Indices ``(M,)`` of the rows that are asked about; None asks about all.
    """
    of = torch.arange(len(rows), device=rows.device) if of is None else of
    known, which = torch.unique(sample, return_inverse=True)
    others = max(0, min(COMPANY + 1, len(known) - 1))
    distances = rows.new_empty(len(of), others)
    samples = sample.new_empty(len(of), others)
    for start in range(0, len(of), BLOCK):
        block = of[start : start + BLOCK]
        cosine = rows @ rows[block].T
        of_sample = cosine.new_full((len(known), len(block)), NOBODY)
        of_sample.index_reduce_(0, which, cosine, "amax")  # 0.8 ms; others of its kind 4 ms
        of_sample.scatter_(0, which[block][None], NOBODY)  # its own
        best = of_sample.topk(others, dim=0)
        distances[start : start + BLOCK] = (2 - 2 * best.values).clamp(min=0).sqrt().T
        samples[start : start + BLOCK] = known[best.indices].T
    return Company(distances, samples)


def relative(distance: Map, spacing: Map, usual: float, share: float) -> Map:
    """Measure distances by the spacing of the rows that they were measured to.

    Parameters
    ----------
    usual
        The spacing at which a distance stays as it is.
    share
        How much the spacing counts: 0 leaves all distances as they are.
    """
    if share == 0:
        return distance
    scale = 1 - share + share * spacing / np.float32(max(usual, LEAST))
    return np.asarray(distance / scale, np.float32)
