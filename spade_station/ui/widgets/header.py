"""The top of the window: the pages, the product, and start and stop."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from spade_station.app.status import RunState
from spade_station.domain.source_settings import SourceKind, SourceSettings
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.buttons import TOUCH, touch_button
from spade_station.ui.widgets.preset_bar import PresetChooser
from spade_station.ui.words import labelled, word

if TYPE_CHECKING:
    from spade_station.app.station import Station

_KEYS = ("F2", "F3", "F12", "F10", "F4")  # one a page
_MARGIN = 7  # px on each side of a page's text
_BRAND = 30  # px


class Header(Translated):
    """`pageWanted` carries the number of a page."""

    pageWanted = Signal(int)  # noqa: N815 - a Qt signal

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.pages = [QPushButton() for _ in _KEYS]
        self._group = QButtonGroup(self)
        self.product = PresetChooser(station)
        self.source = QLabel()
        self.start = touch_button("start", kind="good")
        self.stop = touch_button("stop")
        self._lay_out()
        self._group.idClicked.connect(self.pageWanted)
        self.start.clicked.connect(station.start)
        self.stop.clicked.connect(station.stop)
        station.stateChanged.connect(self._on_state_changed)
        station.settingsChanged.connect(self._show_source)
        self._on_state_changed(station.state)
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        """Know how wide the texts are: the style sheet may have come after them."""
        self._fit_pages()
        super().showEvent(event)

    def show_page(self, number: int) -> None:
        """Mark the page that is shown."""
        self.pages[number].setChecked(True)

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        texts = (
            self.tr("Inspect"),
            self.tr("Teach"),
            self.tr("Imaging"),
            self.tr("Evaluate"),
            self.tr("Station"),
        )
        for button, text, key in zip(self.pages, texts, _KEYS, strict=True):
            button.setText(text)
            button.setToolTip(key)
        self._fit_pages()
        self.product.setAccessibleName(self.tr("Product"))
        self.product.setToolTip(self.tr("Product that is inspected"))
        self.product.retranslate()
        self.start.setText(self.tr("Start (F5)"))
        self.stop.setText(self.tr("Stop (F6)"))
        self._show_source()

    def _fit_pages(self) -> None:
        for button in self.pages:
            button.setFixedWidth(_width_of(button))

    def _on_state_changed(self, state: RunState) -> None:
        self.start.setEnabled(state is RunState.STOPPED)
        self.stop.setEnabled(state is not RunState.STOPPED)

    def _show_source(self) -> None:
        source = source_text(self._station.settings.source)
        metrics = self.source.fontMetrics()
        width = max(self.product.width(), 190)
        self.source.setText(metrics.elidedText(source, Qt.TextElideMode.ElideMiddle, width))
        self.source.setToolTip(source)

    def _lay_out(self) -> None:
        self.source.setProperty("quiet", True)
        self.product.setMinimumHeight(TOUCH)
        brand = QLabel()
        brand.setPixmap(icon("app").pixmap(QSize(_BRAND, _BRAND)))
        brand.setAccessibleName("SPADE Station")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 7, 8, 7)  # each px counts: a name has to fit at 1024 px
        row.setSpacing(4)
        row.addWidget(brand)
        row.addSpacing(4)
        for number, button in enumerate(self.pages):
            button.setCheckable(True)
            button.setProperty("kind", "page")
            button.setMinimumHeight(TOUCH)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._group.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        chosen = QVBoxLayout()
        chosen.setSpacing(0)
        chosen.addWidget(self.product)
        chosen.addWidget(self.source)
        row.addLayout(chosen)
        row.addSpacing(4)
        row.addWidget(self.start)
        row.addWidget(self.stop)
        self.make_panel()


def _width_of(button: QPushButton) -> int:
    """Give a page's button room for its text in bold, as it is while the page is shown."""
    button.ensurePolished()
    font = button.font()
    font.setWeight(QFont.Weight.DemiBold)
    return QFontMetrics(font).horizontalAdvance(button.text()) + 2 * _MARGIN


def source_text(source: SourceSettings) -> str:
    """Name a source as people know it."""
    address = word(source.address) if source.kind is SourceKind.DEMO else source.address
    return labelled(word(source.kind), address)
