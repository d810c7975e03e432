"""What the name and the settings of a preset may not be."""

from spade_station.domain.errors import StationError
from spade_station.domain.text import QT_TRANSLATE_NOOP


class PresetName(StationError):
    text = QT_TRANSLATE_NOOP("errors", "“{name}” cannot be the name of a preset.")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "Use 1 to 60 letters, digits, spaces, dots, hyphens and underscores. Begin with a letter "
        "or a digit, do not end with a dot, and take no name of a device, such as CON.",
    )


class SettingInvalid(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The setting {name} cannot be {value}: {reason}")
    advice = QT_TRANSLATE_NOOP("errors", "It stays as it was. Its help says what it may be.")


class OptionInvalid(SettingInvalid):
    text = QT_TRANSLATE_NOOP("errors", "The setting {name} cannot be {value}: {reason}")
    advice = QT_TRANSLATE_NOOP("errors", "“spade-station evaluate --help” says what it may be.")
