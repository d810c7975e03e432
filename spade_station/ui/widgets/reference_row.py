"""A picture that is kept with the product and serves as reference: taken here, and removed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from spade_station.app.imaging_status import ReferenceRole
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.buttons import offer


class ReferenceRow(Translated):
    """Says whether there is one.

    Signals
    -------
    takeWanted, removeWanted
        The `ReferenceRole`.
    """

    takeWanted = Signal(object)  # noqa: N815 - a Qt signal
    removeWanted = Signal(object)  # noqa: N815 - a Qt signal

    def __init__(self, role: ReferenceRole, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.role = role
        self._name = self._missing = self._busy = ""
        self.state = QLabel()
        self.take = QPushButton(icon("camera"), "")
        self.remove = QPushButton(icon("delete"), "")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 4)
        grid.setColumnStretch(0, 1)
        grid.setSpacing(4)
        grid.addWidget(self.state, 0, 0, 1, 2)
        grid.addWidget(self.take, 1, 0)
        grid.addWidget(self.remove, 1, 1)
        for button in (self.take, self.remove):
            button.setMinimumHeight(36)
        self.take.clicked.connect(self._on_take_clicked)
        self.remove.clicked.connect(self._on_remove_clicked)
        self.retranslate()

    def show_name(self, name: str) -> None:
        """Show which picture is kept; empty for none."""
        self._name = name
        self.retranslate()

    def offer(self, missing: str, busy: str) -> None:
        """Say why nothing can be done here: what is missing, or at work; empty if it can."""
        self._missing, self._busy = missing, busy
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        there, missing = {
            ReferenceRole.ALIGNMENT: (
                self.tr("Reference: taken"),
                self.tr("Reference: the first good sample"),
            ),
            ReferenceRole.WHITE: (self.tr("White: taken"), self.tr("White: none")),
            ReferenceRole.DARK: (self.tr("Dark: taken"), self.tr("Dark: none")),
            ReferenceRole.EMPTY: (self.tr("Empty place: taken"), self.tr("Empty place: none")),
        }[self.role]
        self.state.setText(f"✓ {there}" if self._name else missing)
        self.state.setToolTip(self._name)
        self.take.setText(
            {
                ReferenceRole.ALIGNMENT: self.tr("Take this picture as reference"),
                ReferenceRole.WHITE: self.tr("Take as white"),
                ReferenceRole.DARK: self.tr("Take as dark"),
                ReferenceRole.EMPTY: self.tr("Take as empty place"),
            }[self.role]
        )
        hint = {
            ReferenceRole.ALIGNMENT: self.tr(
                "Other parts are laid upon the part on the screen; take a good one that lies "
                "as it should."
            ),
            ReferenceRole.WHITE: self.tr(
                "An even white surface under the lamp, out of focus if possible and nowhere "
                "overexposed."
            ),
            ReferenceRole.DARK: self.tr("A picture with the lens covered."),
            ReferenceRole.EMPTY: self.tr(
                "The place without a part, as it is between two parts: it is then not taken "
                "for one."
            ),
        }[self.role]
        offer(self.take, hint, self._missing or self._busy)
        self.remove.setAccessibleName(self.tr("Remove reference"))
        none = "" if self._name else self.tr("No picture was taken that could be removed.")
        hint = self.tr("Remove reference: it is used no more; can be undone.")
        offer(self.remove, hint, none or self._busy)

    def _on_take_clicked(self) -> None:
        self.takeWanted.emit(self.role)

    def _on_remove_clicked(self) -> None:
        self.removeWanted.emit(self.role)
