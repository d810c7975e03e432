"""The fixed colour bar of the heatmap, with the limit marked."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from spade_station.ui.heat_colours import LIMIT, START, TOP, colour_of
from spade_station.ui.look import LINE, QUIET, SURROUND, TEXT
from spade_station.ui.translated import Translated

_BAR = 18.0
_MARKS = (START, LIMIT, 1.5, TOP)


class HeatLegend(Translated):
    """Says which colour stands for which share of the limit; it never changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.labels: dict[float, str] = {}
        self.retranslate()

    def retranslate(self) -> None:
        """Write the marks in the language of the window."""
        self.labels = {mark: f"{mark:g}" for mark in _MARKS}
        self.labels[LIMIT] = self.tr("limit")
        self.labels[TOP] = f"≥{TOP:g}×"
        self.setAccessibleName(self.tr("Colours of the heatmap"))
        self.setToolTip(
            self.tr(
                "The colours are the same for every picture: 1 is the limit, nothing is shown "
                "well below it."
            )
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a comfortable size."""
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in self.labels.values())
        return QSize(int(_BAR) + 14 + widest, 200)

    def minimumSizeHint(self) -> QSize:
        """Ask for the least size."""
        return QSize(self.sizeHint().width(), 120)

    def y_of(self, value: float) -> float:
        """Return where a value stands on the bar."""
        margin = self.fontMetrics().height() / 2 + 1
        return margin + (1 - value / TOP) * (self.height() - 2 * margin)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw everything."""
        painter = QPainter(self)
        top, bottom = self.y_of(TOP), self.y_of(0)
        bar = QRectF(1, top, _BAR, bottom - top)
        painter.fillRect(bar, SURROUND)
        scale = QLinearGradient(QPointF(0, bottom), QPointF(0, top))
        for step in range(33):
            scale.setColorAt(step / 32, QColor(*colour_of(TOP * step / 32)))
        painter.fillRect(bar, scale)
        painter.setPen(QPen(LINE, 1))
        painter.drawRect(bar)
        for mark, label in self.labels.items():
            self._paint_mark(painter, mark, label)
        painter.end()

    def _paint_mark(self, painter: QPainter, mark: float, label: str) -> None:
        y = self.y_of(mark)
        is_limit = mark == LIMIT
        font = self.font()
        font.setBold(is_limit)
        painter.setFont(font)
        painter.setPen(QPen(TEXT if is_limit else QUIET, 2.5 if is_limit else 1))
        painter.drawLine(QPointF(1 if is_limit else _BAR - 3, y), QPointF(_BAR + 6, y))
        height = self.fontMetrics().height()
        box = QRectF(_BAR + 9, y - height / 2, self.width() - _BAR - 9, height)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)
