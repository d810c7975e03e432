"""Evaluation on labelled pictures, with the same inspector as on the line."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from spade_station.app.backbones import Backbones
from spade_station.app.dataset import GOOD, Dataset, LabelledPicture
from spade_station.app.evaluation import Evaluation, Histogram, Interval, KindFigures, Roc, Row
from spade_station.app.left_out import each_once
from spade_station.app.pictures import pictures_of
from spade_station.app.pipeline import LIVE, inspected
from spade_station.app.result_cache import ResultCache
from spade_station.capture.pictures import LEAST_SIDE
from spade_station.domain.dataset_errors import DatasetTooSmall
from spade_station.domain.errors import NoSamples, StationError
from spade_station.domain.frame import Frame, Truth
from spade_station.domain.inspection import LEAST_SAMPLES, Inspection, Verdict, not_inspected
from spade_station.domain.preset import Preset
from spade_station.domain.progress import Report
from spade_station.engine.bank import Bank
from spade_station.engine.inspector import Inspector
from spade_station.engine.lanes import MOST
from spade_station.engine.learning import learn
from spade_station.engine.metrics import (
    PixelMetrics,
    image_auroc,
    interval,
    roc,
    score_histogram,
)
from spade_station.imaging.references import NO_REFERENCES, References

Keep = Callable[[Inspection], None]

TIMED = 24  # pictures, at most, whose times count: others are judged beside the rest
ESCAPED = (Verdict.OK, Verdict.CHECK)  # what a bad part must not be
STOPPED = (Verdict.CHECK, Verdict.NG)  # what a good part must not be, where a person looks at CHECK


@dataclass
class _Tally:
    """What is gathered of the parts of one kind as their inspections come."""

    scores: list[float] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    pixels: PixelMetrics = field(default_factory=PixelMetrics)
    masks: int = 0

    def add(self, inspection: Inspection) -> None:
        """Count one part; what was not inspected is in no figure."""
        if inspection.score is None or inspection.heatmap is None:
            return
        self.scores.append(inspection.score)
        self.verdicts.append(inspection.verdict)
        truth = inspection.frame.truth
        if truth is not None and truth.mask is not None:
            self.pixels.add(inspection.heatmap, truth.mask)
            self.masks += 1

    def join(self, other: "_Tally") -> "_Tally":
        """Give the tally of the parts of both kinds."""
        return _Tally(
            self.scores + other.scores,
            self.verdicts + other.verdicts,
            self.pixels.join(other.pixels),
            self.masks + other.masks,
        )

    def share(self, *verdicts: Verdict) -> float | None:
        """Share of the parts that got one of these verdicts; None without any part."""
        return self._count(*verdicts) / len(self.verdicts) if self.verdicts else None

    def share_interval(self, *verdicts: Verdict) -> Interval | None:
        """Confidence interval of that share."""
        return interval(self._count(*verdicts), len(self.verdicts))

    def _count(self, *verdicts: Verdict) -> int:
        return sum(verdict in verdicts for verdict in self.verdicts)


def evaluate(
    dataset: Dataset,
    preset: Preset,
    backbones: Backbones,
    report: Report,
    keep: Keep = lambda inspection: None,
    references: References = NO_REFERENCES,
) -> Evaluation:
    """Learn from ``train/good`` and judge every test picture.

    Parameters
    ----------
    report
        Told how many of the training and test pictures are done; may raise `Cancelled`.
    keep
        Takes each inspection, for a report with pictures.
    references
        The pictures that the preset names; the product keeps them.

    Raises
    ------
    DatasetTooSmall, PicturesUnfit
        When there is too little to learn from, or some of it cannot be read.
    """
    learned = len(dataset.train)
    total = learned + len(dataset.test)
    began = time.perf_counter()
    backbone = backbones.load(preset)
    pictures = each_once(pictures_of(dataset.train))
    told = _first_of(report, learned, total)
    with _short_of_samples(dataset):
        bank = learn(pictures, learned, backbone, preset, told, references=references)
        seconds = time.perf_counter() - began
        inspector = Inspector(preset, backbone, bank)
    tallies = {picture.kind: _Tally() for picture in dataset.test}
    rows: list[Row] = []
    stages: dict[str, list[float]] = {}
    with closing(_inspected(dataset.test, inspector)) as found:
        for number, (picture, inspection, problem) in enumerate(found, 1):
            tallies[picture.kind].add(inspection)
            rows.append(_row(picture, inspection, problem))
            for stage, milliseconds in inspection.timings.items():
                stages.setdefault(stage, []).append(milliseconds)
            keep(inspection)
            report(learned + number, total)
    alone = _judged_alone(len(dataset.test))
    return Evaluation(
        dataset=dataset.folder.name,
        preset=preset.name,
        settings=preset.as_json(),
        limit_is_estimate=inspector.limit.is_estimate,
        runtime=backbone.runtime.value,
        seconds_learn=seconds,
        stages_ms={stage: float(np.median(values[:alone])) for stage, values in stages.items()},
        pictures=tuple(rows),
        **_bank_figures(bank, learned),
        **_backbone_figures(backbones, inspector, preset),
        **_figures(tallies),
        **_times(rows, alone),
    )


def _first_of(report: Report, count: int, total: int) -> Report:
    """Report what is the first part of something larger."""
    return lambda done, of: report(round(done / of * count), total)


@contextmanager
def _short_of_samples(dataset: Dataset) -> Iterator[None]:
    """Say of a data set, not of the product, that there is too little to learn from."""
    try:
        yield
    except NoSamples as few:
        folder, have = dataset.folder / "train" / GOOD, few.values["have"]
        raise DatasetTooSmall(path=folder, have=have, least=LEAST_SAMPLES) from few


def _inspected(
    pictures: Sequence[LabelledPicture], inspector: Inspector
) -> Generator[tuple[LabelledPicture, Inspection, StationError | None]]:
    """Inspect pictures, and say what is wrong with their masks.

    One that cannot be read or judged is not inspected, with the reason.
    """
    problems: dict[int, StationError] = {}

    def read(numbered: tuple[int, LabelledPicture]) -> Frame | StationError:
        number, picture = numbered
        try:
            frame, problem = picture.read(number)
        except StationError as reason:
            return reason
        if problem is not None:
            problems[number] = problem
        return frame

    numbered = list(enumerate(pictures))
    alone = _judged_alone(len(pictures))
    for some, lanes in ((numbered[:alone], LIVE), (numbered[alone:], MOST)):
        with closing(inspected(some, read, inspector, ResultCache(), lanes)) as found:
            for (number, picture), inspection in found:
                if isinstance(inspection, StationError):
                    inspection = not_inspected(_blank(picture), inspection)
                yield picture, inspection, problems.pop(number, None)


def _judged_alone(pictures: int) -> int:
    """Give how many, the first of so many, are judged one after the other, for their times."""
    return min(TIMED, -(-pictures // 8))


def _blank(picture: LabelledPicture) -> Frame:
    """Stand for a picture that cannot be read."""
    nothing = np.zeros((LEAST_SIDE, LEAST_SIDE, 3), np.uint8)
    return Frame(nothing, 0, picture.name, truth=Truth(picture.kind))


def _figures(tallies: Mapping[str, _Tally]) -> dict[str, Any]:
    good = tallies.get(GOOD, _Tally())
    kinds = {kind: tally for kind, tally in tallies.items() if kind != GOOD}
    bad = _Tally()
    for tally in kinds.values():
        bad = bad.join(tally)
    everything = good.join(bad)
    return {
        "good": len(good.scores),
        "bad": len(bad.scores),
        "masks": bad.masks,
        "image_auroc": image_auroc(good.scores, bad.scores),
        "pixel_auroc": everything.pixels.auroc,
        "aupro": everything.pixels.aupro,
        "overkill": good.share(Verdict.NG),
        "overkill_interval": good.share_interval(Verdict.NG),
        "escape": bad.share(*ESCAPED),
        "escape_interval": bad.share_interval(*ESCAPED),
        "good_not_ok": good.share(*STOPPED),
        "bad_ok": bad.share(Verdict.OK),
        "check_share": everything.share(Verdict.CHECK),
        "kinds": {kind: _kind_figures(good, tally) for kind, tally in kinds.items()},
        "roc": _roc(good, bad),
        "histogram": _histogram(good, bad),
    }


def _kind_figures(good: _Tally, bad: _Tally) -> KindFigures:
    pixels = good.pixels.join(bad.pixels)
    return KindFigures(
        pictures=len(bad.scores),
        masks=bad.masks,
        image_auroc=image_auroc(good.scores, bad.scores),
        pixel_auroc=pixels.auroc,
        aupro=pixels.aupro,
        escape=bad.share(*ESCAPED),
        escape_interval=bad.share_interval(*ESCAPED),
        check_share=bad.share(Verdict.CHECK),
    )


def _roc(good: _Tally, bad: _Tally) -> Roc | None:
    found = roc(good.scores, bad.scores)
    return Roc(*(tuple(map(float, values)) for values in found)) if found else None


def _histogram(good: _Tally, bad: _Tally) -> Histogram | None:
    counted = score_histogram(good.scores, bad.scores)
    if counted is None:
        return None
    edges, of_good, of_bad = counted
    return Histogram(tuple(edges.tolist()), tuple(of_good.tolist()), tuple(of_bad.tolist()))


def _bank_figures(bank: Bank, pictures: int) -> dict[str, Any]:
    return {
        "samples": bank.samples,
        "repeated": pictures - bank.samples,
        "bank_rows": bank.rows,
        "bank_bytes": bank.bytes,
        "matching": bank.matching.mode.value,
        "reach": bank.reach,
        "matching_trials": bank.choice.trials if bank.choice else (),
    }


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


def _times(rows: Sequence[Row], alone: int) -> dict[str, Any]:
    times = [row.milliseconds for row in rows if row.score is not None]
    timed = times[:alone]
    return {
        "not_inspected": len(rows) - len(times),
        "ms_p50": float(np.percentile(timed, 50)) if timed else 0.0,
        "ms_p95": float(np.percentile(timed, 95)) if timed else 0.0,
    }


def _row(picture: LabelledPicture, inspection: Inspection, problem: StationError | None) -> Row:
    return Row(
        path=picture.name,
        kind=picture.kind,
        score=inspection.score,
        verdict=inspection.verdict.value,
        milliseconds=inspection.milliseconds,
        reason=inspection.reason,
        mask_problem=problem,
    )
