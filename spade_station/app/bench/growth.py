"""What the number of good pictures costs."""

from collections.abc import Sequence

import numpy as np

from spade_station.app.bench.figures import Growth
from spade_station.app.bench.steps import Steps
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.preset import Preset
from spade_station.engine.backbone import Backbone
from spade_station.engine.bank import Bank
from spade_station.engine.features import extract
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import learn
from spade_station.engine.looking import whitening_of
from spade_station.engine.synthetic_growth import grown
from spade_station.imaging.resize import to_network

SIZES = (100, 1_000, 10_000, 100_000)
MIXED_OF = 50  # real pictures, whose features the others are mixed of
WARM_UP = 3


def growth_of(
    preset: Preset,
    backbone: Backbone,
    good: Sequence[Picture],
    parts: Sequence[Frame],
    steps: Steps,
) -> tuple[Growth, ...]:
    """Time verdicts with larger and larger banks, by turns; see `engine.synthetic_growth`."""
    real = good[: SIZES[0]]
    banks = [learn(real, len(real), backbone, preset)]
    whitening = whitening_of(banks[0], backbone.compute.device)
    known = [
        extract(
            [to_network(each, preset.features.input_size)], backbone, [*banks[0].layers], whitening
        )[0]
        for each in real[:MIXED_OF]
    ]
    for size in steps.told(SIZES[1:]):
        banks.append(grown(banks[-1], known, size))
    inspectors = [Inspector(preset, backbone, bank) for bank in banks]
    times: list[list[float]] = [[] for _ in banks]
    for number, frame in enumerate(parts):
        for inspector, found in zip(inspectors, times, strict=True):
            inspection = inspector.inspect(frame)
            if number >= WARM_UP:
                found.append(sum(inspection.timings.values()))
    steps.go()
    return tuple(
        _row(bank, inspector, found, len(real))
        for bank, inspector, found in zip(banks, inspectors, times, strict=True)
    )


def _row(bank: Bank, inspector: Inspector, found: Sequence[float], real: int) -> Growth:
    return Growth(
        samples=bank.samples,
        synthesised=bank.samples - real,
        rows=bank.rows,
        verdict_ms=float(np.median(found)),
        bank_bytes=bank.bytes,
        held_bytes=inspector.bytes,
    )
