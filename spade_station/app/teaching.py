"""The teach loop: everything that changes a bank, one job after the other."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from spade_station.app import jobs
from spade_station.app.demo_product import demo_name, demo_samples, demo_staging
from spade_station.app.inspecting import InspectLoop
from spade_station.app.left_out import left_out_errors
from spade_station.app.pictures import listed_parts, named_pictures
from spade_station.app.shelf_loop import ShelfLoop
from spade_station.app.status import JobStatus
from spade_station.domain.errors import (
    Cancelled,
    InternalFault,
    NoProduct,
    StationError,
    StillLoading,
)
from spade_station.domain.frame import Box
from spade_station.domain.home_errors import SettingsCompleted, UnlearnedFound, UnlearnedLeft
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.preset import Preset
from spade_station.engine.memory import give_back
from spade_station.storage.paths import Home
from spade_station.storage.presets import Presets
from spade_station.storage.samples import NewSample
from spade_station.storage.unlearned import Unlearned

if TYPE_CHECKING:  # these bring torch, which is loaded in the thread, after the window is there
    from spade_station.app.product import Product

log = logging.getLogger(__name__)

Changed = TypeVar("Changed")


class TeachLoop(ShelfLoop):
    """Opens the product at work, and changes it.

    `taught` gives preset, `BankStatus`, `BackboneStatus`, the sample numbers and the number of the
    last request that it knows of; `demoReady` names a learned demo product, `moved` one to rename
    or delete, its name now, empty if it is gone, the one to go on with and the last request;
    `reported` a product and what the gate says of its samples, `doubted` a product, an inspection
    and the known defects on it, `covered` a product that had nothing to learn of a part,
    `doubtedSome` one and how many of how many gathered parts were left out. `defectsTold` gives a
    product and a `DefectsStatus`, `defectAdded` one and the number of a new known defect,
    `defectUndone` one and a `DefectUndone`.
    """

    taught = Signal(object, object, object, object, int)
    presetsTouched = Signal()  # noqa: N815
    demoReady = Signal(str)
    moved = Signal(str, str, str, int)
    reported = Signal(str, object)
    doubted = Signal(str, object, object)
    covered = Signal(str)
    doubtedSome = Signal(str, int, int)  # noqa: N815
    defectsTold = Signal(str, object)  # noqa: N815
    defectAdded = Signal(str, int)  # noqa: N815
    defectUndone = Signal(str, object)  # noqa: N815

    def __init__(
        self,
        home: Home,
        presets: Presets,
        weights_folders: Sequence[Path],
        device: str,
        inspecting: InspectLoop,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(home, presets, weights_folders, device, parent)
        self._inspecting = inspecting
        self._heard = 0

    # --- what can be asked for, from the GUI thread ------------------------------------------

    def open_product(self, name: str, request: int) -> None:
        """Take up another product."""
        self.inbox.tell(lambda: self._open(name, request), instead_of="open", in_order=True)

    def move(self, name: str, move: Callable[[], object], now: str, then: str) -> None:
        """Rename or delete a product, after all that is asked of it; see `moved`."""
        self.inbox.tell(lambda: self._move(name, move, now, then))

    def use_preset(self, preset: Preset, request: int) -> None:
        """Take changed settings, and learn again if other layers have to be looked at."""
        self.inbox.tell(lambda: self._use(preset, request), instead_of="preset")

    def add_good(self, name: str, inspection: Inspection, by: str, approved: bool) -> None:
        """Learn a frame for a product and judge it again; with `approved` whatever it is."""
        self.inbox.tell(lambda: self._add_good(name, inspection, by, approved))

    def collect(self, parts: Sequence[Inspection], by: str) -> None:
        """Learn parts that nobody looked at; not those that `add_good` would ask about."""
        self.inbox.tell(lambda: self._collect(parts, by))

    def collect_folder(self, folder: Path) -> None:
        """Learn the pictures of a folder."""

        def collect() -> None:
            views = self._product.preset.imaging.views.count if self._product else 1
            parts = listed_parts([folder], views)
            self._learn(jobs.LEARNING, named_pictures(parts, self.check), len(parts))

        self.inbox.tell(collect)

    def learn_demo(self, demo: str, count: int) -> None:
        """Learn good parts of the demo line, unless the product has a bank already."""
        self.inbox.tell(lambda: self._learn_demo(demo, count))

    def relearn(self, without: Sequence[int] = ()) -> None:
        """Learn again from the kept samples, or without some of them."""
        self.inbox.tell(lambda: self._learn(jobs.LEARNING_AGAIN, (), 0, without))

    def relearn_with(self, preset: Preset, request: int) -> None:
        """Learn again with changed settings."""
        self.inbox.tell(lambda: self._relearn_with(preset, request))

    def approve(self, numbers: Sequence[int]) -> None:
        """Note that somebody has looked at samples and said that they are good."""
        self.inbox.tell(lambda: self._approve(numbers))

    def add_defect(self, name: str, inspection: Inspection, by: str, box: Box | None) -> None:
        """Take a frame as one that must not pass with a product, and judge it again."""
        new = NewSample(inspection.frame, by, inspection.score, box=box)
        self.inbox.tell(lambda: self._add_defect(name, inspection, new))

    def remove_defect(self, number: int, shown: Inspection | None) -> None:
        """Forget a known defect."""
        self.inbox.tell(lambda: self._change(lambda product: product.remove_defect(number), shown))

    def undo(self, name: str, shown: Inspection | None) -> None:
        """Take the last change of a product's known defects or of its bank back."""
        self.inbox.tell(lambda: self._undo(name, shown))

    # --- how it is done, in this thread --------------------------------------------------------

    def _open(self, name: str, request: int) -> None:
        self._heard, self._product = request, None
        try:
            self._product = self._shelf.open(name)
        except Exception as error:
            reason = InternalFault.of(error)
            self._inspecting.inbox.tell(partial(self._inspecting.use, name, None, reason))
            raise
        self._take_into_use(None)
        if self._product.completed:
            self._product.completed = False
            self.failed.emit(SettingsCompleted(name=name))
        self.inbox.tell(self._learn_unlearned, instead_of="unlearned")
        self.inbox.tell(self._report, instead_of="report")  # the next product need not wait for it

    def _move(self, name: str, move: Callable[[], object], now: str, then: str) -> None:
        """Move a product's folder; nothing of it may be open then (Windows insists)."""
        self._shelf.drop(name)
        if self._product is not None and self._product.preset.name == name:
            self._product = None
        self._inspecting.inbox.tell(lambda: self._inspecting.leave_product(name))
        is_done = False
        try:
            move()
            is_done = True
        finally:
            self.presetsTouched.emit()
            told = (now, then) if is_done else (name, name)
            self.moved.emit(name, *told, self._heard)

    def _use(self, preset: Preset, request: int) -> None:
        self._heard = request
        product = self._product
        if product is None or product.preset.name != preset.name:
            self._tell_state()
            return
        # what was learned with in the meantime stays
        wanted = preset if product.stored is None else preset.as_learned(product.preset)
        if product.serves(product.preset) and not product.serves(wanted):
            try:
                self._learn(jobs.LEARNING_AGAIN, (), 0, (), wanted)
            except Exception:
                product.save_preset()  # the record loop has stored the ones that could not be
                raise
        else:
            product.preset = wanted
            use = partial(self._inspecting.use_preset, wanted, request)
            self._inspecting.inbox.tell(use)
            if wanted != preset or product.wrote_preset:
                product.save_preset()
                product.wrote_preset = False
            self._tell_state()

    def _relearn_with(self, preset: Preset, request: int) -> None:
        self._heard = request
        if self._product is not None and self._product.preset.name == preset.name:
            self._learn(jobs.LEARNING_AGAIN, (), 0, (), preset)
        else:
            self._tell_state()

    def _add_good(self, name: str, inspection: Inspection, by: str, approved: bool) -> None:
        product = self._at_work(name)
        inspection = self._scored(inspection)
        known = product.defects.seen_in(inspection)
        if not approved and (known or any(product.are_doubtful([inspection.score]))):
            self.doubted.emit(name, inspection, known)
            return
        alarmed = inspection.verdict in (Verdict.CHECK, Verdict.NG)
        new = NewSample(inspection.frame, by, inspection.score, approved, alarmed=alarmed)
        if not self._change(lambda product: product.add_good(new), inspection):
            self.covered.emit(name)

    def _add_defect(self, name: str, inspection: Inspection, new: NewSample) -> None:
        product = self._at_work(name)
        product.defects.refuse_known(new)
        try:
            added = self.job(
                jobs.COMPARING, lambda told: product.add_defects([new], told), stays=True
            )
        except Cancelled:
            if not self.inbox.closed:
                raise
            product.defects.add([new])  # the next start compares it
            return
        finally:
            self._take_into_use(inspection)
        self.defectAdded.emit(name, added[0])

    def _renew_defects(self) -> None:
        """Look again at the known defects beside a newer bank, unless something else waits."""
        product = self._product
        if product is None or not product.defects_wait():
            return
        if self.job_aside(jobs.COMPARING_ASIDE, product.learn_defects):
            self._take_into_use(None)
        else:
            self.inbox.tell(self._renew_defects, instead_of="defects")

    def _undo(self, name: str, shown: Inspection | None) -> None:
        self._at_work(name)
        undone = self._change(lambda product: product.undo(), shown)
        if isinstance(undone, StationError):
            self.failed.emit(undone)
        elif undone is not None:
            self.defectUndone.emit(name, undone)
        self._report()

    def _approve(self, numbers: Sequence[int]) -> None:
        if self._product is not None:
            for number in numbers:
                self._product.samples.approve(number)
            self._report()

    def _report(self) -> None:
        """Tell what the gate says of the samples, now that all is loaded."""
        if self._product is not None:
            self.reported.emit(self._product.preset.name, self._product.sample_reports())
        give_back()

    def _change(
        self, change: "Callable[[Product], Changed]", shown: Inspection | None
    ) -> "Changed":
        if self._product is None:
            raise NoProduct
        try:
            changed = change(self._product)
        except BaseException:
            self._take_into_use(None)
            raise
        self._take_into_use(shown)
        return changed

    def _learn(
        self,
        job: JobStatus,
        new: Iterable[NewSample],
        count: int,
        without: Sequence[int] = (),
        preset: Preset | None = None,
    ) -> None:
        product = self._product
        if product is None:
            raise NoProduct
        learn = partial(product.learn_all, new, count, without=without, preset=preset)
        job = replace(job, product=product.preset.name)
        try:
            left_out = self.job(job, lambda report: learn(report=report), stays=True)
        finally:
            self._take_into_use(None)
        self._report()
        for error in left_out_errors(left_out):
            self.failed.emit(error)

    def _collect(self, parts: Sequence[Inspection], by: str) -> None:
        """Learn pictures that are nowhere else; if the program ends, they wait on the disk."""
        product = self._product
        if product is None:
            raise NoProduct
        good = self._undoubted(product, parts)
        left_out = len(parts) - len(good)
        if left_out:
            log.warning("%d of %d gathered parts look defective", left_out, len(parts))
            self.doubtedSome.emit(product.preset.name, left_out, len(parts))
        if not good:
            return
        new = [NewSample(part.frame, by, part.score) for part in good]
        try:
            self.check()
            self._learn(jobs.LEARNING, new, len(new))
        except Cancelled:
            if not self.inbox.closed:
                raise
            self._unlearned(product).keep(new)

    def _undoubted(self, product: "Product", parts: Sequence[Inspection]) -> list[Inspection]:
        doubts = product.are_doubtful([part.score for part in parts])
        return [
            part
            for part, is_doubtful in zip(parts, doubts, strict=True)
            if not is_doubtful and not product.defects.seen_in(part)
        ]

    def _learn_unlearned(self) -> None:
        """Learn what an earlier end of the program has left, unless somebody cancels it."""
        product = self._product
        unlearned = self._unlearned(product) if product is not None else ()
        count = len(unlearned)
        if not unlearned:
            return
        self.failed.emit(UnlearnedFound(count=count))
        try:
            self._learn(jobs.LEARNING, unlearned.pictures(), count)
        except Cancelled:
            if not self.inbox.closed:
                unlearned.forget()
            raise
        except StationError as reason:
            path = unlearned.folder
            raise UnlearnedLeft(count=count, reason=reason, path=path) from reason
        unlearned.forget()

    def _unlearned(self, product: "Product") -> Unlearned:
        return Unlearned(self._presets.folder(product.preset.name))

    def _learn_demo(self, demo: str, count: int) -> None:
        if self._product is None or self._product.stored is None:
            self._learn(jobs.LEARNING, demo_samples(demo, count, demo_staging(demo)), count)
        self.demoReady.emit(demo_name(demo))

    def _take_into_use(self, shown: Inspection | None) -> None:
        """Hand on what judges now; the job that made it is over once that is in use."""
        try:
            if self._product is not None:
                self._hand_on(self._product, shown)
        finally:
            self.end_jobs(self._inspecting.inbox.tell)

    def _hand_on(self, product: "Product", shown: Inspection | None) -> None:
        """Hand the inspect loop a new inspector, or the reason why there is none."""
        loop, name, heard = self._inspecting, product.preset.name, self._heard
        try:
            if product.defects_wait(until_current=False):
                self.job(jobs.COMPARING_FIRST, product.learn_defects, stays=True)
            inspector = self._shelf.inspector(product)
        except Exception as error:
            if not isinstance(error, StationError):
                log.exception("%s has no inspector", name)
            loop.inbox.tell(partial(loop.use, name, None, InternalFault.of(error), shown))
        else:
            loop.inbox.tell(partial(loop.use, name, inspector, StillLoading(), shown, heard))
            if product.defects_wait():
                self.inbox.tell(self._renew_defects, instead_of="defects")
        self.presetsTouched.emit()
        self._tell_state()

    def _tell_state(self) -> None:
        """Tell what is in use, once the inspect loop uses it."""
        product = self._product
        if product is None:
            return
        status = product.status(), self._shelf.backbone_status(product)
        told = (product.preset, *status, product.learned(), self._heard)
        self._inspecting.inbox.tell(lambda: self.taught.emit(*told))
        self.defectsTold.emit(product.preset.name, product.defects_status())
