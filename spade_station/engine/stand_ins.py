"""Stand-ins: what the rows of a coreset would be, had their sample not been learned.

To leave a sample out, its rows have to go. But a row also stands for patches of other samples,
which the coreset dropped because of it: without it one of them would be in the bank. To drop the
row leaves a hole there and makes the left-out score too high; to keep it lets the sample meet
itself and makes the score too low.
"""

import torch
from torch import Tensor

from spade_station.engine.growing import Growing


class StandIns:
    """For each row one patch of another sample that the row stands for, drawn by lot.

    Whichever way patches and rows come together, the patch with the highest lot stays: each
    patch that a row stands for has the same chance.
    """

    def __init__(self, channels: int, device: torch.device) -> None:
        self._rows = Growing(torch.empty(0, channels, device=device))
        self._lots = torch.empty(0, dtype=torch.float64, device=device)
        self._random = torch.Generator().manual_seed(0)

    @property
    def rows(self) -> Tensor:
        """``(N, C)``, each row's own where it stands for no other sample."""
        return self._rows.rows

    def append(self, patches: Tensor) -> None:
        """Begin new rows; until there is a stand-in a row stands there itself."""
        self._rows.append(patches)
        self._lots = torch.cat([self._lots, self._lots.new_zeros(len(patches))])

    def offer(self, row: Tensor, patches: Tensor) -> None:
        """Let rows ``(P,)`` stand for the patches ``(P, C)`` of other samples than their own."""
        lots = torch.rand(len(row), generator=self._random, dtype=torch.float64)
        self.bequeath(row, patches, lots.to(self.rows.device))

    def keep(self, kept: Tensor) -> tuple[Tensor, Tensor]:
        """Drop the other rows; gives their stand-ins and lots, to be bequeathed."""
        dropped = self.rows[~kept], self._lots[~kept]
        self._rows, self._lots = Growing(self.rows[kept]), self._lots[kept]
        return dropped

    def bequeath(self, heir: Tensor, patches: Tensor, lots: Tensor) -> None:
        """Let rows take what has a higher lot than their stand-ins."""
        highest = self._lots.scatter_reduce(0, heir, lots, "amax")
        won = (lots == highest[heir]) & (lots > self._lots[heir])
        self.rows[heir[won]] = patches[won]
        self._lots = highest
