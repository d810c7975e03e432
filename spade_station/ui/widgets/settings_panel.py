"""All settings of the preset, built from their declarations alone."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from spade_station.domain.preset import Preset
from spade_station.domain.setting import SettingInfo, describe
from spade_station.domain.text import QT_TRANSLATE_NOOP
from spade_station.ui.translation import tr_setting
from spade_station.ui.widgets.buttons import ConfirmButton
from spade_station.ui.widgets.editors_panel import EditorsPanel

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


class SettingsPanel(EditorsPanel):
    """The groups one below the other; all can be set back to the starting point."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(station, parent)
        self._titles: dict[str, QLabel] = {}
        self.reset = ConfirmButton("reset")
        self._lay_out()
        self.reset.confirmed.connect(station.reset_settings)
        self._on_preset_changed(station.preset)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        super().retranslate()
        for group, title in self._titles.items():
            title.setText(tr_setting(GROUPS[group]))
        self.reset.set_texts(self.tr("Starting values"), self.tr("Press again to reset all"))
        self.reset.setToolTip(self.tr("Sets all settings to those of the starting point."))
        self._show_shares(self._station.preset)

    def _on_preset_changed(self, preset: Preset) -> None:
        if preset.name != self._product:  # what was asked of one product is not meant for another
            self.reset.calm_down()
        super()._on_preset_changed(preset)
        self._show_shares(preset)

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
        described: dict[str, list[SettingInfo]] = {group: [] for group in GROUPS}
        for info in describe(Preset):
            group = info.path.partition(".")[0]
            if group in described:
                described[group].append(info)
        for group, infos in described.items():
            title = QLabel()
            title.setProperty("title", True)
            self._titles[group] = title
            self._column.addWidget(title)
            self._add_editors(self._column, infos)
        self._column.addStretch(1)
        self.reset.setMinimumHeight(36)
        self._buttons.addWidget(self.reset, 1)
        self._lay_out_frame()
