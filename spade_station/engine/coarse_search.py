"""The coarse search: nearest rows by int8 products, their distances exactly.

The products are taken in half the dimensions, in the principal components of the rows, and find a
few candidates for each patch (`engine.short_rows`); the exact products of these decide.
"""

from copy import copy

import numpy as np
import torch
from torch import Tensor

from spade_station.engine.quantised_rows import QuantisedRows
from spade_station.engine.short_rows import ShortRows

LEAST_DIMENSIONS = 32
MOST_DIMENSIONS = 128


class CoarseRows:
    """Rows with a shorter form of them, to search in.

    Features of good parts are much alike: what they differ from their mean by is all that is
    rounded. With the mean ``m``, ``x · r = (x - m) · (r - m) + r · m`` and terms that do not depend
    on the row. ``r - m`` is told in its first principal components, turned at random among
    themselves, so that all columns are alike large and rounding costs them alike.

    Parameters
    ----------
    quantised
        Kept as they are: the exact products are those of the bank's own rows.
    """

    def __init__(self, quantised: QuantisedRows) -> None:
        rows = quantised.vectors(torch.device("cpu"))
        self._values = torch.from_numpy(np.array(quantised.values))
        self._norms = torch.from_numpy(quantised.norms)
        self._centre = torch.from_numpy(np.array(quantised.centre))
        self._step = torch.from_numpy(np.array(quantised.step))
        self._mean = rows.mean(dim=0)
        self._axes = _axes(rows - self._mean)
        self._turned_mean = self._mean @ self._axes
        self._short = ShortRows(self._turned(rows), rows @ self._mean)

    def replaced(self, rows: QuantisedRows, where: Tensor, gone: Tensor) -> "CoarseRows":
        """Give these with other rows `where` ``(N,)`` is True, and without those that are `gone`.

        Parameters
        ----------
        rows
            ``(N, C)``, quantised as these are.
        """
        other = copy(self)
        changed = where.nonzero()[:, 0]
        others = rows.taken(changed.numpy())
        other._values, other._norms = self._values.clone(), self._norms.clone()
        other._values[changed] = torch.from_numpy(others.values)
        other._norms[changed] = torch.from_numpy(others.norms)
        other._norms[gone] = torch.inf  # like nothing at all, should one be a candidate
        vectors = others.vectors(torch.device("cpu"))
        other._short = self._short.replaced(
            changed, self._turned(vectors), vectors @ self._mean, gone
        )
        return other

    def nearest(self, patches: Tensor) -> tuple[Tensor, Tensor]:
        """Give distance ``(P,)`` and index ``(P, 1)`` of the nearest row of unit vectors."""
        cosine = patches.new_empty(len(patches))
        index = torch.empty(len(patches), 1, dtype=torch.long)
        for block, candidates in self._short.candidates(self._turned(patches)):
            exact = self._exact(patches[block], candidates)
            cosine[block], best = exact.max(dim=1)
            index[block] = candidates.gather(1, best[:, None])
        return (2 - 2 * cosine).clamp(0, 4).sqrt(), index

    def _exact(self, patches: Tensor, candidates: Tensor) -> Tensor:
        """Give the products ``(P, K)`` of patches and their candidates."""
        values = self._values[candidates].float()
        products = torch.bmm(values, (patches * self._step)[:, :, None])[:, :, 0]
        return (products + (patches @ self._centre)[:, None]) / self._norms[candidates]

    def _turned(self, vectors: Tensor) -> Tensor:
        """Give ``x - m`` in the axes."""
        return torch.addmm(self._turned_mean, vectors, self._axes, beta=-1)


def _axes(deviations: Tensor) -> Tensor:
    """Give ``(C, D)`` orthonormal axes that hold most of deviations ``(N, C)``."""
    channels = deviations.shape[1]
    half = min(-(-channels // 16) * 8, MOST_DIMENSIONS)
    dimensions = max(min(channels, LEAST_DIMENSIONS), half)
    components = torch.linalg.eigh(deviations.T @ deviations).eigenvectors[:, -dimensions:]
    random = torch.randn(dimensions, dimensions, generator=torch.Generator().manual_seed(0))
    axes: Tensor = components @ torch.linalg.qr(random).Q
    return axes.contiguous()
