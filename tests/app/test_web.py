"""A web on its way from the strips to the status: what is said of it, and what never is."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.inspecting import InspectLoop
from spade_station.app.notices import Notice
from spade_station.app.status import LiveStatus, RunState, WebStatus
from spade_station.capture.line_scan import LineScanSource
from spade_station.capture.open_source import make_source
from spade_station.domain.errors import NoSamples, SourceEnded, StationError
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.source_settings import SourceKind, SourceSettings
from spade_station.domain.web import WebPosition
from spade_station.domain.web_errors import WebTooShort
from spade_station.engine.inspector import Inspector

from .desk import Desk
from .parts import BOARD, Milestone, bad_picture, good_picture, write_pictures

REASON = NoSamples(name=BOARD, have=0, least=5)


def strips_of(pictures: list[Picture], folder: Path, height: int = 30) -> SourceSettings:
    """Write pictures, one below the other, as strips; the web is cut into pictures again."""
    web = np.concatenate(pictures)
    strips = [web[top : top + height] for top in range(0, web.shape[0], height)]
    write_pictures(folder, strips)
    return SourceSettings(
        kind=SourceKind.FOLDER,
        address=str(folder),
        rate=0,
        loop=False,
        web_length=96,
        web_overlap=0,
    )


def run(desk: Desk, source: SourceSettings) -> None:
    """Run a source to its end."""
    desk.station.choose_source(source)
    desk.station.start()
    ended = len(desk.states.told)
    desk.wait(lambda: (RunState.STOPPED,) in desk.states.told[ended:])
    desk.settle()


class Following:
    """An inspect loop that is given one picture of a web after the other."""

    def __init__(self, qtbot: QtBot, inspector: Inspector) -> None:
        self._qtbot = qtbot
        self.loop = InspectLoop(REASON)
        self.loop.start()
        self.do(lambda: self.loop.await_product(BOARD))
        self.do(lambda: self.loop.use(BOARD, inspector, REASON))

    def do(self, command: object) -> LiveStatus:
        self.loop.inbox.tell(command)
        self._qtbot.waitUntil(Milestone(self.loop).is_passed)
        return self.loop.read()

    def show(self, picture: Picture, place: WebPosition | None) -> LiveStatus:
        self.loop.deliver(Frame(picture, 0, "web", web=place), 0)
        self._qtbot.waitUntil(lambda: self.loop.inbox.wait_taken(0.0))
        self._qtbot.waitUntil(Milestone(self.loop).is_passed)
        return self.loop.read()


@pytest.fixture
def following(qtbot: QtBot, inspector: Inspector) -> Iterator[Following]:
    following = Following(qtbot, inspector)
    yield following
    following.loop.stop()


def web_of(status: LiveStatus) -> WebStatus:
    assert status.web is not None
    return status.web


def test_a_part_is_no_web(following: Following) -> None:
    assert following.show(bad_picture(1), None).web is None


def test_defects_are_followed_along_the_web(following: Following) -> None:
    good = web_of(following.show(good_picture(1), WebPosition(0, 96, 0)))
    assert (good.position.end, good.defects, good.count) == (96, (), 0)
    bad = web_of(following.show(bad_picture(2), WebPosition(96, 96, 0)))
    [defect] = bad.defects
    assert 96 <= defect.first_line <= 96 + 36 < defect.first_line + defect.lines <= 192
    assert bad.count == 1
    same = web_of(following.show(bad_picture(2), WebPosition(96, 96, 0)))
    assert (same.defects, same.count) == (bad.defects, 1)
    following.show(good_picture(3), WebPosition(192, 96, 0))
    again = web_of(following.show(bad_picture(4), WebPosition(288, 96, 0)))
    assert [each.number for each in again.defects] == [2, 1]


def test_the_scale_of_the_product_gives_metres(following: Following, inspector: Inspector) -> None:
    status = following.show(bad_picture(2), WebPosition(96, 96, 0))
    assert web_of(status).defects[0].metres is None
    scaled = inspector.with_preset(inspector.preset.changed("decision.mm_per_px", 0.5))
    following.do(lambda: following.loop.use(BOARD, scaled, REASON))
    web = web_of(following.show(good_picture(4), WebPosition(192, 96, 0)))
    assert web.mm_per_px == 0.5
    assert web.defects[0].metres == pytest.approx(web.defects[0].first_line * 0.0005)


def test_another_source_or_product_begins_a_new_list(following: Following) -> None:
    loop = following.loop
    for begin in (loop.forget, lambda: loop.await_product(BOARD)):
        assert web_of(following.show(bad_picture(2), WebPosition(0, 96, 0))).count == 1
        assert following.do(begin).web is None
    web = web_of(following.show(good_picture(2), WebPosition(96, 96, 0)))
    assert (web.defects, web.count) == ((), 0)


def test_a_lost_picture_leaves_the_web_on_the_screen(following: Following) -> None:
    before = web_of(following.show(bad_picture(2), WebPosition(0, 96, 0)))
    reason = WebTooShort(lines=5, length=96)
    assert following.do(lambda: following.loop.lose(reason, True)).web == before


# --- never OK of what was not seen ----------------------------------------------------------------


def read_all(settings: SourceSettings) -> list[Frame | StationError]:
    source = make_source(settings)
    assert isinstance(source, LineScanSource)
    source.open()
    found: list[Frame | StationError] = []
    while True:
        try:
            frame = source.read(1)
        except SourceEnded:
            return found
        except StationError as reason:
            found.append(reason)
        else:
            assert frame is not None
            found.append(frame)


def test_a_frame_is_never_less_than_its_place_says() -> None:
    picture = good_picture(1)
    assert Frame(picture, 0, "whole", web=WebPosition(0, 60, 36)).web is not None
    for lines in (95, 97):
        with pytest.raises(ValueError, match="lines of a web"):
            Frame(picture, 0, "cut off", web=WebPosition(0, lines, 0))


def test_the_last_lines_are_judged_in_a_whole_picture(tmp_path: Path, inspector: Inspector) -> None:
    """By themselves 24 lines of a good web, stretched or squeezed, would say nothing."""
    web = [good_picture(1), good_picture(2), good_picture(3)[:24]]
    frames = read_all(strips_of(web, tmp_path))
    assert [frame.size for frame in frames if isinstance(frame, Frame)] == [(96, 128)] * 3
    seen = [frame.web.new_lines for frame in frames if isinstance(frame, Frame) and frame.web]
    assert seen == [96, 96, 24]
    judged: list[Inspection] = [inspector.inspect(f) for f in frames if isinstance(f, Frame)]
    assert [each.verdict for each in judged[:2]] == [Verdict.OK] * 2


def test_a_defect_in_the_last_lines_is_found(tmp_path: Path, inspector: Inspector) -> None:
    web = [good_picture(1), bad_picture(2)]
    frames = read_all(strips_of([web[0], web[1][:60]], tmp_path))
    assert all(isinstance(frame, Frame) for frame in frames)
    verdicts = [inspector.inspect(f).verdict for f in frames if isinstance(f, Frame)]
    assert verdicts[-1] is not Verdict.OK


@pytest.mark.parametrize("lines", [20, 80, 95])
def test_a_web_shorter_than_a_picture_is_not_inspected(
    desk: Desk, tmp_path: Path, lines: int
) -> None:
    """Also where the shape would pass: 80 lines of 96 are within what an inspector tolerates."""
    run(desk, strips_of([good_picture(1)[:lines]], tmp_path))
    live, told = desk.station.live, desk.notices.first_values
    assert (live.counters.not_inspected, live.counters.total) == (1, 0)
    assert live.latest is None
    assert any(isinstance(each, Notice) and each.text == WebTooShort.text for each in told)


def test_a_whole_web_is_inspected_to_its_last_line(desk: Desk, tmp_path: Path) -> None:
    run(desk, strips_of([good_picture(1), bad_picture(2), good_picture(3)], tmp_path))
    live = desk.station.live
    assert (live.counters.ok, live.counters.ng, live.counters.not_inspected) == (2, 1, 0)
    assert live.web is not None
    assert (live.web.position.end, live.web.count) == (288, 1)


def test_after_a_broken_strip_nothing_before_it_stays_ok(desk: Desk, tmp_path: Path) -> None:
    settings = strips_of([good_picture(1)], tmp_path)
    (tmp_path / "004.png").write_bytes(b"broken")
    run(desk, settings)
    live = desk.station.live
    assert live.latest is not None
    assert live.latest.verdict is Verdict.NOT_INSPECTED
    assert (live.counters.ok, live.counters.not_inspected) == (1, 1)
