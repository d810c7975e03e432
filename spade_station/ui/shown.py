"""Which picture is on the screen: the newest one, or one that somebody wants to look at."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from spade_station.domain.inspection import Inspection

if TYPE_CHECKING:
    from spade_station.app.station import Station


class Shown(QObject):
    """The inspection on the screen; both pages show the same one.

    Whoever starts the line, takes one picture or chooses another source wants to see what comes.
    """

    changed = Signal()

    def __init__(self, station: "Station", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._picked: Inspection | None = None
        self._product = station.preset.name
        station.liveChanged.connect(self._on_live_changed)
        station.verdictChanged.connect(self._on_verdict_changed)
        station.reviewed.connect(self._on_verdict_changed)
        station.presetChanged.connect(self._on_preset_changed)
        station.bankChanged.connect(self._review)
        station.wentOn.connect(self.back_to_live)

    @property
    def inspection(self) -> Inspection | None:
        """What is on the screen."""
        return self._picked or self._station.live.latest

    @property
    def is_live(self) -> bool:
        """Whether the screen follows the line."""
        return self._picked is None

    def pick(self, inspection: Inspection) -> None:
        """Show an earlier inspection until `back_to_live`."""
        self._picked = inspection
        self.changed.emit()

    def hold(self) -> None:
        """Keep what is on the screen now, or follow the line again."""
        self._picked = None if self._picked is not None else self._station.live.latest
        self.changed.emit()

    def back_to_live(self) -> None:
        """Follow the line."""
        if self._picked is not None:
            self._picked = None
            self.changed.emit()

    def _on_live_changed(self) -> None:
        if self._picked is None:
            self.changed.emit()

    def _on_preset_changed(self) -> None:
        name = self._station.preset.name
        if name != self._product:
            self._product = name
            self.back_to_live()
        else:
            self._review()

    def _review(self) -> None:
        """Have a picked picture judged with the settings and the bank of now."""
        if self._picked is not None and self._picked.preset:
            self._station.review(self._picked)

    def _on_verdict_changed(self, before: Inspection, after: Inspection) -> None:
        if self._picked is not None and self._picked.frame is before.frame:
            self.pick(after)
