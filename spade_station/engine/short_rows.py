"""Short rows: rows as 8-bit integers, in which the few that may be nearest are found quickly.

Products of 8-bit integers are some six times as quick as those of floats where the processor has
instructions for them (VNNI). They find a few candidates for each patch; whoever asks measures
these exactly. A row that is passed over for another is hardly nearer: what that costs is in
docs/performance.md.
"""

import math
import threading
from collections.abc import Iterator
from copy import copy

import torch
from torch import Tensor

CANDIDATES = 3  # per patch
GROUP = 64  # rows of which at most one is a candidate
LEAST_ROWS = 2048  # below, floats take no time either
BLOCK = 4_000_000  # products held at once: 16 MB
LARGEST = 127
LEAST_RANGE = 1e-3
CARRIERS = 8  # columns
MOST_CARRIED = (CARRIERS - 1) * LARGEST**2  # in units of the products


def is_quick(device: torch.device) -> bool:
    """Whether the machine multiplies 8-bit integers quickly."""
    if device.type != "cpu" or not hasattr(torch, "_int_mm"):
        return False
    supported = getattr(torch.cpu, "_is_vnni_supported", None)
    return supported is not None and bool(supported())


class ShortRows:
    """Rows of which those with the largest ``patch · row + term`` are wanted.

    Parameters
    ----------
    rows
        ``(N, D)``, around 0. A number of a patch that is larger than all of theirs is taken for as
        large as the largest.
    terms
        ``(N,)``, of each row; carried in further columns.
    """

    def __init__(self, rows: Tensor, terms: Tensor) -> None:
        self._offset = float(terms.mean())
        widest = max(float(rows.abs().max()), LEAST_RANGE)
        most = max(float((terms - self._offset).abs().max()), LEAST_RANGE**2)
        self._unit = min(LARGEST / widest, math.sqrt(MOST_CARRIED / most))
        # rows that were learned one after the other are alike, and a group has one candidate
        self._order = torch.randperm(len(rows), generator=torch.Generator().manual_seed(0))
        self._position = self._order.argsort()
        groups = -(-len(rows) // GROUP)
        self._short = torch.empty(GROUP * groups, rows.shape[1] + CARRIERS, dtype=torch.int8)
        self._hide(slice(len(rows), None))
        self._short[: len(rows)] = self._rounded_rows(rows[self._order], terms[self._order])
        self._weights = torch.full((1, CARRIERS), LARGEST, dtype=torch.int8)
        self._weights[0, -1] = 1
        self._kept = _Kept()

    def replaced(self, where: Tensor, rows: Tensor, terms: Tensor, gone: Tensor) -> "ShortRows":
        """Give these with others at the places `where`, and without those that are `gone`."""
        other = copy(self)
        other._short = self._short.clone()
        other._short[self._position[where]] = self._rounded_rows(rows, terms)
        other._hide(self._position[gone])
        return other

    def candidates(self, patches: Tensor) -> Iterator[tuple[slice, Tensor]]:
        """Give for patches ``(P, D)``, block by block, the rows ``(B, K)`` to be measured."""
        weights = self._weights.expand(len(patches), -1)
        short = torch.cat([self._rounded(patches), weights], dim=1)
        step = max(1, BLOCK // len(self._short))
        products = self._kept.products(min(step, len(patches)), len(self._short))
        for start in range(0, len(patches), step):
            block = slice(start, min(start + step, len(patches)))
            found = products[: block.stop - start]
            torch._int_mm(short[block], self._short.T, out=found)
            yield block, self._best(found.view(len(found), -1, GROUP))

    def _best(self, products: Tensor) -> Tensor:
        """Give the best rows ``(P, K)`` of the best groups of products ``(P, groups, GROUP)``."""
        best = products.amax(dim=2)
        groups = best.topk(min(CANDIDATES, best.shape[1]), dim=1, sorted=False).indices
        members = products[torch.arange(len(products))[:, None], groups]
        places = groups * GROUP + members.argmax(dim=2)
        return self._order[places.clamp_(max=len(self._order) - 1)]

    def _hide(self, where: slice | Tensor) -> None:
        """Make rows that are never the best: such fill the last group."""
        self._short[where] = 0
        self._short[where, -CARRIERS:-1] = -LARGEST

    def _rounded_rows(self, rows: Tensor, terms: Tensor) -> Tensor:
        """Round rows, and write their terms in units of the products into the carriers."""
        carried = ((terms - self._offset) * self._unit**2).round()
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
        return (values * self._unit).round_().clamp_(-LARGEST, LARGEST).to(torch.int8)


class _Kept(threading.local):
    """Memory for products that each thread keeps; asking anew costs as much as filling it."""

    def __init__(self) -> None:
        self._numbers = torch.empty(0, dtype=torch.int32)

    def products(self, patches: int, rows: int) -> Tensor:
        """Give room for ``(patches, rows)`` products."""
        if self._numbers.numel() < patches * rows:
            self._numbers = torch.empty(patches * rows, dtype=torch.int32)
        return self._numbers[: patches * rows].view(patches, rows)
