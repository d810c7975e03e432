"""The scores of the known defects against those of the good parts and the limit."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from spade_station.app.defect_status import DefectEntry, DefectsStatus
from spade_station.ui.look import ACCENT, FIELD, LINE, NG_RED, OK_GREEN, QUIET, TEXT
from spade_station.ui.translated import Translated

_BINS = 36
_TOP = 2.0  # of the scale, at least; times the limit
_MOST = 5.0  # a higher score stands at the end of the scale
_BARS = 62.0  # height of the histogram in pixels
_PICTURE = QSize(44, 33)
_LANES = 2


class DefectPlot(Translated):
    """Good parts as a histogram above the scale, known defects with their pictures below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = DefectsStatus()
        self._pictures: dict[int, QPixmap] = {}
        self._top = _TOP
        self._words = ("", "")
        self._legend: tuple[tuple[QColor, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def show_status(self, status: DefectsStatus) -> None:
        """Show other scores."""
        self._status = status
        scores = [*status.good_scores, *(e.score for e in status.entries if e.score is not None)]
        self._top = min(_MOST, max(_TOP, 1.1 * max(scores, default=0.0)))
        self._pictures = {entry.number: _picture(entry) for entry in status.entries}
        self.update()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._words = (self.tr("limit"), self.tr("suggested"))
        self._legend = (
            (OK_GREEN, self.tr("good samples")),
            (TEXT, self.tr("known defects")),
            (NG_RED, self.tr("would pass")),
        )
        self.setAccessibleName(self.tr("Known defects and good parts against the limit"))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a comfortable size."""
        return QSize(360, round(_BARS) + 70 + _LANES * (_PICTURE.height() + 6))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw everything."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = QRectF(8, 22, self.width() - 16, _BARS)
        painter.setPen(QPen(LINE, 1))
        painter.setBrush(FIELD)
        painter.drawRect(scale)
        self._paint_good(painter, scale)
        self._paint_axis(painter, scale)
        self._paint_defects(painter, scale)
        self._paint_legend(painter)
        suggested = self._status.suggested
        if suggested is not None:
            place = self._x(scale, suggested / self._status.setting)
            pen = QPen(ACCENT, 2, Qt.PenStyle.DashLine)
            self._paint_limit(painter, scale, place, pen, self._words[1])
        self._paint_limit(painter, scale, self._x(scale, 1.0), QPen(TEXT, 3), self._words[0])
        painter.end()

    def _x(self, scale: QRectF, score: float) -> float:
        return scale.left() + scale.width() * min(score, self._top) / self._top

    def _paint_good(self, painter: QPainter, scale: QRectF) -> None:
        scores = self._status.good_scores
        counts = [0] * _BINS
        for score in scores:
            counts[min(_BINS - 1, int(score / self._top * _BINS))] += 1
        width, most = scale.width() / _BINS, max(counts)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(OK_GREEN)
        for place, count in enumerate(counts):
            if count:
                high = max(3.0, (scale.height() - 6) * count / most)
                left = scale.left() + place * width
                painter.drawRect(QRectF(left + 0.5, scale.bottom() - high, width - 1, high))

    def _paint_axis(self, painter: QPainter, scale: QRectF) -> None:
        painter.setPen(QUIET)
        metrics = QFontMetricsF(self.font())
        step = 0.5 if self._top <= 2.5 else 1.0
        for number in range(int(self._top / step) + 1):
            text = f"{number * step:g}"
            width = metrics.horizontalAdvance(text) + 2
            left = self._x(scale, number * step) - width / 2
            left = min(max(left, scale.left()), scale.right() - width)
            label = QRectF(left, scale.bottom() + 1, width, 18)
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_limit(
        self, painter: QPainter, scale: QRectF, place: float, pen: QPen, text: str
    ) -> None:
        painter.setPen(pen)
        painter.drawLine(QPointF(place, scale.top() - 2), QPointF(place, scale.bottom()))
        width = QFontMetricsF(self.font()).horizontalAdvance(text) + 4
        left = place - width - 2 if pen.style() is Qt.PenStyle.DashLine else place + 1
        left = min(max(left, 0.0), self.width() - width)
        painter.drawText(
            QRectF(left, 0, width, 20),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            text,
        )

    def _paint_defects(self, painter: QPainter, scale: QRectF) -> None:
        """Put a mark on the scale for each defect, and its picture below where there is room."""
        free = [scale.left() - 1.0] * _LANES
        judged = [entry for entry in self._status.entries if entry.score is not None]
        for entry in sorted(judged, key=lambda entry: entry.score or 0.0):
            x = self._x(scale, entry.score or 0.0)
            colour = NG_RED if entry.escapes else TEXT
            left = min(
                max(x - _PICTURE.width() / 2, scale.left()), scale.right() - _PICTURE.width()
            )
            lane = next((n for n, end in enumerate(free) if left > end), None)
            if lane is not None:
                free[lane] = left + _PICTURE.width() + 4
                top = scale.bottom() + 26 + lane * (_PICTURE.height() + 6)
                self._paint_picture(painter, entry, QRectF(left, top, 0, 0), colour.name())
            painter.setPen(QPen(FIELD, 1))
            painter.setBrush(colour)
            y = scale.bottom()
            corners = [QPointF(x, y - 7), QPointF(x + 6, y), QPointF(x, y + 7), QPointF(x - 6, y)]
            painter.drawPolygon(QPolygonF(corners))

    def _paint_legend(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(self.font())
        left, top = 8.0, self.height() - 20.0
        for colour, text in self._legend:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(left, top + 4, 12, 12), 2, 2)
            painter.setPen(QUIET)
            width = metrics.horizontalAdvance(text) + 2
            place = QRectF(left + 17, top, width, 20)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
            left += width + 34

    def _paint_picture(
        self, painter: QPainter, entry: DefectEntry, place: QRectF, colour: str
    ) -> None:
        picture = self._pictures[entry.number]
        place.setSize(picture.deviceIndependentSize())
        painter.drawPixmap(place.topLeft(), picture)
        pen = QPen(colour)
        pen.setWidthF(2.5 if entry.escapes else 1.0)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)


def _picture(entry: DefectEntry) -> QPixmap:
    pixmap = QPixmap()
    if not pixmap.loadFromData(entry.thumbnail):
        pixmap = QPixmap(_PICTURE)
        pixmap.fill(LINE)
    return pixmap.scaled(
        _PICTURE,
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    ).copy(0, 0, _PICTURE.width(), _PICTURE.height())
