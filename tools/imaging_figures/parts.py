"""Parts to learn and to judge: of the demo line, or of a set in MVTec AD layout."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np

from spade_station.app.dataset import Dataset, open_dataset
from spade_station.app.demo_product import demo_preset
from spade_station.capture.demo_line import Staging, defect_kinds, render_part
from spade_station.capture.part_files import read_part
from spade_station.domain.frame import Frame, Mask, Picture, Truth
from spade_station.domain.preset import Preset
from spade_station.storage.presets import starting_point

Size = tuple[int, int]
Thing = TypeVar("Thing")
Change = Callable[[Picture, Mask, int], tuple[Picture, Mask]]
"""Changes a picture and the mask of its defect; told the number of the part."""

SEED = 1
DRAWN: Size = (480, 640)  # height and width of the demo parts whose verdicts are counted
GOOD_FROM, BAD_FROM = 1000, 2000  # numbers of parts; those that are learned begin at 0


@dataclass(frozen=True)
class Amount:
    """How many parts are learned and judged; a set may have fewer."""

    learned: int
    good: int
    bad: int


@dataclass(frozen=True, eq=False)
class Parts:
    """Parts of one product.

    Parameters
    ----------
    learned
        Pictures of good parts.
    judged
        Frames with their truth, the good ones first.
    """

    name: str
    preset: Preset
    learned: tuple[Picture, ...]
    judged: tuple[Frame, ...]

    @property
    def amount(self) -> str:
        """Say how many there are."""
        good = sum(_truth(frame).is_good for frame in self.judged)
        return f"{len(self.learned)} learned, {good} good and {len(self.judged) - good} bad judged"

    def with_learned(self, change: Change) -> "Parts":
        """Change the pictures that are learned."""
        nothing = [np.zeros(picture.shape[:2], np.bool_) for picture in self.learned]
        numbered = enumerate(zip(self.learned, nothing, strict=True))
        return replace(self, learned=tuple(change(*both, n)[0] for n, both in numbered))

    def with_judged(self, change: Change) -> "Parts":
        """Change the pictures that are judged, and their masks along."""
        return replace(self, judged=tuple(_changed(frame, change) for frame in self.judged))

    def with_all(self, change: Change) -> "Parts":
        """Change all pictures in the same way."""
        return self.with_learned(change).with_judged(change)

    def with_preset(self, **changes: object) -> "Parts":
        """Change settings; ``__`` in a name stands for the dot."""
        preset = self.preset
        for name, value in changes.items():
            preset = preset.changed(name.replace("__", "."), value)
        return replace(self, preset=preset)

    def at_one_size(self) -> "Parts":
        """Bring all pictures to the median height and width of those that are learned."""
        sizes = [picture.shape[:2] for picture in self.learned]
        height, width = (int(side) for side in np.median(sizes, axis=0))

        def resized(picture: Picture, mask: Mask, number: int) -> tuple[Picture, Mask]:
            small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
            marks = cv2.resize(mask.astype(np.uint8), (width, height), interpolation=cv2.INTER_AREA)
            return np.asarray(small, np.uint8), np.asarray(marks > 0)

        return self if len(set(sizes)) == 1 else self.with_all(resized)


def demo_parts(
    product: str, amount: Amount, size: Size = DRAWN, staging: Staging | None = None
) -> Parts:
    """Draw parts of the demo line, all kinds of defects in turn."""
    staging = staging or Staging()
    kinds = defect_kinds(product)
    preset = demo_preset(product).changed("features.backbone", "resnet18")
    preset = preset.changed("imaging.views.count", staging.views)

    def drawn(first: int, count: int, is_bad: bool) -> Iterator[tuple[Picture, Truth]]:
        for number in range(count):
            kind = kinds[number % len(kinds)] if is_bad else None
            yield render_part(product, SEED, first + number, kind, size, staging)

    learned = tuple(picture for picture, _ in drawn(0, amount.learned, is_bad=False))
    good = drawn(GOOD_FROM, amount.good, is_bad=False)
    bad = drawn(BAD_FROM, amount.bad, is_bad=True)
    frames = [
        Frame(picture, number, f"{product} {number}", truth=truth)
        for number, (picture, truth) in enumerate((*good, *bad))
    ]
    return Parts(f"demo {product}", preset, learned, tuple(frames))


def real_parts(folder: Path, amount: Amount) -> Parts:
    """Read a set, evenly spread where it has more pictures than are wanted."""
    dataset = open_dataset(folder)
    name = folder.name.split("-")[0]
    preset = starting_point(name).changed("features.backbone", "resnet18")
    learned = tuple(read_part(part) for part in _spread(dataset.train, amount.learned))
    return Parts(folder.name, preset, learned, tuple(_frames(dataset, amount)))


def _frames(dataset: Dataset, amount: Amount) -> Iterator[Frame]:
    good = [picture for picture in dataset.test if picture.kind == "good"]
    bad = [picture for picture in dataset.test if picture.kind != "good"]
    chosen = [*_spread(good, amount.good), *_spread(bad, amount.bad)]
    for number, picture in enumerate(chosen):
        frame, problem = picture.read(number)
        if problem is None:
            yield frame


def _spread(them: Sequence[Thing], most: int) -> list[Thing]:
    places = np.linspace(0, len(them) - 1, min(most, len(them))).round().astype(int)
    return [them[place] for place in places]


def _changed(frame: Frame, change: Change) -> Frame:
    truth = _truth(frame)
    mask = np.zeros(frame.size, np.bool_) if truth.mask is None else truth.mask
    picture, moved = change(frame.image, mask, GOOD_FROM + frame.number)
    return replace(frame, image=picture, truth=Truth(truth.kind, moved))


def _truth(frame: Frame) -> Truth:
    assert frame.truth is not None
    return frame.truth


def wanted_parts(
    product: str, name: str, data: Path | None, only: str, amount: Amount
) -> list[Parts]:
    """Draw a demo product and read a real set, as far as they are wanted and there."""
    found = [demo_parts(product, amount)] if only in f"demo {product}" else []
    if data and only in name and (data / name).is_dir():
        found.append(real_parts(data / name, amount))
    return found
