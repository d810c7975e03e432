"""Where everything is kept."""

import os
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_data_path

from spade_station.domain.home_errors import HomeBusy
from spade_station.domain.storing import storing

HOME_VARIABLE = "SPADE_STATION_HOME"
WEIGHTS_VARIABLE = "SPADE_STATION_WEIGHTS"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one station; a backup is a copy of it."""

    path: Path

    @property
    def settings(self) -> Path:
        """The station's own settings."""
        return self.path / "station.json"

    @property
    def presets(self) -> Path:
        """One folder a product: preset, samples and bank."""
        return self.path / "presets"

    @property
    def trash(self) -> Path:
        """What was deleted in the window."""
        return self.path / "trash"

    @property
    def weights(self) -> Path:
        """Imported and downloaded weights."""
        return self.path / "weights"

    @property
    def runtimes(self) -> Path:
        """What was measured of the runtimes, and exported networks."""
        return self.path / "runtimes"

    @property
    def log(self) -> Path:
        """The log file."""
        return self.path / "log" / "station.log"

    def take(self) -> FileLock:
        """Take the home for this process alone.

        Raises
        ------
        HomeBusy
            When another station works in it.
        HomeReadOnly, DiskFull
            When nothing can be written there.
        """
        with storing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path / "station.lock", timeout=0, thread_local=False)
            try:
                lock.acquire()
            except Timeout as error:
                raise HomeBusy(path=self.path) from error
        return lock


def default_home() -> Path:
    """Give ``SPADE_STATION_HOME``, or the place that the operating system has for such data."""
    return Path(os.environ.get(HOME_VARIABLE) or user_data_path("spade-station", appauthor=False))


def weights_folders() -> list[Path]:
    """Give the folder that ``SPADE_STATION_WEIGHTS`` names, if any."""
    named = os.environ.get(WEIGHTS_VARIABLE)
    return [Path(named)] if named else []
