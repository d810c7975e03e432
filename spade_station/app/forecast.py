"""What more samples will cost, before they are added."""

from collections.abc import Mapping
from dataclasses import dataclass

from spade_station.app.status import BankStatus
from spade_station.domain.preset import Preset


@dataclass(frozen=True, slots=True)
class Forecast:
    """The bank and the time per part as they will be.

    Parameters
    ----------
    milliseconds
        None while no part has been timed.
    """

    rows: int
    bytes: int
    milliseconds: float | None


def forecast(
    bank: BankStatus, preset: Preset, more: int, timings: Mapping[str, float]
) -> Forecast | None:
    """Say what the bank becomes; None while there is none to go by.

    Rows grow with the samples up to the budget, and only matching takes longer with them.

    Parameters
    ----------
    more
        Samples to be added.
    timings
        Milliseconds per stage of a part that was judged with the bank; may be empty.
    """
    if not bank.rows or not bank.samples:
        return None
    budget = max(bank.rows, preset.matching.rows * len(preset.weights.used))
    rows = min(budget, round(bank.rows * (1 + more / bank.samples)))
    growth = rows / bank.rows
    matching = timings.get("matching", 0.0)
    total = sum(timings.values()) + matching * (growth - 1) if timings else None
    return Forecast(rows, round(bank.bytes * growth), total)
