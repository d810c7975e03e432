"""A plot that a lower layer drew as SVG, sharp at any size."""

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

_LEAST_WIDTH = 320


class SvgPlot(QWidget):
    """Keeps the shape of its drawing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renderer = QSvgRenderer(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_svg(self, svg: str, name: str) -> None:
        """Show a drawing; `name` is what it is called for those who cannot see it."""
        self._renderer.load(QByteArray(svg.encode()))
        self.setAccessibleName(name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the size of the drawing."""
        return self._renderer.defaultSize()

    def minimumSizeHint(self) -> QSize:
        """Ask for a size at which the texts can be read."""
        return QSize(_LEAST_WIDTH, self.heightForWidth(_LEAST_WIDTH))

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Keep the shape."""
        size = self._renderer.defaultSize()
        return round(width * size.height() / size.width()) if size.width() > 0 else 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it as large as it fits."""
        size = self._renderer.defaultSize().toSizeF()
        if size.isEmpty():
            return
        scale = min(self.width() / size.width(), self.height() / size.height())
        size *= scale
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = (self.width() - size.width()) / 2
        self._renderer.render(painter, QRectF(left, 0, size.width(), size.height()))
        painter.end()
