"""Reasons: what stands behind the colon of a message, in words that the window can translate."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from spade_station.domain.text import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Reason:
    """A template and what it names in braces; `str` is English."""

    text: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)


def _maker(text: str) -> Callable[..., Reason]:
    def make(**values: object) -> Reason:
        return Reason(text, values)

    return make


# --- of what is stored --------------------------------------------------------------------------

MISSING = Reason(QT_TRANSLATE_NOOP("reasons", "it is missing"))
ALTERED = Reason(QT_TRANSLATE_NOOP("reasons", "it was altered after it was stored"))
NO_VERSION = Reason(QT_TRANSLATE_NOOP("reasons", "it names no version"))
LAYERS_UNFIT = Reason(QT_TRANSLATE_NOOP("reasons", "its layers do not fit"))
SAMPLES_UNFIT = Reason(QT_TRANSLATE_NOOP("reasons", "its samples do not fit one another"))
SHOWN_UNFIT = Reason(QT_TRANSLATE_NOOP("reasons", "what its samples show does not fit"))
NOTE_LOST = Reason(QT_TRANSLATE_NOOP("reasons", "its note is lost."))
NO_REFERENCE = Reason(QT_TRANSLATE_NOOP("reasons", "this is no name of a reference picture."))
other_format = _maker(
    QT_TRANSLATE_NOOP("reasons", "it has the format {schema}, this station reads {known}")
)
not_in_manifest = _maker(QT_TRANSLATE_NOOP("reasons", "{name} is not in the manifest"))
no_picture = _maker(QT_TRANSLATE_NOOP("reasons", "its reference picture {name} is none"))
arrays_unfit = _maker(QT_TRANSLATE_NOOP("reasons", "the arrays of {name} do not fit one another"))

# --- of runtimes and downloads ------------------------------------------------------------------

TORCH_ALONE = Reason(QT_TRANSLATE_NOOP("reasons", "with CUDA only torch computes"))
NO_BFLOAT16 = Reason(QT_TRANSLATE_NOOP("reasons", "this processor does not compute in bfloat16"))
EXPORT_ENDED = Reason(QT_TRANSLATE_NOOP("reasons", "the export ended early"))
not_installed = _maker(QT_TRANSLATE_NOOP("reasons", "the package {package} is not installed"))
no_web_address = _maker(QT_TRANSLATE_NOOP("reasons", "{url} is no web address"))
no_checksum = _maker(QT_TRANSLATE_NOOP("reasons", "{url} does not state a checksum"))
connection_ended = _maker(
    QT_TRANSLATE_NOOP("reasons", "the connection ended after {done} of {total} bytes")
)
server_answers = _maker(QT_TRANSLATE_NOOP("reasons", "the server answers {code} {text}"))

# --- of what people wrote -----------------------------------------------------------------------

UNKNOWN = Reason(QT_TRANSLATE_NOOP("reasons", "unknown"))
NO_TEXT = Reason(QT_TRANSLATE_NOOP("reasons", "it is not written in UTF-8"))
_not_json = _maker(
    QT_TRANSLATE_NOOP("reasons", "line {line}, column {column} is not as JSON wants it")
)
_BOUNDS = {
    "less_than_equal": _maker(QT_TRANSLATE_NOOP("reasons", "{place} may be {le} at most")),
    "greater_than_equal": _maker(QT_TRANSLATE_NOOP("reasons", "{place} has to be {ge} at least")),
    "less_than": _maker(QT_TRANSLATE_NOOP("reasons", "{place} has to be less than {lt}")),
    "greater_than": _maker(QT_TRANSLATE_NOOP("reasons", "{place} has to be more than {gt}")),
    "missing": _maker(QT_TRANSLATE_NOOP("reasons", "{place} is missing")),
    "extra_forbidden": _maker(QT_TRANSLATE_NOOP("reasons", "{place} is unknown")),
    "enum": _maker(QT_TRANSLATE_NOOP("reasons", "{place} has to be one of {expected}")),
    "literal_error": _maker(QT_TRANSLATE_NOOP("reasons", "{place} has to be one of {expected}")),
}
_NO_NUMBER = _maker(QT_TRANSLATE_NOOP("reasons", "{place} has to be a number"))
_NO_BOOL = _maker(QT_TRANSLATE_NOOP("reasons", "{place} has to be true or false"))
_other = _maker(QT_TRANSLATE_NOOP("reasons", "{place}: {told}"))


def reason_of(error: Exception) -> Reason | str:
    """Say what is wrong with a text that was to be read; what is not known is told as it came."""
    if isinstance(error, ValidationError):
        return _invalid(error.errors()[0])
    if isinstance(error, json.JSONDecodeError):
        return _not_json(line=error.lineno, column=error.colno)
    if isinstance(error, UnicodeDecodeError):
        return NO_TEXT
    if isinstance(error, FileNotFoundError):
        return MISSING
    return str(error).partition("\n")[0]


def _invalid(found: ErrorDetails) -> Reason | str:
    """Say what is wrong with a value, by pydantic's name for it."""
    kind, bounds = found["type"], found.get("ctx", {})
    values = {
        name: f"{each:g}" if isinstance(each, float) else each for name, each in bounds.items()
    }
    place = ".".join(str(part) for part in found["loc"])
    if not place:
        return found["msg"]
    if kind in _BOUNDS:
        return _BOUNDS[kind](place=place, **values)
    if kind.startswith(("int_", "float_")):
        return _NO_NUMBER(place=place)
    if kind.startswith("bool_"):
        return _NO_BOOL(place=place)
    return _other(place=place, told=found["msg"])
