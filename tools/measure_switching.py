"""Measure how long it takes to change between the learned products of a home.

    SPADE_STATION_WEIGHTS=FOLDER python tools/measure_switching.py HOME PRODUCT PRODUCT...

Close the station first. Nothing is written.
"""

import json
import sys
from pathlib import Path

from spade_station.app.backbones import Backbones, library_in
from spade_station.app.switching import measure_switching
from spade_station.storage.paths import Home, weights_folders
from spade_station.storage.presets import Presets


def main(home: Home, names: list[str]) -> None:
    """Print the figures as JSON."""
    backbones = Backbones(library_in(home.weights, weights_folders()))
    found = measure_switching(Presets(home.presets, home.trash), backbones, names)
    sys.stdout.write(json.dumps(found.as_json(), indent=2) + "\n")


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])), sys.argv[2:])
