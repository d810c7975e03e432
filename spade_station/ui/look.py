"""The look of the window: calm greys, and colour only where it means something."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QIcon, QPalette

from spade_station.app.status import RunState
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.station_settings import Language

RESOURCES = Path(__file__).parents[1] / "resources"

WINDOW = QColor("#e9ecef")
PANEL = QColor("#f7f8f9")
FIELD = QColor("#ffffff")
LINE = QColor("#c5cbd1")
TEXT = QColor("#1d262d")
QUIET = QColor("#56626c")
ACCENT = QColor("#2c5f8f")
SURROUND = QColor("#d5dade")

OK_GREEN = QColor("#3d7a5a")
CHECK_AMBER = QColor("#f0a818")
NG_RED = QColor("#c1121f")
MAGENTA = QColor("#9c2f86")
GREY = QColor("#7c868f")


class Face(StrEnum):
    """What the banner can say: a verdict, or that nothing is being inspected, as it should be."""

    OK = "OK"
    CHECK = "CHECK"
    NG = "NG"
    NOT_INSPECTED = "NOT INSPECTED"
    STOPPED = "stopped"
    STARTING = "starting"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Look:
    """How a face is drawn: never by colour alone."""

    fill: QColor
    ink: QColor
    symbol: str
    hatched: bool = False


WHITE = QColor("#ffffff")
LOOKS = {
    Face.OK: Look(OK_GREEN, WHITE, "check"),
    Face.CHECK: Look(CHECK_AMBER, QColor("#2b1d00"), "question"),
    Face.NG: Look(NG_RED, WHITE, "cross"),
    Face.NOT_INSPECTED: Look(QColor("#6a6470"), WHITE, "exclamation", hatched=True),
    Face.STOPPED: Look(GREY, WHITE, "stop"),
    Face.STARTING: Look(GREY, WHITE, "dots"),
    Face.WAITING: Look(GREY, WHITE, "dots"),
}


def face_of(state: RunState, latest: Inspection | None) -> Face:
    """Return what may be said now; OK only while running, of a part that was judged OK."""
    if state is RunState.STOPPED:
        return Face.STOPPED
    if state is RunState.STARTING:
        return Face.STARTING
    if state is RunState.WAITING or latest is None:
        return Face.NOT_INSPECTED
    if latest.reason is not None and latest.reason.is_calm:
        return Face.WAITING
    return Face(latest.verdict.value)


def look_of(verdict: Verdict) -> Look:
    """Return how a verdict is drawn."""
    return LOOKS[Face(verdict.value)]


_FAMILIES = {
    # the Korean cut of Noto CJK has Latin quotation marks, the Chinese one has wide ones
    Language.ENGLISH: ["Segoe UI", "Noto Sans", "Noto Sans CJK KR", "Helvetica Neue"],
    Language.CHINESE: ["Noto Sans CJK SC", "Microsoft YaHei UI", "PingFang SC", "Noto Sans SC"],
}


def font_for(language: Language) -> QFont:
    """Return the font of the window: one family for a language's letters and the Latin ones."""
    font = QFont()
    font.setFamilies([*_FAMILIES[language], "DejaVu Sans"])
    font.setPixelSize(15)
    return font


def icon(name: str) -> QIcon:
    """Load one of the station's icons."""
    return QIcon(str(RESOURCES / "icons" / f"{name}.svg"))


def style_sheet() -> str:
    """Load the style sheet, which adds to the Fusion style what a palette cannot say."""
    text = (RESOURCES / "style.qss").read_text(encoding="utf-8")
    return text.replace("ICONS", (RESOURCES / "icons").as_posix())


def palette() -> QPalette:
    """Make the light palette, whatever the desktop's own is."""
    colours = QPalette(WINDOW)
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, WINDOW),
        (role.WindowText, TEXT),
        (role.Base, FIELD),
        (role.AlternateBase, PANEL),
        (role.Text, TEXT),
        (role.PlaceholderText, GREY),
        (role.Button, QColor("#f1f3f5")),
        (role.ButtonText, TEXT),
        (role.ToolTipBase, FIELD),
        (role.ToolTipText, TEXT),
        (role.Highlight, ACCENT),
        (role.HighlightedText, WHITE),
        (role.Accent, ACCENT),
        (role.Link, ACCENT),
    ):
        colours.setColor(which, colour)
    disabled = QPalette.ColorGroup.Disabled
    for which in (role.Text, role.WindowText, role.ButtonText):
        colours.setColor(disabled, which, QColor("#98a1a9"))
    for which in (role.Highlight, role.Accent):  # or a slider looks as if it could be moved
        colours.setColor(disabled, which, LINE)
    return colours
