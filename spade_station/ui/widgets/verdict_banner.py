"""The one big answer: word, symbol and colour, readable from three metres."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from spade_station.app.status import RunState
from spade_station.domain.inspection import Inspection
from spade_station.ui.look import LOOKS, MAGENTA, Face, Look, face_of
from spade_station.ui.symbols import draw_symbol, hatch
from spade_station.ui.translated import Translated
from spade_station.ui.words import word

_LEAST_STRETCH = 0.76
"""Letters are narrowed down to this before they are made smaller."""


class VerdictBanner(Translated):
    """Shows what may be said now; the compact form puts everything on one line."""

    def __init__(self, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self._compact = compact
        self._state = RunState.STOPPED
        self._inspection: Inspection | None = None
        self.face = Face.STOPPED
        self.word = ""
        self.detail = ""
        vertical = QSizePolicy.Policy.Fixed if compact else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        self.retranslate()

    @property
    def look(self) -> Look:
        """Colours and symbol of what is shown."""
        return LOOKS[self.face]

    def show_status(self, state: RunState, inspection: Inspection | None) -> None:
        """Show the verdict that may be given in this state."""
        self._state, self._inspection = state, inspection
        self.retranslate()

    def retranslate(self) -> None:
        """Write the word in the language of the window."""
        self.face = face_of(self._state, self._inspection)
        self.word = word(self.face)
        self.detail = self._detail_text()
        self.setAccessibleName(self.tr("Verdict"))
        self.setAccessibleDescription(f"{self.word} {self.detail}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a comfortable size."""
        return QSize(320, 64) if self._compact else QSize(440, 300)

    def minimumSizeHint(self) -> QSize:
        """Ask for the least size."""
        return QSize(200, 56) if self._compact else QSize(260, 120)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw everything."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.fill)
        painter.drawRoundedRect(box, 6, 6)
        if self.look.hatched:
            stripe = 7.0 if self._compact else max(10.0, box.height() / 18)
            hatch(painter, box, MAGENTA, stripe)
        if self._compact:
            self._paint_compact(painter, box.adjusted(14, 8, -14, -8))
        else:
            across, down = max(18.0, 0.05 * box.width()), max(12.0, 0.05 * box.height())
            self._paint_large(painter, box.adjusted(across, down, -across, -down))
        painter.end()

    def _detail_text(self) -> str:
        inspection = self._inspection
        if inspection is None or self._state is RunState.STARTING:
            return ""
        said = word(inspection.verdict)
        if inspection.score is not None:
            said = f"{said} {inspection.score:.2f}"
        if self.face is Face.STOPPED:
            return self.tr("Still picture: {verdict}").format(verdict=said)
        if self._compact and inspection.score is not None:
            return f"{inspection.score:.2f}"
        return ""

    def _paint_compact(self, painter: QPainter, box: QRectF) -> None:
        """Symbol, word and detail on one line."""
        side = box.height() * 0.72
        symbol = QRectF(box.left(), box.center().y() - side / 2, side, side)
        rest = box.adjusted(side + 12, 0, 0, 0)
        if self.look.hatched:
            self._paint_plate(painter, box.adjusted(-6, -2, 6, 2))
        draw_symbol(painter, self.look.symbol, symbol, self.look.ink)
        detail_width = 0.48 * rest.width() if self.detail else 0.0
        self._paint_text(painter, self.word, rest.adjusted(0, 0, -detail_width, 0), at=0.0)
        if self.detail:
            right = QRectF(rest.right() - detail_width + 8, rest.top(), detail_width - 8, 0)
            right.setHeight(rest.height())
            inset = 0.2 * rest.height()
            right.adjust(0, inset, 0, -inset)
            self._paint_text(painter, self.detail, right, bold=False, at=1.0)

    def _paint_large(self, painter: QPainter, box: QRectF) -> None:
        """Symbol above the word, the word as large as it fits, the detail below."""
        if self.look.hatched:
            self._paint_plate(painter, box)
            box = box.adjusted(10, 8, -10, -8)
        if self.detail:
            height = max(22.0, 0.14 * box.height())
            below = QRectF(box.left(), box.bottom() - height, box.width(), height)
            self._paint_text(painter, self.detail, below, bold=False)
            box = box.adjusted(0, 0, 0, -height - 6)
        lines = self.word.split(" ") if len(self.word) > 8 else [self.word]
        symbol, words = self._arranged(box, lines)
        draw_symbol(painter, self.look.symbol, symbol, self.look.ink)
        height = words.height() / len(lines)
        for number, line in enumerate(lines):
            top = words.top() + number * height
            self._paint_text(painter, line, QRectF(words.left(), top, words.width(), height))

    def _arranged(self, box: QRectF, lines: list[str]) -> tuple[QRectF, QRectF]:
        """Put the symbol above the word, or to its left where there is little height."""
        several = len(lines) > 1
        if box.height() < (0.6 if several else 0.4) * box.width():
            side = min(box.height() * 0.8, box.width() * 0.2)
            middle = box.center().y() - side / 2
            words = box.adjusted(side + 0.06 * box.width(), 0, 0, 0)
            return QRectF(box.left(), middle, side, side), words
        side = min(box.height() * (0.30 if several else 0.40), box.width() * 0.5)
        words = box.adjusted(0, side + 0.05 * box.height(), 0, 0)
        return QRectF(box.center().x() - side / 2, box.top(), side, side), words

    def _font(self, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setBold(bold)
        font.setPixelSize(100)
        return font

    def _paint_plate(self, painter: QPainter, box: QRectF) -> None:
        """Darken the middle of the hatching, so that the word stays readable."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.fill.darker(140))
        painter.drawRoundedRect(box, 4, 4)

    def _paint_text(
        self, painter: QPainter, text: str, box: QRectF, *, bold: bool = True, at: float = 0.5
    ) -> None:
        """Draw text as large as the box allows, narrowing the letters before shrinking them."""
        font = self._font(bold=bold)
        metrics = QFontMetricsF(font)
        tight = metrics.tightBoundingRect(text)
        if tight.isEmpty() or box.isEmpty():
            return
        vertical = box.height() / metrics.tightBoundingRect(text + "Ng").height()
        vertical = min(vertical, box.width() / (tight.width() * _LEAST_STRETCH))
        horizontal = min(vertical, box.width() / tight.width())
        width = tight.width() * horizontal
        start = box.left() + at * (box.width() - width)
        painter.save()
        painter.setFont(font)
        painter.setPen(self.look.ink)
        painter.setTransform(
            QTransform(horizontal, 0, 0, vertical, start, box.center().y()), combine=True
        )
        painter.drawText(QPointF(-tight.left(), -tight.center().y()), text)
        painter.restore()
