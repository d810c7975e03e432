"""The nearest row of a net: vectors of any length, of which there may soon be more.

While a bank is learned this is most of the work, beside the network. Where the processor
multiplies 8-bit integers quickly they name the candidates, whose distances are exact.
"""

import torch
from torch import Tensor

from spade_station.engine import short_rows
from spade_station.engine.short_rows import LEAST_ROWS, ShortRows

BLOCK = 512  # patches compared at once: their distances should fit a cache
OUTGROWN = 1.1  # times the rows that were made ready


class NetSearch:
    """Search in the rows of a net that grows; what is made ready of them serves for a while.

    Parameters
    ----------
    coarsely
        Whether integers may name the candidates. They tell rows apart whose columns are alike
        wide: not those with a place among their columns, which is wider than all else.
    """

    def __init__(self, coarsely: bool) -> None:
        self._coarsely = coarsely
        self._ready: _ReadyRows | None = None

    def nearest(self, patches: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Give distance and index ``(P,)``; `rows` are those of before and new ones after them."""
        quick = self._coarsely and short_rows.is_quick(rows.device)
        if not quick or len(rows) < LEAST_ROWS:
            return _by_floats(patches, rows)
        if self._ready is None or len(rows) > OUTGROWN * len(self._ready.rows):
            self._ready = _ReadyRows(rows)
        distance, index = self._ready.nearest(patches)
        known = len(self._ready.rows)
        if known == len(rows):
            return distance, index
        of_new, where = _by_floats(patches, rows[known:])
        is_new = of_new < distance
        return of_new.where(is_new, distance), (where + known).where(is_new, index)

    def forget(self) -> None:
        """Begin anew: the rows are others."""
        self._ready = None


def nearest(patches: Tensor, rows: Tensor, coarsely: bool) -> tuple[Tensor, Tensor]:
    """Give Euclidean distance and index ``(P,)`` of the nearest row; see `NetSearch`."""
    return NetSearch(coarsely).nearest(patches, rows)


class _ReadyRows:
    """Rows whose differences from their mean, and half their squares, are rounded."""

    def __init__(self, rows: Tensor) -> None:
        self.rows = rows
        self._mean = rows.mean(dim=0)
        deviations = rows - self._mean
        self._short = ShortRows(deviations, deviations.square().sum(dim=1) / -2)

    def nearest(self, patches: Tensor) -> tuple[Tensor, Tensor]:
        distance = patches.new_empty(len(patches))
        index = torch.empty(len(patches), dtype=torch.long)
        for block, candidates in self._short.candidates(patches - self._mean):
            apart = self.rows[candidates] - patches[block, None]
            squared, best = apart.square().sum(dim=2).min(dim=1)
            distance[block] = squared.sqrt()
            index[block] = candidates.gather(1, best[:, None])[:, 0]
        return distance, index


def _by_floats(patches: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
    lengths = rows.square().sum(dim=1)
    distance = patches.new_empty(len(patches))
    index = torch.empty(len(patches), dtype=torch.long, device=patches.device)
    for start in range(0, len(patches), BLOCK):
        block = patches[start : start + BLOCK]
        best = torch.addmm(lengths, block, rows.T, alpha=-2).min(dim=1)
        squared = best.values + block.square().sum(dim=1)
        distance[start : start + BLOCK] = squared.clamp(min=0).sqrt()
        index[start : start + BLOCK] = best.indices
    return distance, index
