"""Text that people read, in layers that know nothing of Qt."""

import unicodedata
from collections.abc import Mapping

_BREAKING = ("Cc", "Zl", "Zp")  # categories of Unicode: controls, ends of lines and paragraphs
FULL_STOPS = (".", "!", "?", "。", "！", "？")


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - lupdate looks for this name
    """Return `text` unchanged; `lupdate` finds the call and the window translates the text."""
    del context
    return text


def one_line(text: str) -> str:
    """Show what would begin a new line, or command a terminal, as an escape: a name may hold it."""
    return "".join(
        char.encode("unicode_escape").decode() if unicodedata.category(char) in _BREAKING else char
        for char in text
    )


def sentences(text: str, advice: str, values: Mapping[str, object]) -> str:
    """Say in one go what is wrong and what to do about it; both are templates.

    A reason at the end of the text gets the full stop that the advice has.
    """
    said, more = text.format(**values), advice.format(**values)
    if more and not said.endswith(FULL_STOPS):
        said += more[-1]
    return f"{said} {more}".strip()
