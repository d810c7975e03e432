"""The products of the demo line: copies of the starting points, suited to its camera."""

from collections.abc import Iterator

from spade_station.capture.demo import staging_of
from spade_station.capture.demo_line import Staging, demo_part
from spade_station.domain.frame import Frame
from spade_station.domain.preset import Preset
from spade_station.domain.source_settings import SourceSettings
from spade_station.storage.presets import starting_point
from spade_station.storage.samples import NewSample

LEARNED = 40
DAY = 20_000  # the seed of the parts that are learned: another day than those that are inspected
AS_DRAWN = Staging()
EVERY = 17  # a part in so many is learned, so that the samples have seen the lamp drift

# On 1280×960 pixels a solder bridge is 20 pixels long: it needs a finer look than the starting
# point's, and a score that one small spot can raise.
CHANGES: dict[str, dict[str, object]] = {
    "electronics": {"features.input_size": 448, "decision.score": "maximum"},
    "metal": {"imaging.views.count": 3, "imaging.glare.level": 250},
}

# What the line makes hard for each industry, and the stages before the network make easy again.
SHOWN: dict[str, dict[str, float]] = {
    "electronics": {"demo_shift": 5, "demo_turn": 6},
    "textile": {"demo_drift": 30},
    "metal": {"demo_views": 3},
}


def demo_name(product: str) -> str:
    """Name the preset of a demo product."""
    return f"demo {product}"


def demo_preset(product: str) -> Preset:
    """Give the settings of a demo product."""
    preset = starting_point(product)
    for path, value in CHANGES.get(product, {}).items():
        preset = preset.changed(path, value)
    return preset.model_copy(update={"name": demo_name(product), "based_on": product})


def demo_source(product: str) -> SourceSettings:
    """Give the source that shows a demo product as its line does."""
    shown = SHOWN.get(product, {})
    return SourceSettings.model_validate({"kind": "demo", "address": product, **shown})


def demo_staging(product: str) -> Staging:
    """Say how the parts of a demo product lie and are lit."""
    return staging_of(demo_source(product), demo_preset(product).imaging.views.count)


def demo_samples(product: str, count: int, staging: Staging = AS_DRAWN) -> Iterator[NewSample]:
    """Make good parts of the demo line."""
    for number in range(0, EVERY * count, EVERY):
        picture, truth = demo_part(product, DAY, number, 0.0, staging=staging)
        yield NewSample(Frame(picture, number, f"demo {product} {number}", truth=truth), "demo")
