import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app import capturing, threads
from spade_station.app import station as station_module
from spade_station.app.demo_product import demo_preset, demo_source
from spade_station.app.notices import Level, Notice
from spade_station.app.station import Station
from spade_station.app.status import RunState
from spade_station.domain.errors import (
    NoSamples,
    PresetBroken,
    SourceEnded,
    Stale,
    UnreadablePicture,
)
from spade_station.domain.home_errors import DiskFull, HomeBusy, HomeReadOnly
from spade_station.domain.imaging_errors import PicturesUnfit
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.source_settings import SourceKind, SourceSettings
from spade_station.domain.station_settings import Language
from spade_station.storage.presets import STARTING_POINTS

from .desk import Desk
from .parts import (
    BOARD,
    LEARNED,
    Recorder,
    bad_picture,
    good_picture,
    make_product,
    presets_in,
    small_preset,
    write_picture,
)

MakeStation = Callable[[Path], Station]
NOT_INSPECTED = Verdict.NOT_INSPECTED


# --- open and close -----------------------------------------------------------------------------


def test_a_fresh_home(make_station: MakeStation, qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(make_station(tmp_path / "home"), qtbot, tmp_path).open("electronics")
    station = desk.station
    assert station.state is RunState.STOPPED
    assert (station.preset.name, station.bank.version) == ("electronics", 0)
    assert (station.backbone.name, station.backbone.is_fallback) == ("builtin", True)
    assert [line.name for line in station.presets()] == list(STARTING_POINTS)
    assert all(line.is_starting_point for line in station.presets())
    assert station.samples() == []
    desk.wait(lambda: len(station.weights.entries) == 2)
    assert {entry.state for entry in station.weights.entries} == {"missing"}
    found = desk.show(good_picture(0))
    assert isinstance(found.reason, NoSamples)
    assert desk.said == []


def test_one_station_a_home(desk: Desk, make_station: MakeStation, home: Path) -> None:
    other = make_station(home)
    with pytest.raises(HomeBusy):
        other.open()
    other.close()
    assert desk.show(good_picture(100)).verdict is Verdict.OK, "the first one is not disturbed"
    desk.station.close()
    again = make_station(home)
    again.open()
    again.close()


def test_it_is_told_that_something_is_done_and_when_it_is_over(desk: Desk) -> None:
    desk.settle()
    busy = Recorder(desk.station.busyChanged)
    desk.station.undo_learning()  # there is nothing to undo, and that takes a moment too
    desk.wait(lambda: bool(desk.said))
    desk.settle()
    assert busy.first_values[0] is True
    assert busy.first_values[-1] is False


def test_a_home_in_which_something_still_works_is_not_given_away(
    desk: Desk, make_station: MakeStation, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.settle()  # or others than this one may take longer, too
    monkeypatch.setattr(threads, "STOP_WITHIN_MS", 10)
    go = threading.Event()
    desk.station._teaching.inbox.tell(lambda: bool(go.wait(10)) and None)
    desk.station.close()
    other = make_station(home)
    with pytest.raises(HomeBusy):
        other.open()
    go.set()
    assert all(loop.wait(10_000) for loop in desk.station._loops)
    desk.station.close()
    other.open()


def test_a_home_that_cannot_be_made(make_station: MakeStation, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    station = make_station(tmp_path / "file")
    with pytest.raises(HomeReadOnly):
        station.open()


def test_close_may_come_again(desk: Desk) -> None:
    desk.station.start()
    desk.station.close()
    desk.station.close()
    assert all(loop.isFinished() for loop in desk.station._loops)


def test_close_writes_what_waits(desk: Desk, home: Path, make_station: MakeStation) -> None:
    desk.station.change_setting("decision.limit", 2.5)
    desk.station.change_settings(language=Language.CHINESE)
    desk.station.close()
    again = make_station(home)
    again.open()
    desk.wait(lambda: again.preset.name == BOARD)
    assert again.preset.decision.limit == 2.5
    assert again.settings.language is Language.CHINESE
    assert again.can_undo_setting is False


def test_what_is_remembered_over_a_restart(
    desk: Desk, home: Path, make_station: MakeStation
) -> None:
    source = desk.source(good_picture(0), rate=3.0)
    desk.station.choose_source(source)
    desk.station.change_settings(welcomed=True, overlay_opacity=0.25)
    before = desk.show(bad_picture(100)).score
    source = desk.station.settings.source
    desk.station.close()
    again = make_station(home)
    again.open()
    desk.wait(lambda: again.bank.version == 1)
    assert again.settings.source == source
    assert (again.settings.welcomed, again.settings.overlay_opacity) == (True, 0.25)
    assert again.preset == desk.station.preset
    again.step()
    desk.wait(lambda: again.live.latest is not None)
    assert again.live.latest is not None
    assert again.live.latest.score == before


# --- the line -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_demo")
def test_the_demo_line(
    make_station: MakeStation, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station_module, "LEARNED", 6)
    small = demo_preset("metal").changed("features.input_size", 96)
    presets_in(tmp_path / "home").save(small)
    desk = Desk(make_station(tmp_path / "home"), qtbot, tmp_path).open("electronics")
    station = desk.station
    station.start_demo("metal")
    desk.wait(lambda: station.bank.version == 1)
    desk.wait(lambda: station.live.counters.total >= 2)
    assert station.state is RunState.RUNNING
    assert (station.preset.name, station.preset.based_on) == ("demo metal", "metal")
    assert (station.bank.version, station.bank.samples) == (1, 6)
    assert station.settings.source == demo_source("metal")
    assert station.live.counters.not_inspected == 0
    assert desk.latest.verdict is not NOT_INSPECTED
    assert desk.latest.preset == "demo metal"
    assert desk.said == []
    titles = [getattr(job, "title", None) for job in desk.jobs.first_values]
    assert titles[-1] is None
    assert "Learning from good pictures" in titles
    station.stop()
    desk.wait(lambda: station.state is RunState.STOPPED)
    assert desk.latest is not None, "the last picture stays for tuning"
    station.start_demo("metal")
    desk.wait(lambda: station.state is RunState.RUNNING)
    assert station.bank.version == 1, "what is learned is not learned again"


def test_a_folder_to_its_end(desk: Desk) -> None:
    pictures = [good_picture(100), bad_picture(100), good_picture(101), bad_picture(101)]
    desk.run_to_the_end(*pictures)
    status = desk.station.live
    assert (status.counters.total, status.counters.ng, status.counters.skipped) == (4, 2, 0)
    assert [each.frame.name for each in status.recent_ng] == ["003.png", "001.png"]
    assert desk.states.first_values == [RunState.STARTING, RunState.RUNNING, RunState.STOPPED]
    assert desk.said == [str(SourceEnded())]
    desk.station.reset_counters()
    desk.wait(lambda: desk.station.live.counters.total == 0)


def test_a_broken_picture_in_the_folder(desk: Desk) -> None:
    source = desk.source(good_picture(100), good_picture(101), good_picture(102))
    (Path(source.address) / "001.png").write_bytes(b"no picture")
    desk.station.choose_source(source)
    desk.station.start()
    desk.wait(lambda: desk.station.state is RunState.RUNNING)
    desk.wait(lambda: desk.station.state is RunState.STOPPED)
    desk.settle()
    counters = desk.station.live.counters
    assert (counters.ok, counters.not_inspected) == (2, 1)
    assert any("001.png" in text for text in desk.said)


def test_a_source_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    desk.station.choose_source(
        SourceSettings(kind=SourceKind.FOLDER, address=str(tmp_path / "absent"))
    )
    desk.station.start()
    desk.wait(lambda: bool(desk.said))
    assert "does not exist" in desk.said[0]
    desk.wait(lambda: desk.station.state is RunState.STOPPED)


def test_another_source_while_the_line_runs(desk: Desk) -> None:
    desk.station.choose_source(desk.source(good_picture(100), loop=True))
    desk.station.start()
    desk.wait(lambda: desk.station.live.counters.ok > 1)
    desk.station.choose_source(desk.source(bad_picture(100), loop=True))
    desk.wait(lambda: desk.station.live.counters.ng > 1)
    assert desk.station.state in (RunState.RUNNING, RunState.STARTING)


def test_a_folder_that_becomes_empty_is_waited_for(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capturing, "STALE_AFTER", 0.05)
    station = desk.station
    source = desk.source(good_picture(100), loop=True)
    station.choose_source(source)
    station.start()
    desk.wait(lambda: station.state is RunState.RUNNING and station.live.latest is not None)

    (path,) = Path(source.address).iterdir()
    path.unlink()
    desk.wait(lambda: station.state is RunState.WAITING)
    desk.settle()
    counters, told = station.live.counters, len(desk.states.told)
    desk.wait(lambda: len(desk.states.told) > told + 2)  # it has looked again and again
    desk.settle()

    assert station.live.counters == counters, "nothing that came was lost"
    assert isinstance(desk.latest.reason, Stale)
    assert sum("No picture has come" in said for said in desk.said) == 1
    assert not any("There are no pictures" in said for said in desk.said)
    write_picture(tmp_path / "new.png", good_picture(101)).rename(path)
    desk.wait(lambda: station.state is RunState.RUNNING)
    desk.wait(lambda: desk.latest.verdict is Verdict.OK)


# --- learning -----------------------------------------------------------------------------------


def test_this_is_good(desk: Desk) -> None:
    station = desk.station
    before = desk.show(bad_picture(100))
    assert before.verdict is Verdict.NG
    desk.add_anyway(before)
    desk.wait(lambda: len(desk.verdicts.told) == 1)
    told, after = desk.verdicts.told[0]
    assert told is before
    assert isinstance(after, Inspection)
    assert after.frame is before.frame
    assert after.verdict is Verdict.OK
    assert after.bank_version == 2
    desk.wait(lambda: station.bank.version == 2)
    assert (station.bank.samples, station.bank.can_undo) == (LEARNED + 1, True)
    assert desk.latest is after
    desk.wait(lambda: len(station.samples()) == LEARNED + 1)
    sample = station.samples()[-1]
    assert (sample.origin, sample.score_before) == (before.frame.name, before.score)
    assert sample.thumbnail.startswith(b"\xff\xd8")

    station.undo_learning()
    desk.wait(lambda: len(desk.verdicts.told) == 2)
    _, back = desk.verdicts.told[1]
    assert isinstance(back, Inspection)
    assert (back.verdict, back.score) == (Verdict.NG, before.score)
    desk.wait(lambda: station.bank.version == 1)
    desk.wait(lambda: len(station.samples()) == LEARNED)
    assert not station.bank.can_undo
    station.undo_learning()
    desk.wait(lambda: bool(desk.said))
    assert "no earlier version" in desk.said[0]
    assert desk.latest.score == before.score


def test_a_full_disk_while_learning(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = desk.show(bad_picture(100))

    def refuse(path: Path, *_: object) -> NoReturn:
        raise DiskFull(path=path)

    with monkeypatch.context() as patch:
        patch.setattr("spade_station.storage.bank_pointer.write_bytes", refuse)
        desk.add_anyway(before)
        desk.wait(lambda: bool(desk.said))
        desk.settle()
    assert "disk is full" in desk.said[0]
    assert desk.verdicts.told == [], "no bank has changed"
    assert (desk.station.bank.version, desk.station.bank.samples) == (1, LEARNED)
    assert (desk.latest.verdict, desk.latest.score) == (before.verdict, before.score)
    desk.add_anyway(before)
    desk.wait(lambda: len(desk.verdicts.told) == 1)


def test_a_folder_of_good_parts(desk: Desk, tmp_path: Path) -> None:
    folder = Path(desk.source(good_picture(20), good_picture(21)).address)
    desk.station.collect_folder(folder)
    desk.wait(lambda: desk.station.bank.samples == LEARNED + 2)
    desk.wait(lambda: desk.station.job is None)
    assert desk.said == []


def test_a_folder_of_parts_with_two_views(
    make_station: MakeStation, qtbot: QtBot, tmp_path: Path
) -> None:
    presets_in(tmp_path / "home").save(small_preset().changed("imaging.views.count", 2))
    for number in range(2 * LEARNED):
        picture = good_picture(number)
        write_picture(tmp_path / "good" / f"p{number // 2}_{number % 2}.png", picture)
    desk = Desk(make_station(tmp_path / "home"), qtbot, tmp_path).open()
    desk.station.collect_folder(tmp_path / "good")
    desk.wait(lambda: desk.station.bank.samples == LEARNED)
    desk.wait(lambda: desk.station.job is None)


def test_a_folder_with_a_broken_picture(desk: Desk, home: Path) -> None:
    before = desk.show(bad_picture(100))
    folder = Path(desk.source(good_picture(20), good_picture(21)).address)
    (folder / "001.png").write_bytes(b"no picture")
    desk.station.collect_folder(folder)
    desk.wait(lambda: bool(desk.said))
    desk.settle()
    reason = UnreadablePicture(path=folder / "001.png")
    assert desk.said == [str(PicturesUnfit(count=1, names="001.png", reason=reason))]
    assert (desk.station.bank.version, desk.station.bank.samples) == (1, LEARNED)
    assert len(list((home / "presets" / BOARD / "samples").glob("*.png"))) == LEARNED
    assert desk.latest.score == before.score
    assert desk.station.job is None


def test_an_empty_folder(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    desk.station.collect_folder(tmp_path / "empty")
    desk.wait(lambda: bool(desk.said))
    assert "no pictures" in desk.said[0]


def test_the_next_parts_of_the_line(desk: Desk) -> None:
    station = desk.station
    station.collect_next(3)
    assert station.job is not None
    station.choose_source(desk.source(*(good_picture(seed) for seed in range(30, 35))))
    assert station.job is None, "parts of two sources are not mixed"
    station.collect_next(3)
    station.start()
    desk.wait(lambda: station.bank.samples == LEARNED + 3)
    desk.wait(lambda: station.job is None)


def test_gathering_can_be_cancelled(desk: Desk) -> None:
    station = desk.station
    station.choose_source(desk.source(good_picture(30), loop=True))
    station.collect_next(1000)
    station.start()
    desk.wait(lambda: station.job is not None and station.job.done > 1)
    station.cancel_job()
    assert station.job is None
    station.stop()
    desk.wait(lambda: station.state is RunState.STOPPED)
    desk.settle()
    assert station.job is None
    assert station.bank.samples == LEARNED


def test_dropping_a_sample(desk: Desk) -> None:
    bad = desk.show(bad_picture(100))
    desk.add_anyway(bad)
    desk.wait(lambda: len(desk.station.samples()) == LEARNED + 1)
    desk.station.gate.drop((desk.station.samples()[-1].number,))
    desk.wait(lambda: desk.station.bank.version == 3)
    desk.wait(lambda: desk.latest.verdict is Verdict.NG)
    desk.wait(lambda: len(desk.station.samples()) == LEARNED)


def test_learning_again_heals_a_broken_bank(
    make_station: MakeStation, home: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    (home / "presets" / BOARD / "bank" / "v000001" / "layer2.npy").write_bytes(b"")
    desk = Desk(make_station(home), qtbot, tmp_path / "pictures").open()
    found = desk.show(good_picture(100))
    assert found.verdict is NOT_INSPECTED
    assert "damaged" in str(found.reason)
    desk.wait(lambda: len(desk.station.samples()) == LEARNED)  # else the window offers nothing
    desk.station.relearn()
    desk.wait(lambda: desk.station.bank.samples == LEARNED)
    desk.wait(lambda: desk.latest.verdict is Verdict.OK)


# --- what is wrong on the disk ------------------------------------------------------------------


def test_a_broken_settings_file(
    make_station: MakeStation, home: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    (home / "station.json").write_text("{no json")
    desk = Desk(make_station(home), qtbot, tmp_path / "pictures").open("electronics")
    desk.wait(lambda: bool(desk.said))
    assert "station.json.broken" in desk.said[0]
    assert (home / "station.json.broken").read_text() == "{no json"
    assert desk.station.preset.name == "electronics"
    desk.choose(BOARD)
    assert desk.show(good_picture(100)).verdict is Verdict.OK


@pytest.mark.parametrize("content", ["{", "[]", '{"schema": 99, "name": "board"}'])
def test_a_broken_preset_file(
    make_station: MakeStation, home: Path, qtbot: QtBot, tmp_path: Path, content: str
) -> None:
    make_product(home, 5, "other")
    (home / "presets" / BOARD / "preset.json").write_text(content)
    (home / "station.json").write_text('{"preset": "board"}')
    desk = Desk(make_station(home), qtbot, tmp_path / "pictures")
    desk.station.open()
    desk.wait(lambda: bool(desk.said))
    assert "preset.json" in desk.said[0]
    [line] = [line for line in desk.station.presets() if line.name == BOARD]
    assert line.problem
    found = desk.show(good_picture(100))
    assert isinstance(found.reason, PresetBroken)
    desk.choose("other")
    assert desk.show(good_picture(100)).verdict is not NOT_INSPECTED
    assert (home / "presets" / BOARD / "preset.json").read_text() == content


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_refuses_settings(
    desk: Desk, home: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    desk.show(bad_picture(100))
    desk.settle()

    def refuse(*_: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        desk.station.change_setting("decision.limit", 2.0)
        desk.wait(lambda: bool(desk.said))
    assert len(desk.said) == 1
    assert desk.station.preset.decision.limit == 2.0, "it is in force all the same"
    desk.settle()
    desk.station.change_setting("decision.limit", 2.5)
    desk.station.close()
    assert '"limit": 2.5' in (home / "presets" / BOARD / "preset.json").read_text()


def test_notices_say_how_much_they_matter(desk: Desk) -> None:
    levels = Recorder(desk.station.noticed)
    desk.run_to_the_end(good_picture(100))
    desk.station.change_setting("decision.limit", 1000.0)
    found = [each.level for each in levels.first_values if isinstance(each, Notice)]
    assert found == [Level.WARNING, Level.ERROR]


def test_weights_that_are_none(desk: Desk, tmp_path: Path) -> None:
    desk.station.weights.import_file(write_picture(tmp_path / "x.png", good_picture(0)), "resnet18")
    desk.wait(lambda: bool(desk.said))
    desk.settle()
    assert "does not hold weights" in desk.said[0]
    assert desk.station.job is None
    assert desk.show(good_picture(100)).verdict is Verdict.OK
