"""Storage calls in a process that dies in the middle of them, as in a power cut.

``python -m tests.storage.crashing`` reads lines ``STEP SCENARIO FOLDER``. For each it forks a child
that does the scenario in the folder and is killed just before its STEP-th call to the file system;
with step 0 the child goes on and on until somebody kills it. The child's process id is answered,
then, when it is gone, ``killed`` or ``done``.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from spade_station.storage import banks
from spade_station.storage.atomic import write_json
from spade_station.storage.banks import Banks

from .builders import tiny_bank

ROOT = Path(__file__).parents[2]
TOUCHING = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"}
FILLER = "x" * 20_000


class Crashing:
    """The process that forks those that die."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def start(self, step: int, scenario: str, folder: Path) -> int:
        """Start a child; returns its process id once it is at work."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{step} {scenario} {folder}\n")
        self._process.stdin.flush()
        return int(self._answer())

    def end(self) -> bool:
        """Wait for the child's end; tells whether it was killed."""
        answer = self._answer()
        assert answer in ("killed", "done"), answer
        return answer == "killed"

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def crashing() -> Iterator[Crashing]:
    """Run this module."""
    command = [sys.executable, "-m", "tests.storage.crashing"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield Crashing(process)
        assert process.stdin is not None
        process.stdin.close()


def act(scenario: str, folder: Path, turn: int) -> None:
    match scenario:
        case "json":
            write_json(folder / "file.json", {"turn": turn, "filler": FILLER})
        case "bank":
            seed = 100 + turn
            Banks(folder).save(tiny_bank(seed, ("layer3",)), [seed])
        case "undo":
            Banks(folder).undo()


def child(step: int, scenario: str, folder: Path) -> None:
    calls = count(1)

    def die(event: str, _: object) -> None:
        if event in TOUCHING and next(calls) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    if step:
        sys.addaudithook(die)
        act(scenario, folder, 0)
    else:
        for turn in count():
            act(scenario, folder, turn)


def main() -> None:
    banks.KEPT = 3  # so that few versions are enough for old ones to go
    os.fsync = lambda _: None  # the disk does not lose anything when a process is killed
    for line in sys.stdin:
        step, scenario, folder = line.rstrip("\n").split(" ", 2)
        process = os.fork()
        if process == 0:
            failed = 1
            try:
                child(int(step), scenario, Path(folder))
                failed = 0
            finally:
                os._exit(failed)
        print(process, flush=True)  # noqa: T201 - this is how it answers
        _, status = os.waitpid(process, 0)
        ends = {0: "done", -signal.SIGKILL: "killed"}
        code = os.waitstatus_to_exitcode(status)
        print(ends.get(code, f"failed with {code}"), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
