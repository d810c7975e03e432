"""The loaded products as the window sees them, and the memory that they may take."""

from PySide6.QtCore import QObject, Signal

from spade_station.app.shelf_status import MIB, ShelfStatus
from spade_station.app.teaching import TeachLoop
from spade_station.domain.station_settings import StationSettings


class ShelfDesk(QObject):
    """Passes the budget on to the teach loop, and keeps what that tells.

    Signals
    -------
    statusChanged
        `status` is newer.
    """

    statusChanged = Signal()

    def __init__(self, teaching: TeachLoop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._teaching = teaching
        self._memory = StationSettings().bank_memory
        self.status = ShelfStatus()
        teaching.shelfTold.connect(self._on_told)

    def use_settings(self, settings: StationSettings) -> None:
        """Take another budget into use."""
        if settings.bank_memory != self._memory:
            self._memory = settings.bank_memory
            self._teaching.keep_loaded(self._memory * MIB)

    def _on_told(self, status: ShelfStatus) -> None:
        if status != self.status:
            self.status = status
            self.statusChanged.emit()
