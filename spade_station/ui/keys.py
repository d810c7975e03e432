"""The keys of the window in one table: what operators press is written down here only.

Esc never stops the line.
"""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from spade_station.domain.text import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Key:
    """One key: `action` is the name of the main window's command."""

    keys: str
    action: str
    text: str


KEYS = (
    Key("F1", "help", QT_TRANSLATE_NOOP("keys", "Show this list of keys")),
    Key("F2", "inspect", QT_TRANSLATE_NOOP("keys", "Page Inspect")),
    Key("F3", "teach", QT_TRANSLATE_NOOP("keys", "Page Teach")),
    Key("F4", "station", QT_TRANSLATE_NOOP("keys", "Page Station")),
    Key("F5", "start", QT_TRANSLATE_NOOP("keys", "Start the line")),
    Key("F6", "stop", QT_TRANSLATE_NOOP("keys", "Stop the line")),
    Key("F7", "step", QT_TRANSLATE_NOOP("keys", "Take one picture while stopped")),
    Key("F8", "dismiss", QT_TRANSLATE_NOOP("keys", "Dismiss the message")),
    Key("F9", "last_ng", QT_TRANSLATE_NOOP("keys", "Show the last NG picture")),
    Key("F10", "evaluate", QT_TRANSLATE_NOOP("keys", "Page Evaluate")),
    Key("F11", "full_screen", QT_TRANSLATE_NOOP("keys", "Full screen and back")),
    Key("F12", "imaging", QT_TRANSLATE_NOOP("keys", "Page Imaging")),
    Key("Esc", "live", QT_TRANSLATE_NOOP("keys", "Back to the live picture; never stops the line")),
    Key("G", "good", QT_TRANSLATE_NOOP("keys", "Page Teach: the part on the screen is good")),
    Key("M", "miss", QT_TRANSLATE_NOOP("keys", "Page Teach: the part on the screen is a miss")),
    Key(
        "H",
        "hold",
        QT_TRANSLATE_NOOP("keys", "Pages Teach, Imaging: hold the picture, or follow the line"),
    ),
    Key(
        "Ctrl+Z",
        "undo_learning",
        QT_TRANSLATE_NOOP("keys", "Page Teach: undo the last learning or known defect"),
    ),
    Key(
        "Ctrl+U",
        "undo_setting",
        QT_TRANSLATE_NOOP("keys", "Pages Teach, Imaging: undo the last setting or zone"),
    ),
)


def key_text(key: Key) -> str:
    """Say what a key does, in the language of the window."""
    return QCoreApplication.translate("keys", key.text)
