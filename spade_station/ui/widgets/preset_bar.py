"""The list of presets, and copying, renaming and deleting them without a dialog."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from spade_station.app.status import PresetEntry
from spade_station.domain.preset import Preset
from spade_station.domain.preset_errors import PresetName
from spade_station.domain.product_name import can_be_a_file
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.translation import tr_template
from spade_station.ui.widgets.buttons import ConfirmButton

if TYPE_CHECKING:
    from spade_station.app.station import Station

NARROWEST = 14  # letters
WIDEST = 280  # px
ICON_GAP = 4  # px
SLACK = 4  # px that the style keeps beside the text


class PresetChooser(QComboBox):
    """All presets; starting points are marked. Choosing one tells the station.

    It is as wide as the chosen name where there is room, up to `WIDEST`; a longer name is elided.
    """

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(NARROWEST)
        self.entries: list[PresetEntry] = []
        self.refresh()
        self.activated.connect(self._on_activated)
        station.presetsChanged.connect(self.refresh)
        station.presetChanged.connect(self._on_preset_changed)

    def sizeHint(self) -> QSize:
        """Ask for the room of the whole name."""
        least = self.minimumSizeHint()
        beside = least.width() - self.fontMetrics().horizontalAdvance("X") * NARROWEST
        beside -= self.iconSize().width() + ICON_GAP  # Qt keeps room for an icon; there is none
        name = self.fontMetrics().horizontalAdvance(self.currentText()) + SLACK
        return QSize(min(max(least.width(), beside + name), WIDEST), least.height())

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:  # noqa: N802 - Qt's
        """Elide the name: Qt's style sheets cut it off."""
        super().initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideMiddle, field.width() - SLACK
        )

    def refresh(self) -> None:
        """Read the presets again; that costs a look at the disk."""
        self.entries = self._station.presets()
        self.retranslate()

    def retranslate(self) -> None:
        """Write the names in the language of the window."""
        with QSignalBlocker(self):
            self.clear()
            for entry in self.entries:
                self.addItem(_titled(entry), entry.name)
                self.setItemData(
                    self.count() - 1, entry.problem or None, Qt.ItemDataRole.ToolTipRole
                )
            self.setCurrentIndex(self.findData(self._station.preset.name))
        self.updateGeometry()

    def _on_preset_changed(self, preset: Preset) -> None:
        """Follow the station; most changes are of a setting and leave the list as it is."""
        if preset.name != self.currentData():
            self.refresh()

    def _on_activated(self, _place: int) -> None:
        name = self.currentData()
        if name != self._station.preset.name:
            self._station.choose_preset(name)


def _titled(entry: PresetEntry) -> str:
    if entry.problem:
        return f"⚠ {entry.name}"
    if entry.is_starting_point:
        translate = QCoreApplication.translate
        return translate("PresetBar", "{name} (starting point)").format(name=entry.name)
    return entry.name


class _NameField(QLineEdit):
    """A field that Esc leaves; the window has another use for that key."""

    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Claim the key."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class PresetBar(Translated):
    """Chooser, and buttons that ask for a name in the bar itself."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._renaming = False
        self._product = station.preset.name
        self.chooser = PresetChooser(station)
        self.copy = QPushButton(icon("copy"), "")
        self.rename = QPushButton(icon("rename"), "")
        self.delete = ConfirmButton("delete")
        self.name = _NameField()
        self.accept = QPushButton(icon("good"), "")
        self.accept.setProperty("kind", "primary")
        self._cancel = QPushButton()
        self._asking = QWidget()
        self._question = QLabel()
        self.hint = QLabel()  # why the button is grey
        self._lay_out()
        self._connect()
        self._on_presets_changed()
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.chooser.setAccessibleName(self.tr("Product"))
        self.chooser.retranslate()
        self.copy.setText(self.tr("Copy"))
        self.copy.setToolTip(self.tr("Makes a new product with these settings."))
        self.rename.setText(self.tr("Rename"))
        self.delete.set_texts(self.tr("Delete"), self.tr("Really delete?"))
        self.delete.setToolTip(self.tr("Moves the product with its samples to the trash folder."))
        self.name.setAccessibleName(self.tr("New name"))
        self.name.setPlaceholderText(self.tr("Letters, digits, spaces, dots, hyphens"))
        self.accept.setText(self.tr("Rename") if self._renaming else self.tr("Create"))
        self._question.setText(
            self.tr("New name of the product") if self._renaming else self.tr("Name of the copy")
        )
        self._cancel.setText(self.tr("Cancel"))
        self.hint.setText(tr_template(PresetName.advice))

    def _ask(self, *, renaming: bool) -> None:
        self._renaming = renaming
        current = self._station.preset.name
        self.name.setText(current if renaming else f"{current} 2")
        self.retranslate()
        self._asking.show()
        self.name.setFocus()
        self.name.selectAll()

    def _on_copy_clicked(self) -> None:
        self._ask(renaming=False)

    def _on_rename_clicked(self) -> None:
        self._ask(renaming=True)

    def _on_accepted(self) -> None:
        name = self.name.text().strip()
        if not can_be_a_file(name):
            return
        self._end_asking()
        change = self._station.rename_preset if self._renaming else self._station.copy_preset
        change(self._station.preset.name, name)

    def _end_asking(self) -> None:
        """Take the focus back, which Qt would give to a control that acts at once."""
        if self._asking.isAncestorOf(self.focusWidget() or self):
            (self.rename if self._renaming and self.rename.isEnabled() else self.copy).setFocus()
        self._asking.hide()

    def _on_name_changed(self, name: str) -> None:
        fits = can_be_a_file(name.strip())
        self.accept.setEnabled(fits)
        self.hint.setVisible(not fits)

    def _on_delete_confirmed(self) -> None:
        self._station.delete_preset(self._station.preset.name)

    def _on_presets_changed(self) -> None:
        current = self._station.preset.name
        if current != self._product:  # what was asked of one product is not meant for another
            self._product = current
            self.delete.calm_down()
            self._end_asking()
        own = any(
            entry.name == current and not entry.is_starting_point for entry in self.chooser.entries
        )
        self.rename.setEnabled(own)
        self.delete.setEnabled(own)

    def _connect(self) -> None:
        self.copy.clicked.connect(self._on_copy_clicked)
        self.rename.clicked.connect(self._on_rename_clicked)
        self.delete.confirmed.connect(self._on_delete_confirmed)
        self.accept.clicked.connect(self._on_accepted)
        self.name.returnPressed.connect(self._on_accepted)
        self.name.textChanged.connect(self._on_name_changed)
        self._cancel.clicked.connect(self._end_asking)
        self.name.left.connect(self._end_asking)
        self._station.presetChanged.connect(self._on_presets_changed)
        self._station.presetsChanged.connect(self._on_presets_changed)

    def _lay_out(self) -> None:
        for field in (self.chooser, self.copy, self.rename, self.name, self.accept, self._cancel):
            field.setMinimumHeight(36)
        buttons = QHBoxLayout()
        for button in (self.copy, self.rename, self.delete):
            buttons.addWidget(button, 1)
        asked = QVBoxLayout(self._asking)
        asked.setContentsMargins(0, 4, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.accept)
        row.addWidget(self._cancel)
        asked.addWidget(self._question)
        asked.addLayout(row)
        asked.addWidget(self.hint)
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        self.hint.hide()
        self._asking.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 6)
        column.setSpacing(6)
        column.addWidget(self.chooser)
        column.addLayout(buttons)
        column.addWidget(self._asking)
