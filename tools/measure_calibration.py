"""Measure whether the limit keeps its promise: many random splits of good parts.

Run from the repository root: ``python tools/measure_calibration.py [PRODUCT...]`` for the demo
line, or with ``--data FOLDER --preset NAME`` for the good pictures of a set in MVTec AD layout.
"""

import argparse
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import torch
from scipy.stats import binom
from torch import Tensor

from spade_station.app.backbones import Backbones, library_in
from spade_station.app.demo_product import demo_preset, demo_samples, demo_staging
from spade_station.capture.demo_line import PRODUCTS
from spade_station.capture.pictures import list_pictures, read_picture
from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_settings import AlignmentMode
from spade_station.domain.preset import Preset
from spade_station.engine.backbone import Backbone
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import learn
from spade_station.storage.paths import default_home, weights_folders
from spade_station.storage.presets import starting_point

WANTED = (5.0, 10.0)  # percent


class Remembering:
    """A backbone that computes the maps of each picture once, however the parts are split.

    Not for parts that are aligned: they lie otherwise in each split, and all would be kept.
    """

    def __init__(self, backbone: Backbone) -> None:
        self.identity = backbone.identity
        self.layers = backbone.layers
        self.needs_whitening = backbone.needs_whitening
        self.compute = backbone.compute
        self._backbone = backbone
        self._known: dict[bytes, dict[str, Tensor]] = {}

    def maps(self, pictures: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """See `Backbone.maps`."""
        found = [self._of(picture, layers) for picture in pictures]
        return {layer: torch.cat([each[layer] for each in found]) for layer in layers}

    def _of(self, picture: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        key = str((*picture.shape, *layers)).encode() + picture.numpy().tobytes()
        if key not in self._known:
            self._known[key] = dict(self._backbone.maps(picture[None], layers))
        return self._known[key]


def main() -> None:
    """Print a line for each set and wanted overkill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("products", nargs="*", default=list(PRODUCTS))
    parser.add_argument("--data", type=Path)
    parser.add_argument("--preset", default="metal")
    parser.add_argument("--backbone", default="auto")
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--parts", type=int, default=120, help="good parts of a demo product")
    parser.add_argument("--learned", type=float, default=2 / 3, help="share that is learned")
    options = parser.parse_args()
    library = library_in(default_home() / "weights", weights_folders())
    backbones = Backbones(library, "cpu")
    if options.data:
        folders = (options.data / part / "good" for part in ("train", "test"))
        parts = [read_picture(path) for folder in folders for path in list_pictures(folder)]
        say(options, backbones, starting_point(options.preset), parts)
        return
    for product in options.products:
        samples = demo_samples(product, options.parts, demo_staging(product))
        parts = [sample.frame.image for sample in samples]
        say(options, backbones, demo_preset(product), parts)


def say(
    options: argparse.Namespace, backbones: Backbones, preset: Preset, parts: list[Picture]
) -> None:
    """Split, learn and judge, many times."""
    preset = preset.changed("features.backbone", options.backbone)
    count = round(options.learned * len(parts))
    backbone = backbones.load(preset)
    if preset.imaging.alignment.mode is AlignmentMode.OFF:
        backbone = Remembering(backbone)
    over: dict[float, list[tuple[int, int]]] = {wanted: [] for wanted in WANTED}
    for split in range(options.splits):
        order = np.random.default_rng(split).permutation(len(parts))
        for wanted, each in judged(backbone, preset, parts, order, count).items():
            over[wanted].append(each)
    for wanted, found in over.items():
        rejected, of = np.array(found).T
        low, high = binom.interval(0.95, of, wanted / 100)
        inside = int(((low <= rejected) & (rejected <= high)).sum())
        above = int((rejected > high).sum())
        realised = 100 * rejected.sum() / of.sum()
        print(  # noqa: T201
            f"{preset.name} ({backbone.identity.name}): wanted {wanted:g} %, "
            f"realised {realised:.1f} % over {options.splits} splits of {count} learned and "
            f"{of.mean():.1f} judged; {inside} splits within {low.mean():.0f} to {high.mean():.0f} "
            f"rejected, {above} above",
            flush=True,
        )


def judged(
    backbone: Backbone, preset: Preset, parts: list[Picture], order: np.ndarray, count: int
) -> dict[float, tuple[int, int]]:
    """Count the held-out good parts over the limit, and all judged, per wanted overkill.

    Parts that lie too far off the reference, of whatever part it was drawn, are not inspected.
    """
    chosen = (parts[i] for i in order[:count])
    bank = learn(chosen, count, backbone, preset, refuse=lambda place, reason: None)
    inspector = Inspector(preset, backbone, bank)
    analyses = []
    for i in order[count:]:
        with suppress(StationError):
            analyses.append(inspector.analyse(Frame(parts[i], int(i), "good")))
    found: dict[float, tuple[int, int]] = {}
    for wanted in WANTED:
        strict = inspector.with_preset(preset.changed("decision.overkill", wanted))
        scores = [strict.conclude(analysis).score for analysis in analyses]
        over = sum(score is not None and score > 1 for score in scores)
        found[wanted] = over, len(scores)
    return found


if __name__ == "__main__":
    main()
