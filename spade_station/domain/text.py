"""Text that people read, in layers that know nothing of Qt."""

from collections.abc import Mapping

FULL_STOPS = (".", "!", "?", "。", "！", "？")


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - lupdate looks for this name
    """Return `text` unchanged; `lupdate` finds the call and the window translates the text."""
    del context
    return text


def sentences(text: str, advice: str, values: Mapping[str, object]) -> str:
    """Say in one go what is wrong and what to do about it; both are templates.

    A reason at the end of the text gets the full stop that the advice has.
    """
    said, more = text.format(**values), advice.format(**values)
    if more and not said.endswith(FULL_STOPS):
        said += more[-1]
    return f"{said} {more}".strip()
