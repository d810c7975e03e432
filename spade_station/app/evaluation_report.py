"""What `evaluate` found, as a table and as an HTML report."""

from pathlib import Path

from spade_station.app.evaluating import Evaluation
from spade_station.app.html_report import HtmlReport
from spade_station.domain.inspection import Inspection, Verdict

KEPT = 20


class WorstPictures:
    """Keeps the pictures whose verdict is most wrong, so that memory stays bounded."""

    def __init__(self) -> None:
        self._kept: list[tuple[float, Inspection]] = []

    def keep(self, inspection: Inspection) -> None:
        """Consider one more."""
        self._kept.append((wrongness(inspection), inspection))
        self._kept.sort(key=lambda each: -each[0])
        del self._kept[KEPT:]

    @property
    def inspections(self) -> list[Inspection]:
        """The worst first."""
        return [inspection for _, inspection in self._kept]


def wrongness(inspection: Inspection) -> float:
    """How far a score is on the wrong side of the limit; negative on the right side."""
    if inspection.verdict is Verdict.NOT_INSPECTED or inspection.score is None:
        return float("inf")
    truth = inspection.frame.truth
    assert truth is not None, "pictures of a data set are labelled"
    return inspection.score - 1 if truth.is_good else 1 - inspection.score


def lines(found: Evaluation) -> tuple[list[str], list[list[str]]]:
    """Give head and rows of the table of figures."""
    head = ["", "pictures", "image AUROC", "pixel AUROC", "AUPRO", "overkill", "escape"]
    whole = [
        "all",
        str(len(found.pictures) - found.not_inspected),
        *map(_figure, (found.image_auroc, found.pixel_auroc, found.aupro)),
        *map(_share, (found.overkill, found.escape)),
    ]
    kinds = [
        [
            name,
            str(kind.pictures),
            *map(_figure, (kind.image_auroc, kind.pixel_auroc, kind.aupro)),
            "",
            _share(kind.escape),
        ]
        for name, kind in found.kinds.items()
    ]
    return head, [whole, *kinds]


def write_evaluation(found: Evaluation, worst: list[Inspection], path: Path) -> None:
    """Write the HTML report."""
    page = HtmlReport(f"Evaluation of {found.dataset} with {found.preset}")
    fallback = " (the fallback without pretrained weights)" if found.is_fallback else ""
    page.paragraph(
        f"Backbone {found.backbone}{fallback} on {found.device}; {found.samples} good parts "
        f"learned in {found.seconds_learn:.1f} s; bank {found.bank_bytes / 1e6:.1f} MB; "
        f"{found.ms_p50:.1f} ms a picture (95 %: {found.ms_p95:.1f} ms)."
    )
    for layer, target in found.moved_weight.items():
        page.paragraph(f"The weights file lacks {layer}; its weight moved to {target}.")
    if found.limit_is_estimate:
        page.paragraph(
            f"The limit is an estimate: with {found.samples} good parts no limit below 1 false "
            f"alarm in {found.samples + 1} can be promised."
        )
    if found.not_inspected:
        page.paragraph(f"{found.not_inspected} pictures were not inspected.")
    page.table(*lines(found))
    page.heading("Milliseconds per stage (median)")
    page.table(list(found.stages_ms), [[f"{value:.2f}" for value in found.stages_ms.values()]])
    page.heading(f"The {len(worst)} worst pictures")
    page.pictures(worst)
    page.write(path)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"
