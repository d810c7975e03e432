"""The coarse search: nearest rows by int8 products, their distances exactly.

Products of 8-bit integers are some six times as quick as those of floats where the processor has
instructions for them (VNNI). Here they are products in half the dimensions, too: in the principal
components of the rows. They find a few candidates for each patch; the exact products of these
decide. A row that is passed over for another is hardly nearer: what that costs is in
docs/performance.md.
"""

import threading
from copy import copy

import numpy as np
import torch
from torch import Tensor

from spade_station.engine.quantised_rows import QuantisedRows

CANDIDATES = 3  # per patch
GROUP = 64  # rows of which at most one is a candidate
LEAST_ROWS = 2048  # below, floats take no time either
LEAST_DIMENSIONS = 32
MOST_DIMENSIONS = 128
BLOCK = 4_000_000  # products held at once: 16 MB
LARGEST = 127
LEAST_RANGE = 1e-3
CARRIERS = 8  # columns


def is_quick(device: torch.device) -> bool:
    """Whether the machine multiplies 8-bit integers quickly."""
    if device.type != "cpu" or not hasattr(torch, "_int_mm"):
        return False
    supported = getattr(torch.cpu, "_is_vnni_supported", None)
    return supported is not None and bool(supported())


class CoarseRows:
    """Rows with a shorter form of them, to search in.

    Features of good parts are much alike: what they differ from their mean by is all that is
    rounded. With the mean ``m``, ``x · r = (x - m) · (r - m) + r · m`` and terms that do not depend
    on the row; ``r · m`` is carried in further columns. The other columns hold ``r - m`` in its
    first principal components, turned at random among themselves, so that all columns are alike
    large and rounding costs them alike.

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
        self._offset = float((rows @ self._mean).mean())
        self._turned_mean = self._mean @ self._axes
        largest = float((rows @ self._axes - self._turned_mean).abs().max())
        self._unit = LARGEST / max(largest, LEAST_RANGE)
        groups = -(-len(rows) // GROUP)
        columns = self._axes.shape[1] + CARRIERS
        # rows that were learned one after the other are alike, and a group has one candidate
        self._order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(0))
        self._position = self._order.argsort()
        self._coarse = torch.empty(GROUP * groups, columns, dtype=torch.int8)
        self._hide(slice(len(rows), None))
        self._coarse[: len(rows)] = self._rounded_rows(rows[self._order])
        self._weights = torch.full((1, CARRIERS), LARGEST, dtype=torch.int8)
        self._weights[0, -1] = 1
        self._kept = _Kept()

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
        other._coarse = self._coarse.clone()
        rounded = self._rounded_rows(others.vectors(torch.device("cpu")))
        other._coarse[self._position[changed]] = rounded
        other._norms[gone] = torch.inf  # like nothing at all, should one be a candidate
        other._hide(self._position[gone])
        return other

    def nearest(self, patches: Tensor) -> tuple[Tensor, Tensor]:
        """Give distance ``(P,)`` and index ``(P, 1)`` of the nearest row of unit vectors."""
        weights = self._weights.expand(len(patches), -1)
        coarse = torch.cat([self._rounded(patches), weights], dim=1)
        cosine = patches.new_empty(len(patches))
        index = torch.empty(len(patches), 1, dtype=torch.long)
        step = max(1, BLOCK // len(self._coarse))
        products = self._kept.products(min(step, len(patches)), len(self._coarse))
        for start in range(0, len(patches), step):
            block = patches[start : start + step]
            found = products[: len(block)]
            torch._int_mm(coarse[start : start + step], self._coarse.T, out=found)
            candidates = self._candidates(found.view(len(block), -1, GROUP))
            exact = self._exact(block, candidates)
            cosine[start : start + step], best = exact.max(dim=1)
            index[start : start + step] = candidates.gather(1, best[:, None])
        return (2 - 2 * cosine).clamp(0, 4).sqrt(), index

    def _exact(self, patches: Tensor, candidates: Tensor) -> Tensor:
        """Give the products ``(P, K)`` of patches and their candidates."""
        values = self._values[candidates].float()
        products = torch.bmm(values, (patches * self._step)[:, :, None])[:, :, 0]
        return (products + (patches @ self._centre)[:, None]) / self._norms[candidates]

    def _hide(self, where: slice | Tensor) -> None:
        """Make rows that are never the best: such fill the last group."""
        self._coarse[where] = 0
        self._coarse[where, -CARRIERS:-1] = -LARGEST

    def _candidates(self, products: Tensor) -> Tensor:
        """Give the best rows ``(P, K)`` of the best groups of products ``(P, groups, GROUP)``."""
        best = products.amax(dim=2)
        groups = best.topk(min(CANDIDATES, best.shape[1]), dim=1, sorted=False).indices
        members = products[torch.arange(len(products))[:, None], groups]
        places = groups * GROUP + members.argmax(dim=2)
        return self._order[places.clamp_(max=len(self._order) - 1)]

    def _rounded_rows(self, rows: Tensor) -> Tensor:
        """Round rows, and write ``r · m`` in units of the products into the carriers."""
        carried = ((rows @ self._mean - self._offset) * self._unit**2).round()
        whole = (carried / LARGEST).round()
        columns = [self._rounded(rows)]
        left = whole
        for column in range(CARRIERS - 1, 0, -1):
            part = (left / column).round().clamp(-LARGEST, LARGEST)
            columns.append(part.to(torch.int8)[:, None])
            left = left - part
        rest = (carried - whole * LARGEST).clamp(-LARGEST, LARGEST)
        return torch.cat([*columns, rest.to(torch.int8)[:, None]], dim=1)

    def _rounded(self, values: Tensor) -> Tensor:
        turned = torch.addmm(self._turned_mean, values, self._axes, beta=-1)
        return (turned * self._unit).round_().clamp_(-LARGEST, LARGEST).to(torch.int8)


class _Kept(threading.local):
    """Memory for products that each thread keeps; asking anew costs as much as filling it."""

    def __init__(self) -> None:
        self._numbers = torch.empty(0, dtype=torch.int32)

    def products(self, patches: int, rows: int) -> Tensor:
        """Give room for ``(patches, rows)`` products."""
        if self._numbers.numel() < patches * rows:
            self._numbers = torch.empty(patches * rows, dtype=torch.int32)
        return self._numbers[: patches * rows].view(patches, rows)


def _axes(deviations: Tensor) -> Tensor:
    """Give ``(C, D)`` orthonormal axes that hold most of deviations ``(N, C)``."""
    channels = deviations.shape[1]
    half = min(-(-channels // 16) * 8, MOST_DIMENSIONS)
    dimensions = max(min(channels, LEAST_DIMENSIONS), half)
    components = torch.linalg.eigh(deviations.T @ deviations).eigenvectors[:, -dimensions:]
    random = torch.randn(dimensions, dimensions, generator=torch.Generator().manual_seed(0))
    axes: Tensor = components @ torch.linalg.qr(random).Q
    return axes.contiguous()
