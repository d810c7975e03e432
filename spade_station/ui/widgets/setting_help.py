"""What a setting does, said where it can be read while it is being set."""

from PySide6.QtWidgets import QLabel, QWidget

from spade_station.domain.setting import SettingInfo
from spade_station.ui.translation import tr_setting
from spade_station.ui.words import labelled


class SettingHelp(QLabel):
    """Explains the setting that has the focus; who shows it tells it of another language."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: SettingInfo | None = None
        self.setObjectName("help")
        self.setWordWrap(True)
        self.retranslate()

    def explain(self, info: SettingInfo) -> None:
        """Show the help of a setting."""
        self._info = info
        self.retranslate()

    def retranslate(self) -> None:
        """Write the help in the language of the window."""
        if self._info is None:
            self.setText(self.tr("Touch a setting to read what it does."))
        else:
            self.setText(labelled(tr_setting(self._info.label), tr_setting(self._info.help)))
