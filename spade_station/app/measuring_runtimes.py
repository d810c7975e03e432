"""Measures the runtimes on a product's own good samples: which is fastest, and which agree."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from spade_station.app.backbones import Backbones
from spade_station.app.product import Product
from spade_station.app.runtimes import machine
from spade_station.domain.errors import Cancelled, NoSamples, RuntimesFixed, StationError
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_errors import SampleBroken
from spade_station.domain.inspection import LEAST_SAMPLES, Inspection
from spade_station.domain.preset import BackboneChoice
from spade_station.domain.progress import Report
from spade_station.domain.runtime_name import RuntimeName
from spade_station.domain.runtime_table import RuntimeFigures, RuntimeTable
from spade_station.engine.inspector import Inspector
from spade_station.engine.synthetic_damage import damaged

log = logging.getLogger(__name__)

SAMPLES = 16  # each is judged as it is and with synthetic damage
WARM_UP = 3  # inspections that are not counted
NETWORK = "backbone"  # the stage


def measure_runtimes(product: Product, backbones: Backbones, report: Report) -> RuntimeTable:
    """Let every runtime of this machine judge the same pictures, by turns, and compare with torch.

    What is timed is the network's stage of these inspections.

    Raises
    ------
    NoSamples
    RuntimesFixed
        When the product's backbone is no network.
    Cancelled
        Whatever `report` raises.
    """
    if product.stored is None:
        raise NoSamples(name=product.preset.name, have=0, least=LEAST_SAMPLES)
    identity, bank = product.backbone.identity, product.stored.bank
    if identity.name == BackboneChoice.BUILTIN:
        raise RuntimesFixed(backbone=identity.name)
    frames = list(_frames(product))
    inspectors, problems = _inspectors(product, backbones, report, len(frames))
    found = _judged(inspectors, frames, report)
    reference = found[RuntimeName.TORCH]
    figures = [_figures(name, each, reference) for name, each in found.items()]
    return RuntimeTable(
        backbone=identity.name,
        sha256=identity.sha256,
        machine=machine(),
        product=product.preset.name,
        input_px=bank.sizes[0],
        pictures=len(frames),
        measured=datetime.now(UTC).date().isoformat(),
        rows=(*figures, *problems),
    )


def _frames(product: Product) -> Iterator[Frame]:
    """Give good samples, evenly chosen, and the same with synthetic damage."""
    numbers = product.stored.samples if product.stored else ()
    chosen = np.linspace(0, len(numbers) - 1, min(SAMPLES, len(numbers))).round().astype(int)
    for place in chosen:
        number = numbers[place]
        try:
            picture = product.samples.picture(number)
        except SampleBroken as error:
            log.warning("%s", error)
            continue
        yield Frame(picture, number, f"{number}")
        yield Frame(damaged(picture, number), number, f"{number}, damaged")


def _inspectors(
    product: Product, backbones: Backbones, report: Report, frames: int
) -> tuple[dict[RuntimeName, Inspector], list[RuntimeFigures]]:
    """Load the network with every runtime; what cannot be loaded says why."""
    assert product.stored is not None
    bank, inspectors, problems = product.stored.bank, {}, []
    names = backbones.runtimes_here()
    for place, name in enumerate(names):
        report(place, len(names) + frames)
        try:
            backbone = backbones.load(product.preset, bank.recipe, name)
            inspectors[name] = Inspector(product.preset, backbone, bank)
        except Cancelled:
            raise
        except Exception as error:
            if name is RuntimeName.TORCH:
                raise
            log.exception("%s cannot be used", name)
            problem = str(error) if isinstance(error, StationError) else repr(error)
            problems.append(RuntimeFigures(runtime=name, problem=problem))
    return inspectors, problems


def _judged(
    inspectors: Mapping[RuntimeName, Inspector], frames: Sequence[Frame], report: Report
) -> dict[RuntimeName, list[Inspection]]:
    """Inspect by turns, so that whatever else the machine does slows all of them."""
    begun = len(inspectors)
    for inspector in inspectors.values():
        for frame in frames[:WARM_UP]:
            inspector.inspect(frame)
    found: dict[RuntimeName, list[Inspection]] = {name: [] for name in inspectors}
    for done, frame in enumerate(frames):
        report(begun + done, begun + len(frames))
        for name, inspector in inspectors.items():
            found[name].append(inspector.inspect(frame))
    return found


def _figures(
    name: RuntimeName, found: Sequence[Inspection], reference: Sequence[Inspection]
) -> RuntimeFigures:
    pairs = list(zip(found, reference, strict=True))
    return RuntimeFigures(
        runtime=name,
        milliseconds=float(np.median([each.timings[NETWORK] for each in found])),
        difference=max(abs((a.score or 0) - (b.score or 0)) for a, b in pairs),
        flips=sum(a.verdict is not b.verdict for a, b in pairs),
    )
