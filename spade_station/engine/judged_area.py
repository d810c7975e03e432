"""The judged area: what the zones of a preset make of a heatmap."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Mask
from spade_station.domain.imaging_errors import NothingJudged
from spade_station.domain.zone import Zone
from spade_station.imaging.masks import touched
from spade_station.imaging.zones import zone_factors

Factors = npt.NDArray[np.float32]
Heat = npt.NDArray[np.float32]


class JudgedArea:
    """Zones, and what the good samples show, drawn once for each size of heatmap.

    They are laid upon the heatmap, not upon the picture: the edge of a zone does not glow.

    Parameters
    ----------
    seen
        See `Bank.seen`.
    """

    def __init__(self, zones: Sequence[Zone] = (), seen: Mask | None = None) -> None:
        self._zones = zones
        self._seen = seen
        self._drawn: dict[tuple[int, int], Factors | None] = {}

    def factors(self, size: tuple[int, int]) -> Factors | None:
        """Give ``(h, w)``, what the heat is multiplied with; None where it stays what it is.

        Raises
        ------
        NothingJudged
            When the zones leave nothing.
        """
        if size not in self._drawn:
            self._drawn[size] = self._draw(size)
        return self._drawn[size]

    def _draw(self, size: tuple[int, int]) -> Factors | None:
        factors = zone_factors(self._zones, size)
        if self._seen is None:
            return factors
        seen = (~touched(~self._seen, size)).astype(np.float32)
        found = np.asarray(seen if factors is None else seen * factors, np.float32)
        if not found.any():
            raise NothingJudged
        return found

    def laid_upon(self, heat: Heat) -> Heat:
        """Leave what counts of a heatmap ``(h, w)``, or of several of one size."""
        factors = self.factors((heat.shape[-2], heat.shape[-1]))
        return heat if factors is None else heat * factors

    def share(self, size: tuple[int, int]) -> float:
        """Give the share of the heatmap that is judged: a score is of the hottest part of that."""
        factors = self.factors(size)
        return 1.0 if factors is None else float((factors > 0).mean())


EVERYTHING = JudgedArea()
