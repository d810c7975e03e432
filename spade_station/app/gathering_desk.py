"""Gathering: the next good parts of the running line become samples."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from spade_station.app.inspecting import InspectLoop
from spade_station.app.status import JobStatus
from spade_station.app.teaching import TeachLoop
from spade_station.app.user import user
from spade_station.domain.inspection import Inspection
from spade_station.domain.text import QT_TRANSLATE_NOOP

GATHERING = JobStatus(QT_TRANSLATE_NOOP("jobs", "Gathering good parts from the line"))


class GatheringDesk(QObject):
    """Has the inspect loop keep the next parts, and passes them on to the teach loop.

    Signals
    -------
    changed
        `status` is newer: how far it is, None when nothing is gathered.
    """

    changed = Signal()

    def __init__(
        self, inspecting: InspectLoop, teaching: TeachLoop, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._inspecting = inspecting
        self._teaching = teaching
        self.status: JobStatus | None = None
        self._wish = 0
        self._then: list[Callable[[], None]] = []
        inspecting.collecting.connect(self._on_collecting)
        inspecting.collected.connect(self._on_collected)

    def begin(self, count: int) -> None:
        """Gather the next so many parts."""
        self._wish += 1
        self._go_on()
        self._inspecting.inbox.tell(partial(self._inspecting.collect, count, self._wish))
        self._tell(replace(GATHERING, total=count))

    def finish(self, then: Callable[[], None] = lambda: None) -> None:
        """Learn what came so far; nothing more is going to come.

        Parameters
        ----------
        then
            Called once the teach loop was told of it, at once where nothing is gathered.
        """
        self._then.append(then)
        if self.status is None:
            self._go_on()
        else:
            self._inspecting.inbox.tell(self._inspecting.end_collecting)

    def give_up(self) -> None:
        """Learn nothing of it, nor of what is on its way."""
        self._wish += 1
        self._inspecting.inbox.tell(lambda: self._inspecting.collect(0))
        self._tell(None)
        self._go_on()

    def _go_on(self) -> None:
        """Do what has waited for the gathered parts, or for their being given up."""
        waiting, self._then = self._then, []
        for then in waiting:
            then()

    def _tell(self, status: JobStatus | None) -> None:
        if status != self.status:
            self.status = status
            self.changed.emit()

    def _on_collecting(self, wish: int, done: int, total: int) -> None:
        if wish == self._wish and self.status is not None:
            self._tell(replace(GATHERING, done=done, total=total))

    def _on_collected(self, wish: int, parts: list[Inspection]) -> None:
        if wish != self._wish or self.status is None:
            return
        self._tell(None)
        if parts:
            self._teaching.collect(parts, user())
        self._go_on()
