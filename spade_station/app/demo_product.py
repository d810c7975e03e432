"""The products of the demo line: copies of the starting points, suited to its camera."""

from collections.abc import Iterator

from spade_station.capture.demo_line import demo_part
from spade_station.domain.frame import Frame
from spade_station.domain.preset import Preset
from spade_station.storage.presets import starting_point
from spade_station.storage.samples import NewSample

LEARNED = 40
DAY = 20_000  # the seed of the parts that are learned: another day than those that are inspected
EVERY = 17  # a part in so many is learned, so that the samples have seen the lamp drift

# On 1280×960 pixels a solder bridge is 20 pixels long: it needs a finer look than the starting
# point's, and a score that one small spot can raise.
CHANGES: dict[str, dict[str, object]] = {
    "electronics": {"features.input_size": 448, "decision.score": "maximum"},
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


def demo_samples(product: str, count: int) -> Iterator[NewSample]:
    """Make good parts of the demo line."""
    for number in range(0, EVERY * count, EVERY):
        picture, truth = demo_part(product, DAY, number, 0.0)
        yield NewSample(Frame(picture, number, f"demo {product} {number}", truth=truth), "demo")
