import errno
import json
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from spade_station.domain.errors import StationError
from spade_station.domain.home_errors import DiskFull, FileTooLarge, HomeReadOnly
from spade_station.domain.storing import storing
from spade_station.storage.atomic import check_place, write_bytes, write_json, write_with

from .conftest import FORBIDDEN, FULL, Refusing
from .crashing import FILLER, crashing

REFUSED = [(number, DiskFull) for number in FULL] + [(number, HomeReadOnly) for number in FORBIDDEN]
refused = pytest.mark.parametrize(
    ("number", "kind"), REFUSED, ids=[errno.errorcode[number] for number, _ in REFUSED]
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "file.json"
    path.write_text("old")
    return path


def test_a_file_is_replaced_and_nothing_else_is_left(path: Path) -> None:
    write_bytes(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_a_link_stays_one(path: Path) -> None:
    link = path.with_name("link.json")
    link.symlink_to(path)

    write_bytes(link, b"new")

    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        check_place(pipe)
        write_bytes(pipe, b"new")
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_place_is_tried_beforehand_and_left_as_it_was(path: Path) -> None:
    check_place(path)
    check_place(path.parent / "more" / "file")
    assert path.read_text() == "old"
    assert list((path.parent / "more").iterdir()) == []


def test_a_folder_is_no_place_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(HomeReadOnly, match="Is a directory"):
        check_place(tmp_path)


@refused
def test_a_place_that_takes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[StationError]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(kind):
        check_place(path)


def test_missing_folders_are_made(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a" / "b" / "file", b"new")

    assert (tmp_path / "a" / "b" / "file").read_bytes() == b"new"


def test_json_can_be_read_by_people(path: Path) -> None:
    content = {"name": "主板", "limits": [1.5, None, True]}

    write_json(path, content)

    text = path.read_text("utf-8")
    assert json.loads(text) == content
    assert "主板" in text
    assert '\n  "limits"' in text
    assert text.endswith("}\n")


def test_a_name_that_is_no_text_is_written_and_read_back_as_it_was(path: Path) -> None:
    name = os.fsdecode(b"bad\xff.png")

    write_json(path, {name: [f"{name} 主板"]})

    assert json.loads(path.read_text("utf-8")) == {name: [f"{name} 主板"]}


def test_what_is_not_json_leaves_the_old_file(path: Path) -> None:
    with pytest.raises(TypeError):
        write_json(path, {"path": path})

    assert path.read_text() == "old"


@pytest.mark.parametrize("step", ["open", "sync", "replace"])
@refused
def test_a_disk_that_refuses_leaves_the_old_file(
    path: Path, refusing: Refusing, step: str, number: int, kind: type[StationError]
) -> None:
    with refusing(step, number), pytest.raises(kind) as caught:
        write_bytes(path, b"new")

    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]
    assert caught.value.values["path"] == path
    assert str(path) in str(caught.value)


@refused
def test_a_write_that_fails_halfway_leaves_the_old_file(
    path: Path, number: int, kind: type[StationError]
) -> None:
    def write(file: BinaryIO) -> None:
        file.write(b"half")
        raise OSError(number, os.strerror(number))

    with pytest.raises(kind):
        write_with(path, write)

    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_any_other_fault_leaves_the_old_file_and_is_seen(
    path: Path, fault: type[BaseException]
) -> None:
    def write(file: BinaryIO) -> None:
        file.write(b"half")
        raise fault

    with pytest.raises(fault):
        write_with(path, write)

    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_grows_beyond_what_the_kernel_allows(
    path: Path, room_for: Callable[[int], AbstractContextManager[None]]
) -> None:
    with room_for(1000), pytest.raises(StationError):
        write_bytes(path, bytes(100_000))

    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_in_the_place_of_the_folder_is_told(path: Path) -> None:
    with pytest.raises(HomeReadOnly, match=r"directory|exists"):
        write_bytes(path / "below" / "file", b"new")


def test_the_reason_is_told_even_by_an_error_without_a_number(tmp_path: Path) -> None:
    with pytest.raises(HomeReadOnly, match="1000 requested and 512 written"), storing(tmp_path):
        raise OSError("1000 requested and 512 written")


def test_a_limit_of_files_is_no_matter_of_rights(
    path: Path, room_for: Callable[[int], AbstractContextManager[None]]
) -> None:
    with room_for(1000), pytest.raises(FileTooLarge, match="lift the limit"):
        write_bytes(path, bytes(2000))
    assert path.read_text() == "old"


def test_a_fault_of_ours_is_not_taken_for_the_disk(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), storing(tmp_path):
        raise ZeroDivisionError


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_kill_at_any_step_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    seen = []
    with crashing() as processes:
        killed, step = True, 0
        while killed:
            step += 1
            write_json(path, {"turn": "old", "filler": FILLER})
            processes.start(step, "json", tmp_path)
            killed = processes.end()
            content = json.loads(path.read_text("utf-8"))
            assert content["filler"] == FILLER
            seen.append(content["turn"])

    assert step > 3
    assert seen == sorted(seen, key=lambda turn: turn == 0), "old until it is new"
    assert {seen[0], seen[-1]} == {"old", 0}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    write_json(path, {"turn": -1, "filler": FILLER})
    moments = random.Random(1)
    turns = set()
    with crashing() as processes:
        for _ in range(20):
            process = processes.start(0, "json", tmp_path)
            time.sleep(moments.uniform(0, 0.02))  # the moment itself; nothing is waited for
            os.kill(process, signal.SIGKILL)
            assert processes.end()
            content = json.loads(path.read_text("utf-8"))
            assert content["filler"] == FILLER
            turns.add(content["turn"])

    assert len(turns) > 2, "it was killed at work"
