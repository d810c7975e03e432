import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from spade_station.domain.errors import StationError
from spade_station.domain.home_errors import HomeBusy, HomeReadOnly
from spade_station.storage.paths import Home, default_home, weights_folders

from .conftest import FORBIDDEN, Refusing

ROOT = Path(__file__).parents[2]
TAKE = """
import sys
from pathlib import Path
from spade_station.domain.home_errors import HomeBusy
from spade_station.storage.paths import Home
try:
    lock = Home(Path(sys.argv[1])).take()
except HomeBusy:
    print("busy", flush=True)
else:
    print("taken", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_station(home: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a process that takes the home and keeps it until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", TAKE, str(home)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_home_is_made_when_it_is_taken(tmp_path: Path) -> None:
    home = Home(tmp_path / "plant" / "station")

    lock = home.take()

    assert home.path.is_dir()
    lock.release()


def test_a_second_station_in_this_process_is_refused(tmp_path: Path) -> None:
    first = Home(tmp_path).take()

    with pytest.raises(HomeBusy) as caught:
        Home(tmp_path).take()

    assert caught.value.values["path"] == tmp_path
    first.release()


def test_a_second_station_in_another_process_is_refused(tmp_path: Path) -> None:
    first = Home(tmp_path).take()
    with another_station(tmp_path) as process:
        assert said(process) == "busy"
    first.release()

    with another_station(tmp_path) as process:
        assert said(process) == "taken"
        with pytest.raises(HomeBusy):
            Home(tmp_path).take()

    Home(tmp_path).take().release()


def test_a_station_that_was_killed_leaves_its_home_free(tmp_path: Path) -> None:
    with another_station(tmp_path) as process:
        assert said(process) == "taken"
        process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        process.wait()

    Home(tmp_path).take().release()


def test_a_home_given_back_can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(3):
        Home(tmp_path).take().release()


def test_two_homes_do_not_disturb_each_other(tmp_path: Path) -> None:
    first, second = Home(tmp_path / "a").take(), Home(tmp_path / "b").take()

    first.release()
    second.release()


@pytest.mark.parametrize("number", FORBIDDEN)
def test_a_home_that_may_not_be_written_to_is_told(
    tmp_path: Path, refusing: Refusing, number: int
) -> None:
    with refusing("mkdir", number), pytest.raises(HomeReadOnly, match=os.strerror(number)):
        Home(tmp_path / "station").take()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind the root user")
def test_a_read_only_folder_is_no_home(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        for path in (tmp_path, tmp_path / "station"):
            with pytest.raises(HomeReadOnly):
                Home(path).take()
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("below", ["", "station"])
def test_a_file_is_no_home(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("precious")

    with pytest.raises(StationError):
        Home(tmp_path / "file" / below).take()

    assert (tmp_path / "file").read_text() == "precious"


def test_everything_is_kept_within_the_home(tmp_path: Path) -> None:
    home = Home(tmp_path)
    places = {home.settings, home.presets, home.trash, home.weights, home.log}

    assert len(places) == 5
    assert all(place.is_relative_to(tmp_path) and place != tmp_path for place in places)


def test_the_environment_says_where_the_home_and_the_weights_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPADE_STATION_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SPADE_STATION_WEIGHTS", str(tmp_path / "weights"))

    assert default_home() == tmp_path / "home"
    assert weights_folders() == [tmp_path / "weights"]


@pytest.mark.parametrize("value", [None, ""])
def test_without_the_environment_the_operating_system_says_it(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    for name in ("SPADE_STATION_HOME", "SPADE_STATION_WEIGHTS"):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)

    assert default_home().is_absolute()
    assert "spade-station" in default_home().parts
    assert weights_folders() == []
