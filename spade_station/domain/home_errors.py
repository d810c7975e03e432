"""What can be wrong with the home folder and its disk; see `domain.errors`."""

from spade_station.domain.errors import StationError
from spade_station.domain.text import QT_TRANSLATE_NOOP


class SettingsBroken(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The file of the station's settings is damaged: {reason}")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "The station begins with default settings: choose product and source again. Products are "
        "as they were, and the damaged file is kept as {path}.",
    )


class UnlearnedFound(StationError):
    is_calm = True
    text = QT_TRANSLATE_NOOP(
        "errors", "{count} good parts were gathered but not learned when the station was closed."
    )
    advice = QT_TRANSLATE_NOOP("errors", "They are learned now.")


class UnlearnedLeft(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors",
        "{count} good parts that were gathered before the station was closed cannot be learned: "
        "{reason}",
    )
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "They wait in {path}, and it is tried again when the product is opened. Put right what is "
        "said, or delete that folder.",
    )


class SettingsCompleted(StationError):
    is_calm = True
    text = QT_TRANSLATE_NOOP(
        "errors",
        "The station ended after “{name}” was learned and before its new settings were stored.",
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "They are in force again, as its good samples were learned with them."
    )


class HomeBusy(StationError):
    text = QT_TRANSLATE_NOOP("errors", "Another SPADE Station already works in {path}.")
    advice = QT_TRANSLATE_NOOP("errors", "Use that one, close it, or choose another --home.")


class HomeReadOnly(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{path} cannot be written to: {reason}")
    advice = QT_TRANSLATE_NOOP("errors", "Correct the rights of the folder, or choose another.")


class FileTooLarge(HomeReadOnly):
    text = QT_TRANSLATE_NOOP("errors", "{path} cannot be written to: files may not be so large.")
    advice = QT_TRANSLATE_NOOP("errors", "Choose a folder on another disk, or lift the limit.")


class DiskFull(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The disk is full: {path} could not be stored.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Free some space; what was stored before is safe. Then try again."
    )
