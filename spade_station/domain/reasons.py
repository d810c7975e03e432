"""Reasons: what stands behind the colon of a message, in words that the window can translate."""

import errno
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from spade_station.domain.text import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Reason:
    """A template and what it names in braces; `str` is English."""

    text: str
    values: dict[str, object] = field(default_factory=dict)

    def of(self, **values: object) -> Self:
        """Fill the braces in."""
        return replace(self, values=values)

    def __str__(self) -> str:
        return self.text.format(**self.values)


class UnfitError(ValueError):
    """What a model refuses, in words of ours."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


# --- of what is stored --------------------------------------------------------------------------

MISSING = Reason(QT_TRANSLATE_NOOP("reasons", "it is missing"))
ALTERED = Reason(QT_TRANSLATE_NOOP("reasons", "it was altered after it was stored"))
NO_VERSION = Reason(QT_TRANSLATE_NOOP("reasons", "it names no version"))
OTHER_VERSION = Reason(
    QT_TRANSLATE_NOOP("reasons", "it says that it is version {told}, not {version}")
)
OTHER_SAMPLES = Reason(
    QT_TRANSLATE_NOOP("reasons", "it lists other samples than the version that it names")
)
LAYERS_UNFIT = Reason(QT_TRANSLATE_NOOP("reasons", "its layers do not fit"))
SAMPLES_UNFIT = Reason(QT_TRANSLATE_NOOP("reasons", "its samples do not fit one another"))
SHOWN_UNFIT = Reason(QT_TRANSLATE_NOOP("reasons", "what its samples show does not fit"))
NOTE_LOST = Reason(QT_TRANSLATE_NOOP("reasons", "its note is lost."))
NO_REFERENCE = Reason(QT_TRANSLATE_NOOP("reasons", "this is no name of a reference picture."))
OTHER_FORMAT = Reason(
    QT_TRANSLATE_NOOP("reasons", "it has the format {schema}, this station reads {known}")
)
NOT_IN_MANIFEST = Reason(QT_TRANSLATE_NOOP("reasons", "{name} is not in the manifest"))
NO_SETTINGS = Reason(QT_TRANSLATE_NOOP("reasons", "it holds no settings"))
NO_PICTURE = Reason(QT_TRANSLATE_NOOP("reasons", "its reference picture {name} is none"))
ARRAYS_UNFIT = Reason(QT_TRANSLATE_NOOP("reasons", "the arrays of {name} do not fit one another"))

# --- of runtimes and downloads ------------------------------------------------------------------

TORCH_ALONE = Reason(QT_TRANSLATE_NOOP("reasons", "with CUDA only torch computes"))
NO_BFLOAT16 = Reason(QT_TRANSLATE_NOOP("reasons", "this processor does not compute in bfloat16"))
EXPORT_ENDED = Reason(QT_TRANSLATE_NOOP("reasons", "the export ended early"))
NOT_INSTALLED = Reason(QT_TRANSLATE_NOOP("reasons", "the package {package} is not installed"))
NO_WEB_ADDRESS = Reason(QT_TRANSLATE_NOOP("reasons", "{url} is no web address"))
NO_CHECKSUM = Reason(QT_TRANSLATE_NOOP("reasons", "{url} does not state a checksum"))
CONNECTION_ENDED = Reason(
    QT_TRANSLATE_NOOP("reasons", "the connection ended after {done} of {total} bytes")
)
SERVER_ANSWERS = Reason(QT_TRANSLATE_NOOP("reasons", "the server answers {code} {text}"))

# --- of weights files ----------------------------------------------------------------------------

NOT_READ = Reason(QT_TRANSLATE_NOOP("reasons", "it cannot be read ({told})"))
CODE = Reason(
    QT_TRANSLATE_NOOP("reasons", "it holds code, which is never run, or is no file of torch.save")
)
NO_TORCH_FILE = Reason(QT_TRANSLATE_NOOP("reasons", "it is damaged or no file of torch.save"))
EMPTY = Reason(QT_TRANSLATE_NOOP("reasons", "it is empty"))
PACKED_AGAIN = Reason(QT_TRANSLATE_NOOP("reasons", "it was packed again after torch.save"))
WRONG_CHECKSUM = Reason(QT_TRANSLATE_NOOP("reasons", "it is damaged (wrong checksum of {name})"))
OTHER_CHECKSUM = Reason(QT_TRANSLATE_NOOP("reasons", "it is damaged (its checksum is {sha256})"))
OTHER_DOWNLOAD = Reason(
    QT_TRANSLATE_NOOP("reasons", "the checksum is {sha256} instead of {stated}")
)
CHANGED_MEANWHILE = Reason(QT_TRANSLATE_NOOP("reasons", "it was changed in the meantime"))
NO_STATE_DICT = Reason(QT_TRANSLATE_NOOP("reasons", "it is no state dict"))
NONE_OF_LAYERS = Reason(QT_TRANSLATE_NOOP("reasons", "none of the layers is in the file"))
LACKS = Reason(QT_TRANSLATE_NOOP("reasons", "it lacks {names}"))
LACKS_BETWEEN = Reason(QT_TRANSLATE_NOOP("reasons", "it lacks {lacking} but has {deeper}"))
TOO_MANY = Reason(QT_TRANSLATE_NOOP("reasons", "it has {names} too many"))
OTHER_SHAPE = Reason(QT_TRANSLATE_NOOP("reasons", "{name} is {found} instead of {wanted}"))
SINGLE_NUMBER = Reason(QT_TRANSLATE_NOOP("reasons", "a single number"))
NO_FLOATS = Reason(QT_TRANSLATE_NOOP("reasons", "{name} holds no floating point numbers"))
NOT_FINITE = Reason(QT_TRANSLATE_NOOP("reasons", "{name} has values that are not finite"))
BELOW_ZERO = Reason(QT_TRANSLATE_NOOP("reasons", "{name} has values below zero"))
ALL_ZERO = Reason(QT_TRANSLATE_NOOP("reasons", "{name} is nothing but zeros"))
SEEN_NOT_FINITE = Reason(
    QT_TRANSLATE_NOOP("reasons", "{layer} of a picture has values that are not finite")
)
SEEN_ALIKE = Reason(QT_TRANSLATE_NOOP("reasons", "{layer} is the same for different pictures"))
AND_MORE = Reason(QT_TRANSLATE_NOOP("reasons", "{named} and {more} more"))
ALSO = Reason(QT_TRANSLATE_NOOP("reasons", "{one}; {other}"))

# --- of what settings may be ---------------------------------------------------------------------

NO_LAYER = Reason(
    QT_TRANSLATE_NOOP("reasons", "at least one layer has to have a weight above zero")
)
ZONE_OUTSIDE = Reason(QT_TRANSLATE_NOOP("reasons", "the zone lies outside the picture"))
ZONE_POINTS = Reason(
    QT_TRANSLATE_NOOP("reasons", "a polygon has at least three points, another zone two corners")
)
ZONE_EMPTY = Reason(QT_TRANSLATE_NOOP("reasons", "the zone is empty"))
TOO_MANY_ZONES = Reason(QT_TRANSLATE_NOOP("reasons", "at most {most} zones"))
FEATURE_EMPTY = Reason(QT_TRANSLATE_NOOP("reasons", "the feature is empty"))
FEATURE_OUTSIDE = Reason(QT_TRANSLATE_NOOP("reasons", "the feature reaches beyond the picture"))
WEB_SHORT = Reason(
    QT_TRANSLATE_NOOP("reasons", "a picture of a web has to have {least} lines at least")
)
WEB_OVERLAP = Reason(
    QT_TRANSLATE_NOOP("reasons", "the overlap has to have fewer lines than a picture")
)

# --- of what people wrote -----------------------------------------------------------------------

UNKNOWN = Reason(QT_TRANSLATE_NOOP("reasons", "unknown"))
NO_TEXT = Reason(QT_TRANSLATE_NOOP("reasons", "it is not written in UTF-8"))
_NOT_JSON = Reason(
    QT_TRANSLATE_NOOP("reasons", "line {line}, column {column} is not as JSON wants it")
)
_ONE_OF = Reason(QT_TRANSLATE_NOOP("reasons", "{place} has to be one of {expected}"))
_INVALID = {
    "less_than_equal": Reason(QT_TRANSLATE_NOOP("reasons", "{place} may be {le} at most")),
    "greater_than_equal": Reason(QT_TRANSLATE_NOOP("reasons", "{place} has to be {ge} at least")),
    "less_than": Reason(QT_TRANSLATE_NOOP("reasons", "{place} has to be less than {lt}")),
    "greater_than": Reason(QT_TRANSLATE_NOOP("reasons", "{place} has to be more than {gt}")),
    "multiple_of": Reason(
        QT_TRANSLATE_NOOP("reasons", "{place} has to be a multiple of {multiple_of}")
    ),
    "missing": Reason(QT_TRANSLATE_NOOP("reasons", "{place} is missing")),
    "extra_forbidden": Reason(QT_TRANSLATE_NOOP("reasons", "{place} is unknown")),
    "enum": _ONE_OF,
    "literal_error": _ONE_OF,
}
_NO_NUMBER = Reason(QT_TRANSLATE_NOOP("reasons", "{place} has to be a number"))
_NO_BOOL = Reason(QT_TRANSLATE_NOOP("reasons", "{place} has to be true or false"))
_OTHER = Reason(QT_TRANSLATE_NOOP("reasons", "{place}: {told}"))

# --- of the system ------------------------------------------------------------------------------

_OF_SYSTEM = {
    errno.EACCES: Reason(QT_TRANSLATE_NOOP("reasons", "Permission denied")),
    errno.EPERM: Reason(QT_TRANSLATE_NOOP("reasons", "Operation not permitted")),
    errno.EROFS: Reason(QT_TRANSLATE_NOOP("reasons", "Read-only file system")),
    errno.ENOENT: Reason(QT_TRANSLATE_NOOP("reasons", "No such file or directory")),
    errno.ENOTDIR: Reason(QT_TRANSLATE_NOOP("reasons", "Not a directory")),
    errno.EISDIR: Reason(QT_TRANSLATE_NOOP("reasons", "Is a directory")),
    errno.ENAMETOOLONG: Reason(QT_TRANSLATE_NOOP("reasons", "File name too long")),
    errno.EIO: Reason(QT_TRANSLATE_NOOP("reasons", "Input/output error")),
}


def of_system(error: OSError) -> Reason | str:
    """Give what the system says, which is English only where it is unusual."""
    usual = None if error.errno is None else _OF_SYSTEM.get(error.errno)
    return usual or error.strerror or str(error)


def reason_of(error: Exception, named: Callable[[str], str] = str) -> Reason | str:
    """Say what is wrong with a text that was to be read; what is not known is told as it came.

    Parameters
    ----------
    named
        Makes the name of a setting of the dotted path; in a file it is the path that is looked for.
    """
    if isinstance(error, ValidationError):
        return _invalid(error.errors()[0], named)
    if isinstance(error, json.JSONDecodeError):
        return _NOT_JSON.of(line=error.lineno, column=error.colno)
    if isinstance(error, UnicodeDecodeError):
        return NO_TEXT
    if isinstance(error, FileNotFoundError):
        return MISSING
    return str(error).partition("\n")[0]


def _invalid(found: ErrorDetails, named: Callable[[str], str]) -> Reason | str:
    """Say what is wrong with a value, by pydantic's name for it."""
    kind, bounds = found["type"], found.get("ctx", {})
    raised = bounds.get("error")
    if isinstance(raised, UnfitError):
        return raised.reason
    values = {
        name: f"{each:g}" if isinstance(each, float) else each for name, each in bounds.items()
    }
    place = named(".".join(str(part) for part in found["loc"]))
    if not place:
        return found["msg"]
    if kind in _INVALID:
        return _INVALID[kind].of(place=place, **values)
    if kind.startswith(("int_", "float_")):
        return _NO_NUMBER.of(place=place)
    if kind.startswith("bool_"):
        return _NO_BOOL.of(place=place)
    return _OTHER.of(place=place, told=found["msg"])
