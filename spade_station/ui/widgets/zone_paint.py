"""How zones, feature and scale line look on a picture; never by colour alone."""

from dataclasses import dataclass
from math import hypot

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from spade_station.domain.area_colours import TOLERANT
from spade_station.domain.inspection import Tolerance
from spade_station.domain.zone import Point, Zone, ZoneKind, ZoneShape
from spade_station.ui.widgets.sheet_transform import OneView, SheetTransform
from spade_station.ui.widgets.zone_shapes import handles
from spade_station.ui.widgets.zone_tools import FEATURE, Tool, ZoneTools

DARK = QColor(20, 20, 24, 215)
BRIGHT = QColor("#ffffff")
_LINE_INK = QColor("#8ee3f5")
_FAINT = 0.45
_QUIET = 0.75  # of what stands on the live picture all day
_DOT = 9.0  # side of a handle, in pixels


@dataclass(frozen=True, slots=True)
class ZoneLook:
    """How one kind of zone is drawn: by sign, line and filling as well as by colour."""

    colour: QColor
    sign: str
    line: Qt.PenStyle
    filling: Qt.BrushStyle


ZONE_LOOKS = {
    ZoneKind.INCLUDE: ZoneLook(
        QColor("#35a3d1"), "+", Qt.PenStyle.SolidLine, Qt.BrushStyle.NoBrush
    ),
    ZoneKind.EXCLUDE: ZoneLook(
        QColor("#d65fc0"), "−", Qt.PenStyle.DashLine, Qt.BrushStyle.BDiagPattern
    ),
    ZoneKind.TOLERANT: ZoneLook(
        QColor(*TOLERANT), "≈", Qt.PenStyle.DashDotLine, Qt.BrushStyle.Dense7Pattern
    ),
}


def zone_label(zone: Zone, number: int) -> str:
    """Say in short which zone this is: its sign, its factor and its name or number."""
    is_tolerant = zone.kind is ZoneKind.TOLERANT
    sign = factor_label(zone.factor) if is_tolerant else ZONE_LOOKS[zone.kind].sign
    return f"{sign} {zone.name or number}"


def factor_label(factor: float) -> str:
    """Say how many times the limit holds in a tolerant zone."""
    return f"{ZONE_LOOKS[ZoneKind.TOLERANT].sign} {factor:g}×"


def zone_path(view: OneView, shape: ZoneShape, points: tuple[Point, ...]) -> QPainterPath:
    """Return the outline in places of the widget."""
    places = [view.place(QPointF(*point)) for point in points]
    path = QPainterPath()
    if shape is ZoneShape.POLYGON:
        path.addPolygon(QPolygonF(places))
        path.closeSubpath()
    elif shape is ZoneShape.ELLIPSE:
        path.addEllipse(QRectF(*places).normalized())
    else:
        path.addRect(QRectF(*places).normalized())
    return path


def paint_zone(
    painter: QPainter, view: OneView, zone: Zone, label: str, *, strong: bool, faint: bool
) -> None:
    """Draw a zone; `strong` where it is selected, `faint` where it cannot be edited."""
    look = ZONE_LOOKS[zone.kind]
    painter.save()
    painter.setOpacity(_FAINT if faint else 1)
    path = zone_path(view, zone.shape, zone.points)
    if look.filling is not Qt.BrushStyle.NoBrush:
        ink = QColor(look.colour)
        ink.setAlpha(200)
        painter.fillPath(path, QBrush(ink, look.filling))
    _outline(painter, path, look.colour, look.line, 3.0 if strong else 2.0)
    if label:
        _plate(painter, label, path.boundingRect(), view.box, look.colour)
    painter.restore()


