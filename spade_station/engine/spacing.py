"""Spacing: how far apart the good samples are, row by row.

What lies in a crowd of good patches is suspicious at a small distance already, what lies where
good samples themselves differ is not: a distance is measured by the spacing of the row that it is
nearest to, after the local outlier factor (Breunig et al., SIGMOD 2000).
"""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

COMPANY = 3  # nearest rows of different other samples that the spacing is the mean of
BLOCK = 512  # rows compared at once
NOBODY = -9.0  # a similarity below all
LEAST = 1e-3

Map = npt.NDArray[np.float32]


def row_spacing(rows: Tensor, sample: Tensor, of: Tensor) -> Tensor:
    """Give the mean distance of rows to the nearest row of each of the nearest other samples.

    Parameters
    ----------
    rows
        ``(N, C)`` unit vectors.
    sample
        ``(N,)``: the sample of each.
    of
        Indices ``(M,)`` of the rows that are asked about.

    Returns
    -------
    Tensor
        ``(M,)``; 1 throughout while there is one sample, which has no company.
    """
    company = min(COMPANY, len(torch.unique(sample)) - 1)
    if company < 1:
        return rows.new_ones(len(of))
    found = rows.new_empty(len(of))
    for start in range(0, len(of), BLOCK):
        block = of[start : start + BLOCK]
        cosine = rows[block] @ rows.T
        cosine.masked_fill_(sample[block][:, None] == sample, NOBODY)
        total = rows.new_zeros(len(block))
        for _ in range(company):
            best = cosine.max(dim=1)
            total += (2 - 2 * best.values).clamp(min=0).sqrt()
            cosine.masked_fill_(sample[best.indices][:, None] == sample, NOBODY)
        found[start : start + BLOCK] = total / company
    return found


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
