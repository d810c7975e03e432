"""The language that a report is written in."""

from collections.abc import Callable
from dataclasses import dataclass

from spade_station.domain.errors import StationError
from spade_station.domain.text import sentences


@dataclass(frozen=True, slots=True)
class Words:
    """How the texts of a report are said.

    Parameters
    ----------
    language
        As HTML names it: ``en``, ``zh``.
    say
        Translates an English text.
    """

    language: str
    say: Callable[[str], str]

    def explain(self, error: StationError) -> str:
        """Say what is wrong and what to do about it."""
        return sentences(self.say(error.text), self.say(error.advice), error.values)


ENGLISH = Words("en", str)
