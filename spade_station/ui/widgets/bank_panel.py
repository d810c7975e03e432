"""What the station has learned, in plain words, and how honest its limit is."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from spade_station.app.status import BankStatus
from spade_station.ui.translated import Translated

if TYPE_CHECKING:
    from spade_station.app.station import Station


class BankPanel(Translated):
    """Samples, rows, size and version, and what the limit can promise."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.facts = QLabel()
        self.facts.setProperty("headline", True)
        self.promise = QLabel()
        for label in (self.facts, self.promise):
            label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.facts)
        column.addWidget(self.promise)
        station.bankChanged.connect(self._on_bank_changed)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        bank = self._station.bank
        self.facts.setText(self._facts(bank))
        self.promise.setText(self._promise(bank))

    def _on_bank_changed(self, _bank: BankStatus) -> None:
        self.retranslate()

    def _facts(self, bank: BankStatus) -> str:
        if not bank.version:
            return self.tr("Nothing has been learned for this product yet.")
        return self.tr(
            "Bank version {version}: {samples} good samples, {rows} rows, {mb} MB"
        ).format(
            version=bank.version,
            samples=bank.samples,
            rows=f"{bank.rows:,}".replace(",", "\u202f"),
            mb=f"{bank.bytes / 1e6:.1f}",
        )

    def _promise(self, bank: BankStatus) -> str:
        if not bank.version:
            return self.tr(
                "Show the station good parts: with “This is good”, from the running line, or from "
                "a folder."
            )
        overkill = f"{100 * bank.wanted_overkill:g}"
        if not bank.limit_is_estimate:
            return self.tr(
                "The limit keeps {overkill} % overkill: about 1 good part in {one_in} is rejected."
            ).format(overkill=overkill, one_in=round(1 / bank.wanted_overkill))
        return self.tr(
            "With {n} good parts no limit below 1 false alarm in {least} can be promised; the "
            "limit is an estimate. {needed} good parts are needed for {overkill} %."
        ).format(
            n=bank.samples, least=bank.samples + 1, needed=bank.needed_samples, overkill=overkill
        )
