"""The judged area: what the zones of a preset make of a heatmap."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from spade_station.domain.zone import Zone
from spade_station.imaging.zones import zone_factors

Factors = npt.NDArray[np.float32]


class JudgedArea:
    """Zones, drawn once for each size of heatmap.

    They are laid upon the heatmap, not upon the picture: the edge of a zone does not glow.
    """

    def __init__(self, zones: Sequence[Zone] = ()) -> None:
        self._zones = zones
        self._drawn: dict[tuple[int, int], Factors | None] = {}

    def factors(self, size: tuple[int, int]) -> Factors | None:
        """Give ``(h, w)``, what the heat is multiplied with; None where it stays what it is.

        Raises
        ------
        NothingJudged
            When the zones leave nothing.
        """
        if size not in self._drawn:
            self._drawn[size] = zone_factors(self._zones, size)
        return self._drawn[size]

    def share(self, size: tuple[int, int]) -> float:
        """Give the share of the heatmap that is judged: a score is of the hottest part of that."""
        factors = self.factors(size)
        return 1.0 if factors is None else float((factors > 0).mean())


EVERYTHING = JudgedArea()
