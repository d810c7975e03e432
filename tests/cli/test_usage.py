"""The command line itself: help, wrong words, the window, and how it ends."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spade_station import __main__
from spade_station.app.product import Product
from spade_station.cli import run

from .conftest import Command, Said

NO_DISPLAY = "There is no display: "
Windows = list[dict[str, Any]]


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    """Open no window, but note how it would have been opened."""
    opened: Windows = []

    def open_window(
        home: Path, device: str, preset: str, source: object, demo: str, runtime: str
    ) -> int:
        opened.append({"home": home, "preset": preset, "source": str(source or ""), "demo": demo})
        opened[-1]["runtime"] = runtime
        return 0

    monkeypatch.setattr("spade_station.ui.run.open_window", open_window)
    return opened


@pytest.fixture
def displays(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set what tells Linux programs of a screen; nothing is set at first."""
    monkeypatch.setattr(sys, "platform", "linux")
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

    def only(**given: str) -> None:
        for name in names:
            monkeypatch.delenv(name, raising=False)
        for name, value in given.items():
            monkeypatch.setenv(name, value)

    only()
    return only


# --- help and wrong words -------------------------------------------------------------------------

COMMANDS = ["demo", "learn", "inspect", "evaluate", "bench", "weights"]


@pytest.mark.parametrize(
    "words",
    ["", *COMMANDS, "weights list", "weights import", "weights download"],
)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_is_everywhere(command: Command, words: str, option: str) -> None:
    said = command(*words.split(), option)

    assert (said.code, said.err) == (0, "")
    assert f"Usage: spade-station {words}".strip() in said.out
    if not words:
        assert all(f" {name} " in said.out for name in COMMANDS)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("inspekt", "No such command 'inspekt'"),
        ("--nope", "No such option: --nope"),
        ("inspect", "Missing argument 'preset'"),
        ("inspect Board", "Missing argument 'paths'"),
        ("inspect Board x.png --jsn", "No such option: --jsn"),
        ("inspect Board x.png --frames 0", "greater than or equal to 1"),
        ("learn Board", "Missing argument 'paths'"),
        ("demo --frames many", "valid integer"),
        ("demo --product cars", "choose electronics, textile, metal"),
        ("bench --samples 4", "greater than or equal to 5"),
        ("bench --backbone vgg", "'wide_resnet50_2', 'resnet18'"),
        ("evaluate", "Missing argument 'dataset'"),
        ("weights", "Missing command"),
        ("weights import x.pth", "Missing option '--as'"),
    ],
)
def test_wrong_words_are_answered_with_the_usage(command: Command, words: str, text: str) -> None:
    said = command(*words.split())

    assert said.refuses(text, "Usage: spade-station", "for help.")
    assert said.out == "", "what went wrong is no result"


