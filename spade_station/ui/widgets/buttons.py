"""The window's buttons: an icon, a text, a key; why one is grey; one that asks before it acts."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from spade_station.ui.look import icon

TOUCH = 44
"""Least height in pixels of what an operator touches."""


def touch_button(icon_name: str, parent: QWidget | None = None, *, kind: str = "") -> QPushButton:
    """Make a button of touchable size; `kind` is ``primary``, ``good``, ``miss`` or nothing."""
    button = QPushButton(parent)
    button.setIcon(icon(icon_name))
    button.setIconSize(QSize(20, 20))
    button.setMinimumHeight(TOUCH)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    if kind:
        button.setProperty("kind", kind)
    return button


def offer(control: QWidget, hint: str, reason: str) -> None:
    """Let a control be used, or say on it why it cannot be and what to do.

    Parameters
    ----------
    hint
        What it does.
    reason
        Empty where it can be used.
    """
    control.setEnabled(not reason)
    control.setToolTip("\n".join(filter(None, (reason, hint))))
    control.setAccessibleDescription(reason)


class ConfirmButton(QPushButton):
    """Asks on itself instead of with a dialog: the second press within seconds acts."""

    confirmed = Signal()

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(icon(icon_name))
        self.setIconSize(QSize(18, 18))
        self.setMinimumHeight(36)
        self._text = self._question = ""
        self._timer = QTimer(self, interval=4000, singleShot=True)
        self._timer.timeout.connect(self.calm_down)
        self.clicked.connect(self._on_clicked)

    @property
    def is_asking(self) -> bool:
        """Whether the next press acts."""
        return self._timer.isActive()

    def set_texts(self, text: str, question: str) -> None:
        """Set what the button says, and what it says when it asks."""
        self._text, self._question = text, question
        self.calm_down()

    def calm_down(self) -> None:
        """Stop asking."""
        self._timer.stop()
        self._show(self._text, asking=False)

    def _on_clicked(self) -> None:
        if self.is_asking:
            self.calm_down()
            self.confirmed.emit()
        else:
            self._timer.start()
            self._show(self._question, asking=True)

    def _show(self, text: str, *, asking: bool) -> None:
        self.setText(text)
        self.setProperty("asking", asking)
        self.style().unpolish(self)
        self.style().polish(self)
