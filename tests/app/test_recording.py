import errno
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.recording import RecordLoop
from spade_station.app.status import SampleEntry
from spade_station.domain.home_errors import DiskFull
from spade_station.domain.preset import Preset
from spade_station.domain.station_settings import StationSettings
from spade_station.storage.paths import Home
from spade_station.storage.presets import Presets
from spade_station.storage.samples import Samples
from spade_station.storage.settings_file import load_settings

from .parts import BOARD, Milestone, Recorder, presets_in, small_preset

PATIENCE = 10_000  # ms


@pytest.fixture
def recording(home: Path, qapp: object) -> Iterator[RecordLoop]:
    loop = RecordLoop(Home(home), presets_in(home))
    yield loop
    loop.stop()


def test_only_the_last_of_several_settings_is_written(
    recording: RecordLoop, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []
    really = os.replace
    monkeypatch.setattr(os, "replace", lambda *paths: written.append(paths[1]) or really(*paths))
    for step in range(1, 6):
        recording.save_preset(small_preset().changed("decision.limit", float(step)))
        recording.save_settings(StationSettings(overlay_opacity=step / 10))
    recording.start()
    recording.stop()
    assert presets_in(home).load(BOARD).decision.limit == 5.0
    assert json.loads((home / "station.json").read_text())["overlay_opacity"] == 0.5
    assert len(written) == 2


def test_a_refused_write_is_told_and_the_next_one_works(
    recording: RecordLoop, home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    failed = Recorder(recording.failed)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        recording.start()
        recording.save_preset(small_preset().changed("decision.limit", 2.0))
        qtbot.waitUntil(lambda: bool(failed.told))
    assert isinstance(failed.last, DiskFull)
    assert presets_in(home).load(BOARD) == small_preset(), "what was stored before is safe"
    recording.save_preset(small_preset().changed("decision.limit", 3.0))
    recording.stop()
    assert presets_in(home).load(BOARD).decision.limit == 3.0


@pytest.fixture
def failing(
    recording: RecordLoop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Preset], None]:
    """Have a preset refused by a full disk, which has room again afterwards."""

    def refuse(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def fail(preset: Preset) -> None:
        told = Recorder(recording.failed)
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", refuse)
            recording.save_preset(preset)
            qtbot.waitUntil(lambda: bool(told.told))

    recording.start()
    return fail


STRICTER = small_preset().changed("decision.limit", 0.5)


def test_what_could_not_be_stored_is_still_unsaved(
    recording: RecordLoop, failing: Callable[[Preset], None]
) -> None:
    failing(STRICTER)
    assert recording.unsaved(BOARD) == STRICTER


@pytest.mark.parametrize(
    "write",
    [
        lambda recording: recording.save_unsaved(BOARD),
        lambda recording: recording.save_settings(StationSettings()),
        lambda recording: recording.save_preset(small_preset("metal")),
        lambda recording: None,
    ],
    ids=["asked", "settings", "another product", "closing"],
)
def test_what_could_not_be_stored_is_stored_with_the_next_write_or_at_the_end(
    recording: RecordLoop,
    home: Path,
    failing: Callable[[Preset], None],
    write: Callable[[RecordLoop], None],
) -> None:
    failing(STRICTER)
    write(recording)
    recording.stop()
    assert presets_in(home).load(BOARD) == STRICTER
    assert recording.unsaved(BOARD) is None


@pytest.mark.parametrize(
    "write",
    [lambda recording: recording.save_preset(small_preset()), lambda recording: None],
    ids=["a preset", "closing"],
)
def test_settings_that_could_not_be_stored_are_stored_as_presets_are(
    recording: RecordLoop,
    home: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[RecordLoop], None],
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    failed = Recorder(recording.failed)
    recording.start()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        recording.save_settings(StationSettings(overlay_opacity=0.3))
        qtbot.waitUntil(lambda: bool(failed.told))
    write(recording)
    recording.stop()
    assert load_settings(Home(home).settings).overlay_opacity == 0.3


def test_what_still_cannot_be_stored_is_told_once(
    recording: RecordLoop,
    home: Path,
    failing: Callable[[Preset], None],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise DiskFull(path="x")

    failing(STRICTER)
    failed = Recorder(recording.failed)
    with monkeypatch.context() as patch:
        patch.setattr(Presets, "save", refuse)
        recording.save_settings(StationSettings())
        qtbot.waitUntil(Milestone(recording).is_passed)
    assert failed.told == []
    assert recording.unsaved(BOARD) == STRICTER


def test_a_write_that_has_begun_ends_before_its_product_is_moved(
    recording: RecordLoop, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    writing, held = threading.Event(), threading.Event()
    really_save = Presets.save

    def move() -> None:
        events.append("asked")
        recording.hold(BOARD)
        events.append("moved")
        held.set()

    mover = threading.Thread(target=move)

    def save(presets: Presets, preset: Preset) -> None:
        mover.start()
        assert not held.wait(0.05), "it would move what is written just now"
        really_save(presets, preset)
        events.append("written")
        writing.set()

    monkeypatch.setattr(Presets, "save", save)
    recording.start()
    recording.save_preset(small_preset().changed("decision.limit", 2.0))
    assert writing.wait(PATIENCE / 1000)
    mover.join()
    assert events == ["asked", "written", "moved"]


def test_what_is_told_of_a_product_that_is_moved_is_not_stored_but_handed_over(
    recording: RecordLoop, home: Path, qtbot: QtBot
) -> None:
    recording.save_preset(small_preset().changed("decision.limit", 2.0))
    waiting = recording.hold(BOARD)
    assert waiting is not None
    assert waiting.decision.limit == 2.0
    later = small_preset().changed("decision.limit", 3.0)
    recording.save_preset(later)
    recording.start()
    qtbot.waitUntil(Milestone(recording).is_passed)
    assert recording.release(BOARD) == later
    assert presets_in(home).load(BOARD) == small_preset()
    recording.save_preset(later)
    recording.stop()
    assert presets_in(home).load(BOARD) == later


def test_a_deleted_product_does_not_come_back(recording: RecordLoop, home: Path) -> None:
    recording.save_preset(small_preset())
    presets_in(home).delete(BOARD)
    recording.start()
    recording.stop()
    assert not (home / "presets" / BOARD).exists()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note which samples are read."""
    numbers: list[int] = []
    really = Samples.thumbnail

    def thumbnail(samples: Samples, number: int) -> bytes:
        numbers.append(number)
        return really(samples, number)

    monkeypatch.setattr(Samples, "thumbnail", thumbnail)
    return numbers


def test_nothing_waits_until_all_samples_are_read(
    recording: RecordLoop, home: Path, reads: list[int]
) -> None:
    read_before: list[int] = []
    recording.read_samples(BOARD, (1, 2, 3))
    recording.save_preset(small_preset().changed("decision.limit", 3.0))
    recording.inbox.tell(lambda: read_before.extend(reads))
    recording.inbox.tell(recording.inbox.close)
    recording.start()
    assert recording.wait(PATIENCE)
    assert read_before == reads == [1], "closing ends the reading, too"
    assert presets_in(home).load(BOARD).decision.limit == 3.0


def test_what_is_asked_for_later_is_read_in_place_of_the_rest(
    recording: RecordLoop, qtbot: QtBot, reads: list[int]
) -> None:
    read = Recorder(recording.samplesRead)
    recording.read_samples(BOARD, (1, 2, 3))
    recording.inbox.tell(lambda: recording.read_samples(BOARD, (1, 5)))
    recording.start()
    qtbot.waitUntil(lambda: bool(read.told))
    assert reads == [1, 5], "and none of them twice"
    (told,) = read.told
    assert [entry.number for entry in told[1]] == [1, 5]  # type: ignore[attr-defined]


def test_a_preset_is_unsaved_until_it_is_stored(recording: RecordLoop, home: Path) -> None:
    newer = small_preset().changed("decision.limit", 2.0)
    assert recording.unsaved(BOARD) is None
    recording.save_preset(small_preset())
    recording.save_preset(newer)
    assert recording.unsaved(BOARD) == newer
    recording.start()
    recording.stop()
    assert recording.unsaved(BOARD) is None
    assert presets_in(home).load(BOARD) == newer


def test_the_samples(recording: RecordLoop, home: Path, qtbot: QtBot) -> None:
    folder = home / "presets" / BOARD / "samples"
    (folder / "000002.json").unlink()
    (folder / "000003.png").write_bytes(b"no picture")
    read = Recorder(recording.samplesRead)
    recording.start()
    recording.read_samples(BOARD, (1, 2, 3))
    qtbot.waitUntil(lambda: bool(read.told))
    name, entries = read.told[-1]
    assert name == BOARD
    assert isinstance(entries, tuple)
    first, second, third = entries
    assert isinstance(first, SampleEntry)
    assert (first.number, first.by, first.origin) == (1, "mei", "good 0")
    assert first.thumbnail.startswith(b"\xff\xd8")
    assert (second.added, second.by) == (None, "")
    assert second.thumbnail
    assert third.thumbnail == b"", "a lost picture costs the picture only"
