"""Whitening: gives the channels of hand-made features a common scale, learned from good parts."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

SHRINKAGE = 1e-3  # of the mean variance, added to every direction so that none blows up


@dataclass(frozen=True, slots=True, eq=False)
class Whitening:
    """An affine map after which good patches have mean 0 and deviation 1 in every direction.

    Parameters
    ----------
    table
        ``(C + 1, C)`` float32: the mean in the first row, then the matrix.
    """

    table: Tensor

    def apply(self, patches: Tensor) -> Tensor:
        """Whiten patches ``(..., C)``.

        One more channel of constant value is appended, the root of the number of channels, so
        that the length of a patch still counts after all patches are made unit vectors.
        """
        white = (patches - self.table[0]) @ self.table[1:]
        constant = white.new_full((*white.shape[:-1], 1), white.shape[-1] ** 0.5)
        return torch.cat([white, constant], dim=-1)


def fit_whitening(patches: Sequence[Tensor]) -> Whitening:
    """Fit on good patches, each tensor ``(..., C)``."""
    rows = torch.cat([part.reshape(-1, part.shape[-1]) for part in patches]).double()
    mean = rows.mean(dim=0)
    centred = rows - mean
    covariance = centred.T @ centred / max(1, len(rows) - 1)
    variances, directions = torch.linalg.eigh(covariance)
    floor = SHRINKAGE * variances.mean().clamp(min=1e-12)
    matrix = directions / (variances.clamp(min=0) + floor).sqrt()
    return Whitening(torch.cat([mean[None], matrix]).float())
