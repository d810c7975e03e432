"""A coreset: few rows that stand for all patches of the good samples.

The rows of a layer form a net: no two are within `radius` of each other, and what a sample adds
later is only what no row covers. While all patches fit into the budget the radius is 0. When they
no longer fit, it grows and the net is thinned: the doubling scheme for the incremental k-centre
problem (Charikar et al., STOC 1997), in a random projection (Johnson & Lindenstrauss 1984).
"""

import torch
from torch import Tensor

from spade_station.engine.growing import Growing
from spade_station.engine.net_search import NetSearch, nearest
from spade_station.engine.stand_ins import StandIns

PROJECTED = 64  # dimensions that the net is computed in
ROOM = 0.6  # of the budget that a thinned net may fill, so that it is not thinned all the time
AIM = 0.57  # of the budget, when the radius is guessed: it need not be met exactly
CAUTION = 1.5  # of two neighbours one leaves: between one and two rows in reach per row to drop
LEAST_RADIUS = 1e-4  # identical rows are not exactly so after rounding
BLOCK = 512  # rows made independent at once: what of their distances fits a cache
SPREAD = 1000  # rows, whose gaps tell those of all
COVERED = 0.9  # of the radius, as nets that a sample was left out of say (docs/accuracy.md)


class Coreset:
    """The growing net of one layer.

    Parameters
    ----------
    budget
        Most rows kept.
    channels
        Length of a row.
    apart
        For matching at the same place: what the picture's height and its width count as a
        distance, so that a row stands only for patches near its place. None where the place
        does not matter.
    """

    def __init__(
        self,
        budget: int,
        channels: int,
        device: torch.device,
        apart: tuple[float, float] | None = None,
    ) -> None:
        self._budget = budget
        self._projection = _projection(channels, device)
        self._coarsely = apart is None
        self._apart = None if apart is None else torch.tensor(apart, device=device)
        dimensions = self._projection.shape[1] + (0 if apart is None else 2)
        self._projected = Growing(torch.empty(0, dimensions, device=device))
        self._rows = Growing(torch.empty(0, channels, device=device))
        self.sample = torch.empty(0, dtype=torch.int32, device=device)
        self.shared = torch.empty(0, dtype=torch.bool, device=device)
        self.place = torch.empty(0, 2, device=device)
        self.number = torch.empty(0, dtype=torch.long, device=device)  # in the order they came
        self.stand_ins: StandIns | None = StandIns(channels, device)
        self._search = NetSearch(self._coarsely)
        self.radius = 0.0

    @property
    def rows(self) -> Tensor:
        """``(N, C)``."""
        return self._rows.rows

    def resume(
        self, rows: Tensor, sample: Tensor, shared: Tensor, place: Tensor, radius: float
    ) -> None:
        """Go on from the net of an earlier bank, which has no stand-ins any more."""
        self.stand_ins = None
        self._rows, self.sample, self.shared, self.radius = Growing(rows), sample, shared, radius
        self.place = place
        self.number = torch.arange(len(rows), device=rows.device)
        self._projected = Growing(self._project(rows, place))

    def add(self, patches: Tensor, sample: int, place: Tensor) -> None:
        """Cover the patches ``(P, C)`` of one more sample, at the places ``(P, 2)``."""
        projected = self._project(patches, place)
        if self.radius > 0:
            new = self._uncovered(patches, projected, sample)
            new[new.clone()] = independent(projected[new], self.radius, self._coarsely)
            patches, projected, place = patches[new], projected[new], place[new]
        first = int(self.number[-1]) + 1 if len(self.number) else 0
        numbers = torch.arange(first, first + len(patches), device=patches.device)
        self._rows.append(patches)
        self._projected.append(projected)
        self.sample = torch.cat([self.sample, self.sample.new_full((len(patches),), sample)])
        self.shared = torch.cat([self.shared, self.shared.new_zeros(len(patches))])
        self.place = torch.cat([self.place, place])
        if self.stand_ins:
            self.stand_ins.append(patches)
        self.number = torch.cat([self.number, numbers])
        if len(self.rows) > self._budget:
            self._thin()

    def followed(self) -> Tensor:
        """Tell of which rows ``(N,)`` the stand-in would be in the net without their sample.

        It would not where a row of another sample covers it: left-out samples would lie nearer to
        such a stand-in than new parts ever do to a net. Where one only just covers it, though,
        others of the patches that the row stands for are not covered, and one of these would be.
        """
        followed = self.shared.clone()
        if not self.stand_ins:
            return followed
        for some in torch.split(followed.nonzero()[:, 0], BLOCK):
            stand_ins = self._project(self.stand_ins.rows[some], self.place[some])
            distance = torch.cdist(stand_ins, self._projected.rows)
            distance.masked_fill_(self.sample[some, None] == self.sample, torch.inf)
            followed[some] = distance.amin(dim=1) > COVERED * self.radius
        return followed

    def _project(self, patches: Tensor, place: Tensor) -> Tensor:
        projected = patches @ self._projection
        if self._apart is None:
            return projected
        return torch.cat([projected, place * self._apart], dim=1)

    def _uncovered(self, patches: Tensor, projected: Tensor, sample: int) -> Tensor:
        """Tell which patches have no row within the radius; rows stand for the others."""
        distance, index = self._search.nearest(projected, self._projected.rows)
        covered = distance <= self.radius
        foreign = covered & (self.sample[index] != sample)
        self.shared[index[foreign]] = True
        if self.stand_ins:
            self.stand_ins.offer(index[foreign], patches[foreign])
        return ~covered

    def _thin(self) -> None:
        """Let the radius grow until the net fits into the budget."""
        while len(self.rows) > ROOM * self._budget:
            surplus = 1 - AIM * self._budget / len(self.rows)
            projected = self._projected.rows
            self.radius = max(self.radius, _gap(projected, CAUTION * surplus))
            self._keep(independent(projected, self.radius, self._coarsely))

    def _keep(self, kept: Tensor) -> None:
        """Drop the other rows; each passes what it stands for to its nearest."""
        projected, rows = self._projected.rows, self.rows
        _, heir = nearest(projected[~kept], projected[kept], self._coarsely)
        sample, shared = self.sample[kept], self.shared[kept]
        foreign = self.sample[~kept] != sample[heir]
        bequest = self.shared[~kept] & ~foreign
        shared[heir[foreign | bequest]] = True
        if self.stand_ins:
            stand_ins, lots = self.stand_ins.keep(kept)
            self.stand_ins.offer(heir[foreign], rows[~kept][foreign])
            self.stand_ins.bequeath(heir[bequest], stand_ins[bequest], lots[bequest])
        self.sample, self.shared = sample, shared
        self._rows, self._projected = Growing(rows[kept]), Growing(projected[kept])
        self.place, self.number = self.place[kept], self.number[kept]
        self._search.forget()


