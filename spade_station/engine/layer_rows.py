"""The rows of a layer, made ready for matching on one device."""

from copy import copy
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from spade_station.engine import half_search
from spade_station.engine.bank import LayerBank
from spade_station.engine.coarse_search import CoarseRows
from spade_station.engine.exact_search import EXCLUDED, NOBODY, mean_of, nearest_rows
from spade_station.engine.half_search import HalfRows
from spade_station.engine.quantised_rows import QuantisedRows
from spade_station.engine.short_rows import LEAST_ROWS
from spade_station.engine.spacing import Company

LARGEST_BIAS = 32_000_000  # numbers of 16 bits, which say what is too far: 64 MB a layer
ROUNDING = 0.1  # cells; places are stored in half precision
HALF_A_CELL = 0.5  # at most, between the place of a row and the middle of its cell


@dataclass(frozen=True, slots=True)
class Spare:
    """What the rows of a layer become when their sample is left out.

    Parameters
    ----------
    stand_ins
        ``(N, C)``: see `engine.stand_ins`.
    followed
        ``(N,)``: whose stand-ins take their place; see `Coreset.followed`.
    company
        Of the rows.
    """

    stand_ins: Tensor
    followed: Tensor
    company: Company


class LayerRows:
    """The rows of one layer on the device, by their place from top to bottom where that counts."""

    def __init__(
        self,
        layer: LayerBank,
        device: torch.device,
        by_place: bool,
        coarsely: bool,
        spare: Spare | None,
    ) -> None:
        down = np.asarray(layer.place[:, 0], np.float32)
        order = np.argsort(down, kind="stable") if by_place else np.arange(len(down))

        def ready(array: npt.NDArray[np.generic], dtype: npt.DTypeLike) -> Tensor:
            return torch.from_numpy(np.asarray(array, dtype)[order]).to(device)

        self.spacing = ready(layer.spacing, np.float32)
        self._sample = ready(layer.sample, np.int64)
        self._shared = ready(layer.shared, np.bool_)
        self._place = ready(layer.place, np.float32)
        self._company = spare.company.taken(order) if spare else None
        self._followed = spare.followed[order] if spare else self._shared
        stand_ins = layer.rows.alike(spare.stand_ins).taken(order) if spare else None
        rows = layer.rows.taken(order)
        self.coarse: CoarseRows | None = None
        self._halved: HalfRows | None = None
        self._too_far: dict[tuple[int, int, int], Tensor] = {}
        self._reaches: dict[tuple[int, int, int], Tensor] = {}
        self._stands_for = 2 * layer.radius  # reaches; twice: a net is thinned more than once
        self.rows = torch.empty(0, device=device)
        self._stand_ins: QuantisedRows | Tensor | None = stand_ins
        if coarsely and len(rows) >= LEAST_ROWS:
            self.coarse = CoarseRows(rows)
        else:
            self.rows = rows.vectors(device)
            self._halved = HalfRows(self.rows) if half_search.is_quick(device) else None
            self._stand_ins = stand_ins.vectors(device) if stand_ins else None

    def without(self, sample: int) -> "LayerRows":
        """Give the rows as if a sample had not been learned, as well as that is known."""
        if self._company is None:
            return self
        own = self._sample == sample
        others = copy(self)
        others._shared = self._followed.where(own, self._shared)
        others.spacing = self._company.spacing(without=sample)
        if isinstance(self._stand_ins, Tensor):
            others.rows = torch.where(own[:, None], self._stand_ins, self.rows)
            if self._halved is not None:
                others._halved = HalfRows(others.rows)
        elif self._stand_ins is not None and self.coarse is not None:
            others.coarse = self.coarse.replaced(self._stand_ins, own, own & ~self._followed)
        return others

    def bias(self, allowed: Tensor) -> Tensor:
        """Take out the rows of samples that do not count."""
        excluded = ~(allowed[self._sample] | self._shared)
        return excluded.float() * EXCLUDED

    def spacing_of(self, found: Tensor) -> Tensor:
        """Give the mean spacing ``(P,)`` of the rows found, ``(P, k)``."""
        if found.shape[1] == 1:
            return self.spacing[found[:, 0]]
        counts = found != NOBODY
        return mean_of(self.spacing[found.clamp(min=0)], counts)

    def nearest(
        self, patches: Tensor, neighbours: int, bias: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """Match patches ``(P, C)`` with all rows."""
        if self._halved is not None:
            return self._halved.nearest(patches, neighbours, bias)
        return nearest_rows(patches, self.rows, neighbours, bias)

    def same_place(
        self, patches: Tensor, reach: int, neighbours: int, bias: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """Match each patch of pictures ``(B, h, w, C)`` with the rows at most `reach` cells away.

        Where few rows stand for a large picture some cells that were learned have none that near,
        since a row stands for patches up to the radius of its net away: they are matched with the
        nearest ones.

        A GPU matches with all rows at once and takes out what is too far, where there is room for
        that: the time it takes is that of the launches.
        """
        grid = (patches.shape[1], patches.shape[2])
        if self._halved is not None and self.has_room(grid):
            too_far = self._bias_of_places(grid, reach)
            together = too_far if bias is None else too_far + bias
            return self._halved.nearest(patches.flatten(0, 2), neighbours, together)
        found = [self._line_by_line(each, reach, neighbours, bias) for each in patches]
        distances, indices = zip(*found, strict=True)
        return torch.cat(distances), torch.cat(indices)

    def has_room(self, grid: tuple[int, int]) -> bool:
        """Whether what is too far from each cell of a grid can be kept."""
        return grid[0] * grid[1] * len(self.rows) <= LARGEST_BIAS

    def _bias_of_places(self, grid: tuple[int, int], reach: int) -> Tensor:
        """Give ``(h · w, N)``: `EXCLUDED` for rows too far from a cell; kept."""
        key = (*grid, reach)
        if key not in self._too_far:
            far = torch.zeros(*grid, len(self.rows), dtype=torch.bool, device=self.rows.device)
            reaches = self._reaches_of(grid, reach)[..., None]
            for side, cells in enumerate(grid):
                places = self._place[:, side] * cells - 0.5
                numbers = torch.arange(cells, device=places.device)[:, None]
                apart = (places - numbers).abs()
                far |= (apart[:, None] if side == 0 else apart[None]) > reaches
            self._too_far[key] = far.flatten(0, 1).half() * EXCLUDED
        return self._too_far[key]

    def _reaches_of(self, grid: tuple[int, int], reach: int) -> Tensor:
        """Give ``(h, w)``: how many cells away the rows may lie that a cell is matched with."""
        key = (*grid, reach)
        if key not in self._reaches:
            cells = np.rint(self._place.cpu().numpy() * grid - 0.5).astype(int)
            bare = np.ones(grid, np.uint8)
            bare[tuple(cells.clip(0, np.subtract(grid, 1)).T)] = 0
            apart = cv2.distanceTransform(bare, cv2.DIST_C, cv2.DIST_MASK_3) + HALF_A_CELL
            apart[(apart < reach) | (apart > self._stands_for * reach)] = reach
            reaches = torch.from_numpy(apart + np.float32(ROUNDING))
            self._reaches[key] = reaches.to(self._place.device)
        return self._reaches[key]

    def _line_by_line(
        self, patches: Tensor, reach: int, neighbours: int, bias: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """Match one picture ``(h, w, C)``.

        A line of the grid sees a slice of the rows, which are in order from top to bottom: a view
        of them, and one product.
        """
        height, width = patches.shape[:2]
        down, across = self._place[:, 0] * height - 0.5, self._place[:, 1] * width - 0.5
        lines = torch.arange(height, device=patches.device)
        reaches = self._reaches_of((height, width), reach)[..., None]
        most = reaches.amax(dim=(1, 2))
        starts = torch.searchsorted(down.contiguous(), lines - most).tolist()
        stops = torch.searchsorted(down.contiguous(), lines + most, right=True).tolist()
        columns = torch.arange(width, device=patches.device)[:, None]
        distance = patches.new_full((height, width), 2.0)
        index = torch.full((height, width, neighbours), NOBODY, device=patches.device)
        index[..., 0] = 0
        for line, (start, stop) in enumerate(zip(starts, stops, strict=True)):
            if start == stop:  # nothing good was ever seen there
                continue
            beside = ((across[start:stop] - columns).abs() > reaches[line]).float() * EXCLUDED
            if bias is not None:
                beside += bias[start:stop]
            found = nearest_rows(patches[line], self.rows[start:stop], neighbours, beside)
            distance[line] = found[0]
            index[line, :, : found[1].shape[1]] = (found[1] + start).where(found[1] >= 0, NOBODY)
        return distance.flatten(), index.flatten(0, 1)
