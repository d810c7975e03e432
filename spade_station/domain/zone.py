"""Zones of a part: what of it is judged, and how strictly.

Points are shares (0..1) of the picture's width and height, of one view where it shows several: a
zone holds in each of them. With alignment on they are of the aligned picture, so that zones move
with the part.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from spade_station.domain.frozen import Frozen
from spade_station.domain.reasons import ZONE_EMPTY, ZONE_OUTSIDE, ZONE_POINTS, UnfitError

Share = Annotated[float, Field(ge=-1, le=2)]
"""Of the picture's width or height; a zone may stick out of the picture."""

Point = tuple[Share, Share]


class ZoneKind(StrEnum):
    """What a zone says of its area."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    TOLERANT = "tolerant"


class ZoneShape(StrEnum):
    """How its points are to be read.

    A rectangle and an ellipse have two: opposite corners, of the ellipse's bounding box.
    """

    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    POLYGON = "polygon"


class Zone(Frozen):
    """An area drawn in the picture.

    Parameters
    ----------
    factor
        Of the limit in a tolerant zone: 2.0 lets through what is twice as hot.
    """

    kind: ZoneKind
    shape: ZoneShape
    points: tuple[Point, ...]
    factor: float = Field(2.0, gt=0, le=100)
    name: str = Field("", max_length=60)

    @field_validator("points")
    @classmethod
    def _touch_the_picture(cls, points: tuple[Point, ...]) -> tuple[Point, ...]:
        across, down = [x for x, _ in points], [y for _, y in points]
        outside = not points or max(across) <= 0 or min(across) >= 1
        if outside or max(down) <= 0 or min(down) >= 1:
            raise UnfitError(ZONE_OUTSIDE)
        return points

    @model_validator(mode="after")
    def _has_an_area(self) -> "Zone":
        is_polygon = self.shape is ZoneShape.POLYGON
        if len(self.points) < 3 if is_polygon else len(self.points) != 2:
            raise UnfitError(ZONE_POINTS)
        if area_of(self) <= 0:
            raise UnfitError(ZONE_EMPTY)
        return self


def area_of(zone: Zone) -> float:
    """Give the area of its polygon or box, as a share of the picture."""
    points = zone.points
    if zone.shape is not ZoneShape.POLYGON:
        (left, top), (right, bottom) = points
        return abs(right - left) * abs(bottom - top)
    following = [*points[1:], points[0]]
    twice = sum(x * v - u * y for (x, y), (u, v) in zip(points, following, strict=True))
    return abs(twice) / 2
