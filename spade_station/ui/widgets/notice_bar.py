"""What the station has to say, beside the work and never in its way."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from spade_station.app.notices import Level, Notice
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.translation import tr_error
from spade_station.ui.words import word

_SECONDS = {Level.INFO: 6, Level.WARNING: 20}
_KEPT = 100
_MATTERS = {Level.INFO: 0, Level.WARNING: 1, Level.ERROR: 2}


class NoticeBar(Translated):
    """Shows the gravest notice that nobody has dismissed; errors stay until somebody does."""

    historyWanted = Signal()  # noqa: N815 - a Qt signal

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.history: list[tuple[datetime, Notice]] = []
        self.waiting: list[Notice] = []
        self._icon = QLabel()
        self.text = QLabel()
        self.advice = QLabel()
        self._more = QPushButton(icon("history"), "")
        self.dismiss_button = QPushButton(icon("close"), "")
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.dismiss)
        self._more.clicked.connect(self.historyWanted)
        self.dismiss_button.clicked.connect(self.dismiss)
        self._lay_out()
        self.retranslate()

    @property
    def current(self) -> Notice | None:
        """The notice that is shown."""
        return max(self.waiting, key=lambda notice: _MATTERS[notice.level], default=None)

    def add(self, notice: Notice) -> None:
        """Show a notice; the same one again only moves up in the history."""
        self.history.insert(0, (datetime.now().astimezone(), notice))
        del self.history[_KEPT:]
        self.waiting = [one for one in self.waiting if one != notice]
        if notice.level is Level.INFO:
            self.waiting = [one for one in self.waiting if one.level is not Level.INFO]
        self.waiting.insert(0, notice)
        self._show_current()

    def dismiss(self) -> None:
        """Put the shown notice away; the next one follows."""
        current = self.current
        self.waiting = [one for one in self.waiting if one is not current]
        self._show_current()

    def withdraw(self, notice: Notice) -> None:
        """Put a notice away that is true no more; the history keeps it."""
        if notice in self.waiting:
            self.waiting.remove(notice)
            self._show_current()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.dismiss_button.setText(self.tr("Dismiss (F8)"))
        self._more.setToolTip(self.tr("All messages"))
        self._more.setAccessibleName(self.tr("All messages"))
        self._show_current()

    def _show_current(self) -> None:
        notice = self.current
        self.setVisible(notice is not None)
        if notice is None:
            self.timer.stop()
            return
        text, advice = tr_error(notice)
        self.text.setText(text)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        self._more.setText(f"+{len(self.waiting) - 1}" if len(self.waiting) > 1 else "")
        self._icon.setPixmap(icon(notice.level.value).pixmap(QSize(26, 26)))
        self._icon.setAccessibleName(word(notice.level))
        self.setProperty("level", notice.level.value)
        self.style().unpolish(self)
        self.style().polish(self)
        seconds = _SECONDS.get(notice.level)
        if seconds is None:
            self.timer.stop()
        else:
            self.timer.start(1000 * seconds)

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("notice")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        for label in (self.text, self.advice):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            texts.addWidget(label)
        self.text.setProperty("headline", True)
        for button in (self._more, self.dismiss_button):
            button.setMinimumHeight(40)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(texts, 1)
        row.addWidget(self._more)
        row.addWidget(self.dismiss_button)
