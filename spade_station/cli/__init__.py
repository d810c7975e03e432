"""The command line: the door for scripts, acceptance measurements and machines without a screen."""

from spade_station.cli.main import run

__all__ = ["run"]
