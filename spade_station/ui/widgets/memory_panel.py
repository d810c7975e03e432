"""Which products are loaded, and how much memory their banks may take."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from spade_station.app.shelf_status import MIB
from spade_station.domain.setting import describe
from spade_station.domain.station_settings import StationSettings
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.setting_editor import SettingEditor

if TYPE_CHECKING:
    from spade_station.app.station import Station

SETTING = "bank_memory"


class MemoryPanel(Translated):
    """The budget, and what is loaded within it."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._title = QLabel()
        self._title.setProperty("title", True)
        self._loaded = QLabel()
        self._loaded.setWordWrap(True)
        self._loaded.setProperty("quiet", True)
        info = next(each for each in describe(StationSettings) if each.path == SETTING)
        self.editor = SettingEditor(info)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 12)
        column.addWidget(self._title)
        column.addWidget(self.editor)
        column.addWidget(self._loaded)
        self.make_panel()
        self.editor.edited.connect(self._on_edited)
        station.settingsChanged.connect(self._on_settings_changed)
        station.shelf.statusChanged.connect(self._show_loaded)
        self._on_settings_changed(station.settings)
        self.retranslate()

    @property
    def text(self) -> str:
        """What is said of the loaded products."""
        return self._loaded.text()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._title.setText(self.tr("Loaded products"))
        self._show_loaded()

    def _on_edited(self, path: str, value: object) -> None:
        self._station.change_settings(**{path: value})

    def _on_settings_changed(self, settings: StationSettings) -> None:
        self.editor.set_value(settings.bank_memory)

    def _show_loaded(self) -> None:
        status = self._station.shelf.status
        names = ", ".join(reversed(status.names))
        self._loaded.setText(
            self.tr("Ready at once: {names} ({mib} MiB)").format(
                names=names, mib=f"{status.bytes / MIB:.0f}"
            )
            if names
            else self.tr("No product is loaded.")
        )
