"""The known defects as the window sees them."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from spade_station.app.defect_status import DefectEntry, DefectsStatus, DefectUndone
from spade_station.app.notices import Level, Notice
from spade_station.app.teaching import TeachLoop
from spade_station.app.user import user
from spade_station.domain.frame import Box
from spade_station.domain.inspection import Inspection
from spade_station.domain.text import QT_TRANSLATE_NOOP

MISSED = (
    QT_TRANSLATE_NOOP(
        "notices",
        "Known defect {number} still passes: it looks too much like good parts, or a zone or "
        "another setting lets it pass.",
    ),
    QT_TRANSLATE_NOOP(
        "notices",
        "Look at the zones. Else mark the defect by a box around it alone, or look closer: a "
        "larger input size.",
    ),
)
MISSED_NOW = (
    QT_TRANSLATE_NOOP("notices", "Known defects that pass from now on: {numbers}."),
    QT_TRANSLATE_NOOP(
        "notices",
        "Good parts look like them now, a zone hides them, or the limit or another setting was "
        "changed. If that is a mistake, undo it; otherwise remove these known defects.",
    ),
)
SOME_LIKE_GOOD = (
    QT_TRANSLATE_NOOP(
        "notices",
        "Known defect {number}: {like_good} of its {patches} patches look like good parts and do "
        "not count.",
    ),
    "",
)
ADDED = (QT_TRANSLATE_NOOP("notices", "Known defect {number} was added."), "")
TAKEN_BACK = (QT_TRANSLATE_NOOP("notices", "Known defect {number} was taken back."), "")
IS_BACK = (QT_TRANSLATE_NOOP("notices", "Known defect {number} is there again."), "")


_Which = tuple[int, datetime | None]


class DefectDesk(QObject):
    """Passes known defects on to the teach loop, and tells what became of them.

    Signals
    -------
    statusChanged
        `status` is newer.
    noticed
        A `Notice`.
    """

    statusChanged = Signal()
    noticed = Signal(object)

    def __init__(self, teaching: TeachLoop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._teaching = teaching
        self._product = ""
        self.status = DefectsStatus()
        self._caught: frozenset[_Which] = frozenset()
        teaching.defectsTold.connect(self._on_told)
        teaching.defectAdded.connect(self._on_added)
        teaching.defectUndone.connect(self._on_undone)

    def follow(self, product: str) -> None:
        """Know nothing of other products any more."""
        self._product = product
        self._caught = frozenset()
        self._on_told(product, DefectsStatus())

    def add(self, inspection: Inspection, box: Box | None) -> None:
        """Take a part as one that must not pass; `box` marks the defect, None its hottest place."""
        self._teaching.add_defect(inspection.preset or self._product, inspection, user(), box)

    def remove(self, number: int, shown: Inspection | None) -> None:
        """Forget a known defect and judge what is shown again."""
        self._teaching.remove_defect(number, shown)

    def _on_told(self, product: str, status: DefectsStatus) -> None:
        if product == self._product and status != self.status:
            self.status = status
            self.statusChanged.emit()
            if status.is_compared:
                self._tell_missed(status.entries)

    def _tell_missed(self, entries: Sequence[DefectEntry]) -> None:
        """Say which were caught before and pass now, whatever it was that was learned or set."""
        missed = [each for each in entries if each.is_missed]
        numbers = [str(each.number) for each in missed if _which(each) in self._caught]
        self._caught = frozenset(_which(each) for each in entries if not each.is_missed)
        if numbers:
            values: dict[str, object] = {"numbers": ", ".join(numbers)}
            self.noticed.emit(Notice(Level.WARNING, *MISSED_NOW, values))

    def _on_added(self, product: str, number: int) -> None:
        if product != self._product:
            return
        entry = next((each for each in self.status.entries if each.number == number), None)
        if entry is not None:
            self.noticed.emit(_notice(entry))

    def _on_undone(self, product: str, undone: DefectUndone) -> None:
        if product != self._product:
            return
        text = IS_BACK if undone.are_back else TAKEN_BACK
        for number in undone.numbers:
            self.noticed.emit(Notice(Level.INFO, *text, {"number": number}))


def _which(entry: DefectEntry) -> _Which:
    """Tell a known defect from a later one with the same number."""
    return entry.number, entry.added


def _notice(entry: DefectEntry) -> Notice:
    values: dict[str, object] = {
        "number": entry.number,
        "patches": entry.patches,
        "like_good": entry.patches - entry.kept,
    }
    if entry.is_missed:
        return Notice(Level.WARNING, *MISSED, values)
    if entry.kept < entry.patches:
        return Notice(Level.INFO, *SOME_LIKE_GOOD, values)
    return Notice(Level.INFO, *ADDED, values)
