"""Zones and feature over a picture, drawn anew only when they look otherwise."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from spade_station.ui.widgets.sheet_transform import SheetTransform
from spade_station.ui.widgets.zone_paint import paint_tools
from spade_station.ui.widgets.zone_tools import ZoneTools


class ShapesLayer:
    """Keeps what it has drawn: live pictures come often, another zone does not.

    Parameters
    ----------
    widget
        That is painted on.
    """

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._pixmap = QPixmap()
        self._look: tuple[object, ...] = ()

    def paint(
        self,
        painter: QPainter,
        sheet: SheetTransform,
        tools: ZoneTools,
        feature_text: str,
        *,
        faint: bool,
    ) -> None:
        """Draw zones and feature in each view."""
        widget = self._widget
        size, ratio = widget.size(), widget.devicePixelRatioF()
        shapes = (tools.zones, tools.feature, tools.selected, tools.handle, tools.draft)
        look = (*shapes, faint, feature_text, sheet.box, sheet.views, size, ratio)
        if look != self._look:
            self._look = look
            self._pixmap = QPixmap(size * ratio)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            drawing = QPainter(self._pixmap)
            drawing.setFont(widget.font())
            paint_tools(drawing, sheet, tools, feature_text, faint=faint)
            drawing.end()
        painter.drawPixmap(QPointF(0, 0), self._pixmap)
