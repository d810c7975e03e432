"""All settings of the preset, built from their declarations alone."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from spade_station.app.status import JobStatus
from spade_station.domain.preset import Preset
from spade_station.domain.setting import Effect, SettingInfo, describe
from spade_station.domain.text import QT_TRANSLATE_NOOP
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.translation import tr_setting
from spade_station.ui.widgets.buttons import ConfirmButton
from spade_station.ui.widgets.setting_editor import SettingEditor

if TYPE_CHECKING:
    from spade_station.app.station import Station

GROUPS = {
    "decision": QT_TRANSLATE_NOOP("settings", "Decision"),
    "heatmap": QT_TRANSLATE_NOOP("settings", "Heatmap"),
    "weights": QT_TRANSLATE_NOOP("settings", "Layer weights"),
    "features": QT_TRANSLATE_NOOP("settings", "Features"),
    "matching": QT_TRANSLATE_NOOP("settings", "Matching"),
}
"""Titles of the groups, those that are tuned most often first; imaging has a page of its own."""


class SettingsPanel(Translated):
    """One editor a setting; each change goes to the station at once."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.editors: dict[str, SettingEditor] = {}
        self._titles: dict[str, QLabel] = {}
        self._focused: SettingInfo | None = None
        self._help = QLabel()
        self._help.setObjectName("help")
        self._help.setWordWrap(True)
        self.undo = QPushButton(icon("undo"), "")
        self.reset = ConfirmButton("reset")
        self._lay_out()
        self.undo.clicked.connect(station.undo_setting)
        self.reset.confirmed.connect(station.reset_settings)
        station.presetChanged.connect(self._on_preset_changed)
        station.jobChanged.connect(self._on_job_changed)
        self._on_preset_changed(station.preset)
        self.retranslate()

    @property
    def help_text(self) -> str:
        """What is said of the focused setting."""
        return self._help.text()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        for group, title in self._titles.items():
            title.setText(tr_setting(GROUPS[group]))
        self.undo.setText(self.tr("Undo change"))
        self.undo.setToolTip(self.tr("Takes the last changed setting back (Ctrl+U)."))
        self.reset.set_texts(self.tr("Starting values"), self.tr("Press again to reset all"))
        self.reset.setToolTip(self.tr("Sets all settings to those of the starting point."))
        self._show_help()
        self._show_shares(self._station.preset)

    def _on_edited(self, path: str, value: object) -> None:
        """Tell the station, and show what it made of it: it may have refused."""
        self._station.change_setting(path, value)
        if self.editors[path].info.effect is not Effect.LEARNING:
            self._on_preset_changed(self._station.preset)

    def _on_preset_changed(self, preset: Preset) -> None:
        for path, editor in self.editors.items():
            editor.set_value(_value_at(preset, path))
        self._show_shares(preset)
        self.undo.setEnabled(self._station.can_undo_setting)

    def _on_job_changed(self, job: JobStatus | None) -> None:
        """After learning, or after it was cancelled, show what is in force."""
        if job is None:
            self._on_preset_changed(self._station.preset)

    def _on_focused(self, info: SettingInfo) -> None:
        self._focused = info
        self._show_help()

    def _show_help(self) -> None:
        if self._focused is None:
            self._help.setText(self.tr("Touch a setting to read what it does."))
        else:
            self._help.setText(
                f"{tr_setting(self._focused.label)}: {tr_setting(self._focused.help)}"
            )

    def _show_shares(self, preset: Preset) -> None:
        """Write beside each layer what share of the heatmap it really has."""
        shares = preset.weights.shares
        for path, editor in self.editors.items():
            group, _, layer = path.partition(".")
            if group == "weights":
                editor.set_note(
                    self.tr("share {percent} %").format(percent=round(100 * shares.get(layer, 0)))
                )

    def _lay_out(self) -> None:
        content = QWidget()
        content.setObjectName("scrolled")
        column = QVBoxLayout(content)
        column.setContentsMargins(14, 8, 14, 12)
        column.setSpacing(4)
        described: dict[str, list[SettingInfo]] = {group: [] for group in GROUPS}
        for info in describe(Preset):
            group = info.path.partition(".")[0]
            if group in described:
                described[group].append(info)
        for group, infos in described.items():
            self._add_group(column, group, infos)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(content)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(14, 0, 14, 8)
        for button in (self.undo, self.reset):
            button.setMinimumHeight(36)
            buttons.addWidget(button, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._help)
        outer.addLayout(buttons)

    def _add_group(self, column: QVBoxLayout, group: str, infos: list[SettingInfo]) -> None:
        title = QLabel()
        title.setProperty("title", True)
        self._titles[group] = title
        column.addWidget(title)
        for info in infos:
            editor = SettingEditor(info)
            editor.edited.connect(self._on_edited)
            editor.focused.connect(self._on_focused)
            self.editors[info.path] = editor
            column.addWidget(editor)


def _value_at(preset: Preset, path: str) -> object:
    value: object = preset
    for name in path.split("."):
        value = getattr(value, name)
    return value
