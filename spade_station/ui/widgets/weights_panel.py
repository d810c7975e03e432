"""Which network is in use, which ones are here, and how to get a better one."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from spade_station.domain.preset import BackboneChoice
from spade_station.ui.file_picker import ask_for_file
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.backbone_text import backbone_text
from spade_station.ui.words import labelled, word

if TYPE_CHECKING:
    from spade_station.app.station import Station

_NETWORKS = (BackboneChoice.WIDE_RESNET50_2, BackboneChoice.RESNET18)


class NetworkRow(Translated):
    """One network: whether its weights are here, importing and downloading them."""

    imported = Signal(str, object)
    wanted = Signal(str)

    def __init__(self, backbone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backbone = backbone
        self._state = "missing"
        self._layers: tuple[str, ...] = ()
        self._name = QLabel()
        self.state = QLabel()
        self.state.setProperty("quiet", True)
        self.state.setWordWrap(True)
        self.take = QPushButton(icon("import"), "")
        self.download = QPushButton(icon("collect"), "")
        for button in (self.take, self.download):
            button.setMinimumHeight(36)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self.state, 1, 0)
        grid.addWidget(self.take, 0, 1, 2, 1)
        grid.addWidget(self.download, 0, 2, 2, 1)
        grid.setColumnStretch(0, 1)
        self.take.clicked.connect(self._on_take_clicked)
        self.download.clicked.connect(self._on_download_clicked)
        self.retranslate()

    def show_state(self, state: str, layers: tuple[str, ...]) -> None:
        """Show whether the weights are here and which layers they hold."""
        self._state, self._layers = state, layers
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._name.setText(word(self._backbone))
        state = word(self._state)
        if self._layers:
            state = labelled(state, ", ".join(word(layer) for layer in self._layers))
        self.state.setText(state)
        self.take.setText(self.tr("Import file…"))
        self.take.setToolTip(self.tr("Takes torchvision's weights from a .pth file."))
        self.download.setText(self.tr("Download"))
        self.download.setVisible(self._state != "here")

    def _on_take_clicked(self) -> None:
        kinds = self.tr("Weights") + " (*.pth *.pt)"
        ask_for_file(self, self.tr("File with weights"), kinds, self._on_picked)

    def _on_picked(self, path: Path) -> None:
        self.imported.emit(self._backbone, path)

    def _on_download_clicked(self) -> None:
        self.wanted.emit(self._backbone)


class WeightsPanel(Translated):
    """The backbone in use in plain words, and a row for every network."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._title = QLabel()
        self._title.setProperty("title", True)
        self.in_use = QLabel()
        self.in_use.setWordWrap(True)
        self._advice = QLabel()
        self._advice.setWordWrap(True)
        self._advice.setProperty("quiet", True)
        self.rows = {backbone.value: NetworkRow(backbone.value) for backbone in _NETWORKS}
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 10)
        for part in (self._title, self.in_use, self._advice, *self.rows.values()):
            column.addWidget(part)
        self.make_panel()
        for row in self.rows.values():
            row.imported.connect(self._on_imported)
            row.wanted.connect(station.weights.download)
        station.backboneChanged.connect(self.refresh)
        station.weights.changed.connect(self.refresh)
        self.refresh()
        self.retranslate()

    def refresh(self) -> None:
        """Look again at which weights are here."""
        for entry in self._station.weights.entries:
            if entry.backbone in self.rows:
                self.rows[entry.backbone].show_state(entry.state, tuple(entry.layers))
        self.in_use.setText(backbone_text(self._station.backbone))
        self._advice.setVisible(self._station.backbone.is_fallback)

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._title.setText(self.tr("Networks"))
        self._advice.setText(
            self.tr(
                "The built-in filters need no files, but see less than a network. Download the "
                "weights here, or carry the file over and import it."
            )
        )
        self.refresh()

    def _on_imported(self, backbone: str, path: Path) -> None:
        self._station.weights.import_file(path, backbone)
