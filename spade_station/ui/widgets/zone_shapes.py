"""What can be done with a drawn shape: where it is taken hold of, moved, and kept in the picture.

Points are shares (0..1) of a view of the part, as in a `Zone`; `reach` is how near is near, across
and down.
"""

from math import hypot

from spade_station.domain.zone import Point, Zone, ZoneKind, ZoneShape, area_of

_BOX_HANDLES = ((0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1))
"""Corners and middles of a box's sides, clockwise: 0 is left or top, 1 the middle, 2 the rest."""


def made_zone(
    kind: ZoneKind,
    shape: ZoneShape,
    points: tuple[Point, ...],
    least: Point,
    factor: float = 2.0,
    name: str = "",
) -> Zone | None:
    """Make a zone of drawn points, or None of what is no shape: a click, a line, an empty area."""
    inside = tuple(clamped(point) for point in points)
    if shape is ZoneShape.POLYGON:
        inside = _without_repeats(inside)
        if len(inside) < 3:
            return None
    (left, top), (right, bottom) = _bounds(inside)
    if right - left < least[0] or bottom - top < least[1]:
        return None
    if shape is not ZoneShape.POLYGON:
        inside = ((left, top), (right, bottom))
    empty = Zone.model_construct(kind=kind, shape=shape, points=inside)
    if area_of(empty) < least[0] * least[1]:
        return None
    return Zone(kind=kind, shape=shape, points=inside, factor=factor, name=name)


def clamped(point: Point) -> Point:
    """Give the nearest place in the picture."""
    return min(1.0, max(0.0, point[0])), min(1.0, max(0.0, point[1]))


def handles(zone: Zone) -> tuple[Point, ...]:
    """Where a shape can be taken hold of: all its points, then the middles of its sides."""
    if zone.shape is ZoneShape.POLYGON:
        return (*zone.points, *_middles(zone.points))
    low, high = _bounds(zone.points)
    middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
    across, down = (low[0], middle[0], high[0]), (low[1], middle[1], high[1])
    return tuple((across[x], down[y]) for x, y in _BOX_HANDLES)


def with_handle_at(zone: Zone, handle: int, place: Point) -> tuple[Point, ...]:
    """Return the shape's points with one handle dragged to a place in the picture.

    The middle of a polygon's side becomes a new point.
    """
    place = clamped(place)
    if zone.shape is ZoneShape.POLYGON:
        count = len(zone.points)
        if handle < count:
            return (*zone.points[:handle], place, *zone.points[handle + 1 :])
        after = handle - count + 1
        return (*zone.points[:after], place, *zone.points[after:])
    (left, top), (right, bottom) = _bounds(zone.points)
    x, y = _BOX_HANDLES[handle]
    left, right = (place[0] if x == 0 else left), (place[0] if x == 2 else right)
    top, bottom = (place[1] if y == 0 else top), (place[1] if y == 2 else bottom)
    return (left, top), (right, bottom)


def shifted(zone: Zone, way: Point) -> tuple[Point, ...]:
    """Return the points moved, but not out of the picture."""
    low, high = _bounds(zone.points)
    across, down = (
        min(max(way[axis], min(0.0, -low[axis])), max(0.0, 1 - high[axis])) for axis in (0, 1)
    )
    return tuple((x + across, y + down) for x, y in zone.points)


def is_inside(zone: Zone, place: Point) -> bool:
    """Whether a place lies within the shape; of a polygon that crosses itself, by even and odd."""
    x, y = place
    if zone.shape is ZoneShape.POLYGON:
        inside = False
        ends = (*zone.points[1:], zone.points[0])
        for (x1, y1), (x2, y2) in zip(zone.points, ends, strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                inside = not inside
        return inside
    (left, top), (right, bottom) = _bounds(zone.points)
    if zone.shape is ZoneShape.RECTANGLE:
        return left <= x <= right and top <= y <= bottom
    across, down = (right - left) / 2, (bottom - top) / 2
    return hypot((x - left - across) / across, (y - top - down) / down) <= 1


def nearest(places: tuple[Point, ...], place: Point, reach: Point) -> int | None:
    """Return which of the places lies within reach, the nearest one."""
    gaps = [hypot((x - place[0]) / reach[0], (y - place[1]) / reach[1]) for x, y in places]
    least = min(range(len(gaps)), key=gaps.__getitem__, default=None)
    return least if least is not None and gaps[least] <= 1 else None


def _bounds(points: tuple[Point, ...]) -> tuple[Point, Point]:
    across, down = [x for x, _ in points], [y for _, y in points]
    return (min(across), min(down)), (max(across), max(down))


def _middles(points: tuple[Point, ...]) -> tuple[Point, ...]:
    ends = (*points[1:], points[0])
    return tuple(
        ((x1 + x2) / 2, (y1 + y2) / 2) for (x1, y1), (x2, y2) in zip(points, ends, strict=True)
    )


def _without_repeats(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Drop points that follow themselves: a double click leaves two at one place."""
    kept = [
        point for before, point in zip((None, *points), points, strict=False) if before != point
    ]
    return tuple(kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept)
