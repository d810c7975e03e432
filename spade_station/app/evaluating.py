"""Evaluation on labelled pictures, with the same inspector as on the line."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from spade_station.app.backbones import Backbones
from spade_station.app.dataset import Dataset, LabelledPicture
from spade_station.app.reading import read_ahead
from spade_station.capture.pictures import read_picture
from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, Verdict, not_inspected
from spade_station.domain.preset import Preset
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import learn
from spade_station.engine.metrics import PixelMetrics, image_auroc

Report = Callable[[int, int], None]
Keep = Callable[[Inspection], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One test picture."""

    path: str
    kind: str
    score: float | None
    verdict: str
    milliseconds: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Figures of one kind of defect against the good pictures; None without the masks."""

    pictures: int
    image_auroc: float | None
    pixel_auroc: float | None
    aupro: float | None
    escape: float | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What `evaluate` measured; areas are 0..1, shares are of the inspected pictures.

    Parameters
    ----------
    overkill, escape
        Share of good parts judged NG, and of bad parts not judged NG (CHECK counts as escaped,
        and its share is stated too).
    not_inspected
        Pictures without a verdict; they are in none of the figures.
    """

    dataset: str
    preset: str
    backbone: str
    backbone_sha256: str
    is_fallback: bool
    moved_weight: dict[str, str]
    runtime: str
    device: str
    settings: dict[str, Any]
    samples: int
    bank_rows: int
    bank_bytes: int
    limit_is_estimate: bool
    image_auroc: float | None
    pixel_auroc: float | None
    aupro: float | None
    overkill: float | None
    escape: float | None
    check_share: float | None
    not_inspected: int
    kinds: dict[str, KindFigures]
    seconds_learn: float
    ms_p50: float
    ms_p95: float
    stages_ms: dict[str, float]
    pictures: tuple[Row, ...]

    def as_json(self) -> dict[str, Any]:
        """Give plain values."""
        return asdict(self)


@dataclass
class _Tally:
    """What is gathered of the parts of one kind as their inspections come."""

    scores: list[float] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    pixels: PixelMetrics = field(default_factory=PixelMetrics)

    def add(self, inspection: Inspection) -> None:
        """Count one part; what was not inspected is in no figure."""
        if inspection.score is None or inspection.heatmap is None:
            return
        self.scores.append(inspection.score)
        self.verdicts.append(inspection.verdict)
        truth = inspection.frame.truth
        if truth is not None and truth.mask is not None:
            self.pixels.add(inspection.heatmap, truth.mask)

    def join(self, other: "_Tally") -> "_Tally":
        """Give the tally of the parts of both kinds."""
        return _Tally(
            self.scores + other.scores,
            self.verdicts + other.verdicts,
            self.pixels.join(other.pixels),
        )

    def share(self, *verdicts: Verdict) -> float | None:
        """Share of the parts that got one of these verdicts; None without any part."""
        if not self.verdicts:
            return None
        return sum(verdict in verdicts for verdict in self.verdicts) / len(self.verdicts)


def evaluate(
    dataset: Dataset,
    preset: Preset,
    backbones: Backbones,
    report: Report,
    keep: Keep = lambda inspection: None,
) -> Evaluation:
    """Learn from ``train/good`` and judge every test picture.

    Parameters
    ----------
    report
        Told how many of the training and test pictures are done; may raise `Cancelled`.
    keep
        Takes each inspection, for a report with pictures.
    """
    learned = len(dataset.train)
    total = learned + len(dataset.test)
    began = time.perf_counter()
    backbone = backbones.load(preset)
    bank = learn(
        read_ahead(read_picture, dataset.train),
        learned,
        backbone,
        preset,
        lambda done, of: report(round(done / of * learned), total),
    )
    seconds = time.perf_counter() - began
    inspector = Inspector(preset, backbone, bank)
    tallies = {picture.kind: _Tally() for picture in dataset.test}
    rows: list[Row] = []
    stages: dict[str, list[float]] = {}
    for number, (picture, inspection) in enumerate(_inspected(dataset, inspector), start=1):
        tallies[picture.kind].add(inspection)
        rows.append(_row(picture, inspection))
        for stage, milliseconds in inspection.timings.items():
            stages.setdefault(stage, []).append(milliseconds)
        keep(inspection)
        report(learned + number, total)
    return Evaluation(
        dataset=dataset.folder.name,
        preset=preset.name,
        settings=preset.model_dump(mode="json", by_alias=True),
        samples=bank.samples,
        bank_rows=bank.rows,
        bank_bytes=bank.bytes,
        limit_is_estimate=inspector.limit.is_estimate,
        runtime="torch",
        seconds_learn=seconds,
        stages_ms={stage: float(np.median(values)) for stage, values in stages.items()},
        pictures=tuple(rows),
        **_backbone_figures(backbones, inspector, preset),
        **_figures(tallies, with_pixels=dataset.has_masks),
        **_times(rows),
    )


