"""The judge: what a preset makes of the matches of a part, by the limit that a bank gives."""

from collections.abc import Mapping

import numpy as np

from spade_station.domain.inspection import Heatmap
from spade_station.domain.preset import Preset
from spade_station.engine.bank import Bank
from spade_station.engine.calibration import Limit, calibrate, in_limits, reading_of
from spade_station.engine.decision import Decision, decide
from spade_station.engine.fusion import Heatmaps, heat, heat_of_views, of_part
from spade_station.engine.good_heat import GoodHeat
from spade_station.engine.judged_area import Factors, JudgedArea
from spade_station.engine.known_defects import DistanceMaps
from spade_station.engine.matching import Matches
from spade_station.engine.resemblance import DefectMatcher, resemblance_of

Size = tuple[int, int]


class Judge:
    """The settings of a preset over one bank.

    Parameters
    ----------
    shares
        Weight per layer of every view.
    before
        Of other settings over the same bank: what it has drawn serves again where zones are same.
    """

    def __init__(
        self,
        preset: Preset,
        bank: Bank,
        shares: Mapping[str, float],
        good: GoodHeat,
        before: "Judge | None" = None,
    ) -> None:
        self._preset = preset
        self._bank = bank
        self._shares = shares
        self._scales = good.scales
        is_drawn = before is not None and before._preset.imaging.zones == preset.imaging.zones
        area = before._area if before is not None and is_drawn else None
        self._area: JudgedArea = area or JudgedArea(preset.imaging.zones, bank.seen)
        self._reading = reading_of(preset, bank, self._area)
        self.limit: Limit = calibrate(bank, preset, shares, good, self._area)

    @property
    def check(self) -> float:
        """The check limit in units of the limit."""
        return self.limit.check / self.limit.value

    def views(self, matches: Matches, size: Size) -> Heatmaps:
        """Give the heat of each view in what is judged; NaN where it cannot be.

        Parameters
        ----------
        size
            Height and width of a view as the network saw it.
        """
        heats = heat(matches, self._scales, self._shares, size, self._preset.heatmap)
        return self._area.laid_upon(heats)

    def heatmap(self, views: Heatmaps) -> Heatmap:
        """Join the views, in units of the limit."""
        size, reading = (views.shape[1], views.shape[2]), self._reading
        judged = self._area.share(size)
        fused = of_part(views, reading.fusion, reading.rule, judged)
        return in_limits(fused, self.limit, self._preset, judged)

    def decide(self, heatmap: Heatmap, view_size: Size) -> Decision:
        """Give the verdict; regions are measured in the camera's pixels of a view."""
        judged = self._area.share((heatmap.shape[0], heatmap.shape[1]))
        return decide(heatmap, self.check, self._preset.decision, view_size, judged)

    def factors(self, heat: Heatmaps | Heatmap) -> Factors | None:
        """Give what the zones make of a heatmap; see `JudgedArea.factors`."""
        return self._area.factors((heat.shape[-2], heat.shape[-1]))

    def resemblance(
        self, away: DistanceMaps, near: DistanceMaps, defects: DefectMatcher, size: Size
    ) -> Heatmap:
        """Say how many times nearer to a known defect a place is than good parts ever are.

        Of several views that counts which says it most. Excluded zones do not count.
        """
        constants, smoothing = self._bank.constants, self._preset.heatmap.smoothing
        overkill = self._preset.decision.overkill / 100
        margin = defects.margin(constants, self._shares, smoothing, overkill)
        found = of_part(
            resemblance_of(
                heat_of_views(near, constants, self._shares, size, smoothing),
                heat_of_views(away, constants, self._shares, size, smoothing),
                margin,
            )
        )
        factors = self.factors(found)
        return found if factors is None else np.where(factors > 0, found, np.float32(0))
