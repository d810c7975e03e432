"""The door: ``spade-station`` and ``python -m spade_station``."""

import io
import sys

from spade_station.cli import run


def main() -> None:
    """Run and leave with the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file may have a name that cannot be printed
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run())


if __name__ == "__main__":
    main()
