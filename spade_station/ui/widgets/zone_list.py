"""The zones in a list, and what can be set of the selected one."""

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QIcon,
    QKeySequence,
    QPainter,
    QPen,
    QPixmap,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from spade_station.domain.zone import Zone, ZoneKind
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.buttons import offer
from spade_station.ui.widgets.zone_paint import DARK, ZONE_LOOKS, zone_label
from spade_station.ui.words import word

_ROW = 36
_MOST_ROWS = 5  # that are seen without scrolling
_SWATCH = QSize(30, 22)


class ZoneList(Translated):
    """Selecting here and in the picture is the same.

    Signals
    -------
    picked
        The number of a zone.
    edited
        What of the selected zone is another: a dict of ``kind``, ``factor`` or ``name``.
    deleteWanted
        Delete what is selected.
    """

    picked = Signal(int)
    edited = Signal(object)
    deleteWanted = Signal()  # noqa: N815 - a Qt signal

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zones: tuple[Zone, ...] = ()
        self._zone: Zone | None = None
        self.list = QListWidget()
        self.kind = KindChooser()
        self.factor = FactorField()
        self.name = QLineEdit()
        self.name.setMaxLength(60)
        self.delete = QPushButton(icon("delete"), "")
        self._name_label, self._kind_label, self._hint = QLabel(), QLabel(), QLabel()
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.kind.chosen.connect(self._on_kind_chosen)
        self.factor.valueChanged.connect(self._on_factor_changed)
        self.name.editingFinished.connect(self._on_name_finished)
        self.delete.clicked.connect(self.deleteWanted)
        by_key = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list)
        by_key.setContext(Qt.ShortcutContext.WidgetShortcut)
        by_key.activated.connect(self.deleteWanted)
        self.retranslate()

    def show_zones(self, zones: tuple[Zone, ...], selected: int | None) -> None:
        """Show all zones and which one is selected."""
        with QSignalBlocker(self.list):
            if zones != self._zones:
                self._zones = zones
                self._fill()
            is_zone = selected is not None and 0 <= selected < len(zones)
            self.list.setCurrentRow(selected if is_zone and selected is not None else -1)
        self._zone = zones[selected] if is_zone and selected is not None else None
        self._show_selected()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._hint.setText(
            self.tr(
                "Draw zones in the picture: + is judged and nothing beside it, − is not judged, "
                "≈ is judged less strictly."
            )
        )
        self.list.setAccessibleName(self.tr("Zones"))
        self._name_label.setText(self.tr("Name"))
        self._kind_label.setText(self.tr("Kind"))
        self.name.setAccessibleName(self.tr("Name of the zone"))
        self.kind.setAccessibleName(self.tr("Kind of the zone"))
        self.factor.setAccessibleName(self.tr("Times the limit in the zone"))
        self.delete.setText(self.tr("Del"))
        self.delete.setAccessibleName(self.tr("Delete the zone"))
        self.kind.retranslate()
        self._fill()
        self._offer()

    def _offer(self) -> None:
        """Let what is selected be edited, or say that nothing is."""
        zone = self._zone
        none = "" if zone else self.tr("Select a zone first, in the list or in the picture.")
        offer(self.kind, "", none)
        offer(self.name, "", none)
        offer(self.delete, self.tr("Deletes the zone (Del)."), none)
        strict = ""
        if zone is not None and zone.kind is not ZoneKind.TOLERANT:
            strict = self.tr("Only a tolerant zone has a factor: choose that kind first.")
        hint = self.tr("In a tolerant zone the limit is this many times higher than elsewhere.")
        offer(self.factor, hint, none or strict)

    def _fill(self) -> None:
        """Write the list anew; the selected row stays."""
        with QSignalBlocker(self.list):
            row = self.list.currentRow()
            self.list.clear()
            for number, zone in enumerate(self._zones, 1):
                text = f"{zone_label(zone, number)}  ·  {word(zone.shape)}"
                item = QListWidgetItem(kind_icon(zone.kind), text)
                item.setToolTip(word(zone.kind))
                item.setSizeHint(QSize(0, _ROW))
                self.list.addItem(item)
            self.list.setCurrentRow(row)
        self.list.setVisible(bool(self._zones))
        self.list.setFixedHeight(_ROW * min(_MOST_ROWS, len(self._zones)) + 10)

    def _show_selected(self) -> None:
        zone = self._zone
        self._editor.setVisible(bool(self._zones))
        self._offer()
        if zone is None:
            self.name.clear()
            return
        self.kind.show_kind(zone.kind)
        with QSignalBlocker(self.factor):
            self.factor.setValue(zone.factor)
        if not self.name.hasFocus() or not self.name.isModified():
            self.name.setText(zone.name)

    def _on_row_changed(self, row: int) -> None:
        if row >= 0:
            self.picked.emit(row)

    def _on_kind_chosen(self, kind: ZoneKind) -> None:
        self.edited.emit({"kind": kind})

    def _on_factor_changed(self, factor: float) -> None:
        self.edited.emit({"factor": factor})

    def _on_name_finished(self) -> None:
        self.name.setModified(False)
        if self._zone is not None and self.name.text().strip() != self._zone.name:
            self.edited.emit({"name": self.name.text().strip()})

    def _lay_out(self) -> None:
        self._hint.setWordWrap(True)
        self._hint.setProperty("quiet", True)
        self.list.setIconSize(_SWATCH)
        self._editor = QWidget()
        kind = QHBoxLayout()
        kind.addWidget(self._kind_label)
        kind.addWidget(self.kind, 1)
        kind.addWidget(self.factor)
        name = QHBoxLayout()
        name.addWidget(self._name_label)
        name.addWidget(self.name, 1)
        name.addWidget(self.delete)
        for widget in (self.name, self.delete):
            widget.setMinimumHeight(36)
        inside = QVBoxLayout(self._editor)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(kind)
        inside.addLayout(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._hint)
        column.addWidget(self.list)
        column.addWidget(self._editor)


class KindChooser(QComboBox):
    """A list of the kinds of zones, each with its sign and its look."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(36)
        self.setIconSize(_SWATCH)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for kind in ZoneKind:
            self.addItem(kind_icon(kind), "", kind.value)
        self.activated.connect(self._on_activated)
        self.retranslate()

    def show_kind(self, kind: ZoneKind) -> None:
        """Show a kind; nothing is said of it."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(kind.value))

    def retranslate(self) -> None:
        """Write the names of the kinds."""
        for place, kind in enumerate(ZoneKind):
            self.setItemText(place, word(kind))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the panel scroll."""
        event.ignore()

    def _on_activated(self, _place: int) -> None:
        self.chosen.emit(ZoneKind(self.currentData()))


class FactorField(QDoubleSpinBox):
    """How many times the limit holds in a tolerant zone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0.1, 100)
        self.setSingleStep(0.1)
        self.setDecimals(2)
        self.setValue(2)
        self.setPrefix("× ")
        self.setKeyboardTracking(False)
        self.setMinimumHeight(36)
        self.setMinimumWidth(96)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the panel scroll."""
        event.ignore()


def kind_icon(kind: ZoneKind) -> QIcon:
    """Draw how a kind of zone looks in the picture."""
    look = ZONE_LOOKS[kind]
    pixmap = QPixmap(_SWATCH)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    box = QRectF(1.5, 1.5, _SWATCH.width() - 3, _SWATCH.height() - 3)
    painter.fillRect(box, DARK)
    painter.fillRect(box, QBrush(look.colour, look.filling))
    painter.setPen(QPen(look.colour, 2, look.line))
    painter.drawRect(box)
    painter.end()
    return QIcon(pixmap)
