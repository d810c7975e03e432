"""Measure the sample gate and “This is good” on the demo line, and the gate on real pictures.

Run from the repository root: ``python tools/measure_gate.py gate|alarms [PRODUCT...]``, or
``python tools/measure_gate.py gate --data FOLDER --preset NAME`` for a set in MVTec AD layout.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from spade_station.app.backbones import Backbones, library_in
from spade_station.app.demo_product import (
    DAY,
    EVERY,
    LEARNED,
    demo_preset,
    demo_samples,
    demo_staging,
)
from spade_station.capture.demo_line import PRODUCTS, demo_part
from spade_station.capture.pictures import list_pictures, read_picture
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.inspection import Verdict
from spade_station.domain.preset import Preset
from spade_station.engine.calibration import reading_of
from spade_station.engine.features import shares_of
from spade_station.engine.gate import UNLIKE, looks_defective, unlikeness
from spade_station.engine.good_heat import GoodHeat
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import extend, learn
from spade_station.storage.paths import default_home, weights_folders
from spade_station.storage.presets import starting_point

GOOD, BAD = 100, 20
OTHERS = 30  # defective parts that are watched while false alarms are added
MOST_PARTS = 2000  # good parts that are inspected in search of false alarms

Named = tuple[Picture, str]


def main() -> None:
    """Print one line a product."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("gate", "alarms"))
    parser.add_argument("products", nargs="*", default=list(PRODUCTS))
    parser.add_argument("--data", type=Path)
    parser.add_argument("--preset", default="metal")
    parser.add_argument("--backbone", default="builtin")
    parser.add_argument("--alarms", type=int, default=34, help="of each product")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    home = default_home() / "weights"
    backbones = Backbones(library_in(home, weights_folders()), "cpu")
    if options.data:
        preset = starting_point(options.preset)
        say_gate(options, backbones, preset, real_parts(options.data, options.seed))
        return
    for product in options.products:
        preset = demo_preset(product)
        if options.what == "gate":
            say_gate(options, backbones, preset, demo_parts(product, options.seed))
        else:
            say_alarms(options, backbones, preset, product)


def demo_parts(product: str, seed: int) -> list[Named]:
    """Draw the good and the bad parts of a day."""
    day, staging = DAY + seed, demo_staging(product)
    good = (demo_part(product, day, EVERY * n, 0.0, staging=staging) for n in range(GOOD))
    bad = (demo_part(product, day, 100_000 + EVERY * n, 1.0, staging=staging) for n in range(BAD))
    return [(picture, "good") for picture, _ in good] + [(picture, t.kind) for picture, t in bad]


def real_parts(folder: Path, seed: int) -> list[Named]:
    """Mix defective test pictures into good training pictures."""
    random = np.random.default_rng(seed)
    good = list_pictures(folder / "train" / "good")
    kinds = [each for each in sorted((folder / "test").iterdir()) if each.name != "good"]
    bad = [path for kind in kinds for path in list_pictures(kind)]
    chosen = [good[i] for i in random.permutation(len(good))[:GOOD]]
    chosen += [bad[i] for i in random.permutation(len(bad))[:BAD]]
    return [(read_picture(p), "good" if p in good else p.parent.name) for p in chosen]


def say_gate(
    options: argparse.Namespace, backbones: Backbones, preset: Preset, parts: list[Named]
) -> None:
    """Learn all together and say who is flagged."""
    preset = preset.changed("features.backbone", options.backbone)
    order = np.random.default_rng(options.seed).permutation(len(parts))
    parts = [parts[i] for i in order]
    backbone = backbones.load(preset)
    bank = learn((picture for picture, _ in parts), len(parts), backbone, preset)
    shares = shares_of(preset, backbone)
    flagged = unlikeness(bank, preset, shares) >= UNLIKE
    bad = np.array([kind != "good" for _, kind in parts])
    missed = Counter(kind for (_, kind), f in zip(parts, flagged, strict=True) if not f)
    del missed["good"]
    print(  # noqa: T201
        f"{preset.name} ({options.backbone}): {(flagged & bad).sum()} of {bad.sum()} bad, "
        f"{(flagged & ~bad).sum()} of {(~bad).sum()} good flagged; missed {dict(missed)}",
        flush=True,
    )


def say_alarms(
    options: argparse.Namespace, backbones: Backbones, preset: Preset, product: str
) -> None:
    """Take false alarms as good, one at a time, and say what became of them and of defects."""
    preset = preset.changed("features.backbone", options.backbone)
    backbone, staging = backbones.load(preset), demo_staging(product)
    bank = learn(
        (s.frame.image for s in demo_samples(product, LEARNED, staging)), LEARNED, backbone, preset
    )
    inspector = Inspector(preset, backbone, bank)
    limit = inspector.limit.value * preset.decision.limit
    heats = GoodHeat(bank, preset.heatmap)
    good = heats.scores(shares_of(preset, backbone), reading_of(preset, inspector.bank)) / limit
    bad = [
        Frame(demo_part(product, 3, n, 1.0, staging=staging)[0], n, "bad") for n in range(OTHERS)
    ]
    before = escapes(inspector, bad)
    tried = removed = asked = 0
    after: list[int] = []
    for frame, score in false_alarms(inspector, product):
        tried += 1
        asked += looks_defective(score, good)
        grown = Inspector(preset, backbone, extend(bank, frame.image, backbone, alarmed=True))
        removed += grown.inspect(frame).verdict is Verdict.OK
        after.append(escapes(grown, bad))
        if tried == options.alarms:
            break
    print(  # noqa: T201
        f"{preset.name}: {removed} of {tried} alarms removed, {asked} doubted; escapes of "
        f"{OTHERS}: {before} before, {np.mean(after):.2f} after (at most {max(after)})",
        flush=True,
    )


def false_alarms(inspector: Inspector, product: str) -> Iterator[tuple[Frame, float]]:
    """Inspect good parts and give those that are not judged OK."""
    staging = demo_staging(product)
    for number in range(MOST_PARTS):
        frame = Frame(demo_part(product, 7, number, 0.0, staging=staging)[0], number, "good")
        found = inspector.inspect(frame)
        if found.verdict in (Verdict.CHECK, Verdict.NG) and found.score is not None:
            yield frame, found.score


def escapes(inspector: Inspector, bad: list[Frame]) -> int:
    """Count bad parts that are judged OK."""
    return sum(inspector.inspect(frame).verdict is Verdict.OK for frame in bad)


if __name__ == "__main__":
    main()
