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

    While a product is renamed nothing can be gathered for it: it is put off until it is there
    again.

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
        self._product = ""  # for which is gathered
        self._held: list[str] = []  # products that are renamed, each as often as that is asked
        self._put_off = 0  # how many parts to gather once the product is there again
        self._is_gathering = False
        self._wish = 0
        self._then: list[Callable[[], None]] = []
        inspecting.collecting.connect(self._on_collecting)
        inspecting.collected.connect(self._on_collected)

    def begin(self, count: int, product: str) -> None:
        """Gather the next so many parts as good ones of the product at work."""
        self._product = product
        if product in self._held:
            self._put_off = count
        else:
            self._wish += 1
            self._put_off, self._is_gathering = 0, True
            self._go_on()
            self._inspecting.inbox.tell(partial(self._inspecting.collect, count, self._wish))
        self._tell(replace(GATHERING, total=count))

    def finish(self) -> None:
        """Learn what came so far; nothing more is going to come."""
        self._put_off = 0
        if not self._is_gathering:
            self._tell(None)
        self._end(lambda: None)

    def hold(self, product: str, then: Callable[[], None]) -> None:
        """Gather nothing for a product until it is released.

        Parameters
        ----------
        then
            Called once the teach loop was told of what came so far, at once where nothing did.
        """
        self._held.append(product)
        if product == self._product:
            self._end(then)
        else:
            then()

    def release(self, product: str) -> int:
        """Let a product be gathered for again; gives how many parts were put off."""
        if product not in self._held:
            return 0
        self._held.remove(product)
        return self._put_off if product == self._product else 0

    def give_up(self) -> None:
        """Learn nothing of it, nor of what is on its way."""
        self._wish += 1
        self._put_off, self._is_gathering = 0, False
        self._inspecting.inbox.tell(lambda: self._inspecting.collect(0))
        self._tell(None)
        self._go_on()

    def _end(self, then: Callable[[], None]) -> None:
        """Have what came so far learned, and go on with `then`."""
        self._then.append(then)
        if self._is_gathering:
            self._inspecting.inbox.tell(self._inspecting.end_collecting)
        else:
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
        if wish == self._wish and self._is_gathering and not self._put_off:
            self._tell(replace(GATHERING, done=done, total=total))

    def _on_collected(self, wish: int, parts: list[Inspection]) -> None:
        if wish != self._wish or not self._is_gathering:
            return
        self._is_gathering = False
        self._tell(replace(GATHERING, total=self._put_off) if self._put_off else None)
        if parts:
            self._teaching.collect(parts, user())
        self._go_on()
