"""The base of every widget that shows text."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QWidget


class Translated(QWidget):
    """A widget that writes its texts again when the language changes."""

    def retranslate(self) -> None:
        """Write all texts in the language of the window."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        """Hear of a new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def make_panel(self) -> None:
        """Draw this widget as one of the window's light panels."""
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("panel", True)
