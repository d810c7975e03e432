"""The imaging desk: what it tells its loop, which settings it changes, and on which thread."""

import threading

import numpy as np
import pytest

from spade_station.app.imaging_desk import ImagingDesk
from spade_station.app.imaging_status import ImagingPreview, ReferenceRole
from spade_station.app.notices import Level
from spade_station.app.threads import Inbox, LoopThread
from spade_station.domain.errors import PictureShape
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_errors import NoCheckerboard
from spade_station.domain.inspection import Inspection, Verdict, not_inspected
from spade_station.domain.preset import Preset


class Loop:
    """Works when it is told to."""

    def __init__(self):
        self.inbox = Inbox()

    def run(self):
        while self.inbox.has_commands:
            self.inbox.take()()


class Work:
    def __init__(self):
        self.prepared = []
        self.products = []
        self.threads = set()
        self.picture = None

    def prepare(self, frame):
        self.threads.add(threading.current_thread())
        self.prepared.append(frame)
        return ImagingPreview(frame, frame.image, frame.image)

    def keep(self, role, frame, product):
        self.products.append(product)
        self.threads.add(threading.current_thread())
        return f"{role} of {frame.number}"

    def reference(self):
        return self.picture


def frame(number=0, picture=None):
    return Frame(np.zeros((96, 128, 3), np.uint8) if picture is None else picture, number, "")


def checkerboard(side=20, columns=9, rows=7, squeezed=1.0):
    y, x = np.mgrid[: rows * side, : round(columns * side * squeezed)]
    dark = (y // side + (x / (side * squeezed)).astype(int)) % 2 == 0
    board = np.where(dark, 30, 220).astype(np.uint8)
    return np.repeat(np.pad(board, 40, constant_values=220)[..., None], 3, axis=2)


@pytest.fixture
def changed():
    return []


@pytest.fixture
def work():
    return Work()


@pytest.fixture
def loop():
    return Loop()


@pytest.fixture
def desk(qapp, loop, work, changed):
    desk = ImagingDesk(loop, work, lambda path, value: changed.append((path, value)))
    desk.notices = []
    desk.noticed.connect(desk.notices.append)
    return desk


def test_the_newest_wish_for_a_preview_wins(desk, loop, work):
    seen = []
    desk.previewed.connect(seen.append)
    for number in range(3):
        desk.preview(frame(number))
    assert not work.prepared  # nothing is done on the window's thread
    loop.run()
    assert [each.number for each in work.prepared] == [2]
    assert [preview.frame.number for preview in seen] == [2]


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (ReferenceRole.ALIGNMENT, "imaging.alignment.reference"),
        (ReferenceRole.WHITE, "imaging.light.white"),
        (ReferenceRole.DARK, "imaging.light.dark"),
        (ReferenceRole.EMPTY, "imaging.trigger.empty"),
    ],
)
def test_a_reference_is_kept_first_and_then_set(desk, loop, changed, role, path):
    desk.take_reference(role, frame(7))
    assert changed == []
    loop.run()
    assert changed == [(path, f"{role} of 7")]
    desk.remove_reference(role)
    assert changed[-1] == (path, "")
    for path, value in changed:
        assert Preset(name="A").changed(path, value)


def test_an_answer_is_for_the_product_that_it_was_asked_for(desk, loop, work, changed):
    desk.follow(Preset(name="A"))
    desk.take_reference(ReferenceRole.EMPTY, frame())
    desk.measure_checkerboard(frame(picture=checkerboard()), 5.0)
    desk.follow(Preset(name="B"))
    loop.run()
    assert work.products == ["A"]
    assert changed == []
    told = [notice for notice in desk.notices if "“A” was left" in str(notice)]
    assert len(told) == 2


def test_what_cannot_be_kept_is_not_set(desk, loop, work, changed, monkeypatch):
    def refuse(role, frame, product):
        raise PictureShape

    monkeypatch.setattr(work, "keep", refuse)
    desk.take_reference(ReferenceRole.WHITE, frame())
    with pytest.raises(PictureShape):  # a real loop tells it
        loop.run()
    assert changed == []


def test_a_line_sets_the_scale(desk, changed, qtbot):
    with qtbot.waitSignal(desk.scaleMeasured) as told:
        desk.measure_line((0.25, 0.5), (0.75, 0.5), frame(), 32.0)
    assert changed == [("decision.mm_per_px", pytest.approx(0.5))]
    assert told.args == [pytest.approx(0.5)]
    assert "0.5 mm" in str(desk.notices[0])


def test_a_line_too_short_is_told_and_sets_nothing(desk, changed):
    desk.measure_line((0.5, 0.5), (0.51, 0.5), frame(), 32.0)
    assert changed == []
    assert desk.notices[0].level is Level.ERROR


def test_a_checkerboard_sets_the_scale_in_the_loop(desk, loop, changed):
    desk.measure_checkerboard(frame(picture=checkerboard()), 5.0)
    assert changed == []
    loop.run()
    assert changed == [("decision.mm_per_px", pytest.approx(0.25, rel=0.01))]
    assert [notice.level for notice in desk.notices] == [Level.INFO]


