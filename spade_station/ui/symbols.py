"""The verdicts' symbols as outlines, so that no font decides how they look."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPixmap

_STROKES = {
    "check": [[(0.10, 0.55), (0.38, 0.82), (0.90, 0.20)]],
    "cross": [[(0.16, 0.16), (0.84, 0.84)], [(0.84, 0.16), (0.16, 0.84)]],
}
_WIDTH = 0.17
_LETTERS = {"question": "?", "exclamation": "!"}


def draw_symbol(painter: QPainter, symbol: str, box: QRectF, ink: QColor) -> None:
    """Draw a symbol into a square box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if symbol in _STROKES:
        pen = QPen(ink, _WIDTH * box.width())
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in _STROKES[symbol]:
            painter.drawPolyline([_inside(box, x, y) for x, y in stroke])
    else:
        painter.fillPath(_filled(symbol, box), ink)
    painter.restore()


def hatch(painter: QPainter, box: QRectF, colour: QColor, width: float) -> None:
    """Draw diagonal stripes into a box: not inspected is never only a colour."""
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, width))
    x = box.left() - box.height()
    while x < box.right() + width:
        painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
        x += 2.8 * width
    painter.restore()


def symbol_pixmap(symbol: str, side: int, ink: QColor, fill: QColor) -> QPixmap:
    """Make a small badge: the symbol on a rounded square."""
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(fill))
    painter.drawRoundedRect(0, 0, side, side, 3, 3)
    inset = side * 0.22
    draw_symbol(painter, symbol, QRectF(inset, inset, side - 2 * inset, side - 2 * inset), ink)
    painter.end()
    return pixmap


def _inside(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.left() + x * box.width(), box.top() + y * box.height())


def _filled(symbol: str, box: QRectF) -> QPainterPath:
    path = QPainterPath()
    if symbol == "stop":
        path.addRect(box.adjusted(*(0.14 * box.width() * sign for sign in (1, 1, -1, -1))))
    elif symbol == "dots":
        radius = 0.11 * box.width()
        for x in (0.17, 0.5, 0.83):
            path.addEllipse(_inside(box, x, 0.5), radius, radius)
    else:
        path = _letter(_LETTERS[symbol], box)
    return path


def _letter(letter: str, box: QRectF) -> QPainterPath:
    """Return a bold letter that fills the height of the box."""
    font = QFont()
    font.setBold(True)
    font.setPixelSize(100)
    path = QPainterPath()
    path.addText(0, 0, font, letter)
    bounds = path.boundingRect()
    scale = box.height() / bounds.height()
    painter_path = QPainterPath()
    for index in range(path.elementCount()):
        path.setElementPositionAt(
            index,
            (path.elementAt(index).x - bounds.center().x()) * scale + box.center().x(),
            (path.elementAt(index).y - bounds.top()) * scale + box.top(),
        )
    painter_path.addPath(path)
    painter_path.setFillRule(Qt.FillRule.WindingFill)
    return painter_path
