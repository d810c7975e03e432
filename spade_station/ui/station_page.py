"""The station itself: networks, memory, messages, keys, language and versions."""

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from spade_station import __version__
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.key_list import KeyList
from spade_station.ui.widgets.memory_panel import MemoryPanel
from spade_station.ui.widgets.message_list import MessageList
from spade_station.ui.widgets.runtimes_panel import RuntimesPanel
from spade_station.ui.widgets.scrolling import scrolling
from spade_station.ui.widgets.status_line import LanguageChooser
from spade_station.ui.widgets.weights_panel import WeightsPanel

if TYPE_CHECKING:
    from spade_station.app.station import Station


class AboutPanel(Translated):
    """Language, versions and licence."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setProperty("title", True)
        self._label = QLabel()
        self.language = LanguageChooser(station)
        self.language.setMinimumHeight(44)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setProperty("quiet", True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.addWidget(self._label)
        row.addWidget(self.language)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 12)
        column.addWidget(self._title)
        column.addLayout(row)
        column.addWidget(self._text)
        self.make_panel()
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._title.setText(self.tr("This station"))
        self._label.setText(self.tr("Language"))
        self.language.setAccessibleName(self.tr("Language"))
        self._text.setText(
            self.tr(
                "SPADE Station {version} · Python {python} · Qt {qt}\n"
                "Learns from good parts alone, by comparing features of a pretrained network "
                "(SPADE, Cohen & Hoshen 2020). Apache License 2.0."
            ).format(version=__version__, python=platform.python_version(), qt=qVersion())
        )


class StationPage(QWidget):
    """Two columns that scroll together when the window is small."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weights = WeightsPanel(station)
        self.runtimes = RuntimesPanel(station)
        self.memory = MemoryPanel(station)
        self.about = AboutPanel(station)
        self.messages = MessageList()
        self.keys = KeyList()
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.weights)
        left.addWidget(self.runtimes)
        left.addWidget(self.memory)
        left.addWidget(self.about)
        left.addWidget(self.messages, 1)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(10, 10, 10, 8)
        row.setSpacing(12)
        row.addLayout(left, 1)
        row.addWidget(self.keys, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolling(content))
