"""Whitening: gives the channels of hand-made features a common scale, learned from good parts."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

SHRINKAGE = 1e-2  # of the median variance, added to each, so that no channel blows up
SMALLEST = 1e-6  # variance added where the good patches are all the same
CONSTANT = 3.0  # of the appended channel, in roots of the number of channels


@dataclass(frozen=True, slots=True, eq=False)
class Whitening:
    """An affine map after which good patches have mean 0 and deviation 1 in every channel.

    Parameters
    ----------
    table
        ``(C + 1, C)`` float32: the mean in the first row, then the matrix.
    """

    table: Tensor

    def apply(self, patches: Tensor) -> Tensor:
        """Whiten patches ``(..., C)``; returns ``(..., C + 1)``.

        One more channel of constant value is appended, so that the length of a patch still counts
        after all patches are made unit vectors. A good patch is about as long as the root of the
        number of channels. Three times that makes the angle nearly the plain distance for
        patches like these, and lets it saturate for those far from all.
        """
        white = (patches - self.table[0]) @ self.table[1:]
        constant = white.new_full((*white.shape[:-1], 1), CONSTANT * white.shape[-1] ** 0.5)
        return torch.cat([white, constant], dim=-1)


def fit_whitening(patches: Sequence[Tensor]) -> Whitening:
    """Fit on good patches, each tensor ``(..., C)``.

    The matrix is diagonal. To remove the correlations too (PCA or ZCA whitening) was worse by
    measurement: it blows up the directions in which good patches hardly differ and shrinks the one
    in which defects stand out, that all energies rise at once.
    """
    rows = torch.cat([part.reshape(-1, part.shape[-1]) for part in patches]).double()
    mean = rows.mean(dim=0)
    variance = rows.var(dim=0, correction=0)
    floor = SHRINKAGE * variance.median() + SMALLEST
    matrix = torch.diag((variance + floor).rsqrt())
    return Whitening(torch.cat([mean[None], matrix]).float())
