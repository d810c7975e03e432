"""Where a picture lies in a widget: whole, or zoomed around a place and moved."""

from math import floor

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt

MOST_ZOOM = 12.0


class ViewTransform:
    """Between places of the widget and shares (0..1) of the picture.

    A picture of which there is more than fits never leaves the widget.
    """

    def __init__(self) -> None:
        self._widget = QSize(1, 1)
        self._picture = QSize(1, 1)
        self.zoom = 1.0
        self._centre = QPointF(0.5, 0.5)

    def set_sizes(self, widget: QSize, picture: QSize) -> None:
        """Say how large both are."""
        self._widget = widget.expandedTo(QSize(1, 1))
        self._picture = picture.expandedTo(QSize(1, 1))

    @property
    def box(self) -> QRectF:
        """Where the picture lies, aspect kept."""
        size = self._fitted() * self.zoom
        left = self._widget.width() / 2 - self._centre.x() * size.width()
        top = self._widget.height() / 2 - self._centre.y() * size.height()
        if self.zoom == 1:  # or a picture that was scaled for this box is blurred once more
            left, top = floor(left), floor(top)
        return QRectF(QPointF(left, top), size)

    @property
    def seen(self) -> QRectF:
        """What part of the picture is in the widget, in shares."""
        corner = QPointF(self._widget.width(), self._widget.height())
        whole = QRectF(0, 0, 1, 1)
        return QRectF(self.share(QPointF(0, 0)), self.share(corner)).intersected(whole)

    def share(self, place: QPointF) -> QPointF:
        """Give a place of the widget as shares of the picture; outside it below 0 or above 1."""
        box = self.box
        return QPointF(
            (place.x() - box.left()) / box.width(), (place.y() - box.top()) / box.height()
        )

    def place(self, share: QPointF) -> QPointF:
        """Give shares of the picture as a place of the widget."""
        box = self.box
        return QPointF(box.left() + share.x() * box.width(), box.top() + share.y() * box.height())

    def zoom_at(self, place: QPointF, factor: float) -> None:
        """Zoom around a place of the widget; 1 shows the whole picture."""
        share = self.share(place)
        self.zoom = min(MOST_ZOOM, max(1.0, self.zoom * factor))
        grown = self._fitted() * self.zoom
        self._move_centre(
            QPointF(
                share.x() - (place.x() - self._widget.width() / 2) / grown.width(),
                share.y() - (place.y() - self._widget.height() / 2) / grown.height(),
            )
        )

    def pan(self, way: QPointF) -> None:
        """Move the picture by so many pixels of the widget."""
        size = self.box.size()
        self._move_centre(self._centre - QPointF(way.x() / size.width(), way.y() / size.height()))

    def fit(self) -> None:
        """Show the whole picture."""
        self.zoom = 1.0
        self._centre = QPointF(0.5, 0.5)

    def _move_centre(self, centre: QPointF) -> None:
        half = 0.5 / self.zoom
        x, y = (min(1 - half, max(half, share)) for share in (centre.x(), centre.y()))
        self._centre = QPointF(x, y)

    def _fitted(self) -> QSizeF:
        fitted = self._picture.scaled(self._widget, Qt.AspectRatioMode.KeepAspectRatio)
        return QSizeF(fitted.expandedTo(QSize(1, 1)))
