"""The last NG pictures as a strip; a click shows one of them large."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from spade_station.domain.inspection import Inspection, Region
from spade_station.ui.images import thumbnail
from spade_station.ui.look import NG_RED
from spade_station.ui.translated import Translated
from spade_station.ui.web_text import region_place

_PICTURE = QSize(96, 68)
_MOST = 16
LEAST_MARK = 6.0  # px
THICK = 3.5  # px


class NgStrip(Translated):
    """Thumbnails, the newest first; `picked` carries the inspection.

    Parameters
    ----------
    tab_after
        The widget that has the focus before the first thumbnail.
    """

    picked = Signal(object)

    def __init__(self, tab_after: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tab_after = tab_after
        self._inspections: tuple[Inspection, ...] = ()
        self._buttons: list[Thumbnail] = []
        self._title = QLabel()
        self._title.setProperty("quiet", True)
        self._title.setWordWrap(True)
        self._title.setFixedWidth(78)
        self._none = QLabel()
        self._none.setProperty("quiet", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self._none)
        row.addStretch(1)
        self._row = row
        self.make_panel()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(114)
        self.retranslate()

    @property
    def buttons(self) -> "list[Thumbnail]":
        """One button a picture, the newest first."""
        return self._buttons

    def show_inspections(self, inspections: tuple[Inspection, ...]) -> None:
        """Show the last NG inspections; nothing happens when they are the same."""
        newest = inspections[:_MOST]
        if [id(one) for one in newest] == [id(one) for one in self._inspections]:
            return
        known = dict(zip(map(id, self._inspections), self._buttons, strict=True))
        for button in self._buttons:
            self._row.removeWidget(button)
        self._buttons = [self._known(known, one) for one in newest]
        for button in known.values():
            button.deleteLater()
        before = self._tab_after
        for place, button in enumerate(self._buttons):
            self._row.insertWidget(2 + place, button)
            QWidget.setTabOrder(before, button)
            before = button
        self._inspections = newest
        self._none.setVisible(not newest)
        self._hide_what_does_not_fit()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._title.setText(self.tr("Last NG pictures"))
        self._none.setText(self.tr("None yet"))
        for button in self._buttons:
            button.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as there is room for."""
        super().resizeEvent(event)
        self._hide_what_does_not_fit()

    def _hide_what_does_not_fit(self) -> None:
        room = self.width() - self._title.width() - 28
        for place, button in enumerate(self._buttons):
            button.setVisible((place + 1) * (_PICTURE.width() + 20) <= room)

    def _known(self, known: "dict[int, Thumbnail]", inspection: Inspection) -> "Thumbnail":
        return known.pop(id(inspection)) if id(inspection) in known else self._button(inspection)

    def _button(self, inspection: Inspection) -> "Thumbnail":
        button = Thumbnail(inspection)
        button.chosen.connect(self.picked)
        return button


class Thumbnail(QToolButton):
    """One earlier picture with its time and score, or its place on a web, and a mark."""

    chosen = Signal(object)

    def __init__(self, inspection: Inspection) -> None:
        super().__init__()
        self.inspection = inspection
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setIconSize(_PICTURE)
        self.setIcon(_marked(inspection))
        self.setFixedSize(_PICTURE.width() + 12, 102)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._on_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        moment = self.inspection.frame.received_utc.astimezone().strftime("%H:%M:%S")
        score = f"{self.inspection.score:.2f}" if self.inspection.score is not None else ""
        place = self._place()
        self.setText(place or f"{moment}  {score}")
        what = self.tr("NG at {time}, score {score}").format(time=moment, score=score)
        if place:
            what = f"{place} · {what}"
        self.setAccessibleName(what)
        self.setToolTip(what)

    def _place(self) -> str:
        """Say where on a web the hottest place is; nothing of a part."""
        web, regions = self.inspection.frame.web, self.inspection.regions
        return region_place(_hottest(regions), web) if web is not None and regions else ""

    def _on_clicked(self) -> None:
        self.chosen.emit(self.inspection)


def _marked(inspection: Inspection) -> QPixmap:
    pixmap = thumbnail(inspection.frame.image, _PICTURE)
    if inspection.regions:
        hottest = _hottest(inspection.regions)
        scale = pixmap.width() / inspection.frame.size[1]
        x, y, width, height = (side * scale for side in hottest.box)
        place = _within(pixmap, QRectF(x, y, max(LEAST_MARK, width), max(LEAST_MARK, height)))
        painter = QPainter(pixmap)
        for colour, thickness in ((Qt.GlobalColor.white, THICK), (NG_RED, 1.5)):
            painter.setPen(QPen(colour, thickness))
            painter.drawRect(place)
        painter.end()
    return pixmap


def _within(pixmap: QPixmap, place: QRectF) -> QRectF:
    """Move a mark off the edges, where its lines would be cut off, and shrink what is larger."""
    room = QRectF(pixmap.rect()).adjusted(THICK / 2, THICK / 2, -THICK / 2, -THICK / 2)
    place.setSize(place.size().boundedTo(room.size()))
    place.moveLeft(min(max(place.left(), room.left()), room.right() - place.width()))
    place.moveTop(min(max(place.top(), room.top()), room.bottom() - place.height()))
    return place


def _hottest(regions: tuple[Region, ...]) -> Region:
    return max(regions, key=lambda region: region.peak)
