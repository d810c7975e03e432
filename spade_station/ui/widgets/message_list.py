"""The last notices, the newest first."""

from datetime import datetime

from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from spade_station.app.notices import Notice
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.translation import tr_error


class MessageList(Translated):
    """Time, level and text of what the station has said since it was started."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history: list[tuple[datetime, Notice]] = []
        self._title = QLabel()
        self._title.setProperty("title", True)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(110)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 12)
        column.addWidget(self._title)
        column.addWidget(self.list, 1)
        self.make_panel()
        self.retranslate()

    def show_history(self, history: list[tuple[datetime, Notice]]) -> None:
        """Show these notices."""
        self._history = list(history)
        self.list.clear()
        for when, notice in self._history:
            text, advice = tr_error(notice)
            line = f"{when:%H:%M:%S}  {text} {advice}".strip()
            self.list.addItem(QListWidgetItem(icon(notice.level.value), line))

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._title.setText(self.tr("Messages"))
        self.list.setAccessibleName(self.tr("Messages"))
        self.show_history(self._history)
