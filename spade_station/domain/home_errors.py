"""What a start may find in its home; see `domain.errors`."""

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
