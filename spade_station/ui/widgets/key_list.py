"""The keys, as a list for people."""

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from spade_station.ui.keys import KEYS, key_text
from spade_station.ui.translated import Translated


class KeyList(Translated):
    """Every key of the window and what it does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setProperty("title", True)
        self._texts = [QLabel() for _ in KEYS]
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        for row, (key, text) in enumerate(zip(KEYS, self._texts, strict=True)):
            cap = QLabel(key.keys)
            cap.setProperty("key", True)
            grid.addWidget(cap, row, 0)
            text.setWordWrap(True)
            grid.addWidget(text, row, 1)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 12)
        column.addWidget(self._title)
        column.addLayout(grid)
        column.addStretch(1)
        self.make_panel()
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._title.setText(self.tr("Keys"))
        for key, text in zip(KEYS, self._texts, strict=True):
            text.setText(key_text(key))