def paint_tolerance(
    painter: QPainter, tolerance: Tolerance, box: QRectF, size: tuple[int, int]
) -> None:
    """Draw a tolerant zone as it lies in a picture of this height and width, shown in `box`."""
    look = ZONE_LOOKS[ZoneKind.TOLERANT]
    across, down = box.width() / size[1], box.height() / size[0]
    places = [
        QPointF(box.left() + float(x) * across, box.top() + float(y) * down)
        for x, y in tolerance.outline
    ]
    path = QPainterPath()
    path.addPolygon(QPolygonF(places))
    path.closeSubpath()
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setOpacity(_QUIET)
    _outline(painter, path, look.colour, look.line, 1.5)
    _plate(painter, factor_label(tolerance.factor), path.boundingRect(), box, look.colour)
    painter.restore()


def paint_feature(
    painter: QPainter, view: OneView, zone: Zone, label: str, *, strong: bool, faint: bool
) -> None:
    """Draw the alignment feature: a white frame with a cross in its middle."""
    painter.save()
    painter.setOpacity(_FAINT if faint else 1)
    path = zone_path(view, zone.shape, zone.points)
    place = path.boundingRect()
    arm = min(10.0, place.width() / 4, place.height() / 4)
    middle = place.center()
    path.moveTo(middle - QPointF(arm, 0))
    path.lineTo(middle + QPointF(arm, 0))
    path.moveTo(middle - QPointF(0, arm))
    path.lineTo(middle + QPointF(0, arm))
    _outline(painter, path, BRIGHT, Qt.PenStyle.SolidLine, 3.0 if strong else 2.0)
    if label:
        _plate(painter, label, place, view.box, BRIGHT)
    painter.restore()


