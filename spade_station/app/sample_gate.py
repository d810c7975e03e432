"""The gate at one product: what it says of the kept samples, and of one more."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from spade_station.domain.imaging_errors import NothingJudged
from spade_station.domain.inspection import LEAST_SAMPLES
from spade_station.domain.preset import Preset
from spade_station.domain.sample_report import Finding, SampleReport
from spade_station.engine.backbone import Backbone
from spade_station.engine.bank import Bank
from spade_station.engine.calibration import calibrate, reading_of
from spade_station.engine.features import shares_of
from spade_station.engine.gate import UNLIKE, compared, doubles, looks_defective, unlikeness
from spade_station.engine.good_heat import GoodHeat
from spade_station.imaging.quality import findings_of
from spade_station.storage.samples import Samples

if TYPE_CHECKING:
    from spade_station.app.product import Product


def sample_reports(
    bank: Bank, numbers: Sequence[int], samples: Samples, preset: Preset, backbone: Backbone
) -> tuple[SampleReport, ...]:
    """Rank the samples, those most unlike the rest first; approved ones have no findings.

    Parameters
    ----------
    numbers
        Of the kept pictures that the bank was made of, in the bank's order.
    """
    notes = [samples.note(number) for number in numbers]
    kept = [note.quality for note in notes if note is not None and note.quality is not None]
    same = doubles(bank)
    off = _unlikeness(bank, preset, backbone)
    reports = []
    for place, (number, note) in enumerate(zip(numbers, notes, strict=True)):
        found: list[Finding] = []
        if off.get(place, 0.0) >= UNLIKE:
            found.append(Finding.DIFFERS)
        if same[place]:
            found.append(Finding.COVERED)
        if note is not None and note.quality is not None:
            found += findings_of(note.quality, kept)
        approved = note is not None and note.approved
        reports.append(SampleReport(number, off.get(place), () if approved else tuple(found)))
    return tuple(sorted(reports, key=_most_unlike_first))


def are_doubtful(
    scores: Sequence[float | None], bank: Bank, preset: Preset, backbone: Backbone
) -> list[bool]:
    """Tell of each part that was judged with the bank whether it is hardly a false alarm."""
    if bank.samples < LEAST_SAMPLES or all(score is None for score in scores):
        return [False] * len(scores)  # where zones leave nothing, not even samples have a score
    shares = shares_of(preset, backbone)
    good = GoodHeat(bank, preset.heatmap)
    limit = calibrate(bank, preset, shares, good).value * preset.decision.limit
    usual = good.scores(shares, reading_of(preset, bank)) / limit
    return [score is not None and looks_defective(score, usual) for score in scores]


def suspect_lines(product: "Product") -> list[str]:
    """Say in plain English which samples to look at, for the command line."""
    reports = product.sample_reports()
    suspects = [report for report in reports if report.findings]
    looked_at = sum(report.unlikeness is not None for report in reports)
    lines = (
        [f"Samples that look unlike the rest: {len(suspects)}. Have a look:"] if suspects else []
    )
    for report in suspects:
        note = product.samples.note(report.number)
        score = "" if report.unlikeness is None else f", {report.unlikeness:.1f} deviations off"
        origin = note.origin if note is not None else "?"
        lines.append(f"  #{report.number} {origin}: {', '.join(report.findings)}{score}")
    if 0 < looked_at < len(reports):
        lines.append(f"{looked_at} of {len(reports)} samples were compared with the others.")
    return lines


def _unlikeness(bank: Bank, preset: Preset, backbone: Backbone) -> dict[int, float]:
    """Give it by the sample's place in the bank, for those that were scored leave-one-out."""
    if len(bank.sizes) < LEAST_SAMPLES:
        return {}
    shares = shares_of(preset, backbone)
    try:
        values = unlikeness(bank, preset, shares)
    except NothingJudged:  # that is said of every part
        return {}
    return dict(zip(compared(bank), values.tolist(), strict=False))


def _most_unlike_first(report: SampleReport) -> tuple[bool, float, int]:
    return not report.findings, -(report.unlikeness or 0.0), report.number
