"""What the teach loop has beside the product at work: the shelf, the networks and the runtimes."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from spade_station.app import jobs
from spade_station.app.job_loop import JobLoop
from spade_station.app.status import JobStatus
from spade_station.domain.errors import Cancelled, DeviceMissing, ProductLeft, StationError
from spade_station.domain.inspection import Inspection
from spade_station.domain.progress import Report
from spade_station.domain.runtime_name import RuntimeChoice
from spade_station.storage.paths import Home
from spade_station.storage.presets import Presets

if TYPE_CHECKING:  # these bring torch, which is loaded in the thread, after the window is there
    from spade_station.app.product import Product
    from spade_station.app.shelf import Shelf
    from spade_station.engine.weights import WeightsFile, WeightsLibrary

log = logging.getLogger(__name__)


class ShelfLoop(JobLoop):
    """Owns the shelf with the networks that see the pictures, and the product at work.

    `weightsChanged` gives a tuple of `WeightsEntry`, `shelfTold` a `ShelfStatus`;
    `measuringDropped` says that runtimes could not be measured with the product.
    """

    weightsChanged = Signal(object)
    shelfTold = Signal(object)  # noqa: N815
    measuringDropped = Signal()  # noqa: N815

    def __init__(
        self,
        home: Home,
        presets: Presets,
        weights_folders: Sequence[Path],
        device: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__("teach", parent)
        self._home = home
        self._presets = presets
        self._folders = weights_folders
        self._device = device
        self._product: Product | None = None
        self._shelf: Shelf  # made by `begin`, which comes first

    def begin(self) -> None:
        """Load torch; late, so that the window is there before it."""
        from spade_station.app.backbones import backbones_in
        from spade_station.app.shelf import Shelf

        made = partial(backbones_in, self._home, self._folders, wait=self.check)
        try:
            backbones = made(self._device)
        except DeviceMissing as reason:  # the line goes on with what there is
            self.failed.emit(reason)
            backbones = made("auto")
        self._shelf = Shelf(self._presets, backbones, told=self.shelfTold.emit)
        self.weightsChanged.emit(self._shelf.backbones.weights())

    # --- what can be asked for, from the GUI thread ------------------------------------------

    def keep_loaded(self, most_bytes: int) -> None:
        """Keep products loaded, as long as their banks take no more than this."""
        self.inbox.tell(lambda: self._shelf.resize(most_bytes), instead_of="shelf")

    def bring_weights(
        self, job: JobStatus, bring: "Callable[[WeightsLibrary, Report], WeightsFile]"
    ) -> None:
        """Take weights into the library, as a job."""

        def work(report: Report) -> None:
            brought = bring(self._shelf.backbones.library, report)
            self.weightsChanged.emit(self._shelf.backbones.weights())
            self._take_into_use(None)
            self._shelf.backbones.library.check_used(brought)

        self.inbox.tell(lambda: self.job(job, work))

    def use_runtime(self, choice: RuntimeChoice) -> None:
        """Let another runtime compute the network."""

        def use() -> None:
            self._shelf.use_runtime(choice)
            self._take_into_use(None)

        self.inbox.tell(use, instead_of="runtime")

    def measure_runtimes(self, unasked: bool = False) -> None:
        """Measure the runtimes with the product at work, until something else is wanted.

        Parameters
        ----------
        unasked
            Nobody waits for it: what is wrong with the product just now is only logged.
        """
        self.inbox.tell(partial(self._measure_runtimes, unasked), instead_of="runtimes")

    # --- how it is done, in this thread --------------------------------------------------------

    def _measure_runtimes(self, unasked: bool) -> None:
        product = self._product
        if product is None:  # a broken one was chosen meanwhile
            self.measuringDropped.emit()
            return
        try:
            is_done = self.job_aside(jobs.MEASURING, partial(self._shelf.measure_runtimes, product))
        except Cancelled:
            raise
        except StationError as reason:
            if not unasked:
                raise
            log.info("Runtimes are not measured yet: %s", reason)
            self.measuringDropped.emit()
            return
        if is_done:
            self._take_into_use(None)
        else:
            self.measure_runtimes(unasked)

    def _at_work(self, name: str) -> "Product":
        """Give the product that somebody has seen when asking for something.

        Raises
        ------
        ProductLeft
            When it is not the one at work any more.
        """
        if self._product is None or self._product.preset.name != name:
            raise ProductLeft(name=name)
        return self._product

    def _scored(self, inspection: Inspection) -> Inspection:
        """Judge what has no score: a part may be shown though a later one was lost.

        Here, not in the inspect loop: whatever is asked for afterwards waits for it, so that
        another product or an undo does not come first.
        """
        if inspection.score is not None or self._product is None:
            return inspection
        try:
            return self._shelf.inspector(self._product).inspect(inspection.frame)
        except StationError as reason:
            log.info("%s has no score: %s", inspection.frame.name, reason)
            return inspection

    def _take_into_use(self, shown: Inspection | None) -> None:
        """Hand on what judges now, and have what is shown judged by it."""
        raise NotImplementedError
