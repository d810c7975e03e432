"""Measure the starting points on sets in MVTec AD layout, as `spade-station evaluate` does.

Run from the repository root: ``python tools/measure_accuracy.py FOLDER`` for every set below it,
each with the starting point that its name begins with (``metal-…``, ``textile-…``); ``--only NAME``
takes one. ``--set key=value`` changes a setting and may come several times; with ``--vary
key=a,b,c`` each value has its own row. Each row is Markdown.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from spade_station.app.backbones import Backbones, library_in
from spade_station.app.dataset import open_dataset
from spade_station.app.evaluating import evaluate
from spade_station.app.evaluation import Evaluation
from spade_station.domain.preset import Preset
from spade_station.storage.paths import default_home, weights_folders
from spade_station.storage.presets import STARTING_POINTS, starting_point

HEAD = (
    "| set | settings | image AUROC | pixel AUROC | AUPRO | overkill | escape | good not OK "
    "| bad OK | matching | ms |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Print a row for each set and value."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--preset", help="this starting point for every set")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--vary", default="")
    options = parser.parse_args()
    backbones = Backbones(library_in(default_home() / "weights", weights_folders()), "cpu")
    print(HEAD)  # noqa: T201
    for folder in sorted(options.folder.iterdir()):
        name = options.preset or folder.name.split("-")[0]
        is_wanted = folder.is_dir() and options.only in folder.name
        if name not in STARTING_POINTS or not is_wanted:
            continue
        for said, preset in variants(starting_point(name), options.set, options.vary):
            found = evaluate(open_dataset(folder), preset, backbones, lambda done, total: None)
            print(row(folder.name, said or found.backbone, found), flush=True)  # noqa: T201


def variants(preset: Preset, changes: list[str], vary: str) -> Iterator[tuple[str, Preset]]:
    """Give the presets to measure, with what is said of each."""
    key, _, values = vary.partition("=")
    for value in values.split(",") if vary else [""]:
        every = [*changes, f"{key}={value}"] if vary else changes
        changed = preset
        for path, wanted in (change.split("=", 1) for change in every):
            changed = changed.changed(path, wanted)
        yield ", ".join(every), changed


def row(name: str, said: str, found: Evaluation) -> str:
    """Write one evaluation."""
    areas = (found.image_auroc, found.pixel_auroc, found.aupro)
    shares = (found.overkill, found.escape, found.good_not_ok, found.bad_ok)
    figures = [*(f"{area:.3f}" for area in areas if area is not None)]
    figures += [f"{100 * share:.1f} %" for share in shares if share is not None]
    matching = f"{found.matching} ±{found.reach} px" if found.reach else found.matching
    return "| " + " | ".join([name, said, *figures, matching, f"{found.ms_p50:.0f}"]) + " |"


if __name__ == "__main__":
    main()
