"""The pictures of the canvas: the one that is drawn in, the ghost over it, and the hatching."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap

from spade_station.domain.area_colours import SHADE, STRIPE, STRIPE_WIDTH, STRIPES
from spade_station.domain.frame import Mask, Picture
from spade_station.ui.images import image_of, scaled_pixmap
from spade_station.ui.look import LINE
from spade_station.ui.widgets.view_transform import ViewTransform


class PictureLayers:
    """Keeps what is scaled until the next picture or the next size."""

    def __init__(self) -> None:
        self.picture: Picture | None = None
        self.ghost: Picture | None = None
        self.ghost_opacity = 0.5
        self._unjudged: Mask | None = None
        self._pixmap = QPixmap()
        self._image: QImage | None = None
        self._hatching: QImage | None = None
        self._hatched_for: tuple[QRectF, QSize] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the picture in pixels, 1 and 1 without one."""
        return (1, 1) if self.picture is None else self.picture.shape[:2]

    def show(self, picture: Picture | None, unjudged: Mask | None) -> None:
        """Take another picture, with what of it is not judged."""
        if picture is not self.picture:
            self.picture = picture
            self._pixmap, self._image = QPixmap(), None
        if unjudged is not self._unjudged:
            self._unjudged, self._hatching = unjudged, None

    def paint(self, painter: QPainter, view: ViewTransform, within: QSize) -> None:
        """Draw the layers into a widget of this size."""
        if self.picture is None:
            return
        box = view.box
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_picture(painter, self.picture, box, is_whole=view.zoom == 1)
        if self.ghost is not None:
            painter.setOpacity(self.ghost_opacity)
            painter.drawImage(box, image_of(self.ghost))
            painter.setOpacity(1)
        if self._unjudged is not None:
            if self._hatching is None or self._hatched_for != (box, within):
                self._hatching = hatching(self._unjudged, box, within)
                self._hatched_for = (box, within)
            painter.drawImage(0, 0, self._hatching)
        painter.setPen(QPen(LINE, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))

    def _paint_picture(
        self, painter: QPainter, picture: Picture, box: QRectF, *, is_whole: bool
    ) -> None:
        """Draw the picture, scaled once for this size; a zoomed one as it is."""
        if not is_whole:
            if self._image is None:
                self._image = image_of(picture).convertToFormat(QImage.Format.Format_RGB32)
            painter.drawImage(box, self._image)
            return
        size = (box.size() * painter.device().devicePixelRatio()).toSize()
        if self._pixmap.size() != size:
            self._pixmap = scaled_pixmap(picture, size)
        painter.drawPixmap(box, self._pixmap, self._pixmap.rect().toRectF())


def hatching(mask: Mask, box: QRectF, within: QSize) -> QImage:
    """Make a picture of `within` with stripes over what is True in a mask that lies in `box`."""
    stride = max(1, round(min(mask.shape[1] / box.width(), mask.shape[0] / box.height())))
    pixels = np.where(mask[::stride, ::stride], np.uint32(0xFFFFFFFF), np.uint32(0))
    height, width = pixels.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    stencil = QImage(pixels.data, width, height, 4 * width, form)
    hatched = QImage(within, form)
    hatched.fill(Qt.GlobalColor.transparent)
    painter = QPainter(hatched)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(box, stencil)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(hatched.rect(), QBrush(_stripes()))
    painter.end()
    return hatched


def _stripes() -> QImage:
    """Make a tile of diagonal stripes that joins up with itself."""
    tile = QImage(STRIPES, STRIPES, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(QColor(*SHADE))
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(*STRIPE), STRIPE_WIDTH))
    for left in (-STRIPES, 0, STRIPES):
        painter.drawLine(left - 2, STRIPES + 2, left + STRIPES + 2, -2)
    painter.end()
    return tile
