"""What the pointer and the keys do to the zones, the feature and the scale line: no painting here.

Places are shares (0..1) of a view of the part, of the picture where it shows one; those outside it
count as the nearest inside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from spade_station.domain.imaging_settings import Box
from spade_station.domain.zone import Point, Zone, ZoneKind, ZoneShape
from spade_station.ui.widgets.zone_shapes import (
    clamped,
    handles,
    is_inside,
    made_zone,
    nearest,
    shifted,
    with_handle_at,
)

FEATURE = -1
"""What is selected where the alignment feature is and no zone."""

_LEAST = 1 / 3  # of the reach: what is smaller was a click


class Tool(StrEnum):
    """What a press on the picture begins."""

    SELECT = "select"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    POLYGON = "polygon"
    FEATURE = "feature"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class ZonesDrawn:
    """The zones are others now."""

    zones: tuple[Zone, ...]


@dataclass(frozen=True, slots=True)
class FeatureDrawn:
    """The alignment feature is another one now, or gone."""

    feature: Box | None


@dataclass(frozen=True, slots=True)
class LineDrawn:
    """A line whose length somebody knows."""

    start: Point
    end: Point


Change = ZonesDrawn | FeatureDrawn | LineDrawn


class ZoneTools:
    """The state of drawing; each call returns what has changed by it, None for nothing.

    Attributes
    ----------
    kind, factor
        Of the zones that are drawn next.
    selected
        Number of a zone, or `FEATURE`.
    handle
        Which handle of what is selected the arrow keys move; None moves the whole.
    points
        Drawn so far; the last one still follows the pointer.
    draft
        What is selected as it looks while it is dragged.
    reach
        How near the pointer has to come, across and down.
    """

    def __init__(self) -> None:
        self.zones: tuple[Zone, ...] = ()
        self.feature: Box | None = None
        self.tool = Tool.SELECT
        self.kind = ZoneKind.EXCLUDE
        self.factor = 2.0
        self.selected: int | None = None
        self.handle: int | None = None
        self.points: tuple[Point, ...] = ()
        self.draft: Zone | None = None
        self.reach: Point = (0.01, 0.01)
        self._from: Point | None = None  # where the pointer took hold of what is selected

    @property
    def is_held(self) -> bool:
        """Whether the pointer draws or drags."""
        return bool(self.points) or self._from is not None

    @property
    def is_busy(self) -> bool:
        """Whether something is half drawn or being dragged, by the keys too."""
        return self.is_held or self.draft is not None

    @property
    def shape(self) -> Zone | None:
        """What is selected, as it looks now; the feature as a rectangle."""
        return self.draft if self.draft is not None else self._shape_of(self.selected)

    @property
    def feature_shape(self) -> Zone | None:
        """The alignment feature in force, as a rectangle."""
        return self._shape_of(FEATURE)

    def use(self, zones: tuple[Zone, ...], feature: Box | None) -> None:
        """Take up what is in force; what was dragged meanwhile is let go."""
        if (zones, feature) == (self.zones, self.feature):
            return
        self.zones, self.feature = zones, feature
        self._let_go()
        if self._shape_of(self.selected) is None:
            self.selected = None

    def choose(self, tool: Tool) -> None:
        """Take another tool; what was half drawn is gone."""
        self.tool = tool
        self.points = ()
        self._let_go()
        if tool is not Tool.SELECT:
            self.selected = None

    def select(self, item: int | None) -> None:
        """Select a zone by its number, the feature, or nothing."""
        self._let_go()
        self.selected = item if self._shape_of(item) is not None else None

    # --- the pointer -----------------------------------------------------------------------------

    def press(self, place: Point) -> Change | None:
        """Put the pointer down: take hold of a shape, or begin to draw one."""
        place = clamped(place) if self.tool is not Tool.SELECT else place
        if self.tool is Tool.SELECT:
            self._take_hold(place)
        elif self.tool is not Tool.POLYGON:
            self.points = (place, place)
        elif len(self.points) > 3 and nearest(self.points[:1], place, self.reach) is not None:
            return self._end_polygon(self.points[:-1])
        else:
            self.points = (*(self.points[:-1] or ()), place, place)
        return None

    def move(self, place: Point) -> None:
        """Draw on to a place, or drag what was taken hold of there."""
        if self.points:
            self.points = (*self.points[:-1], clamped(place))
        elif self._from is not None:
            self._drag_to(place)

    def release(self, place: Point) -> Change | None:
        """Lift the pointer; a polygon goes on with the next press."""
        self.move(place)
        if self.tool is Tool.POLYGON:
            return None
        if self.points:
            points, self.points = self.points, ()
            return self._drawn(points)
        return self.settle()

    def double_click(self, place: Point) -> Change | None:
        """End a polygon at a place that was pressed already."""
        if self.tool is Tool.POLYGON and self.points:
            return self._end_polygon(self.points[:-1])
        return self.press(place)

    # --- the keys --------------------------------------------------------------------------------

    def enter(self, low: Point = (0.0, 0.0), high: Point = (1.0, 1.0)) -> Change | None:
        """End a polygon; or put a shape into the middle of what is seen; or go to a handle."""
        if self.points:
            return self._end_polygon(self.points[:-1]) if self.tool is Tool.POLYGON else None
        if self.tool is not Tool.SELECT:
            left, right = (low[0] + (high[0] - low[0]) * part for part in (0.3, 0.7))
            top, bottom = (low[1] + (high[1] - low[1]) * part for part in (0.3, 0.7))
            if self.tool is Tool.POLYGON:
                corners = ((left, top), (right, top), (right, bottom), (left, bottom))
                return self._end_polygon(corners)
            middle = (top + bottom) / 2
            flat = self.tool is Tool.LINE
            return self._drawn(
                ((left, middle if flat else top), (right, middle if flat else bottom))
            )
        shape = self.shape
        if shape is not None:
            count = len(shape.points) if shape.shape is ZoneShape.POLYGON else len(handles(shape))
            self.handle = 0 if self.handle is None else (self.handle + 1) % count
        return None

    def escape(self) -> bool:
        """Go one step back, without a change; False when there was nothing to leave."""
        if self.is_busy:
            self.points = ()
            self._let_go()
        elif self.tool is not Tool.SELECT:
            self.tool = Tool.SELECT
        elif self.handle is not None:
            self.handle = None
        elif self.selected is not None:
            self.selected = None
        else:
            return False
        return True

    def backspace(self) -> None:
        """Take the last point of a polygon back."""
        if self.tool is Tool.POLYGON and self.points:
            left = self.points[:-2]
            self.points = (*left, self.points[-1]) if left else ()

    def delete(self) -> Change | None:
        """Delete the chosen point of a polygon, or all of what is selected."""
        shape = self._shape_of(self.selected)
        if self.is_busy or shape is None:
            return None
        is_polygon = shape.shape is ZoneShape.POLYGON
        if is_polygon and self.handle is not None and len(shape.points) > 3:
            points = (*shape.points[: self.handle], *shape.points[self.handle + 1 :])
            self.handle = None
            return self._committed(shape, points)
        item, self.selected, self.handle = self.selected, None, None
        if item == FEATURE:
            self.feature = None
            return FeatureDrawn(None)
        return self._with_zones(zone for number, zone in enumerate(self.zones) if number != item)

    def nudge(self, way: Point) -> None:
        """Move what is selected, or its chosen handle, by the keys; `settle` ends it."""
        shape = self.shape
        if shape is None or self.points:
            return
        if self.handle is None:
            points = shifted(shape, way)
        else:
            x, y = handles(shape)[self.handle]
            points = with_handle_at(shape, self.handle, (x + way[0], y + way[1]))
        self.draft = _reshaped(shape, points, self._least) or self.draft

    def settle(self) -> Change | None:
        """Keep what was dragged or nudged."""
        draft, before = self.draft, self._shape_of(self.selected)
        is_corner = (
            before is not None
            and self.handle is not None
            and (before.shape is not ZoneShape.POLYGON or self.handle < len(before.points))
        )
        if self._from is not None and (draft is not None or not is_corner):
            self.handle = None  # a corner that was only clicked stays chosen
        self.draft = self._from = None
        if draft is None or before is None or draft == before:
            return None
        return self._committed(before, draft.points)

    def pick_next(self, step: int) -> None:
        """Select the next zone; the feature comes after the last."""
        items = [*range(len(self.zones)), *([FEATURE] if self.feature is not None else [])]
        if items and not self.is_busy:
            now = items.index(self.selected) if self.selected in items else -(step > 0)
            self.select(items[(now + step) % len(items)])

    def change_selected(self, **changes: object) -> Change | None:
        """Give the selected zone another kind, factor or name."""
        if self.selected is None or self.selected == FEATURE:
            return None
        zone = self.zones[self.selected]
        other = Zone.model_validate(zone.model_dump() | changes)
        return self._replaced(other) if other != zone else None

    # --- inside ----------------------------------------------------------------------------------

    @property
    def _least(self) -> Point:
        return self.reach[0] * _LEAST, self.reach[1] * _LEAST

    def _shape_of(self, item: int | None) -> Zone | None:
        if item == FEATURE and self.feature is not None:
            x, y, width, height = self.feature
            points = ((x, y), (x + width, y + height))
            return Zone(kind=ZoneKind.INCLUDE, shape=ZoneShape.RECTANGLE, points=points)
        return self.zones[item] if item is not None and 0 <= item < len(self.zones) else None

    def _take_hold(self, place: Point) -> None:
        """Take the nearest handle of what is selected, or the smallest shape at a place."""
        self._let_go()
        shape = self._shape_of(self.selected)
        if shape is not None:
            self.handle = nearest(handles(shape), place, self.reach)
        if self.handle is None:
            self.selected = self._item_at(place)
        if self.selected is not None:
            self._from = place

    def _item_at(self, place: Point) -> int | None:
        items = [*range(len(self.zones)), FEATURE]
        shapes = {item: shape for item in items if (shape := self._shape_of(item)) is not None}
        there = [item for item, shape in shapes.items() if is_inside(shape, place)]
        return min(there, key=lambda item: _extent(shapes[item]), default=None)

    def _drag_to(self, place: Point) -> None:
        before = self._shape_of(self.selected)
        if before is None or self._from is None:
            return
        way = place[0] - self._from[0], place[1] - self._from[1]
        if self.draft is None and all(abs(way[i]) < self._least[i] for i in (0, 1)):
            return  # the hand that clicks trembles
        if self.handle is None:
            points = shifted(before, way)
        else:
            points = with_handle_at(before, self.handle, place)
        self.draft = _reshaped(before, points, self._least) or self.draft

    def _let_go(self) -> None:
        self._from = self.draft = self.handle = None

    def _drawn(self, points: tuple[Point, ...]) -> Change | None:
        """Make a shape of two corners with the tool in hand."""
        tool = self.tool
        if tool is Tool.LINE:
            start, end = points
            if nearest((start,), end, self.reach) is not None:
                return None
            self.tool = Tool.SELECT
            return LineDrawn(start, end)
        shape = ZoneShape.ELLIPSE if tool is Tool.ELLIPSE else ZoneShape.RECTANGLE
        zone = made_zone(self.kind, shape, points, self._least, self.factor)
        if zone is None:
            return None
        if tool is Tool.FEATURE:
            self.tool, self.selected = Tool.SELECT, FEATURE
            return self._with_feature(zone)
        return self._added(zone)

    def _end_polygon(self, points: tuple[Point, ...]) -> Change | None:
        self.points = ()
        zone = made_zone(self.kind, ZoneShape.POLYGON, points, self._least, self.factor)
        return self._added(zone) if zone is not None else None

    def _added(self, zone: Zone) -> Change:
        self.tool, self.selected = Tool.SELECT, len(self.zones)
        return self._with_zones((*self.zones, zone))

    def _committed(self, before: Zone, points: tuple[Point, ...]) -> Change | None:
        zone = _reshaped(before, points, self._least)
        if zone is None:
            return None
        return self._with_feature(zone) if self.selected == FEATURE else self._replaced(zone)

    def _replaced(self, zone: Zone) -> Change:
        return self._with_zones(
            zone if number == self.selected else each for number, each in enumerate(self.zones)
        )

    def _with_feature(self, zone: Zone) -> Change:
        (left, top), (right, bottom) = zone.points
        self.feature = (left, top, right - left, bottom - top)
        return FeatureDrawn(self.feature)

    def _with_zones(self, zones: Iterable[Zone]) -> Change:
        self.zones = tuple(zones)
        return ZonesDrawn(self.zones)


def _reshaped(zone: Zone, points: tuple[Point, ...], least: Point) -> Zone | None:
    """Give a shape other points; None where it would be none any more."""
    return made_zone(zone.kind, zone.shape, points, least, zone.factor, zone.name)


def _extent(zone: Zone) -> float:
    across, down = [x for x, _ in zone.points], [y for _, y in zone.points]
    return (max(across) - min(across)) * (max(down) - min(down))
