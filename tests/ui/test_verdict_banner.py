import pytest
from PySide6.QtGui import QColor

from spade_station.app.status import RunState
from spade_station.domain.errors import PictureShape
from spade_station.domain.imaging_errors import NoPart, PartMoves
from spade_station.domain.inspection import Verdict
from spade_station.ui.look import CHECK_AMBER, LOOKS, MAGENTA, NG_RED, OK_GREEN, Face
from spade_station.ui.widgets.verdict_banner import VerdictBanner

from .fake_station import make_inspection, make_not_inspected

REASON = PictureShape(width=1, height=2)


def colours(widget) -> set[str]:
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    }


@pytest.fixture
def banner(qtbot, dressed):
    banner = VerdictBanner()
    qtbot.addWidget(banner)
    banner.resize(440, 300)
    return banner


@pytest.mark.parametrize(
    ("verdict", "word", "symbol", "colour"),
    [
        (Verdict.OK, "OK", "check", OK_GREEN),
        (Verdict.CHECK, "CHECK", "question", CHECK_AMBER),
        (Verdict.NG, "NG", "cross", NG_RED),
    ],
)
def test_each_verdict_has_a_word_a_symbol_and_a_colour(banner, verdict, word, symbol, colour):
    banner.show_status(RunState.RUNNING, make_inspection(verdict))
    assert (banner.word, banner.look.symbol) == (word, symbol)
    assert colour.name() in colours(banner)


@pytest.mark.parametrize("reason", [PartMoves(), NoPart()])
def test_waiting_for_a_part_is_no_alarm_and_no_verdict(banner, reason):
    banner.show_status(RunState.RUNNING, make_not_inspected(reason))
    assert (banner.word, banner.look.symbol) == ("WAITING", "dots")
    assert not {MAGENTA.name(), OK_GREEN.name()} & colours(banner)


def test_not_inspected_is_hatched(banner):
    banner.show_status(RunState.RUNNING, make_not_inspected(REASON))
    assert (banner.word, banner.look.symbol) == ("NOT INSPECTED", "exclamation")
    assert MAGENTA.name() in colours(banner)


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("verdict", [Verdict.OK, Verdict.CHECK, Verdict.NG])
def test_stopped_never_says_ok(qtbot, dressed, compact, verdict):
    banner = VerdictBanner(compact=compact)
    qtbot.addWidget(banner)
    banner.resize(440, 64 if compact else 300)
    banner.show_status(RunState.STOPPED, make_inspection(verdict, 0.31))
    assert banner.word == "STOPPED"
    assert banner.detail == f"Still picture: {verdict} 0.31"
    assert not {OK_GREEN.name(), CHECK_AMBER.name(), NG_RED.name()} & colours(banner)


@pytest.mark.parametrize("state", [RunState.WAITING, RunState.STARTING])
def test_no_ok_without_pictures(banner, state):
    banner.show_status(state, make_inspection(Verdict.OK))
    assert banner.word in ("NOT INSPECTED", "STARTING")
    assert OK_GREEN.name() not in colours(banner)


def test_running_without_an_inspection_is_not_inspected(banner):
    banner.show_status(RunState.RUNNING, None)
    assert banner.face is Face.NOT_INSPECTED


def test_the_looks_differ_without_colour():
    verdicts = [Face(verdict.value) for verdict in Verdict]
    assert len({LOOKS[face].symbol for face in verdicts}) == len(verdicts)


def test_word_is_readable_from_three_metres(banner):
    """The letters of the word are at least 96 px high on a banner of a normal window."""
    banner.show_status(RunState.RUNNING, make_inspection(Verdict.NG))
    image = banner.grab().toImage()
    ink = LOOKS[Face.NG].ink
    rows = [
        y
        for y in range(image.height() // 2, image.height())
        if any(image.pixelColor(x, y) == QColor(ink) for x in range(0, image.width(), 2))
    ]
    assert len(rows) >= 96


def test_it_tells_screen_readers(banner):
    banner.show_status(RunState.RUNNING, make_inspection(Verdict.NG))
    assert banner.accessibleName() == "Verdict"
    assert banner.accessibleDescription().startswith("NG")
