"""Where the pictures come from: the kind, its address, and only the settings that matter for it."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from spade_station.domain.setting import describe
from spade_station.domain.source_settings import SourceKind, SourceSettings
from spade_station.ui.file_picker import ask_for_file, ask_for_folder
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.buttons import offer, touch_button
from spade_station.ui.widgets.scrolling import scrolling
from spade_station.ui.widgets.setting_editor import SettingEditor
from spade_station.ui.widgets.setting_help import SettingHelp
from spade_station.ui.words import word

DEMO_PRODUCTS = ("electronics", "textile", "metal")
_WEB = ("web_length", "web_overlap")
_FIELDS = {
    SourceKind.DEMO: (
        *("rate", "defect_share", "seed"),
        *("demo_shift", "demo_turn", "demo_drift", "demo_views"),
    ),
    SourceKind.CAMERA: ("width", "height", "exposure", *_WEB),
    SourceKind.VIDEO: ("rate", "loop", *_WEB),
    SourceKind.FOLDER: ("rate", "loop", *_WEB),
}


class SourceChooser(Translated):
    """Makes `SourceSettings`; `chosen` carries them when the button is pressed."""

    chosen = Signal(object)

    def __init__(self, settings: SourceSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._values: dict[str, object] = {}
        self._addresses: dict[SourceKind, str] = {}
        self.kind = QComboBox()
        self.product = QComboBox()
        self.address = QLineEdit()
        self.browse = QPushButton(icon("folder"), "")
        self.use = touch_button("good", kind="primary")
        self._hint = QLabel()
        self._help = SettingHelp()
        self._labels = {"kind": QLabel(), "address": QLabel()}
        self.editors = {info.path: SettingEditor(info) for info in describe(SourceSettings)}
        for kind in SourceKind:
            self.kind.addItem(icon(kind.value), "", kind.value)
        for product in DEMO_PRODUCTS:
            self.product.addItem("", product)
        self._lay_out()
        self._connect()
        self.show_settings(settings)
        self.retranslate()

    def show_settings(self, settings: SourceSettings) -> None:
        """Show the source that is in use."""
        self._settings = settings
        self._addresses = {settings.kind: settings.address}
        self._values = {name: getattr(settings, name) for name in self.editors}
        for name, editor in self.editors.items():
            editor.set_value(self._values[name])
        with QSignalBlocker(self.kind):
            self.kind.setCurrentIndex(self.kind.findData(settings.kind.value))
        self._on_kind_changed()

    @property
    def current(self) -> SourceSettings:
        """The source that is in use, whatever is being chosen."""
        return self._settings

    @property
    def help_text(self) -> str:
        """What is said of the focused setting."""
        return self._help.text()

    def choose(self, kind: SourceKind) -> None:
        """Start choosing a source of this kind."""
        self.kind.setCurrentIndex(self.kind.findData(kind.value))

    def settings(self) -> SourceSettings:
        """Return what is chosen now."""
        kind = self._kind()
        address = self.product.currentData() if kind is SourceKind.DEMO else self.address.text()
        fields = {name: self.editors[name].control.value() for name in _FIELDS[kind]}
        return SourceSettings.model_validate(
            {**fields, "kind": kind, "address": str(address).strip()}
        )

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._labels["kind"].setText(self.tr("Source"))
        for box in (self.kind, self.product):
            for place in range(box.count()):
                box.setItemText(place, word(box.itemData(place)))
        self.kind.setAccessibleName(self.tr("Source"))
        self.product.setAccessibleName(self.tr("Demo product"))
        self.browse.setText(self.tr("Browse…"))
        self.use.setText(self.tr("Use this source"))
        self._help.retranslate()
        self._write_address_texts()
        self._write_overlap_note()
        self._allow_use()

    def _kind(self) -> SourceKind:
        return SourceKind(self.kind.currentData())

    def _on_kind_changed(self) -> None:
        kind = self._kind()
        self.product.setVisible(kind is SourceKind.DEMO)
        self.address.setVisible(kind is not SourceKind.DEMO)
        self.browse.setVisible(kind in (SourceKind.VIDEO, SourceKind.FOLDER))
        for name, editor in self.editors.items():
            editor.setVisible(name in _FIELDS[kind])
        self._on_web_changed()
        address = self._addresses.get(kind, "0" if kind is SourceKind.CAMERA else "")
        if kind is SourceKind.DEMO:
            self.product.setCurrentIndex(max(0, self.product.findData(address)))
        else:
            self.address.setText(address)
        self._write_address_texts()
        self._on_address_changed()

    def _on_address_changed(self) -> None:
        kind = self._kind()
        self._addresses[kind] = (
            self.product.currentData() if kind is SourceKind.DEMO else self.address.text()
        )
        self._allow_use()

    def _on_web_changed(self) -> None:
        """Ask for an overlap where there is a web, and for one that is less than a picture."""
        is_web = bool(self._web_value("web_length")) and "web_length" in _FIELDS[self._kind()]
        self.editors["web_overlap"].setVisible(is_web)
        self._write_overlap_note()
        self._allow_use()

    def _allow_use(self) -> None:
        """Let a source be used that has an address and settings that go together."""
        reason = ""
        if not str(self._addresses.get(self._kind(), "")).strip():
            reason = self.tr("Say first where the pictures come from.")
        elif self._overlaps_too_much():
            reason = self.tr("The overlap has to have fewer lines than a picture.")
        offer(self.use, "", reason)

    def _overlaps_too_much(self) -> bool:
        if self.editors["web_overlap"].isHidden():
            return False
        return self._web_value("web_overlap") >= self._web_value("web_length")

    def _web_value(self, name: str) -> int:
        value = self.editors[name].control.value()
        return value if isinstance(value, int) else 0

    def _write_overlap_note(self) -> None:
        note = self.tr("⚠ less than a picture, please") if self._overlaps_too_much() else ""
        self.editors["web_overlap"].set_note(note)

    def _on_browse_clicked(self) -> None:
        if self._kind() is SourceKind.FOLDER:
            ask_for_folder(self, self.tr("Folder with pictures"), self._on_picked)
        else:
            kinds = self.tr("Videos") + " (*.mp4 *.avi *.mkv *.mov *.m4v *.webm)"
            ask_for_file(self, self.tr("Video file"), kinds, self._on_picked)

    def _on_picked(self, path: Path) -> None:
        self.address.setText(str(path))

    def _on_use_clicked(self) -> None:
        self.chosen.emit(self.settings())

    def _write_address_texts(self) -> None:
        texts = {
            SourceKind.DEMO: (
                self.tr("Demo product"),
                self.tr("Parts drawn by the program; some of them are defective."),
            ),
            SourceKind.CAMERA: (
                self.tr("Number or address"),
                self.tr("0 is the first camera; also /dev/video0, rtsp://… or http://…"),
            ),
            SourceKind.VIDEO: (self.tr("File"), self.tr("Each picture of the video is a part.")),
            SourceKind.FOLDER: (
                self.tr("Folder"),
                self.tr("Pictures in the order of their names; new ones are taken as they come."),
            ),
        }
        label, hint = texts[self._kind()]
        self._labels["address"].setText(label)
        self._hint.setText(hint)
        self.address.setAccessibleName(label)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._on_kind_changed)
        self.product.currentIndexChanged.connect(self._on_address_changed)
        self.address.textChanged.connect(self._on_address_changed)
        self.browse.clicked.connect(self._on_browse_clicked)
        self.use.clicked.connect(self._on_use_clicked)
        for name in _WEB:
            self.editors[name].control.moved.connect(self._on_web_changed)
            self.editors[name].control.settled.connect(self._on_web_changed)

    def _lay_out(self) -> None:
        self._hint.setProperty("quiet", True)
        self._hint.setWordWrap(True)
        for field in (self.kind, self.product, self.address, self.browse):
            field.setMinimumHeight(36)
        row = QHBoxLayout()
        row.addWidget(self.product, 1)
        row.addWidget(self.address, 1)
        row.addWidget(self.browse)
        top = QVBoxLayout()
        top.setContentsMargins(14, 12, 14, 0)
        top.setSpacing(6)
        top.addWidget(self._labels["kind"])
        top.addWidget(self.kind)
        top.addWidget(self._labels["address"])
        top.addLayout(row)
        top.addWidget(self._hint)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(14, 0, 14, 12)
        bottom.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self._settings_area(), 1)
        column.addWidget(self._help)
        column.addLayout(bottom)

    def _settings_area(self) -> QScrollArea:
        """Let the settings scroll between the source and its button, which stay in view."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(14, 0, 14, 0)
        column.setSpacing(6)
        for editor in self.editors.values():
            editor.mark_learning(False)
            editor.focused.connect(self._help.explain)
            column.addWidget(editor)
        column.addStretch(1)
        area = scrolling(content)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area