def test_a_board_seen_from_the_side_warns(desk, loop, changed):
    desk.measure_checkerboard(frame(picture=checkerboard(squeezed=0.8)), 5.0)
    loop.run()
    assert len(changed) == 1
    assert [notice.level for notice in desk.notices] == [Level.INFO, Level.WARNING]
    assert "straight" in str(desk.notices[1])


def test_no_checkerboard_sets_nothing(desk, loop, changed):
    desk.measure_checkerboard(frame(), 5.0)
    with pytest.raises(NoCheckerboard):
        loop.run()
    assert changed == []


def test_the_reference_is_told_when_it_or_the_product_changes(desk, loop, work):
    told = []
    desk.referenceChanged.connect(lambda picture: told.append(picture))
    preset = Preset(name="A")
    desk.follow(preset)
    desk.follow(preset.changed("decision.limit", 2.0))
    loop.run()
    assert told == [None]
    work.picture = frame().image
    desk.follow(preset.changed("imaging.alignment.reference", "x"))
    loop.run()
    assert told[1] is work.picture
    desk.follow(Preset(name="B"))
    loop.run()
    assert len(told) == 3


def test_answers_come_on_the_thread_of_the_window(qtbot, work):
    """The work is done in the loop, the setting is changed by who owns the settings."""
    threads = []
    loop = LoopThread("imaging")
    desk = ImagingDesk(loop, work, lambda *_: threads.append(threading.current_thread()))
    loop.start()
    try:
        with qtbot.waitSignal(desk.scaleMeasured, timeout=5000):
            desk.take_reference(ReferenceRole.DARK, frame())
            desk.measure_checkerboard(frame(picture=checkerboard()), 5.0)
    finally:
        loop.stop()
    assert threads == [threading.main_thread()] * 2
    assert threading.main_thread() not in work.threads


# --- what it watches ------------------------------------------------------------------------------


def seen(drift, score=0.4, of=None):
    of = of or frame()
    if score is None:
        return not_inspected(of, PictureShape(width=1, height=1))
    return Inspection(
        of, Verdict.OK, score, check=0.8, heatmap=np.zeros((2, 2), np.float32), light_drift=drift
    )


PRESET = Preset(name="board").changed("imaging.light.drift", 10.0)


def warnings(desk):
    return [str(notice) for notice in desk.notices if notice.level is Level.WARNING]


def test_light_that_has_moved_is_warned_of_once_after_five_parts_in_a_row(desk):
    for _ in range(4):
        desk.watch(seen(0.2), PRESET)
    assert warnings(desk) == []
    desk.watch(seen(0.2), PRESET)
    (warning,) = warnings(desk)
    assert "20 %" in warning
    for _ in range(20):
        desk.watch(seen(0.2), PRESET)
    assert len(warnings(desk)) == 1
    desk.watch(seen(0.05), PRESET)
    for _ in range(5):
        desk.watch(seen(0.3), PRESET)
    assert len(warnings(desk)) == 2, "it was back, and has moved again"


def test_a_part_that_is_dark_all_over_is_no_drift(desk):
    for _ in range(5):
        desk.watch(seen(0.9), PRESET)
        desk.watch(seen(0.05), PRESET)
    for _ in range(4):
        desk.watch(seen(0.2), PRESET)
    assert warnings(desk) == []


def test_one_part_counts_once_however_often_it_is_judged(desk):
    same = frame()
    for _ in range(10):
        desk.watch(seen(0.2, of=same), PRESET)
        desk.watch(None, PRESET)
        desk.watch(seen(0.2, score=None), PRESET)
    assert warnings(desk) == []


def test_each_product_has_its_own_light(desk):
    other = PRESET.model_copy(update={"name": "other"})
    for _ in range(4):
        desk.watch(seen(0.2), PRESET)
    desk.watch(seen(0.2), other)
    assert warnings(desk) == []
    for _ in range(4):
        desk.watch(seen(0.2), other)
    assert len(warnings(desk)) == 1
    for _ in range(5):
        desk.watch(seen(0.2), PRESET)
    assert len(warnings(desk)) == 2


def test_the_product_says_how_much_the_light_may_move(desk):
    for _ in range(9):
        desk.watch(seen(0.2), PRESET.changed("imaging.light.drift", 20.0))
    assert warnings(desk) == []


def test_too_coarse_a_scale_is_warned_of_once(desk):
    coarse = PRESET.changed("imaging.scale.wanted_mm_per_px", 0.1)
    desk.follow(coarse)
    assert warnings(desk) == [], "nobody knows the scale"
    coarse = coarse.changed("decision.mm_per_px", 0.25)
    desk.follow(coarse)
    desk.follow(coarse.changed("decision.limit", 2.0))
    (warning,) = warnings(desk)
    assert "0.25 mm" in warning
    assert "0.1 mm" in warning
    desk.follow(coarse.changed("decision.mm_per_px", 0.1))
    assert len(warnings(desk)) == 1
    desk.follow(coarse)
    assert len(warnings(desk)) == 2, "it is another change"