def _inspected(
    dataset: Dataset, inspector: Inspector
) -> Iterator[tuple[LabelledPicture, Inspection]]:
    """Inspect the test pictures; one that cannot be read is not inspected, with the reason."""
    numbered = list(enumerate(dataset.test))
    for frame, picture in zip(read_ahead(_frame_or_reason, numbered), dataset.test, strict=True):
        if isinstance(frame, StationError):
            blank = Frame(np.zeros((32, 32, 3), np.uint8), 0, picture.path.name)
            yield picture, not_inspected(blank, frame)
            continue
        try:
            yield picture, inspector.inspect(frame)
        except StationError as reason:
            yield picture, not_inspected(frame, reason)


def _frame_or_reason(numbered: tuple[int, LabelledPicture]) -> Frame | StationError:
    number, picture = numbered
    try:
        return picture.frame(number)
    except StationError as reason:
        return reason


def _figures(tallies: Mapping[str, _Tally], with_pixels: bool) -> dict[str, Any]:
    good = tallies.get("good", _Tally())
    kinds = {kind: tally for kind, tally in tallies.items() if kind != "good"}
    bad = _Tally()
    for tally in kinds.values():
        bad = bad.join(tally)
    everything = good.join(bad)
    return {
        "image_auroc": image_auroc(good.scores, bad.scores),
        "pixel_auroc": everything.pixels.auroc if with_pixels else None,
        "aupro": everything.pixels.aupro if with_pixels else None,
        "overkill": good.share(Verdict.NG),
        "escape": bad.share(Verdict.OK, Verdict.CHECK),
        "check_share": everything.share(Verdict.CHECK),
        "kinds": {kind: _kind_figures(good, bad, with_pixels) for kind, bad in kinds.items()},
    }


def _kind_figures(good: _Tally, bad: _Tally, with_pixels: bool) -> KindFigures:
    pixels = good.pixels.join(bad.pixels)
    return KindFigures(
        pictures=len(bad.scores),
        image_auroc=image_auroc(good.scores, bad.scores),
        pixel_auroc=pixels.auroc if with_pixels else None,
        aupro=pixels.aupro if with_pixels else None,
        escape=bad.share(Verdict.OK, Verdict.CHECK),
    )


def _backbone_figures(backbones: Backbones, inspector: Inspector, preset: Preset) -> dict[str, Any]:
    backbone = backbones.load(preset, inspector.bank.recipe)
    status = backbones.status(backbone, preset)
    return {
        "backbone": status.name,
        "backbone_sha256": backbone.identity.sha256,
        "is_fallback": status.is_fallback,
        "moved_weight": dict.fromkeys(status.moved_weight, status.moved_to),
        "device": status.device,
    }


def _times(rows: Sequence[Row]) -> dict[str, Any]:
    times = [row.milliseconds for row in rows if row.score is not None]
    return {
        "not_inspected": len(rows) - len(times),
        "ms_p50": float(np.percentile(times, 50)) if times else 0.0,
        "ms_p95": float(np.percentile(times, 95)) if times else 0.0,
    }


def _row(picture: LabelledPicture, inspection: Inspection) -> Row:
    return Row(
        path=f"{picture.kind}/{picture.path.name}",
        kind=picture.kind,
        score=inspection.score,
        verdict=inspection.verdict.value,
        milliseconds=inspection.milliseconds,
        reason=str(inspection.reason or ""),
    )
