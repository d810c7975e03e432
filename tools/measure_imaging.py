"""Measure the stages before the network: what each is worth, and how long it takes.

Run from the repository root: ``SPADE_STATION_WEIGHTS=FOLDER python tools/measure_imaging.py
[DATA]``, DATA a folder of sets in MVTec AD layout; without it only the demo line is measured.
``--only TABLE`` takes one table, ``--on NAME`` the sets and demo products with that in their name,
``--quick`` a fifth of the parts: to see that all works. Each table is Markdown.
"""

import argparse
from pathlib import Path

from imaging_figures import alignment, glare, light, tiles, times
from imaging_figures.figures import Bench

TABLES = {
    "times": times.measure,
    "tiles": tiles.measure,
    "light": light.measure,
    "glare": glare.measure,
    "alignment": alignment.measure,
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--only", choices=tuple(TABLES))
    parser.add_argument("--on", default="")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    bench = Bench()
    for name, measure in TABLES.items():
        if options.only in (None, name):
            measure(bench, options.data, options.on, options.quick)


if __name__ == "__main__":
    main()
