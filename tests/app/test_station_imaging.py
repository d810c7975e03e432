"""A station whose product has stages before the network."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.imaging_status import ImagingPreview
from spade_station.app.notices import Level, Notice
from spade_station.app.station import Station
from spade_station.app.status import RunState
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.inspection import Verdict
from spade_station.domain.source_settings import SourceSettings
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.imaging.sheet import sheet_of

from .desk import Desk
from .parts import (
    LEARNED,
    FakeSource,
    bad_picture,
    good_picture,
    open_product,
    presets_in,
    small_preset,
    write_picture,
)

MakeStation = Callable[[Path], Station]
WHITE = np.full((96, 128, 3), 255, np.uint8)
ZONE = Zone(kind=ZoneKind.EXCLUDE, shape=ZoneShape.RECTANGLE, points=((0.05, 0.05), (0.9, 0.95)))


class Line:
    """Sources that are made as the station asks; a camera, which shows no picture twice."""

    def __init__(self) -> None:
        self.made: list[tuple[SourceSettings, int]] = []
        self.source = FakeSource()

    def make(self, settings: SourceSettings, views: int) -> FakeSource:
        self.made.append((settings, views))
        self.source = FakeSource()
        return self.source

    def show(self, *pictures: Picture) -> None:
        self.source.put(*(Frame(each.copy(), n, f"camera {n}") for n, each in enumerate(pictures)))


@pytest.fixture
def line(desk: Desk) -> Line:
    """Give the station a camera."""
    line = Line()
    desk.station._capturing._make = line.make
    desk.station.choose_source(SourceSettings.parse("camera:0"))
    desk.settle()
    return line


@pytest.fixture
def two_products(home: Path) -> Path:
    """Give a home with a second product, of two views."""
    preset = small_preset("pair").changed("imaging.views.count", 2)
    presets_in(home).save(preset)
    product = open_product(home, "pair")
    from spade_station.storage.samples import NewSample

    sheets = [sheet_of([good_picture(seed), good_picture(100 + seed)]) for seed in range(LEARNED)]
    product.learn_all([NewSample(Frame(sheet, 0, "s"), "mei") for sheet in sheets], LEARNED)
    return home


# --- the source gives as many views as the product has --------------------------------------------


def test_the_source_is_asked_for_the_views_of_the_product(
    two_products: Path, desk: Desk, line: Line
) -> None:
    desk.station.start()
    desk.wait(lambda: len(line.made) == 1)
    assert line.made[0][1] == 1

    desk.choose("pair")
    desk.wait(lambda: len(line.made) == 2)
    assert line.made[1][1] == 2, "another number of views takes another source"
    line.show(sheet_of([good_picture(300), good_picture(301)]))
    desk.wait(lambda: desk.station.live.latest is not None)
    desk.wait(lambda: desk.latest.verdict is not Verdict.NOT_INSPECTED)
    assert desk.latest.preset == "pair"

    desk.choose("board")
    desk.wait(lambda: len(line.made) == 3)
    assert line.made[2][1] == 1


def test_a_source_that_stands_still_is_not_started(
    two_products: Path, desk: Desk, line: Line
) -> None:
    desk.choose("pair")
    desk.settle()
    assert line.made == []
    assert desk.station.state is RunState.STOPPED
    desk.station.step()
    desk.wait(lambda: len(line.made) == 1)
    assert line.made[0][1] == 2


def test_a_product_with_as_many_views_keeps_the_source(home: Path, desk: Desk, line: Line) -> None:
    presets_in(home).copy("board", "other")
    desk.station.start()
    desk.wait(lambda: len(line.made) == 1)
    desk.choose("other")
    desk.settle()
    assert len(line.made) == 1


# --- the trigger ----------------------------------------------------------------------------------


def shown(desk: Desk, line: Line, *pictures: Picture) -> None:
    """Show pictures one by one: none is skipped."""
    for picture in pictures:
        line.show(picture)
        desk.wait(lambda: line.source.used_up)
        desk.settle()


def test_one_verdict_for_each_part_that_stands_still(desk: Desk, line: Line) -> None:
    station = desk.station
    station.change_setting("imaging.trigger.mode", "part stands still")
    desk.settle()
    assert station.bank.version == 1, "nothing had to be learned again"
    station.start()
    desk.wait(lambda: len(line.made) == 1)

    shown(desk, line, *[good_picture(300)] * 5)
    assert (desk.latest.verdict, station.live.counters.total) == (Verdict.OK, 1)
    shown(desk, line, *[bad_picture(300)] * 2)
    assert desk.latest.verdict is Verdict.NOT_INSPECTED
    station.change_setting("decision.limit", 1.5)
    desk.settle()
    assert desk.latest.verdict is Verdict.NOT_INSPECTED
    shown(desk, line, *[bad_picture(300)] * 3)
    assert (desk.latest.verdict, station.live.counters.total) == (Verdict.NG, 2)

    station.stop()
    desk.wait(lambda: station.state is RunState.STOPPED)
    station.start()
    desk.wait(lambda: len(line.made) == 2)
    shown(desk, line, *[bad_picture(300)] * 3)
    assert station.live.counters.total == 3, "nobody saw what was put in meanwhile"
    assert station.live.counters.not_inspected == 0


def test_the_empty_place_of_the_product_is_known(desk: Desk, line: Line) -> None:
    belt = np.full((96, 128, 3), 60, np.uint8)
    name = presets_in(desk.station._home.path).references("board").keep(belt)
    desk.station.change_setting("imaging.trigger.mode", "part stands still")
    desk.station.change_setting("imaging.trigger.empty", name)
    desk.settle()
    desk.station.start()
    desk.wait(lambda: len(line.made) == 1)
    shown(desk, line, *[belt] * 5)
    assert desk.station.live.counters.total == 0
    assert "no part" in str(desk.latest.reason)
    shown(desk, line, *[good_picture(300)] * 4)
    assert desk.station.live.counters.ok == 1


def test_a_new_product_has_its_own_trigger_before_it_has_learned(desk: Desk, line: Line) -> None:
    presets = presets_in(desk.station._home.path)
    presets.save(small_preset("new").changed("imaging.trigger.mode", "part stands still"))
    presets.save(small_preset("every"))
    desk.station.start()
    desk.wait(lambda: len(line.made) == 1)
    for name, pictures in (("new", 1), ("every", 5)):
        desk.choose(name)
        desk.settle()
        shown(desk, line, *[good_picture(300)] * 5)
        assert desk.station.live.counters.not_inspected == pictures


# --- settings -------------------------------------------------------------------------------------


def test_zones_count_at_once_and_can_be_undone(desk: Desk) -> None:
    station = desk.station
    before = desk.show(bad_picture(100)).score
    assert before is not None
    station.change_setting("imaging.zones", (ZONE,))
    desk.wait(lambda: desk.latest.score != before)
    assert desk.latest.score is not None
    assert desk.latest.score < before, "what glows beside the zone is all that is left"
    assert station.bank.version == 1
    station.undo_setting()
    desk.wait(lambda: desk.latest.score == before)
    assert station.preset.imaging.zones == ()


def test_zones_that_leave_nothing_are_no_ok(desk: Desk) -> None:
    desk.show(good_picture(100))
    everything = ZONE.model_copy(update={"points": ((0.0, 0.0), (1.0, 1.0))})
    desk.station.change_setting("imaging.zones", (everything,))
    desk.wait(lambda: desk.latest.verdict is Verdict.NOT_INSPECTED)
    desk.settle()
    assert desk.latest.verdict is Verdict.NOT_INSPECTED
    assert "nothing" in str(desk.latest.reason)
    desk.station.undo_setting()
    desk.wait(lambda: desk.latest.verdict is Verdict.OK)


def test_a_stage_is_learned_with_and_the_last_change_can_be_undone(desk: Desk) -> None:
    station = desk.station
    desk.show(good_picture(100))
    station.change_setting("imaging.light.evening", 40.0)
    desk.wait(lambda: station.bank.version == 2)
    desk.wait(lambda: station.preset.imaging.light.evening == 40)
    desk.settle()
    assert desk.latest.verdict is Verdict.OK
    assert "light" in desk.latest.timings
    station.undo_setting()
    desk.wait(lambda: station.bank.version == 3)
    desk.wait(lambda: station.preset.imaging.light.evening == 0)


def test_a_stage_that_a_kept_sample_does_not_fit_changes_nothing(desk: Desk) -> None:
    station = desk.station
    desk.add_anyway(desk.show(WHITE))
    desk.wait(lambda: station.bank.samples == len(station.samples()) == LEARNED + 1)
    desk.settle()
    desk.notices.told.clear()
    number = station.samples()[-1].number

    station.change_setting("imaging.glare.level", 250)

    desk.wait(lambda: bool(desk.said))
    desk.settle()
    assert desk.said[0].startswith(f"Good sample {number} cannot be learned: 100.0 %")
    assert station.preset.imaging.glare.level == 0
    assert station.bank.samples == LEARNED + 1
    assert desk.latest.verdict is not Verdict.NOT_INSPECTED
    station.gate.drop((number,))
    desk.wait(lambda: station.bank.samples == LEARNED)
    station.change_setting("imaging.glare.level", 250)
    desk.wait(lambda: station.preset.imaging.glare.level == 250)
    desk.settle()
    assert desk.show(WHITE).verdict is Verdict.NOT_INSPECTED


def test_pictures_of_a_folder_that_are_left_out_are_told(desk: Desk, tmp_path: Path) -> None:
    station = desk.station
    station.change_setting("imaging.glare.level", 250)
    desk.wait(lambda: station.bank.version == 2)
    desk.settle()
    for number, picture in enumerate([good_picture(40), WHITE, good_picture(41)]):
        write_picture(tmp_path / "more" / f"{number}.png", picture)

    station.collect_folder(tmp_path / "more")

    desk.wait(lambda: bool(desk.said))
    desk.settle()
    assert desk.said[0].startswith("Pictures left out: 1, 1.png first: 100.0 %")
    assert station.bank.samples == LEARNED + 2
    desk.wait(lambda: len(station.samples()) == LEARNED + 2)
    assert station.job is None


# --- the page Imaging -----------------------------------------------------------------------------


def test_a_preview_comes_from_the_record_loop(desk: Desk, qtbot: QtBot) -> None:
    found = desk.show(good_picture(100))
    previews: list[Any] = []
    desk.station.imaging.previewed.connect(previews.append)
    desk.station.imaging.preview(found.frame)
    desk.wait(lambda: bool(previews))
    preview = previews[0]
    assert isinstance(preview, ImagingPreview)
    assert preview.frame is found.frame
    assert preview.problem is None
    assert desk.station.imaging._loop is desk.station._recording


def test_light_that_drifts_is_warned_of(desk: Desk) -> None:
    dim = [(good_picture(seed) * 0.6).astype(np.uint8) for seed in range(300, 306)]

    def warnings() -> int:
        return sum(
            "light has moved" in str(notice)
            for notice in desk.notices.first_values
            if isinstance(notice, Notice) and notice.level is Level.WARNING
        )

    for picture in dim[:4]:
        desk.show(picture)
        desk.settle()  # each of them was seen
        assert warnings() == 0
    desk.show(dim[4])
    desk.wait(lambda: warnings() == 1)  # it comes after the verdict
    desk.show(dim[5])
    desk.settle()
    assert warnings() == 1