def paint_handles(painter: QPainter, view: OneView, zone: Zone, chosen: int | None) -> None:
    """Draw where a shape can be taken hold of; middles of a polygon's sides are smaller."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    whole = len(zone.points) if zone.shape is ZoneShape.POLYGON else None
    for number, handle in enumerate(handles(zone)):
        side = _DOT if whole is None or number < whole else _DOT - 3
        place = view.place(QPointF(*handle))
        dot = QRectF(0, 0, side, side)
        dot.moveCenter(place)
        painter.setPen(QPen(DARK, 1.5))
        painter.setBrush(BRIGHT)
        if number == chosen:
            dot.adjust(-2.5, -2.5, 2.5, 2.5)
            painter.setPen(QPen(BRIGHT, 2.5))
            painter.setBrush(QColor("#1d262d"))
        if whole is None or number < whole:
            painter.drawRect(dot)
        else:
            painter.drawEllipse(dot)
    painter.restore()


def paint_trail(painter: QPainter, view: OneView, points: tuple[Point, ...]) -> None:
    """Draw a polygon that is not closed yet; its first point shows where a press closes it."""
    places = [view.place(QPointF(*point)) for point in points]
    path = QPainterPath(places[0])
    for place in places[1:]:
        path.lineTo(place)
    _outline(painter, path, BRIGHT, Qt.PenStyle.SolidLine, 2.0)
    painter.setPen(QPen(DARK, 1.5))
    painter.setBrush(BRIGHT)
    for number, place in enumerate(places[:-1]):
        radius = 6.0 if number == 0 else 3.5
        painter.drawEllipse(place, radius, radius)


def paint_line(
    painter: QPainter, sheet: SheetTransform, line: tuple[Point, Point], size: tuple[int, int]
) -> None:
    """Draw the scale line with a bar at each end, and its length in pixels of the picture."""
    start, end = (sheet.place(QPointF(*point)) for point in line)
    way = end - start
    length = max(1.0, (way.x() ** 2 + way.y() ** 2) ** 0.5)
    across = QPointF(-way.y(), way.x()) * (8 / length)
    path = QPainterPath(start)
    path.lineTo(end)
    for place in (start, end):
        path.moveTo(place - across)
        path.lineTo(place + across)
    _outline(painter, path, _LINE_INK, Qt.PenStyle.SolidLine, 2.0)
    text = f"{length_px(line, size):.1f} px"
    _plate(painter, text, path.boundingRect(), sheet.box, _LINE_INK)


def length_px(line: tuple[Point, Point], size: tuple[int, int]) -> float:
    """Give the length of a line on a picture of this height and width."""
    (x1, y1), (x2, y2) = line
    return hypot((x2 - x1) * size[1], (y2 - y1) * size[0])


def paint_tools(
    painter: QPainter, sheet: SheetTransform, tools: ZoneTools, feature_text: str, *, faint: bool
) -> None:
    """Draw all zones and the feature, what is selected with its handles, and what is dragged."""
    for view in sheet.views:
        painter.save()
        if not view.is_alone:
            painter.setClipRect(view.box)
        _paint_shapes(painter, view, tools, feature_text, faint=faint)
        painter.restore()
    for view in sheet.views:
        if tools.shape is not None:
            paint_handles(painter, view, tools.shape, tools.handle)


def paint_drawing(
    painter: QPainter,
    sheet: SheetTransform,
    tools: ZoneTools,
    line: tuple[Point, Point] | None,
    size: tuple[int, int],
) -> None:
    """Draw the scale line, and what is not finished yet, on a picture of this height and width.

    Parameters
    ----------
    line
        The scale line drawn last, in shares of the sheet.
    """
    points = tools.points
    if line is not None:
        paint_line(painter, sheet, line, size)
    if not points:
        return
    if tools.tool is Tool.LINE:
        start, end = map(sheet.current.on_sheet, points)
        paint_line(painter, sheet, (start, end), size)
        return
    for view in sheet.views:
        _paint_unfinished(painter, view, tools)


def _paint_shapes(
    painter: QPainter, view: OneView, tools: ZoneTools, feature_text: str, *, faint: bool
) -> None:
    """Draw all zones and the feature in a view; the feature is sought in the first one only."""
    for number, zone in enumerate(tools.zones):
        strong = number == tools.selected
        drawn = tools.shape if strong and tools.shape is not None else zone
        paint_zone(painter, view, drawn, zone_label(drawn, number + 1), strong=strong, faint=faint)
    feature = tools.feature_shape
    if feature is not None:
        strong = tools.selected == FEATURE
        drawn = tools.shape if strong and tools.shape is not None else feature
        is_sought = view.number == 0
        label = feature_text if is_sought else ""
        paint_feature(painter, view, drawn, label, strong=strong, faint=faint or not is_sought)


def _paint_unfinished(painter: QPainter, view: OneView, tools: ZoneTools) -> None:
    if tools.tool is Tool.POLYGON:
        paint_trail(painter, view, tools.points)
        return
    shape = ZoneShape.ELLIPSE if tools.tool is Tool.ELLIPSE else ZoneShape.RECTANGLE
    drawn = Zone.model_construct(
        kind=tools.kind, shape=shape, points=tools.points, factor=tools.factor, name=""
    )
    if tools.tool is Tool.FEATURE:
        paint_feature(painter, view, drawn, "", strong=False, faint=view.number > 0)
    else:
        paint_zone(painter, view, drawn, "", strong=False, faint=False)


def _outline(
    painter: QPainter, path: QPainterPath, colour: QColor, line: Qt.PenStyle, width: float
) -> None:
    """Draw a line that is seen on dark and on bright parts."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(DARK, width + 2.5))
    painter.drawPath(path)
    painter.setPen(QPen(colour, width, line))
    painter.drawPath(path)


def _plate(painter: QPainter, text: str, place: QRectF, within: QRectF, colour: QColor) -> None:
    """Write on a dark plate above a place, or below it where there is no room."""
    font = QFont(painter.font())
    font.setBold(True)
    font.setPixelSize(13)
    painter.setFont(font)
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(text) + 16, metrics.height() + 4
    seen = within.intersected(QRectF(painter.viewport()))
    left = max(seen.left(), min(place.left(), seen.right() - width))
    above = max(seen.top(), place.top() - height - 3)
    top = above if above < place.bottom() else seen.top()
    plate = QRectF(left, top, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(DARK)
    painter.drawRect(plate)
    painter.setBrush(colour)
    painter.drawRect(QRectF(left, top, 4, height))
    painter.setPen(BRIGHT)
    painter.drawText(plate.adjusted(4, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, text)
