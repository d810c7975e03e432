"""The gate as the window sees it: doubts about one part, and the ranking of the samples."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from spade_station.app.defect_status import DefectsStatus
from spade_station.app.notices import Level, Notice
from spade_station.app.teaching import TeachLoop
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection
from spade_station.domain.sample_report import SampleReport
from spade_station.domain.text import QT_TRANSLATE_NOOP

DOUBTED = (
    QT_TRANSLATE_NOOP("notices", "This part looks defective: its score is {score} × the limit."),
    QT_TRANSLATE_NOOP("notices", "If it is good, press “This is good” again to add it anyway."),
)
LIKE_KNOWN = (
    QT_TRANSLATE_NOOP("notices", "This part shows a known defect: {numbers}."),
    QT_TRANSLATE_NOOP(
        "notices",
        "If it is good, press “This is good” again to add it anyway; what looks like it passes "
        "then.",
    ),
)
DOUBTED_SOME = (
    QT_TRANSLATE_NOOP(
        "notices", "Gathered parts that look defective and were left out: {count} of {total}."
    ),
    QT_TRANSLATE_NOOP("notices", "If one of them is good, press “This is good” on it to add it."),
)
DOUBTED_LATE = (
    QT_TRANSLATE_NOOP("notices", "A part of “{name}” looks defective and was not learned."),
    QT_TRANSLATE_NOOP(
        "notices", "If it is good, choose “{name}” and press “This is good” on it again."
    ),
)
DOUBTED_SOME_LATE = (
    QT_TRANSLATE_NOOP(
        "notices",
        "Gathered parts of “{name}” that look defective and were left out: {count} of {total}.",
    ),
    QT_TRANSLATE_NOOP(
        "notices", "If one of them is good, choose “{name}” and press “This is good” on it."
    ),
)
COVERED = (
    QT_TRANSLATE_NOOP("notices", "The samples cover this picture already; it was not added."),
    QT_TRANSLATE_NOOP("notices", "Show the station other good parts: they teach it more."),
)


class GateDesk(QObject):
    """Passes good parts on to the teach loop, and asks where one looks defective or known to be.

    Signals
    -------
    doubted
        An inspection; adding the same frame once more adds it.
    reportsChanged
        `reports` is newer.
    noticed
        A `Notice`.
    withdrawn
        A `Notice` that is true no more.
    """

    doubted = Signal(object)
    reportsChanged = Signal()
    noticed = Signal(object)
    withdrawn = Signal(object)

    def __init__(self, teaching: TeachLoop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._teaching = teaching
        self._product = ""
        self._doubted: Frame | None = None
        self._like_known: tuple[Notice, frozenset[int]] | None = None
        self.reports: tuple[SampleReport, ...] = ()
        teaching.doubted.connect(self._on_doubted)
        teaching.covered.connect(self._on_covered)
        teaching.doubtedSome.connect(self._on_doubted_some)
        teaching.reported.connect(self._on_reported)
        teaching.defectsTold.connect(self._on_defects_told)

    def follow(self, product: str) -> None:
        """Know nothing of other products any more."""
        self._product, self._doubted = product, None
        self._on_reported(product, ())

    def forget_doubt(self) -> None:
        """Ask about the doubtful part anew: other parts are looked at now."""
        self._doubted = None

    def add_good(self, inspection: Inspection, by: str) -> None:
        """Take a part as good; one that looks defective only when it is said again."""
        approved = inspection.frame is self._doubted
        self._doubted = None
        self._teaching.add_good(inspection.preset or self._product, inspection, by, approved)

    def drop(self, numbers: Sequence[int]) -> None:
        """Learn again without some samples; can be undone as any learning."""
        self._teaching.relearn(without=tuple(numbers))

    def keep(self, numbers: Sequence[int]) -> None:
        """Say that samples are good, whatever the gate says; they are not listed any more."""
        self._teaching.approve(tuple(numbers))

    @property
    def suspects(self) -> tuple[SampleReport, ...]:
        """The samples with findings, those most unlike the rest first."""
        return tuple(report for report in self.reports if report.findings)

    def _on_doubted(self, product: str, inspection: Inspection, known: Sequence[int]) -> None:
        if product != self._product:
            self.noticed.emit(Notice(Level.WARNING, *DOUBTED_LATE, {"name": product}))
            return
        self._doubted = inspection.frame
        if known:
            numbers = ", ".join(map(str, known))
            notice = Notice(Level.WARNING, *LIKE_KNOWN, {"numbers": numbers})
            self._like_known = notice, frozenset(known)
            self.noticed.emit(notice)
        else:
            values: dict[str, object] = {"score": f"{inspection.score:.1f}"}
            self.noticed.emit(Notice(Level.WARNING, *DOUBTED, values))
        self.doubted.emit(inspection)

    def _on_doubted_some(self, product: str, count: int, total: int) -> None:
        text = DOUBTED_SOME if product == self._product else DOUBTED_SOME_LATE
        values: dict[str, object] = {"name": product, "count": count, "total": total}
        self.noticed.emit(Notice(Level.WARNING, *text, values))

    def _on_defects_told(self, product: str, status: DefectsStatus) -> None:
        """Take back that a part shows known defects once none of them is known any more."""
        if product != self._product or self._like_known is None:
            return
        notice, numbers = self._like_known
        if numbers.isdisjoint(entry.number for entry in status.entries):
            self._like_known = self._doubted = None
            self.withdrawn.emit(notice)

    def _on_covered(self, product: str) -> None:
        if product == self._product:
            self.noticed.emit(Notice(Level.INFO, *COVERED))

    def _on_reported(self, product: str, reports: tuple[SampleReport, ...]) -> None:
        if product == self._product:
            self.reports = reports
            self.reportsChanged.emit()
