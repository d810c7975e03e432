"""Which runtime computes the network: the choice, and when it is measured."""

from PySide6.QtCore import QObject

from spade_station.app.status import BackboneStatus, BankStatus
from spade_station.app.teaching import TeachLoop
from spade_station.domain.inspection import LEAST_SAMPLES
from spade_station.domain.runtime_name import RuntimeChoice
from spade_station.domain.station_settings import StationSettings


class RuntimeDesk(QObject):
    """Passes the choice on to the teach loop, and lets it measure once for each network.

    It is measured beside the running line, when nothing else is to be done, as soon as there is a
    bank to compare the verdicts with.
    """

    def __init__(self, teaching: TeachLoop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._teaching = teaching
        self._choice = RuntimeChoice.AUTO
        self._tried: set[str] = set()
        teaching.measuringDropped.connect(self._forget)

    def use_settings(self, settings: StationSettings) -> None:
        """Take another choice into use."""
        if settings.runtime is not self._choice:
            self._choice = settings.runtime
            self._teaching.use_runtime(settings.runtime)

    def measure(self) -> None:
        """Measure with the product at work."""
        self._teaching.measure_runtimes()

    def measure_if_new(self, bank: BankStatus, backbone: BackboneStatus) -> None:
        """Measure a network that was not measured yet; once, in case that it is cancelled."""
        is_new = backbone.runtimes is None and backbone.runtimes_here > 1
        is_new = is_new and self._choice is RuntimeChoice.AUTO
        if is_new and bank.samples >= LEAST_SAMPLES and backbone.name not in self._tried:
            self._tried.add(backbone.name)
            self._teaching.measure_runtimes(unasked=True)

    def _forget(self) -> None:
        """Let it be measured once the product can be measured with, or another one is opened."""
        self._tried.clear()
