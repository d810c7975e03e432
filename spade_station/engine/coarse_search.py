"""The coarse search: nearest rows by int8 products, their distances exactly.

Products of 8-bit integers are some six times as quick as those of floats where the processor has
instructions for them (VNNI). They find, for each patch, the best row of each of a few groups; the
exact products of these few decide. A row that is passed over for another is hardly nearer: what
that costs is in docs/performance.md.
"""

from copy import copy

import torch
from torch import Tensor

GROUPS = 8  # candidates per patch
LEAST_ROWS = 2048  # below, floats take no time either
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
    on the row; ``r · m`` is carried in further columns.

    Parameters
    ----------
    rows
        float32; not copied.
    """

    def __init__(self, rows: Tensor) -> None:
        self.rows = rows
        self._mean = rows.mean(dim=0)
        self._offset = float((rows @ self._mean).mean())
        self._unit = LARGEST / max(float((rows - self._mean).abs().max()), LEAST_RANGE)
        size = -(-len(rows) // GROUPS)
        self._first = torch.arange(GROUPS) * size
        self._coarse = torch.zeros(size * GROUPS, rows.shape[1] + CARRIERS, dtype=torch.int8)
        self._coarse[:, -CARRIERS:-1] = -LARGEST  # what fills the last group is never the best
        self._coarse[: len(rows)] = self._rounded_rows(rows)

    def replaced(self, rows: Tensor, where: Tensor) -> "CoarseRows":
        """Give other rows, which differ only `where` ``(N,)`` is True."""
        other = copy(self)
        other.rows = rows
        other._coarse = self._coarse.clone()
        other._coarse[where.nonzero()[:, 0]] = self._rounded_rows(rows[where])
        return other

    def nearest(self, patches: Tensor) -> tuple[Tensor, Tensor]:
        """Give distance ``(P,)`` and index ``(P, 1)`` of the nearest row of unit vectors."""
        coarse = self._rounded(patches)
        weights = coarse.new_full((len(patches), CARRIERS), LARGEST)
        weights[:, -1] = 1
        coarse = torch.cat([coarse, weights], dim=1)
        cosine = patches.new_empty(len(patches))
        index = torch.empty(len(patches), 1, dtype=torch.long)
        step = max(1, BLOCK // len(self._coarse))
        for start in range(0, len(patches), step):
            products = torch._int_mm(coarse[start : start + step], self._coarse.T)
            best = products.view(len(products), GROUPS, -1).max(dim=2).indices + self._first
            best.clamp_(max=len(self.rows) - 1)
            exact = torch.bmm(self.rows[best], patches[start : start + step, :, None])[:, :, 0]
            cosine[start : start + step], group = exact.max(dim=1)
            index[start : start + step] = best.gather(1, group[:, None])
        return (2 - 2 * cosine).clamp(0, 4).sqrt(), index

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
        scaled = ((values - self._mean) * self._unit).round_().clamp_(-LARGEST, LARGEST)
        return scaled.to(torch.int8)
