"""The worst pictures of an evaluation with their heatmaps, all of them at once."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from spade_station.app.evaluation_desk import words_of_the_window
from spade_station.app.worst_pictures import ReportPicture
from spade_station.ui.images import thumbnail
from spade_station.ui.translated import Translated
from spade_station.ui.words import word

_PICTURE = QSize(196, 148)
_CELL = QSize(_PICTURE.width() + 16, _PICTURE.height() + 56)


class WorstGallery(Translated):
    """As high as it takes to show every picture; the page around it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: tuple[ReportPicture, ...] = ()
        self.list = QListWidget(self)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setUniformItemSizes(True)
        self.list.setWordWrap(True)
        self.list.setIconSize(_PICTURE)
        self.list.setGridSize(_CELL)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_pictures(self, pictures: Sequence[ReportPicture]) -> None:
        """Show other pictures, the worst first."""
        self._pictures = tuple(pictures)
        self.list.clear()
        for shown in self._pictures:
            item = QListWidgetItem(QIcon(thumbnail(shown.picture, _PICTURE)), "")
            item.setSizeHint(_CELL)
            self.list.addItem(item)
        self.retranslate()
        self._fit()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        words = words_of_the_window()
        self.list.setAccessibleName(self.tr("Worst pictures"))
        for place, shown in enumerate(self._pictures):
            item = self.list.item(place)
            said = f"{word(shown.verdict)} {shown.score:.2f}"
            mistake = f" · {words.say(shown.mistake)}" if shown.mistake else ""
            item.setText(f"{said}{mistake}\n{shown.name}")
            item.setToolTip(
                self.tr("{name}: judged {verdict}, score {score}, truth: {kind}").format(
                    name=shown.name,
                    verdict=word(shown.verdict),
                    score=f"{shown.score:.2f}",
                    kind=shown.truth,
                )
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        frame = 2 * self.list.frameWidth() + 4
        columns = max(1, (self.width() - frame) // _CELL.width())
        height = ceil(len(self._pictures) / columns) * _CELL.height() + frame
        self.list.resize(self.width(), height)
        self.setMinimumHeight(height)
