"""The first start: what this is, where pictures can come from, and which network looks at them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from spade_station.domain.source_settings import SourceKind
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.backbone_text import backbone_text
from spade_station.ui.widgets.buttons import touch_button
from spade_station.ui.widgets.source_chooser import DEMO_PRODUCTS
from spade_station.ui.widgets.status_line import LanguageChooser
from spade_station.ui.words import word

if TYPE_CHECKING:
    from spade_station.app.station import Station


class Card(QWidget):
    """A title, a sentence, and buttons."""

    def __init__(self, buttons: list[QPushButton]) -> None:
        super().__init__()
        self.title = QLabel()
        self.title.setProperty("title", True)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("panel", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 16)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.text, 1)
        for button in buttons:
            column.addWidget(button)


class WelcomePage(Translated):
    """Offers the demo line, a camera or a folder; `done` carries the kind of source chosen."""

    demoChosen = Signal(str)  # noqa: N815 - a Qt signal
    done = Signal(object)

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._title = QLabel()
        self._title.setObjectName("welcome")
        self._promise = QLabel()
        self.backbone = QLabel()
        self._advice = QLabel()
        for label in (self._promise, self.backbone, self._advice):
            label.setWordWrap(True)
        self.demos = {product: touch_button("demo") for product in DEMO_PRODUCTS}
        self.camera = touch_button("camera")
        self.folder = touch_button("folder")
        self.weights = touch_button("import")
        self._cards = [
            Card(list(self.demos.values())),
            Card([self.camera]),
            Card([self.folder]),
        ]
        self.language = LanguageChooser(station)
        self.language.setMinimumHeight(44)
        self._lay_out()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._title.setText(self.tr("Welcome to SPADE Station"))
        self._promise.setText(
            self.tr(
                "Show it some good parts; seconds later it tells good from bad, live, and shows "
                "where. Nothing is trained. Where shall the pictures come from?"
            )
        )
        texts = (
            (self.tr("Demo line"), self.tr("Try everything without a camera, on drawn parts.")),
            (self.tr("Camera"), self.tr("A USB or network camera that looks at your parts.")),
            (self.tr("Picture folder"), self.tr("Pictures that you already have on this machine.")),
        )
        for card, (title, text) in zip(self._cards, texts, strict=True):
            card.title.setText(title)
            card.text.setText(text)
        for product, button in self.demos.items():
            button.setText(word(product))
        self.camera.setText(self.tr("Set up a camera"))
        self.folder.setText(self.tr("Choose a folder"))
        self.weights.setText(self.tr("Networks…"))
        self.language.setAccessibleName(self.tr("Language"))
        self._advice.setText(
            self.tr(
                "For the best results get the weights of a network: download them, or carry the "
                "file here and import it. That can be done later, too."
            )
        )
        self._show_backbone()

    def _show_backbone(self) -> None:
        backbone = self._station.backbone
        self.backbone.setText(backbone_text(backbone))
        self._advice.setVisible(backbone.is_fallback)

    def _on_demo_clicked(self) -> None:
        for product, button in self.demos.items():
            if button is self.sender():
                self.demoChosen.emit(product)

    def _on_camera_clicked(self) -> None:
        self.done.emit(SourceKind.CAMERA)

    def _on_folder_clicked(self) -> None:
        self.done.emit(SourceKind.FOLDER)

    def _on_weights_clicked(self) -> None:
        self.done.emit(None)

    def _connect(self) -> None:
        for button in self.demos.values():
            button.clicked.connect(self._on_demo_clicked)
        self.camera.clicked.connect(self._on_camera_clicked)
        self.folder.clicked.connect(self._on_folder_clicked)
        self.weights.clicked.connect(self._on_weights_clicked)
        self._station.backboneChanged.connect(self._show_backbone)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.language)
        cards = QHBoxLayout()
        cards.setSpacing(14)
        for card in self._cards:
            cards.addWidget(card, 1)
        network = QWidget()
        network.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        network.setProperty("panel", True)
        told = QVBoxLayout()
        told.addWidget(self.backbone)
        told.addWidget(self._advice)
        row = QHBoxLayout(network)
        row.setContentsMargins(18, 12, 18, 12)
        row.addLayout(told, 1)
        row.addWidget(self.weights)
        middle = QWidget()
        middle.setMaximumWidth(1100)
        column = QVBoxLayout(middle)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self._promise)
        column.addLayout(cards)
        column.addWidget(network)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        line = QHBoxLayout()
        line.addWidget(middle, 1)
        outer.addLayout(line)
        outer.addStretch(2)
