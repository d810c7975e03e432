"""Editors of declared settings that scroll, the help of the focused one, and undo below them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from spade_station.app.status import JobStatus
from spade_station.domain.preset import Preset
from spade_station.domain.setting import Effect, SettingInfo
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.buttons import offer
from spade_station.ui.widgets.scrolling import scrolling
from spade_station.ui.widgets.setting_editor import SettingEditor
from spade_station.ui.widgets.setting_help import SettingHelp

if TYPE_CHECKING:
    from spade_station.app.station import Station


class EditorsPanel(Translated):
    """One editor a setting; each change goes to the station at once.

    A panel that builds on this one fills `_column` and `_buttons`, then calls `_lay_out_frame`: the
    Tab key goes through widgets in the order in which they come to the panel.
    """

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.editors: dict[str, SettingEditor] = {}
        self._product = station.preset.name
        self._help = SettingHelp()
        self.undo = QPushButton(icon("undo"), "")
        self._column = QVBoxLayout()
        self._buttons = QHBoxLayout()
        self.undo.clicked.connect(station.undo_setting)
        station.presetChanged.connect(self._on_preset_changed)
        station.jobChanged.connect(self._on_job_changed)

    @property
    def help_text(self) -> str:
        """What is said of the focused setting."""
        return self._help.text()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.undo.setText(self.tr("Undo change"))
        self._offer_undo()
        self._help.retranslate()

    def _add_editors(self, column: QVBoxLayout, infos: Iterable[SettingInfo]) -> None:
        for info in infos:
            editor = SettingEditor(info)
            editor.edited.connect(self._on_edited)
            editor.focused.connect(self._help.explain)
            self.editors[info.path] = editor
            column.addWidget(editor)

    def _on_edited(self, path: str, value: object) -> None:
        """Tell the station, and show what it made of it: it may have refused."""
        self._station.change_setting(path, value)
        if self.editors[path].info.effect is not Effect.LEARNING:
            self._on_preset_changed(self._station.preset)

    def _on_preset_changed(self, preset: Preset) -> None:
        is_other, self._product = preset.name != self._product, preset.name
        for path, editor in self.editors.items():
            if is_other:  # what was entered was meant for the product before
                editor.drop()
            editor.set_value(value_at(preset, path))
        self._offer_undo()

    def _offer_undo(self) -> None:
        can = self._station.can_undo_setting
        none = "" if can else self.tr("No setting was changed that could be taken back.")
        offer(self.undo, self.tr("Takes the last changed setting back (Ctrl+U)."), none)

    def _on_job_changed(self, job: JobStatus | None) -> None:
        """After learning, or after it was cancelled, show what is in force."""
        if job is None:
            self._on_preset_changed(self._station.preset)

    def _lay_out_frame(self, above: QWidget | None = None) -> None:
        """Put it all together, below a widget that does not scroll."""
        content = QWidget()
        content.setLayout(self._column)
        self._column.setContentsMargins(14, 8, 14, 12)
        self._column.setSpacing(4)
        self.area = scrolling(content)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._buttons.setContentsMargins(14, 0, 14, 8)
        self.undo.setMinimumHeight(36)
        self._buttons.insertWidget(0, self.undo, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        if above is not None:
            outer.addWidget(above)
        outer.addWidget(self.area, 1)
        outer.addWidget(self._help)
        outer.addLayout(self._buttons)


def value_at(preset: Preset, path: str) -> object:
    """Return the value of a setting by its dotted name."""
    value: object = preset
    for name in path.split("."):
        value = getattr(value, name)
    return value
