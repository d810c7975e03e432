"""A box that somebody draws on the picture, to mark where the defect is."""

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from spade_station.domain.frame import Box

LEAST = 4.0  # pixels of the picture; less is a click
_INK = QColor("#ffffff")
_SHADE = QColor(20, 20, 24, 215)


class BoxMark(QObject):
    """Follows the pointer, in pixels of the picture.

    Signals
    -------
    ended
        The pointer is up again.
    changed
        `box` is another one.
    """

    ended = Signal()
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.box: Box | None = None
        self._from: QPointF | None = None

    @property
    def is_drawing(self) -> bool:
        """Whether the pointer is down."""
        return self._from is not None

    def begin(self, place: QPointF) -> None:
        """Put the pointer down; the box drawn before is gone."""
        self._from = place
        self._show(None)

    def draw_to(self, place: QPointF, size: tuple[int, int]) -> None:
        """Draw up to a place within a picture of this height and width."""
        if self._from is None:
            return
        picture = QRectF(0, 0, size[1], size[0])
        drawn = QRectF(self._from, place).normalized().intersected(picture)
        if drawn.width() < LEAST or drawn.height() < LEAST:
            self._show(None)
            return
        whole = drawn.toAlignedRect()
        self._show((whole.x(), whole.y(), whole.width(), whole.height()))

    def end(self) -> None:
        """Lift the pointer."""
        if self._from is not None:
            self._from = None
            self.ended.emit()

    def forget(self) -> None:
        """Mark nothing."""
        self._from = None
        self._show(None)

    def paint(self, painter: QPainter, picture: QRectF, size: tuple[int, int]) -> None:
        """Draw the box on a picture of this height and width that fills `picture`."""
        if self.box is None:
            return
        across, down = picture.width() / size[1], picture.height() / size[0]
        x, y, width, height = self.box
        place = QRectF(
            picture.left() + x * across, picture.top() + y * down, width * across, height * down
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, pen in ((_SHADE, QPen(_SHADE, 4)), (_INK, QPen(_INK, 2, Qt.PenStyle.DashLine))):
            pen.setColor(ink)
            painter.setPen(pen)
            painter.drawRect(place)

    def _show(self, box: Box | None) -> None:
        if box != self.box:
            self.box = box
            self.changed.emit()
