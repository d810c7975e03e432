"""The score against its limits, as a number and as a bar."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from spade_station.domain.inspection import Inspection
from spade_station.ui.look import FIELD, GREY, LINE, QUIET, TEXT, look_of
from spade_station.ui.translated import Translated

_TOP = 2.0
_LIMIT = 1.0


class ScoreBar(Translated):
    """One absolute scale from 0 to twice the limit; a higher score ends in an arrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inspection: Inspection | None = None
        self._still = False
        self.number = "–"
        self._title = ""
        self._marks: tuple[str, str] = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def show_inspection(self, inspection: Inspection | None, *, still: bool = False) -> None:
        """Show the score of an inspection, or that there is none; a still picture's is grey."""
        self._inspection, self._still = inspection, still
        score = inspection.score if inspection is not None else None
        self.number = "–" if score is None else f"{score:.2f}"
        self.setAccessibleDescription(self.number)
        self.update()

    def retranslate(self) -> None:
        """Write the marks in the language of the window."""
        self._title = self.tr("Score, limit = 1")
        self._marks = (self.tr("check"), self.tr("limit"))
        self.setAccessibleName(self.tr("Score against the limit"))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a comfortable size."""
        return QSize(300, 84)

    def minimumSizeHint(self) -> QSize:
        """Ask for the least size."""
        return QSize(220, 84)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw everything."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        number = QFont(self.font())
        number.setPixelSize(34)
        number.setBold(True)
        room = QFontMetricsF(number).horizontalAdvance("0.00 ") + 4
        painter.setPen(TEXT)
        painter.setFont(number)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, 16, room, self.height() - 24), flags, self.number)
        painter.setFont(self.font())
        painter.setPen(QUIET)
        painter.drawText(QRectF(0, 0, self.width(), 20), flags, self._title)
        self._paint_bar(painter, QRectF(room, 30, self.width() - room - 10, 22))
        painter.end()

    def _paint_bar(self, painter: QPainter, bar: QRectF) -> None:
        painter.setPen(QPen(LINE, 1))
        painter.setBrush(FIELD)
        painter.drawRoundedRect(bar, 3, 3)
        inspection = self._inspection
        if inspection is not None and inspection.score is not None:
            share = min(1.0, max(0.0, inspection.score / _TOP))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(GREY if self._still else look_of(inspection.verdict).fill)
            painter.drawRoundedRect(
                QRectF(bar.topLeft(), bar.size()).adjusted(
                    1, 1, -(1 - share) * bar.width() - 1, -1
                ),
                2,
                2,
            )
            if inspection.score > _TOP:
                x, y = bar.right(), bar.center().y()
                painter.drawPolygon([QPointF(x, y - 11), QPointF(x + 10, y), QPointF(x, y + 11)])
        check = inspection.check if inspection is not None else _LIMIT
        self._paint_mark(painter, bar, _LIMIT, self._marks[1], bold=True)
        if check < _LIMIT:
            self._paint_mark(painter, bar, check, self._marks[0], bold=False)

    def _paint_mark(
        self, painter: QPainter, bar: QRectF, value: float, text: str, *, bold: bool
    ) -> None:
        x = bar.left() + bar.width() * value / _TOP
        painter.setPen(QPen(TEXT, 3 if bold else 1.5))
        painter.drawLine(QPointF(x, bar.top() - 5), QPointF(x, bar.bottom() + 5))
        flags = Qt.AlignmentFlag.AlignVCenter
        font = QFont(self.font())
        font.setBold(bold)
        painter.setFont(font)
        width = QFontMetricsF(font).horizontalAdvance(text) + 2
        label = QRectF(x if bold else x - width, bar.bottom() + 5, width, 20)
        label.translate(2 if bold else -2, 0)
        painter.drawText(label, flags, text)
