"""What can be wrong with the strips of a web; see `domain.errors`."""

from spade_station.domain.errors import StationError
from spade_station.domain.text import QT_TRANSLATE_NOOP


class StripTooNarrow(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{name} is a strip of only {width} pixels.")
    advice = QT_TRANSLATE_NOOP("errors", "A web needs at least {least} pixels across.")


class StripWidth(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors", "{name} is {width} pixels wide; the web before it has {expected}."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "It was left out, and the web begins anew after it. Keep one width for a web."
    )


class StripsLost(StationError):
    text = QT_TRANSLATE_NOOP("errors", "Strips of the web were lost before {name}: {count}.")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "What they showed was not inspected, and positions from here on are further than they "
        "say. Slow down, or let the camera send larger strips.",
    )


class StripsMissing(StripsLost):
    text = QT_TRANSLATE_NOOP("errors", "Strips are missing in the folder before {name}: {count}.")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "What they showed was not inspected; positions go on as if they were as high as their "
        "neighbours. Put the files back and inspect the web again.",
    )

    def __init__(self, *, name: str, count: int) -> None:
        super().__init__(name=name, count=count)
        self.count = count


class WebTooShort(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors", "A piece of web has only {lines} lines; a picture has {length}."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "It was not inspected. Use a longer web, or fewer lines per picture."
    )
