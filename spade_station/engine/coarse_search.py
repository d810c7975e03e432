"""The coarse search: nearest rows by int8 products, their distances exactly.

Products of 8-bit integers are some six times as quick as those of floats where the processor has
instructions for them (VNNI). Here they are products in half the dimensions, too: in the principal
components of the rows. They find a few candidates for each patch; the exact products of these
decide. A row that is passed over for another is hardly nearer: what that costs is in
docs/performance.md.
"""

import threading
from copy import copy

import torch
from torch import Tensor

CANDIDATES = 3  # per patch
GROUP = 64  # rows of which at most one is a candidate
LEAST_ROWS = 2048  # below, floats take no time either
LEAST_DIMENSIONS = 32
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
    """Unit vectors ``(N, C)`` with int8 forms of them.

    Features of good parts are much alike: what they differ from their mean by is all that is
    rounded. With the mean ``m``, ``x · r = (x - m) · (r - m) + r · m`` and terms that do not depend
    on the row; ``r · m`` is carried in further columns. The other columns hold ``r - m`` in its
    first principal components, turned at random among themselves, so that all columns are alike
    large and rounding costs them alike.

    Parameters
    ----------
    rows
        float32; not copied.
    """

    def __init__(self, rows: Tensor) -> None:
        self.rows = rows
        self._mean = rows.mean(dim=0)
        self._axes = _axes(rows - self._mean)
        self._offset = float((rows @ self._mean).mean())
        self._turned_mean = self._mean @ self._axes
        largest = float((rows @ self._axes - self._turned_mean).abs().max())
        self._unit = LARGEST / max(largest, LEAST_RANGE)
        self._groups = -(-len(rows) // GROUP)
        columns = self._axes.shape[1] + CARRIERS
        self._coarse = torch.zeros(GROUP * self._groups, columns, dtype=torch.int8)
        self._coarse[:, -CARRIERS:-1] = -LARGEST  # what fills the last group is never the best
        self._coarse[: len(rows)] = self._rounded_rows(rows)
        self._weights = torch.full((1, CARRIERS), LARGEST, dtype=torch.int8)
        self._weights[0, -1] = 1
        self._kept = _Kept()

    def replaced(self, rows: Tensor, where: Tensor) -> "CoarseRows":
        """Give other rows, which differ only `where` ``(N,)`` is True."""
        other = copy(self)
        other.rows = rows
        other._coarse = self._coarse.clone()
        other._coarse[where.nonzero()[:, 0]] = self._rounded_rows(rows[where])
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
            candidates = self._candidates(found.view(len(block), GROUP, self._groups))
            exact = torch.bmm(self.rows[candidates], block[:, :, None])[:, :, 0]
            cosine[start : start + step], best = exact.max(dim=1)
            index[start : start + step] = candidates.gather(1, best[:, None])
        return (2 - 2 * cosine).clamp(0, 4).sqrt(), index

    def _candidates(self, products: Tensor) -> Tensor:
        """Give the best rows ``(P, K)`` of the best groups; row i is in group i modulo groups."""
        best = products.amax(dim=1)
        groups = best.topk(min(CANDIDATES, self._groups), dim=1, sorted=False).indices
        members = products.gather(2, groups[:, None].expand(-1, GROUP, -1))
        candidates = members.argmax(dim=1) * self._groups + groups
        return candidates.clamp_(max=len(self.rows) - 1)

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
    """Memory for products that each thread keeps: to ask for it anew costs as much as to fill it."""

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
    dimensions = max(min(channels, LEAST_DIMENSIONS), -(-channels // 16) * 8)
    components = torch.linalg.eigh(deviations.T @ deviations).eigenvectors[:, -dimensions:]
    random = torch.randn(dimensions, dimensions, generator=torch.Generator().manual_seed(0))
    axes: Tensor = components @ torch.linalg.qr(random).Q
    return axes.contiguous()
