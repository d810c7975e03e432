"""Where the scale comes from: a line of known length, or a checkerboard."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.buttons import offer, touch_button


class Millimetres(QDoubleSpinBox):
    """A length that somebody types."""

    def __init__(self, value: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(3)
        self.setRange(0.001, 10_000)
        self.setValue(value)
        self.setSuffix(" mm")
        self.setMinimumHeight(36)
        self.setMinimumWidth(120)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class LineBar(Translated):
    """Asks for the length of the line that was drawn; hidden without one.

    Signals
    -------
    lengthGiven
        Millimetres.
    dropped
        The line is not needed any more.
    """

    lengthGiven = Signal(float)  # noqa: N815 - a Qt signal
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels = 0.0
        self.text = QLabel()
        self.length = Millimetres(10)
        self.accept = touch_button("good", kind="primary")
        self.drop = touch_button("close")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 6, 3)
        row.addWidget(self.text, 1)
        row.addWidget(self.length)
        row.addWidget(self.accept)
        row.addWidget(self.drop)
        for button in (self.accept, self.drop):
            button.setMinimumHeight(36)
        self.accept.clicked.connect(self._on_accepted)
        self.length.lineEdit().returnPressed.connect(self._on_accepted)
        self.drop.clicked.connect(self.dropped)
        self.make_panel()
        self.hide()
        self.retranslate()

    def ask(self, pixels: float) -> None:
        """Ask for the length of a line of so many pixels."""
        self._pixels = pixels
        self.retranslate()
        self.show()
        self.length.setFocus()
        self.length.selectAll()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        pixels = f"{self._pixels:.1f}"
        self.text.setText(self.tr("How long is this line ({pixels} px)?").format(pixels=pixels))
        self.length.setAccessibleName(self.tr("Length of the line"))
        self.accept.setText(self.tr("Set scale"))
        self.drop.setToolTip(self.tr("Drop the line"))
        self.drop.setAccessibleName(self.tr("Drop the line"))

    def _on_accepted(self) -> None:
        self.length.interpretText()
        self.lengthGiven.emit(self.length.value())


class ScaleTools(Translated):
    """The two ways to measure, as buttons.

    Signals
    -------
    lineWanted
        Somebody wants to draw a line.
    checkerboardWanted
        The side of its squares in mm.
    """

    lineWanted = Signal()  # noqa: N815 - a Qt signal
    checkerboardWanted = Signal(float)  # noqa: N815 - a Qt signal

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QPushButton(icon("line"), "")
        self.board = QPushButton(icon("checkerboard"), "")
        self.square = Millimetres(5)
        self._square_label = QLabel()
        self._missing = ""
        for button in (self.line, self.board):
            button.setMinimumHeight(36)
        squares = QHBoxLayout()
        squares.addWidget(self._square_label, 1)
        squares.addWidget(self.square)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 4)
        column.addWidget(self.line)
        column.addLayout(squares)
        column.addWidget(self.board)
        self.line.clicked.connect(self.lineWanted)
        self.board.clicked.connect(self._on_board_clicked)
        self.retranslate()

    def offer(self, missing: str) -> None:
        """Say what is missing for measuring; empty where nothing is."""
        self._missing = missing
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.line.setText(self.tr("Draw a line of known length"))
        hint = self.tr("From one end to the other of something measured (L).")
        offer(self.line, hint, self._missing)
        self.board.setText(self.tr("Measure from checkerboard"))
        hint = self.tr("Lay a printed checkerboard where the parts lie, so that all of it is seen.")
        offer(self.board, hint, self._missing)
        self._square_label.setText(self.tr("Side of a square"))
        self.square.setAccessibleName(self.tr("Side of a square of the checkerboard"))

    def _on_board_clicked(self) -> None:
        self.square.interpretText()
        self.checkerboardWanted.emit(self.square.value())
