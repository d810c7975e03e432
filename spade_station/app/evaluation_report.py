"""What `evaluate` found, as tables and as an HTML report; the window shows the same tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from math import ceil, floor
from pathlib import Path
from typing import Any

from spade_station.app.evaluation import Evaluation, Interval
from spade_station.app.html_report import HtmlReport
from spade_station.app.plots import histogram_plot, roc_plot
from spade_station.app.report_words import ENGLISH, Words
from spade_station.app.worst_pictures import ReportPicture
from spade_station.domain.errors import StationError
from spade_station.domain.preset import MatchingMode
from spade_station.domain.text import QT_TRANSLATE_NOOP

HEAD = (
    "",
    QT_TRANSLATE_NOOP("report", "pictures"),
    QT_TRANSLATE_NOOP("report", "with mask"),
    QT_TRANSLATE_NOOP("report", "image AUROC"),
    QT_TRANSLATE_NOOP("report", "pixel AUROC"),
    QT_TRANSLATE_NOOP("report", "AUPRO"),
    QT_TRANSLATE_NOOP("report", "overkill"),
    QT_TRANSLATE_NOOP("report", "escape"),
    "CHECK",
)
MEANING = QT_TRANSLATE_NOOP(
    "report",
    "Overkill: good parts judged NG. Escape: bad parts not judged NG; CHECK counts as escaped. "
    "In brackets the 95 % confidence interval (Clopper-Pearson). AUPRO to 30 % false positives.",
)
WORST = QT_TRANSLATE_NOOP("report", "The {count} pictures judged most wrongly, or most closely")
OUTLINES = QT_TRANSLATE_NOOP(
    "report",
    "In colour what differs from the good parts, white outlines the regions that were found, "
    "light blue the true defect as its mask has it.",
)
TRIED = QT_TRANSLATE_NOOP(
    "report",
    "By how much painted flaws raise the score of good samples, in deviations of their scores; "
    "another way than everywhere is taken only where it is clearly better.",
)
WAYS = {
    MatchingMode.EVERYWHERE: QT_TRANSLATE_NOOP("report", "everywhere"),
    MatchingMode.SAME_PLACE: QT_TRANSLATE_NOOP("report", "same place"),
    MatchingMode.NEAREST_IMAGES: QT_TRANSLATE_NOOP("report", "nearest images"),
}
MOVED = QT_TRANSLATE_NOOP(
    "report", "The network or its weights file has no {layer}; its weight moved to {target}."
)
NOTES: tuple[tuple[Callable[[Evaluation], bool], str], ...] = (
    (
        lambda found: found.is_fallback,
        QT_TRANSLATE_NOOP(
            "report",
            "The backbone is the built-in fallback: no pretrained weights are on this machine.",
        ),
    ),
    (
        lambda found: found.limit_is_estimate,
        QT_TRANSLATE_NOOP(
            "report",
            "The limit is an estimate: with {samples} good parts no limit below 1 false alarm "
            "in {promised} can be promised.",
        ),
    ),
    (
        lambda found: found.repeated > 0,
        QT_TRANSLATE_NOOP(
            "report",
            "{repeated} pictures to learn from are the same as others, byte for byte, and were "
            "left out.",
        ),
    ),
    (
        lambda found: found.not_inspected > 0,
        QT_TRANSLATE_NOOP(
            "report",
            "Not inspected, and in none of the figures: {not_inspected} of {pictures} pictures.",
        ),
    ),
    (
        lambda found: found.known_defects_left_out > 0,
        QT_TRANSLATE_NOOP(
            "report",
            "Known defects of {preset} that are left out: {known}. On the line, what resembles "
            "one of them is NG also where it is OK here.",
        ),
    ),
    (
        lambda found: bool(found.check_share) and found.good > 0 and found.bad > 0,
        QT_TRANSLATE_NOOP(
            "report",
            "Where a person looks at each part that is CHECK, {bad_ok} of the bad parts pass, and "
            "{good_not_ok} of the good ones are looked at or rejected.",
        ),
    ),
    (
        lambda found: found.masks == 0 < found.bad,
        QT_TRANSLATE_NOOP("report", "No bad picture has a mask: there are no figures of pixels."),
    ),
    (
        lambda found: 0 < found.masks < found.bad,
        QT_TRANSLATE_NOOP(
            "report",
            "Figures of pixels are over the {masks} of {bad} bad pictures that have a mask.",
        ),
    ),
    (
        lambda found: found.good == 0,
        QT_TRANSLATE_NOOP(
            "report", "There are no good test pictures: neither AUROC nor overkill is known."
        ),
    ),
    (
        lambda found: found.bad == 0,
        QT_TRANSLATE_NOOP(
            "report", "There are no bad test pictures: neither AUROC nor escape is known."
        ),
    ),
)
"""When something has to be said beside the figures, and what."""

PROBLEMS_SHOWN = 100
PROBLEMS_PRINTED = 20

Table = tuple[list[str], list[list[str]]]


def lines(found: Evaluation, words: Words = ENGLISH) -> Table:
    """Give head and rows of the table of figures: all pictures, the good ones, each kind."""
    say = words.say
    overkill = share(found.overkill, found.overkill_interval)
    escape = share(found.escape, found.escape_interval)
    whole = [
        say(QT_TRANSLATE_NOOP("report", "all")),
        str(found.good + found.bad),
        str(found.masks),
        *map(figure, (found.image_auroc, found.pixel_auroc, found.aupro)),
        overkill,
        escape,
        percent(found.check_share),
    ]
    good = ["good", str(found.good), "", "", "", "", overkill, "", percent(_good_check(found))]
    kinds = [
        [
            name,
            str(kind.pictures),
            str(kind.masks),
            *map(figure, (kind.image_auroc, kind.pixel_auroc, kind.aupro)),
            "",
            share(kind.escape, kind.escape_interval),
            percent(kind.check_share),
        ]
        for name, kind in found.kinds.items()
    ]
    return [text and say(text) for text in HEAD], [whole, good, *kinds]


def notes(found: Evaluation, words: Words = ENGLISH) -> list[str]:
    """Say what has to be known to read the figures rightly."""
    values = {
        "samples": found.samples,
        "repeated": found.repeated,
        "promised": found.samples + 1,
        "not_inspected": found.not_inspected,
        "pictures": len(found.pictures),
        "preset": found.preset,
        "known": found.known_defects_left_out,
        "masks": found.masks,
        "bad": found.bad,
        "bad_ok": percent(found.bad_ok),
        "good_not_ok": percent(found.good_not_ok),
    }
    moved = [
        words.say(MOVED).format(layer=layer, target=target)
        for layer, target in found.moved_weight.items()
    ]
    told = [words.say(text).format(**values) for applies, text in NOTES if applies(found)]
    return told + moved


def facts(found: Evaluation, words: Words = ENGLISH) -> str:
    """Say with what was measured."""
    text = QT_TRANSLATE_NOOP(
        "report",
        "Backbone {backbone} on {device} · {samples} good parts learned in {seconds} s · "
        "bank {megabytes} MB · {p50} ms a picture (95 %: {p95} ms)",
    )
    return words.say(text).format(
        backbone=words.say(found.backbone),
        device=found.device,
        samples=found.samples,
        seconds=f"{found.seconds_learn:.1f}",
        megabytes=f"{found.bank_bytes / 1e6:.1f}",
        p50=f"{found.ms_p50:.1f}",
        p95=f"{found.ms_p95:.1f}",
    )


def problems(found: Evaluation, words: Words = ENGLISH) -> list[list[str]]:
    """List the pictures that were not inspected or whose mask is of no use, and why."""
    told: list[tuple[str, StationError]] = [
        (row.path, problem)
        for row in found.pictures
        for problem in (row.reason, row.mask_problem)
        if problem is not None
    ]
    return [[path, words.explain(problem)] for path, problem in told]


def problem_lines(found: Evaluation, most: int = PROBLEMS_PRINTED) -> Iterator[str]:
    """Say in plain English what `problems` lists, for the command line; at most so many lines."""
    told = problems(found)
    for path, problem in told[:most]:
        yield f"{path}: {problem}"
    if len(told) > most:
        yield f"… and {len(told) - most} more; --json names all of them."


def trials(found: Evaluation, words: Words = ENGLISH) -> Table:
    """List the ways of matching that ``auto`` tried, with the one that was taken."""
    head = (
        QT_TRANSLATE_NOOP("report", "matching"),
        QT_TRANSLATE_NOOP("report", "reach in px"),
        QT_TRANSLATE_NOOP("report", "flaws stand out"),
        QT_TRANSLATE_NOOP("report", "taken"),
    )
    taken = found.matching, found.reach
    rows = [
        [
            words.say(WAYS[trial.mode]),
            str(trial.reach or ""),
            f"{trial.separation:.2f}",
            "✓" if (trial.mode.value, trial.reach) == taken else "",
        ]
        for trial in found.matching_trials
    ]
    return list(map(words.say, head)), rows


def write_evaluation(
    found: Evaluation, worst: Sequence[ReportPicture], path: Path, words: Words = ENGLISH
) -> None:
    """Write the HTML report.

    Raises
    ------
    DiskFull, HomeReadOnly
    """
    say = words.say
    title = say(QT_TRANSLATE_NOOP("report", "Evaluation of {dataset} with {preset}"))
    page = HtmlReport(title.format(dataset=found.dataset, preset=found.preset), words)
    page.paragraph(f"{datetime.now().astimezone():%Y-%m-%d %H:%M} · {facts(found, words)}")
    for note in notes(found, words):
        page.paragraph(note)
    page.table(*lines(found, words))
    page.paragraph(say(MEANING))
    page.plots(roc_plot(found, words), histogram_plot(found, words))
    if worst:
        page.heading(say(WORST).format(count=len(worst)))
        page.paragraph(say(OUTLINES))
        page.pictures(worst)
    troubles = problems(found, words)
    if troubles:
        page.heading(say(QT_TRANSLATE_NOOP("report", "Pictures that could not be used fully")))
        head = QT_TRANSLATE_NOOP("report", "picture"), QT_TRANSLATE_NOOP("report", "reason")
        page.table(list(map(say, head)), troubles[:PROBLEMS_SHOWN], prose=True)
        if len(troubles) > PROBLEMS_SHOWN:
            page.paragraph(f"… {len(troubles) - PROBLEMS_SHOWN}")
    if found.matching_trials:
        page.heading(say(QT_TRANSLATE_NOOP("report", "How matching was chosen")))
        page.paragraph(say(TRIED))
        page.table(*trials(found, words))
    page.heading(say(QT_TRANSLATE_NOOP("report", "Milliseconds per stage (median)")))
    page.table(list(found.stages_ms), [[f"{value:.2f}" for value in found.stages_ms.values()]])
    page.heading(say(QT_TRANSLATE_NOOP("report", "Settings")))
    head = QT_TRANSLATE_NOOP("report", "setting"), QT_TRANSLATE_NOOP("report", "value")
    page.table(list(map(say, head)), flat(found.settings), prose=True)
    page.write(path)


def flat(settings: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """List settings as ``--set`` takes them."""
    found: list[tuple[str, str]] = []
    for name, value in settings.items():
        if isinstance(value, Mapping):
            found += flat(value, f"{prefix}{name}.")
        else:
            found.append((f"{prefix}{name}", "none" if value is None else str(value)))
    return found


def figure(value: float | None) -> str:
    """Write an area."""
    return "–" if value is None else f"{value:.3f}"


def share(value: float | None, between: Interval | None) -> str:
    """Write a share in percent with its interval, the latter in whole ones and rounded outwards."""
    if value is None or between is None:
        return "–"
    low, high = between
    return f"{percent(value)} ({floor(100 * low)}–{ceil(100 * high)})"


def percent(value: float | None) -> str:
    """Write a share in percent."""
    return "–" if value is None else f"{100 * value:.1f} %"


def _good_check(found: Evaluation) -> float | None:
    if found.good_not_ok is None or found.overkill is None:
        return None
    return found.good_not_ok - found.overkill
