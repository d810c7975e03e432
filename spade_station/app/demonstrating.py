"""The demo line without a window: learn good parts, inspect a running line, leave a report."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from spade_station.app.backbones import Backbones
from spade_station.app.demo_product import LEARNED, demo_preset, demo_samples, demo_staging
from spade_station.app.html_report import HtmlReport
from spade_station.app.judging import judged
from spade_station.app.overlay import with_heatmap
from spade_station.app.worst_pictures import ReportPicture, is_wrong
from spade_station.capture.demo_line import demo_part
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.preset import Preset
from spade_station.domain.progress import Report
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import learn
from spade_station.imaging.encoding import encoded
from spade_station.storage.atomic import write_bytes

SEED = 1
DEFECT_SHARE = 0.3
SHOWN = 12


@dataclass
class Demonstration:
    """What one product's demo line showed."""

    product: str
    preset: Preset
    backbone: str
    is_fallback: bool
    inspections: list[Inspection] = field(default_factory=list)

    def count(self, good: bool, *verdicts: Verdict) -> int:
        """How many good, or bad, parts got one of these verdicts (all of them if none is named)."""
        return sum(
            inspection.frame.truth is not None
            and inspection.frame.truth.is_good == good
            and (not verdicts or inspection.verdict in verdicts)
            for inspection in self.inspections
        )

    @property
    def stages(self) -> dict[str, float]:
        """Median milliseconds per stage."""
        timed = [inspection.timings for inspection in self.inspections if inspection.timings]
        return {
            name: float(np.median([timings[name] for timings in timed]))
            for name in (timed[0] if timed else ())
        }


def demonstrate(product: str, frames: int, backbones: Backbones, report: Report) -> Demonstration:
    """Learn `LEARNED` good demo parts and inspect `frames` parts of the running line."""
    preset = demo_preset(product)
    backbone = backbones.load(preset)
    staging = demo_staging(product)
    good = (sample.frame.image for sample in demo_samples(product, LEARNED, staging))
    bank = learn(
        good,
        LEARNED,
        backbone,
        preset,
        lambda done, total: report(round(done / total * LEARNED), LEARNED + frames),
    )
    inspector = Inspector(preset, backbone, bank)
    status = backbones.status(backbone, preset)
    found = Demonstration(product, preset, status.name, status.is_fallback)
    for number in range(frames):
        picture, truth = demo_part(product, SEED, number, DEFECT_SHARE, staging=staging)
        frame = Frame(picture, number, f"demo {product} {number}", truth=truth)
        found.inspections.append(judged(frame, inspector))
        report(LEARNED + number + 1, LEARNED + frames)
    return found


STAGES = "Milliseconds per stage (median)"
HEAD = (
    *("product", "parts", "good", "good: OK", "CHECK", "NG"),
    *("bad", "bad: NG", "CHECK", "OK", "not inspected"),
)


def table_row(found: Demonstration) -> list[str]:
    """Give one row of the table of verdicts against truth."""
    cells = [
        len(found.inspections),
        found.count(True),
        found.count(True, Verdict.OK),
        found.count(True, Verdict.CHECK),
        found.count(True, Verdict.NG),
        found.count(False),
        found.count(False, Verdict.NG),
        found.count(False, Verdict.CHECK),
        found.count(False, Verdict.OK),
        sum(each.verdict is Verdict.NOT_INSPECTED for each in found.inspections),
    ]
    return [found.product, *map(str, cells)]


def stage_table(found: Sequence[Demonstration]) -> tuple[list[str], list[list[str]]]:
    """Give head and rows of the table of `STAGES`; a product need not have all stages."""
    stages = _in_order([list(each.stages) for each in found])
    rows = [
        [
            each.product,
            *(f"{each.stages[stage]:.1f}" if stage in each.stages else "" for stage in stages),
            f"{sum(each.stages.values()):.1f}",
        ]
        for each in found
    ]
    return ["product", *stages, "together"], rows


def _in_order(ways: Sequence[Sequence[str]]) -> list[str]:
    """Put the stages of several ways into one order that is that of each."""
    stages: list[str] = []
    for way in ways:
        place = 0
        for stage in way:
            if stage not in stages:
                stages.insert(place, stage)
            place = stages.index(stage) + 1
    return stages


def write_demo_report(found: list[Demonstration], folder: Path) -> Path:
    """Leave the pictures and ``report.html`` in a folder; returns the report's path."""
    page = HtmlReport("SPADE Station: the demo line")
    backbone = found[0].backbone
    fallback = " (the fallback without pretrained weights)" if found[0].is_fallback else ""
    page.paragraph(f"Backbone: {backbone}{fallback}. Learned from {LEARNED} good parts each.")
    page.table(HEAD, [table_row(each) for each in found])
    page.heading(STAGES)
    page.table(*stage_table(found))
    for each in found:
        shown = _worth_seeing(each.inspections)
        page.heading(each.product)
        page.pictures([ReportPicture.of(inspection) for inspection in shown])
        for inspection in shown:
            number = inspection.frame.number
            name = f"{each.product}-{number:04d}-{inspection.verdict.name}.png"
            write_bytes(folder / name, encoded(with_heatmap(inspection), ".png"))
    page.write(folder / "report.html")
    return folder / "report.html"


def _worth_seeing(inspections: list[Inspection]) -> list[Inspection]:
    """Choose wrong verdicts first, then bad parts, then good ones."""
    truths = [inspection.frame.truth for inspection in inspections]
    good = [truth is not None and truth.is_good for truth in truths]
    order = sorted(
        range(len(inspections)), key=lambda i: (not is_wrong(inspections[i]), good[i], i)
    )
    wrong_and_bad = [inspections[i] for i in order[: SHOWN - 2]]
    fine = [inspections[i] for i in order[::-1] if good[i]][:2]
    return [*wrong_and_bad, *(each for each in fine if each not in wrong_and_bad)]
