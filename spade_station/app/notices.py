"""What the station tells people, apart from verdicts."""

from dataclasses import dataclass, field
from enum import StrEnum

from spade_station.domain.errors import StationError
from spade_station.domain.text import sentences


class Level(StrEnum):
    """How much a notice matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """One message; `text` and `advice` are templates for the window to translate and fill in."""

    level: Level
    text: str
    advice: str = ""
    values: dict[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, error: StationError, level: Level = Level.ERROR) -> "Notice":
        """Make a notice of an error."""
        return cls(level, error.text, error.advice, dict(error.values))

    def __str__(self) -> str:
        return sentences(self.text, self.advice, self.values)
