"""One declared setting: its name, its control, and when a change of it is told."""

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from spade_station.domain.setting import Effect, SettingInfo
from spade_station.ui.latest import LatestWins
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.translation import tr_setting
from spade_station.ui.widgets.setting_controls import control_for

_DRAG_MS = 30
_SETTLE_MS = 600


class SettingEditor(Translated):
    """Tells `edited` while dragging, the newest value winning.

    A setting that makes the station learn again is told only when it has come to rest.
    """

    edited = Signal(str, object)
    focused = Signal(object)

    def __init__(self, info: SettingInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.info = info
        self.control = control_for(info)
        self._label = QLabel()
        self._note = QLabel()
        self._note.setProperty("quiet", True)
        self._note.setProperty("may_be_empty", True)
        self._learns = info.effect is Effect.LEARNING
        self._again = QLabel()
        self._coalesced = LatestWins(
            _SETTLE_MS if self._learns else _DRAG_MS, self, settle=self._learns
        )
        self._coalesced.due.connect(self._on_due)
        if not self._learns:
            self.control.moved.connect(self._coalesced.put)
        self.control.settled.connect(self._on_settled)
        self._lay_out()
        for part in self.control.findChildren(QWidget):
            part.installEventFilter(self)
        self.retranslate()

    @property
    def label(self) -> str:
        """The name that is shown."""
        return self._label.text()

    @property
    def note(self) -> str:
        """The remark beside the name."""
        return self._note.text()

    @property
    def is_marked_learning(self) -> bool:
        """Whether the symbol of learning again is shown."""
        return not self._again.isHidden()

    def set_value(self, value: object) -> None:
        """Show a value from outside."""
        self.control.set_value(value)

    def drop(self) -> None:
        """Do not tell a value that has not come to rest."""
        self._coalesced.drop()

    def set_note(self, note: str) -> None:
        """Show a short remark beside the name."""
        self._note.setText(note)

    def retranslate(self) -> None:
        """Write name and help in the language of the window."""
        label, explained = tr_setting(self.info.label), tr_setting(self.info.help)
        self._label.setText(label)
        self.setToolTip(explained)
        self._again.setToolTip(self.tr("Learns again: a change takes effect after relearning."))
        self._again.setAccessibleName(self.tr("learns again"))
        for part in self.control.findChildren(QWidget):
            part.setAccessibleName(label)
            part.setAccessibleDescription(explained)
        self.control.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice focus; a wheel over a control without focus scrolls the panel instead."""
        if event.type() is QEvent.Type.FocusIn:
            self.focused.emit(self.info)
        elif event.type() is QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def mark_learning(self, marked: bool) -> None:
        """Show or hide the symbol of a setting that makes the station learn again."""
        self._again.setVisible(marked and self._learns)

    def _on_settled(self, value: object) -> None:
        if self._learns:
            self._coalesced.put(value)
        else:
            self._coalesced.put_now(value)

    def _on_due(self, value: object) -> None:
        self.edited.emit(self.info.path, value)

    def _lay_out(self) -> None:
        self._again.setPixmap(icon("relearn").pixmap(QSize(15, 15)))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._label)
        head.addWidget(self._again)
        head.addStretch(1)
        head.addWidget(self._note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 4)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.control)
        self._again.setVisible(self._learns)  # now that it has a parent: it would be a window
