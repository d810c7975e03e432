"""What the station has learned, in plain words, how honest its limit is, and what auto chose."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from spade_station.app.status import BankStatus
from spade_station.domain.matching_choice import MatchingTrial
from spade_station.domain.preset import MatchingMode
from spade_station.ui.translated import Translated
from spade_station.ui.words import labelled, word

if TYPE_CHECKING:
    from spade_station.app.station import Station


class BankPanel(Translated):
    """Samples, rows, size and version, what the limit can promise, and how patches are matched."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.facts = QLabel()
        self.facts.setProperty("headline", True)
        self.promise = QLabel()
        self.matching = QLabel()
        for label in (self.facts, self.promise, self.matching):
            label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.facts)
        column.addWidget(self.promise)
        column.addWidget(self.matching)
        station.bankChanged.connect(self._on_bank_changed)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        bank = self._station.bank
        self.facts.setText(self._facts(bank))
        self.promise.setText(" ".join(filter(None, (self._promise(bank), self._alarms(bank)))))
        self.matching.setText(self._matching(bank))
        self.matching.setToolTip(self._trials(bank))
        for label in (self.promise, self.matching):
            label.setVisible(bool(label.text()))

    def _on_bank_changed(self, _bank: BankStatus) -> None:
        self.retranslate()

    def _facts(self, bank: BankStatus) -> str:
        if bank.is_opening:
            return self.tr("The product is being opened…")
        if bank.is_broken:
            return self.tr("This product cannot be opened.")
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
        if bank.is_opening or bank.is_broken:
            return ""
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
            n=bank.counted, least=bank.counted + 1, needed=bank.needed_samples, overkill=overkill
        )

    def _alarms(self, bank: BankStatus) -> str:
        if not bank.not_counted:
            return ""
        return self.tr("False alarms taken as good: {n}; they do not move the limit.").format(
            n=bank.not_counted
        )

    def _matching(self, bank: BankStatus) -> str:
        """Say it in two lines; the trials are in the tool tip."""
        if not bank.version or not bank.is_auto:
            return ""
        if bank.taken is None:
            return self.tr(
                "Matching: everywhere for now; once there are {least} samples of one size, “Learn "
                "again” chooses."
            ).format(least=bank.least_compared)
        if bank.matching is MatchingMode.SAME_PLACE:
            text = self.tr(
                "Matching, automatic: same place {reach}. Flaws stand out by {separation} "
                "deviations, everywhere by {other}."
            )
        else:
            text = self.tr(
                "Matching, automatic: everywhere. Flaws stand out by {separation} "
                "deviations, at the same place by {other}."
            )
        others = [each.separation for each in bank.trials if each.mode is not bank.matching]
        return text.format(
            reach=f"±{bank.reach}\u202fpx",
            separation=f"{bank.taken.separation:.1f}",
            other=f"{max(others, default=0.0):.1f}",
        )

    def _trials(self, bank: BankStatus) -> str:
        if not bank.trials:
            return ""
        lines = [_trial_line(each) for each in bank.trials]
        return "\n".join(
            [self.tr("A place is kept to only if flaws stand out clearly more."), *lines]
        )


def _trial_line(trial: MatchingTrial) -> str:
    reach = f" ±{trial.reach}\u202fpx" if trial.mode is MatchingMode.SAME_PLACE else ""
    return labelled(f"{word(trial.mode)}{reach}", f"{trial.separation:.1f}")
