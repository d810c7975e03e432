"""The door: ``spade-station`` and ``python -m spade_station``."""

import io
import os
import sys
from typing import TextIO

FAILED = 2


def main() -> None:
    """Run and leave with the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file may have a name that cannot be printed
            stream.reconfigure(errors="backslashreplace")
    if os.environ.get("COLUMNS") == "0":  # a terminal that does not know; nothing would be said
        del os.environ["COLUMNS"]
    try:
        from spade_station.cli import run  # takes some tenths of a second

        code = run()
    except KeyboardInterrupt:
        code = FAILED
    sys.exit(code if all([_is_written(sys.stdout), _is_written(sys.stderr)]) else FAILED)


def _is_written(stream: TextIO | None) -> bool:
    """Write what waits; where that fails, drop it, or Python would leave with 120."""
    if stream is None:  # a window without a console
        return True
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return False
    return True


if __name__ == "__main__":
    main()
