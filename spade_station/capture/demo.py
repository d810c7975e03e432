"""The demo line: parts that are drawn, so that the station can be tried without a camera."""

from collections.abc import Callable

from spade_station.capture.demo_line import PRODUCTS, Staging, demo_part
from spade_station.capture.demo_line.staging import MOST_VIEWS
from spade_station.capture.paced_source import NamedPicture, PacedSource
from spade_station.capture.pacing import Clock
from spade_station.domain.errors import SourceUnknown
from spade_station.domain.frame import Picture, Truth
from spade_station.domain.source_settings import SourceSettings

PartMaker = Callable[[str, int, int, float], tuple[Picture, Truth]]
"""Draws a part of a product, by seed, number and share of defective parts."""


def staging_of(settings: SourceSettings, views: int = 1) -> Staging:
    """Say how the settings want demo parts to be shown.

    Parameters
    ----------
    views
        How many the product has; the line draws no fewer, as far as it has lamps.
    """
    return Staging(
        shift=settings.demo_shift / 100,
        turn=settings.demo_turn,
        drift=settings.demo_drift / 100,
        views=max(settings.demo_views, min(views, MOST_VIEWS)),
    )


class DemoSource(PacedSource):
    """Delivers drawn parts without end; every frame carries its truth.

    Parameters
    ----------
    product
        One of `PRODUCTS`.
    seed
        Another seed is another day on the line; the same one repeats every part.
    defect_share
        How many of the parts are defective, 0 to 1.
    rate
        Parts per second; 0 for full speed.
    """

    def __init__(
        self,
        product: str,
        *,
        seed: int,
        defect_share: float,
        rate: float,
        clock: Clock,
        make_part: PartMaker = demo_part,
    ) -> None:
        super().__init__(f"demo {product}", rate, clock)
        self._product = product
        self._seed = seed
        self._defect_share = defect_share
        self._make_part = make_part

    def _start(self) -> None:
        if self._product not in PRODUCTS:
            raise SourceUnknown(source=f"demo:{self._product}")

    def _next(self, number: int) -> NamedPicture:
        picture, truth = self._make_part(self._product, self._seed, number, self._defect_share)
        return NamedPicture(picture, f"{self.name} {number}", truth)
