"""A tensor that grows at its end without being copied each time."""

import torch
from torch import Tensor

SPARE = 1.25  # times the room that is needed, when there is none left


class Growing:
    """Rows in a tensor that has room for more.

    Parameters
    ----------
    first
        ``(N, ...)``: what it begins with, kept as it is until it grows.
    """

    def __init__(self, first: Tensor) -> None:
        self._room = first
        self._count = len(first)

    @property
    def rows(self) -> Tensor:
        """All of them ``(N, ...)``: a view, which later rows leave as it is."""
        return self._room[: self._count]

    def append(self, more: Tensor) -> None:
        """Put rows ``(M, ...)`` behind the others."""
        count = self._count + len(more)
        if count > len(self._room):
            room = torch.empty(
                int(SPARE * count), *more.shape[1:], dtype=more.dtype, device=more.device
            )
            room[: self._count] = self.rows
            self._room = room
        self._room[self._count : count] = more
        self._count = count
