"""The picture with what was found on it: heatmap, outlines, and the hottest place."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from spade_station.domain.frame import Mask
from spade_station.domain.inspection import Inspection, Region, Verdict
from spade_station.domain.web import WebPosition
from spade_station.ui.images import heat_image, image_of, scaled_pixmap
from spade_station.ui.look import LINE, MAGENTA, NG_RED, QUIET, SURROUND
from spade_station.ui.symbols import hatch
from spade_station.ui.translated import Translated
from spade_station.ui.web_text import region_place
from spade_station.ui.widgets.box_mark import BoxMark
from spade_station.ui.widgets.picture_layers import hatching
from spade_station.ui.widgets.view_transform import ViewTransform
from spade_station.ui.widgets.zone_paint import paint_tolerance

_DARK = QColor(20, 20, 24, 215)
_BRIGHT = QColor("#ffffff")


class PictureView(Translated):
    """Paints the inspection it was given last; scaled pictures are kept until the next one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inspection: Inspection | None = None
        self._opacity = 0.6
        self._shows_unjudged = True
        self._hint = ""
        self._picture = QPixmap()
        self._picture_of: object = None
        self._heat: QImage | None = None
        self._hatching: QImage | None = None
        self._hatched_for: tuple[QRectF, QSize] | None = None
        self._outlines = QPainterPath()
        self._stale = False
        self._view = ViewTransform()
        self._dragged_from: QPointF | None = None
        self.mark: BoxMark | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.retranslate()

    def show_inspection(self, inspection: Inspection | None) -> None:
        """Show another inspection, or none; not while somebody draws on this one."""
        drawn_on = self.mark is not None and self.mark.is_drawing
        if inspection is self.inspection or drawn_on:
            return
        shown = self.inspection
        if self.mark is not None and (
            shown is None or inspection is None or shown.frame is not inspection.frame
        ):
            self.mark.forget()
        self.inspection = inspection
        heat = inspection.heatmap if inspection is not None else None
        self._heat = heat_image(heat) if heat is not None else None
        self._hatching = None
        self._outlines = _outlines(inspection.regions if inspection is not None else ())
        self.update()

    def mark_with(self, mark: BoxMark) -> None:
        """Let people draw a box; on a zoomed picture with Shift, because it moves otherwise."""
        self.mark = mark
        mark.changed.connect(self.update)
        self.retranslate()

    def set_opacity(self, opacity: float) -> None:
        """Make the heatmap more or less transparent; 0 hides it."""
        self._opacity = opacity
        self.update()

    def set_shows_unjudged(self, shows: bool) -> None:
        """Say whether what is not judged is hatched, and tolerant zones are outlined."""
        self._shows_unjudged = shows
        self.update()

    def set_stale(self, stale: bool) -> None:
        """Mark the picture as one that the line has left behind."""
        self._stale = stale
        self.update()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._hint = self.tr("No picture yet")
        self.setAccessibleName(self.tr("Picture of the part"))
        self.setToolTip(
            self.tr("Wheel: zoom. Drag: move. Double click: whole picture.")
            if self.mark is None
            else self.tr(
                "Drag: mark a defect. Wheel: zoom; then drag to move, Shift and drag to mark. "
                "Double click: whole picture."
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a comfortable size."""
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:
        """Ask for the least size."""
        return QSize(280, 200)

    def zoom_at(self, place: QPointF, factor: float) -> None:
        """Zoom around a place of the widget; 1 shows the whole picture."""
        self._measure()
        self._view.zoom_at(place, factor)
        self.update()

    def picture_box(self) -> QRectF:
        """Return where the picture lies in the widget, zoomed and aspect kept."""
        self._measure()
        return self._view.box

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        self.zoom_at(event.position(), 1.2 ** (event.angleDelta().y() / 120))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a zoomed picture, or begin to mark something."""
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if (
            self.mark is not None
            and self.inspection is not None
            and (self._view.zoom == 1 or shifted)
        ):
            self.mark.begin(self._in_picture(event.position()))
        else:
            self._dragged_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a zoomed picture, or mark something."""
        if self.mark is not None and self.mark.is_drawing and self.inspection is not None:
            self.mark.draw_to(self._in_picture(event.position()), self.inspection.frame.size)
        elif self._dragged_from is not None and self._view.zoom > 1:
            self._view.pan(event.position() - self._dragged_from)
            self._dragged_from = event.position()
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._dragged_from = None
        if self.mark is not None:
            self.mark.end()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Show the whole picture again."""
        self._view.fit()
        self.update()

    def _in_picture(self, place: QPointF) -> QPointF:
        """Give a place of the widget in pixels of the picture."""
        assert self.inspection is not None
        height, width = self.inspection.frame.size
        self._measure()
        share = self._view.share(place)
        return QPointF(share.x() * width, share.y() * height)

    def _measure(self) -> None:
        height, width = self.inspection.frame.size if self.inspection is not None else (0, 0)
        self._view.set_sizes(self.size(), QSize(width, height) if width else self.size())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw everything."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), SURROUND)
        inspection = self.inspection
        if inspection is None:
            painter.setPen(QUIET)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._hint)
            painter.end()
            return
        box = self.picture_box()
        self._paint_picture(painter, inspection, box)
        if self._heat is not None and self._opacity > 0:
            painter.setOpacity(self._opacity)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, self._heat)
            painter.setOpacity(1)
        if self._shows_unjudged:
            self._paint_unjudged(painter, inspection, box)
        self._paint_findings(painter, inspection, box)
        self._paint_edge(painter, inspection, box)
        if self.mark is not None:
            self.mark.paint(painter, box, inspection.frame.size)
        painter.end()

    def _paint_unjudged(self, painter: QPainter, inspection: Inspection, box: QRectF) -> None:
        """Hatch what is not judged, and outline what is judged less strictly."""
        if inspection.unjudged is not None:
            painter.drawImage(0, 0, self._hatched(inspection.unjudged, box))
        for tolerance in inspection.tolerances:
            paint_tolerance(painter, tolerance, box, inspection.frame.size)

    def _hatched(self, unjudged: Mask, box: QRectF) -> QImage:
        """Hatch what is not judged; made once for this size."""
        if self._hatching is None or self._hatched_for != (box, self.size()):
            self._hatching = hatching(unjudged, box, self.size())
            self._hatched_for = (box, self.size())
        return self._hatching

    def _paint_picture(self, painter: QPainter, inspection: Inspection, box: QRectF) -> None:
        """Draw the picture, scaled once for this size; a zoomed one as it is."""
        if self._view.zoom > 1:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            pixels = image_of(inspection.frame.image)
            painter.drawImage(box, pixels.convertToFormat(QImage.Format.Format_RGB32))
            return
        size = (box.size() * self.devicePixelRatioF()).toSize()
        if self._picture_of is not inspection.frame or self._picture.size() != size:
            self._picture = scaled_pixmap(inspection.frame.image, size)
            self._picture_of = inspection.frame
        painter.drawPixmap(box, self._picture, QRectF(self._picture.rect()))

    def _paint_findings(self, painter: QPainter, inspection: Inspection, box: QRectF) -> None:
        if not inspection.regions:
            return
        height, width = inspection.frame.size
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(box.topLeft())
        painter.scale(box.width() / width, box.height() / height)
        for colour, thickness in ((_DARK, 4.0), (_BRIGHT, 2.0)):
            pen = QPen(colour, thickness)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawPath(self._outlines)
        painter.restore()
        hottest = worst_region(inspection.regions)
        x, y, wide, high = hottest.box
        across, down = box.width() / width, box.height() / height
        place = QRectF(box.left() + x * across, box.top() + y * down, wide * across, high * down)
        text = region_text(hottest, inspection.frame.web)
        around = place.adjusted(-6, -6, 6, 6) & box.adjusted(2, 2, -2, -2)
        self._paint_hottest(painter, hottest, text, around, box)

    def _paint_hottest(
        self, painter: QPainter, region: Region, text: str, place: QRectF, within: QRectF
    ) -> None:
        """Draw corners around the hottest region, and its figures beside it."""
        over = region.peak >= 1 or region.known_defect is not None
        colour = NG_RED if over else QColor("#2b3640")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, thickness in ((_BRIGHT, 5.0), (colour, 2.5)):
            painter.setPen(QPen(ink, thickness))
            painter.drawRect(place)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(text) + 14, metrics.height() + 6
        left = min(max(place.left(), within.left()), within.right() - width)
        above = place.top() - height - 3
        top = above if above >= within.top() else min(place.bottom() + 3, within.bottom() - height)
        plate = QRectF(left, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_DARK)
        painter.drawRoundedRect(plate, 3, 3)
        painter.setPen(_BRIGHT)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_edge(self, painter: QPainter, inspection: Inspection, box: QRectF) -> None:
        """Frame the picture; one that was not inspected, though it should be, has hatched edges."""
        is_calm = inspection.reason is not None and inspection.reason.is_calm
        if self._stale or (inspection.verdict is Verdict.NOT_INSPECTED and not is_calm):
            edge = 10.0
            for side in (
                QRectF(box.left(), box.top(), box.width(), edge),
                QRectF(box.left(), box.bottom() - edge, box.width(), edge),
            ):
                painter.fillRect(side, QColor("#6a6470"))
                hatch(painter, side, MAGENTA, 5)
        painter.setPen(QPen(LINE, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))


def region_text(region: Region, web: WebPosition | None = None) -> str:
    """Return peak and area of a region, mm² when the scale is known, and its place on a web."""
    area = (
        f"{region.area_mm2:.3g} mm²" if region.area_mm2 is not None else f"{region.area_px:.0f} px²"
    )
    text = f"{region.peak:.2f}×  ·  {area}"
    if web is not None:
        text = f"{text}  ·  {region_place(region, web)}"
    if region.known_defect is None:
        return text
    template = QCoreApplication.translate("PictureView", "known defect {number}")
    return f"{text}  ·  {template.format(number=region.known_defect)}"


def worst_region(regions: tuple[Region, ...]) -> Region:
    """Return the hottest region; below the limit one that is a known defect comes first."""
    return max(regions, key=lambda r: (r.peak >= 1, r.known_defect is not None, r.peak))


def _outlines(regions: tuple[Region, ...]) -> QPainterPath:
    path = QPainterPath()
    for region in regions:
        path.addPolygon(QPolygonF([QPointF(float(x), float(y)) for x, y in region.contour]))
        path.closeSubpath()
    return path
