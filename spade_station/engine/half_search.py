"""The half search: nearest rows by products in half precision, their distances exactly.

A GPU multiplies numbers of 16 bits many times as quickly as those of 32. Such products of unit
vectors find the nearest rows; the exact products of these decide how far they are.
"""

import torch
from torch import Tensor

from spade_station.engine.exact_search import (
    EXCLUDED,
    NOTHING,
    best_of,
    counted,
    mean_distance,
)

BLOCK = 32_000_000  # similarities held at once: 128 MB


def is_quick(device: torch.device) -> bool:
    """Whether the device multiplies in half precision so much quicker."""
    return device.type == "cuda"


class HalfRows:
    """Rows with their form in half precision, to search in.

    Parameters
    ----------
    rows
        ``(N, C)`` float32 unit vectors on the device.
    """

    def __init__(self, rows: Tensor) -> None:
        self._rows = rows
        self._halved = rows.half()

    def nearest(
        self, patches: Tensor, neighbours: int = 1, bias: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Give the mean distance of unit vectors to their nearest rows, and which these are.

        Parameters
        ----------
        patches
            ``(P, C)`` float32.
        bias
            ``(N,)``, or ``(Q, N)`` for each Q patches in turn: `EXCLUDED` takes a row out.

        Returns
        -------
        distance, index
            As `exact_search.nearest_rows`.
        """
        neighbours = min(neighbours, len(self._rows))
        turn = 1 if bias is None or bias.dim() == 1 else len(bias)
        step = turn * max(1, BLOCK // max(1, turn * len(self._rows)))
        halved = patches.half()
        found = [
            self._best(
                patches[start : start + step], halved[start : start + step], neighbours, bias
            )
            for start in range(0, len(patches), step)
        ]
        distances, indices = zip(*found, strict=True)
        return torch.cat(distances), torch.cat(indices)

    def _best(
        self, patches: Tensor, halved: Tensor, neighbours: int, bias: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        products = _products(halved, self._halved)
        if bias is not None:
            rows_of_bias = bias.shape if bias.dim() == 2 else (1, *bias.shape)
            products.view(-1, *rows_of_bias).add_(bias)
        best, where = best_of(products, neighbours)
        exact = torch.einsum("pkc,pc->pk", self._rows[where], patches)
        cosine = exact.masked_fill(best < NOTHING, EXCLUDED)
        return mean_distance(cosine), counted(best, where)


def _products(patches: Tensor, rows: Tensor) -> Tensor:
    """Multiply in half precision and add up in full."""
    if patches.is_cuda:
        return torch.mm(patches, rows.T, out_dtype=torch.float32)
    return patches.float() @ rows.float().T  # the same, for the tests
