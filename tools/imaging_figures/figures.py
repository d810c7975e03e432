"""Learning and judging with the product's own code, and what is counted of it."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from imaging_figures.parts import Parts
from spade_station.app.backbones import Backbones, library_in
from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.engine.bank import Bank
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import learn
from spade_station.engine.metrics import PixelMetrics, image_auroc
from spade_station.imaging.references import NO_REFERENCES, References
from spade_station.storage.paths import default_home, weights_folders

Outcome = Inspection | StationError


@dataclass(frozen=True, eq=False)
class Line:
    """An inspector, and why some samples were left out when it learned."""

    inspector: Inspector
    refused: Counter[str]


@dataclass(frozen=True, eq=False)
class Judged:
    """What came of the parts, in their order."""

    outcomes: tuple[Outcome, ...]
    frames: tuple[Frame, ...]

    def auroc(self, only: Sequence[bool] | None = None) -> float | None:
        """Image AUROC of the inspected parts, or of some of them."""
        scores: dict[bool, list[float]] = {True: [], False: []}
        for number, (frame, outcome) in enumerate(zip(self.frames, self.outcomes, strict=True)):
            if isinstance(outcome, Inspection) and (only is None or only[number]):
                assert frame.truth is not None
                assert outcome.score is not None
                scores[frame.truth.is_good].append(outcome.score)
        return image_auroc(scores[True], scores[False])

    @property
    def aupro(self) -> float | None:
        """AUPRO of the inspected parts."""
        metrics = PixelMetrics()
        for frame, outcome in zip(self.frames, self.outcomes, strict=True):
            if isinstance(outcome, Inspection) and outcome.heatmap is not None:
                assert frame.truth is not None
                metrics.add(outcome.heatmap, None if frame.truth.is_good else frame.truth.mask)
        return metrics.aupro

    @property
    def overkill(self) -> float:
        """Share of the good parts, in percent, that are NG."""
        return self._ng(good=True)

    @property
    def escape(self) -> float:
        """Share of the bad parts, in percent, that were inspected and are not NG."""
        return 100 - self._ng(good=False)

    @property
    def not_inspected(self) -> Counter[str]:
        """Why parts were not inspected."""
        return Counter(
            type(outcome).__name__ for outcome in self.outcomes if isinstance(outcome, StationError)
        )

    def in_sight(self) -> list[bool]:
        """Say which parts were inspected, half of their defect or more in what was judged."""
        return [
            isinstance(outcome, Inspection) and _is_in_sight(frame, outcome)
            for frame, outcome in zip(self.frames, self.outcomes, strict=True)
        ]

    def _ng(self, good: bool) -> float:
        is_ng = [
            outcome.verdict is Verdict.NG
            for frame, outcome in zip(self.frames, self.outcomes, strict=True)
            if isinstance(outcome, Inspection)
            and frame.truth is not None
            and frame.truth.is_good == good
        ]
        return 100 * float(np.mean(is_ng)) if is_ng else float("nan")


class Bench:
    """Learns and judges on this machine's processor."""

    def __init__(self) -> None:
        self._backbones = Backbones(
            library_in(default_home() / "weights", weights_folders()), "cpu"
        )

    def learned(self, parts: Parts, references: References = NO_REFERENCES) -> Line:
        """Learn the good parts; those that cannot be prepared are left out."""
        refused: Counter[str] = Counter()

        def refuse(place: int, reason: StationError) -> None:
            refused[type(reason).__name__] += 1

        preset, backbone = parts.preset, self._backbones.load(parts.preset)
        pictures = parts.learned
        bank = learn(
            pictures, len(pictures), backbone, preset, references=references, refuse=refuse
        )
        return Line(Inspector(preset, backbone, bank), refused)

    def with_bank(self, parts: Parts, bank: Bank) -> Line:
        """Judge with a bank that is there."""
        return Line(Inspector(parts.preset, self._backbones.load(parts.preset), bank), Counter())

    def measured(self, parts: Parts, references: References = NO_REFERENCES) -> tuple[Line, Judged]:
        """Learn and judge."""
        line = self.learned(parts, references)
        return line, judged(line.inspector.inspect, parts.judged)


def judged(inspect: Callable[[Frame], Inspection], frames: Iterable[Frame]) -> Judged:
    """Judge frames one after the other."""
    kept = tuple(frames)
    return Judged(tuple(_outcome(inspect, frame) for frame in kept), kept)


def _outcome(inspect: Callable[[Frame], Inspection], frame: Frame) -> Outcome:
    try:
        return inspect(frame)
    except StationError as reason:
        return reason


def _is_in_sight(frame: Frame, inspection: Inspection) -> bool:
    truth, heatmap = frame.truth, inspection.heatmap
    assert truth is not None
    if truth.is_good or truth.mask is None or heatmap is None:
        return True
    if not truth.mask.any():
        return False
    heat = cv2.resize(heatmap, frame.size[::-1], interpolation=cv2.INTER_NEAREST)
    return float((np.asarray(heat)[truth.mask] > 0).mean()) >= 0.5


def say(text: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def head(title: str, *columns: str) -> None:
    """Begin a table."""
    say(f"\n## {title}\n")
    row(*columns)
    row(*["---"] * len(columns))


def row(*cells: object) -> None:
    """Print a row of a table."""
    say("| " + " | ".join(map(str, cells)) + " |")


def area(value: float | None) -> str:
    """Write an area under a curve."""
    return "–" if value is None else f"{value:.3f}"


def counted(reasons: Counter[str]) -> str:
    """Write how often there was which reason."""
    return ", ".join(f"{n} {reason}" for reason, n in reasons.most_common()) or "0"