def independent(rows: Tensor, radius: float, coarsely: bool) -> Tensor:
    """Choose rows further apart than `radius` such that every row is within it of a chosen one.

    Block by block: what earlier blocks cover leaves, of the rest a maximal independent set stays.

    Parameters
    ----------
    rows
        ``(N, D)``.
    coarsely
        See `NetSearch`.

    Returns
    -------
    Tensor
        ``(N,)`` bool, deterministic.
    """
    chosen = torch.zeros(len(rows), dtype=torch.bool, device=rows.device)
    for start in range(0, len(rows), BLOCK):
        left = torch.arange(start, min(start + BLOCK, len(rows)), device=rows.device)
        if start and bool(chosen.any()):
            left = left[nearest(rows[left], rows[chosen], coarsely)[0] > radius]
        chosen[left] = _independent_block(torch.cdist(rows[left], rows[left]) <= radius)
    return chosen


def _independent_block(near: Tensor) -> Tensor:
    """Give a maximal independent set of the graph with the adjacency ``(n, n)`` bool.

    Luby's parallel algorithm (SIAM J. Comput. 1986): in each round the vertices with the highest
    random priority among their neighbours are chosen, and they and their neighbours leave.
    """
    near.fill_diagonal_(True)
    order = torch.randperm(len(near), generator=torch.Generator().manual_seed(0))
    priority = (order + 1).to(near.device, torch.float32)
    chosen = torch.zeros(len(near), dtype=torch.bool, device=near.device)
    while bool((priority > 0).any()):
        best = (near * priority).amax(dim=1)
        winners = (priority > 0) & (priority >= best)
        chosen |= winners
        priority[near[winners].any(dim=0)] = 0
    return chosen


def _gap(rows: Tensor, share: float) -> float:
    """Give the distance within which this share of the rows has another row, from a spread."""
    own = torch.arange(0, len(rows), max(1, len(rows) // SPREAD), device=rows.device)
    lengths = rows.square().sum(dim=1)
    squared = []
    for some in torch.split(own, BLOCK):
        others = torch.addmm(lengths, rows[some], rows.T, alpha=-2)
        others.scatter_(1, some[:, None], torch.inf)
        squared.append(others.amin(dim=1) + lengths[some])
    gaps = torch.cat(squared).clamp(min=0).sqrt()
    return max(float(gaps.quantile(min(share, 1.0))), LEAST_RADIUS)


def _projection(channels: int, device: torch.device) -> Tensor:
    """Random projection that keeps distances; the identity when there is nothing to gain."""
    if channels <= PROJECTED:
        return torch.eye(channels, device=device)
    random = torch.randn(channels, PROJECTED, generator=torch.Generator().manual_seed(0))
    projection: Tensor = random / PROJECTED**0.5
    return projection.to(device)