def test_the_program_ends_with_the_code(home: Path, parts: Path) -> None:
    """The real one; a wrong word is answered before torch is loaded."""
    words = [sys.executable, "-m", "spade_station", "--home", str(home), "inspekt"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert "No such command" in done.stderr
    assert "Traceback" not in done.stderr


full = pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no full device")


def run_program(home: Path, *words: str, full: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the real one, where one of its streams, ``stdout`` or ``stderr``, takes nothing."""
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with Path("/dev/full").open("wb") as device:
        program = [sys.executable, "-m", "spade_station", "--home", str(home), *words]
        return subprocess.run(program, check=False, **{**streams, full: device})


@full
@pytest.mark.parametrize(
    "words", [["inspekt"], ["inspect", "nosuch", "x"], ["learn", "nosuch", "nofile"], ["--help"]]
)
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_an_error_is_none_of_ng_though_nobody_hears_of_it(
    tmp_path: Path, words: list[str], stream: str
) -> None:
    """Else a line would throw out parts that nobody has looked at."""
    done = run_program(tmp_path, *words, full=stream)

    assert done.returncode == (0 if words == ["--help"] and stream == "stderr" else 2)
    assert b"Traceback" not in (done.stderr or b"")


@full
def test_results_that_find_no_room(home: Path, parts: Path) -> None:
    done = run_program(home, "inspect", "Board", str(parts / "fresh"), full="stdout")

    assert done.returncode == 2
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_terminal_of_no_columns(home: Path) -> None:
    words = [sys.executable, "-m", "spade_station", "--home", str(home), "inspect", "nosuch", "x"]
    around = {**os.environ, "COLUMNS": "0"}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=around)
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no preset named “nosuch”." in done.stderr


def test_ctrl_c_before_anything_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("spade_station.cli.run", interrupted)
    with pytest.raises(SystemExit) as end:
        __main__.main()
    assert end.value.code == 2


def test_the_door_leaves_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    for code in (0, 1, 2):
        monkeypatch.setattr("spade_station.cli.run", lambda code=code: code)
        with pytest.raises(SystemExit) as end:
            __main__.main()
        assert end.value.code == code


def test_the_environment_may_name_the_home(
    home: Path,
    parts: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: Command,
) -> None:
    monkeypatch.setenv("SPADE_STATION_HOME", str(home))
    monkeypatch.setattr(sys, "argv", ["spade-station", "inspect", "Board", f"{parts}/fresh"])

    assert run() == 0
    assert capsys.readouterr().out.count("OK") == 3


# --- how it ends ----------------------------------------------------------------------------------


def end_of(
    command: Command, home: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> Said:
    def fail(_: Product) -> None:
        raise error

    monkeypatch.setattr(Product, "inspector", fail)
    return command("inspect", "Board", home, home=home)


def test_ctrl_c_is_no_verdict(
    command: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = end_of(command, home, monkeypatch, KeyboardInterrupt())

    assert said.refuses("Stopped before the end.", "What was stored before is safe.")


@pytest.mark.parametrize("words", [["--json"], []])
def test_a_reader_that_goes_away_is_no_verdict(home: Path, parts: Path, words: list[str]) -> None:
    """As with ``| head -1``: the program cannot say of all parts that they are OK, nor NG."""
    inspect = [sys.executable, "-m", "spade_station", "--home", str(home), "inspect", "Board"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*inspect, f"{parts}/fresh", *words],
            env=environment,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)

    assert (done.returncode, done.stderr) == (2, "")


def test_a_fault_of_ours_is_no_verdict(
    command: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python would leave with 1, which a script takes for “some are NG”."""
    reported: list[bool] = []
    monkeypatch.setattr("traceback.print_exc", lambda: reported.append(True))

    said = end_of(command, home, monkeypatch, RuntimeError("a bug"))

    assert (said.code, said.out, reported) == (2, "", [True])


# --- the window -----------------------------------------------------------------------------------


def test_without_a_command_the_window_opens(
    command: Command, windows: Windows, displays: Callable[..., None], tmp_path: Path
) -> None:
    displays(DISPLAY=":0")

    said = command("--preset", "Board", "--source", "demo:metal", "--runtime", "torch")
    assert said.code == 0
    assert windows == [
        {
            "home": tmp_path / "home",
            "preset": "Board",
            "source": "demo:metal",
            "demo": "",
            "runtime": "torch",
        }
    ]


def test_a_source_that_is_none_opens_no_window(
    command: Command, windows: Windows, displays: Callable[..., None]
) -> None:
    displays(DISPLAY=":0")

    said = command("--source", "nothing")

    assert said.refuses("“nothing” names no source of pictures.", "Use demo:PRODUCT")
    assert windows == []


@pytest.mark.parametrize(
    "given",
    [{"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}, {"QT_QPA_PLATFORM": "offscreen"}],
    ids=lambda given: next(iter(given)),
)
def test_the_demo_opens_the_window_where_there_is_a_screen(
    command: Command, windows: Windows, displays: Callable[..., None], given: dict[str, str]
) -> None:
    displays(**given)

    assert command("demo", "--product", "metal").code == 0
    assert [window["demo"] for window in windows] == ["metal"]


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_have_a_screen(
    command: Command,
    windows: Windows,
    displays: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
) -> None:
    monkeypatch.setattr("spade_station.cli.main.sys.platform", platform)

    assert command("demo").code == 0
    assert len(windows) == 1


@pytest.mark.parametrize("given", [{}, {"DISPLAY": ""}], ids=["unset", "empty"])
def test_the_window_needs_a_screen(
    command: Command, windows: Windows, displays: Callable[..., None], given: dict[str, str]
) -> None:
    displays(**given)

    advice = ("Set DISPLAY or WAYLAND_DISPLAY", "“spade-station --help”")
    assert command().refuses(NO_DISPLAY + "the window cannot be opened.", *advice)
    assert windows == []


def test_without_a_screen_the_demo_runs_without_a_window(
    command: Command,
    windows: Windows,
    displays: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[tuple[object, ...]] = []
    monkeypatch.setattr(
        "spade_station.cli.main._demo_headless", lambda _, *given: ran.append(given)
    )

    said = command("demo", "--product", "textile", "--frames", 3)
    assert (said.code, said.out) == (0, "")
    assert said.err == NO_DISPLAY + "the demo runs without a window.\n"
    assert command("demo").code == 0

    report = Path("demo-report")
    assert ran == [(["textile"], 3, report), (["electronics", "textile", "metal"], 60, report)]
    assert windows == []
