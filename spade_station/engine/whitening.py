"""Whitening: gives the channels of hand-made features a common scale, learned from good parts."""

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


class Moments:
    """Mean and variance of patches that come picture by picture; none of them is kept.

    Sets are joined as by Chan, Golub & LeVeque (1979), which loses no digits where the mean is
    large against the deviation.
    """

    def __init__(self) -> None:
        self._count = 0
        self.mean = torch.zeros(0)
        """``(C,)`` float64."""
        self._squares = torch.zeros(0)

    @property
    def variance(self) -> Tensor:
        """``(C,)`` float64, over the number of patches."""
        return self._squares / self._count

    def add(self, patches: Tensor) -> None:
        """Take in ``(..., C)``, at least one patch."""
        rows = patches.reshape(-1, patches.shape[-1]).double()
        mean, count = rows.mean(dim=0), len(rows)
        squares = (rows - mean).square().sum(dim=0)
        if self._count == 0:
            self._count, self.mean, self._squares = count, mean, squares
            return
        apart, both = mean - self.mean, self._count + count
        self._squares = self._squares + squares + apart.square() * (self._count * count / both)
        self.mean = self.mean + apart * (count / both)
        self._count = both


def fit_whitening(good: Moments) -> Whitening:
    """Fit on good patches.

    The matrix is diagonal. To remove the correlations too (PCA or ZCA whitening) was worse by
    measurement: it blows up the directions in which good patches hardly differ and shrinks the one
    in which defects stand out, that all energies rise at once.
    """
    floor = SHRINKAGE * good.variance.median() + SMALLEST
    matrix = torch.diag((good.variance + floor).rsqrt())
    return Whitening(torch.cat([good.mean[None], matrix]).float())
