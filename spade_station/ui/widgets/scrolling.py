"""What is higher than its place, made to scroll."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget


class ScrollArea(QScrollArea):
    """Brings into view what the keyboard goes to, from outside the area, too; Qt's own does not."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(content)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Leave what the mouse is on where it is."""
        is_pressed = QApplication.mouseButtons() is not Qt.MouseButton.NoButton
        if now is not None and not is_pressed and self._content.isAncestorOf(now):
            self.ensureWidgetVisible(now)


def scrolling(content: QWidget) -> QScrollArea:
    """Put a widget into an area without a frame of its own that scrolls."""
    content.setObjectName("scrolled")
    return ScrollArea(content)
