"""The door: ``spade-station`` and ``python -m spade_station``."""

import sys

from spade_station.cli import run


def main() -> None:
    """Run and leave with the exit code."""
    sys.exit(run())


if __name__ == "__main__":
    main()
