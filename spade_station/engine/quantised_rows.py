"""Quantised rows: unit vectors as int8, a quarter of what float32 takes.

Each channel has its own centre and step, since some vary ten times as much as others. What is
rounded is made a unit vector again: the part of the rounding along the vector, which would count
most in a distance between near vectors, is gone then (docs/performance.md).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

LARGEST = 127
HEADROOM = 1.1  # of a channel's range, so that what is learned later mostly fits
LEAST_STEP = 1e-6

Values = npt.NDArray[np.int8]
Channels = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class QuantisedRows:
    """Unit vectors ``(N, C)``: ``centre + step * values``, made of length 1.

    Parameters
    ----------
    values
        ``(N, C)`` int8.
    centre, step
        ``(C,)`` float32.
    """

    values: Values
    centre: Channels
    step: Channels

    @classmethod
    def of(cls, vectors: Tensor) -> "QuantisedRows":
        """Quantise unit vectors ``(N, C)``, at least one."""
        low, high = vectors.amin(dim=0), vectors.amax(dim=0)
        step = (HEADROOM * (high - low) / (2 * LARGEST)).clamp(min=LEAST_STEP)
        centre = (low + high) / 2
        return cls(_rounded(vectors, centre, step), _numpy(centre), _numpy(step))

    def __len__(self) -> int:
        return len(self.values)

    @property
    def channels(self) -> int:
        """Length of a row."""
        return int(self.values.shape[1])

    @property
    def nbytes(self) -> int:
        """Memory."""
        return self.values.nbytes + self.centre.nbytes + self.step.nbytes

    @cached_property
    def norms(self) -> npt.NDArray[np.float32]:
        """Length ``(N,)`` of the rows before they are made unit vectors."""
        rounded = self.values * self.step + self.centre
        return np.asarray(np.linalg.norm(rounded, axis=1), np.float32)

    def vectors(self, device: torch.device) -> Tensor:
        """Give the unit vectors ``(N, C)`` float32."""
        values, centre, step = (
            torch.from_numpy(np.array(part)).to(device)
            for part in (self.values, self.centre, self.step)
        )
        return functional.normalize(torch.addcmul(centre, values.float(), step), dim=1)

    def taken(self, which: npt.NDArray[np.generic]) -> "QuantisedRows":
        """Give some rows: a mask or indices ``(N,)``."""
        return QuantisedRows(self.values[which], self.centre, self.step)

    def alike(self, vectors: Tensor) -> "QuantisedRows":
        """Quantise other unit vectors with these centres and steps."""
        centre = torch.from_numpy(np.array(self.centre)).to(vectors.device)
        step = torch.from_numpy(np.array(self.step)).to(vectors.device)
        return QuantisedRows(_rounded(vectors, centre, step), self.centre, self.step)

    def extended(self, vectors: Tensor) -> "QuantisedRows":
        """Append unit vectors; channels whose range grows are rounded anew, no others."""
        more = np.asarray(vectors.cpu().numpy(), np.float32)
        low, high = (self.centre + self.step * sign * LARGEST for sign in (-1, 1))
        least, most = more.min(axis=0, initial=np.inf), more.max(axis=0, initial=-np.inf)
        grows = (least < low) | (most > high)
        if not grows.any():
            return self._with(self.alike(vectors).values)
        low, high = np.minimum(low, least), np.maximum(high, most)
        step = np.where(grows, HEADROOM * (high - low) / (2 * LARGEST), self.step)
        centre = np.where(grows, (low + high) / 2, self.centre)
        wider = QuantisedRows(
            np.array(self.values), centre.astype(np.float32), step.astype(np.float32)
        )
        known = self.values[:, grows] * self.step[grows] + self.centre[grows]
        rounded = np.round((known - wider.centre[grows]) / wider.step[grows])
        wider.values[:, grows] = rounded.astype(np.int8)
        return wider._with(wider.alike(vectors).values)

    def _with(self, values: Values) -> "QuantisedRows":
        return QuantisedRows(np.concatenate([self.values, values]), self.centre, self.step)


def _rounded(vectors: Tensor, centre: Tensor, step: Tensor) -> Values:
    rounded = ((vectors - centre) / step).round_().clamp_(-LARGEST, LARGEST)
    return np.asarray(rounded.to(torch.int8).cpu().numpy())


def _numpy(values: Tensor) -> Channels:
    return np.asarray(values.float().cpu().numpy())
