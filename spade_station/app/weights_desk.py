"""The weights of the networks as the window sees them, and where new ones come from."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from spade_station.app import jobs
from spade_station.app.status import WeightsEntry
from spade_station.app.teaching import TeachLoop


class WeightsDesk(QObject):
    """Has the teach loop bring weights, and keeps what that tells of them.

    Signals
    -------
    changed
        `entries` is newer: the networks, and whether their weights are here.
    """

    changed = Signal()

    def __init__(self, teaching: TeachLoop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._teaching = teaching
        self.entries: tuple[WeightsEntry, ...] = ()
        teaching.weightsChanged.connect(self._on_told)

    def import_file(self, path: Path, backbone: str) -> None:
        """Take weights from a file."""
        self._teaching.bring_weights(
            jobs.IMPORTING, lambda library, _: library.import_file(path, backbone)
        )

    def download(self, backbone: str) -> None:
        """Take weights from torchvision's own address."""
        end = self._teaching.is_ended
        self._teaching.bring_weights(
            replace(jobs.DOWNLOADING, values={"backbone": backbone}),
            lambda library, report: library.download(backbone, report, end),
        )

    def _on_told(self, entries: tuple[WeightsEntry, ...]) -> None:
        self.entries = entries
        self.changed.emit()
