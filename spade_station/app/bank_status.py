"""Describes a bank for the window."""

from spade_station.app.status import BankStatus
from spade_station.engine.auto_matching import LEAST_SAMPLES as LEAST_COMPARED
from spade_station.engine.calibration import needed_samples
from spade_station.engine.good_heat import counted
from spade_station.storage.banks import StoredBank


def bank_status(stored: StoredBank | None, overkill: float, can_undo: bool) -> BankStatus:
    """Describe a bank in use, or that there is none.

    Parameters
    ----------
    overkill
        Wanted share of good parts over the limit.
    """
    needed = needed_samples(overkill)
    if stored is None:
        return BankStatus(wanted_overkill=overkill, needed_samples=needed, can_undo=can_undo)
    bank = stored.bank
    rests_on = int(counted(bank).sum())
    return BankStatus(
        version=bank.version,
        samples=bank.samples,
        rows=bank.rows,
        bytes=bank.bytes,
        made=stored.made,
        counted=rests_on,
        not_counted=len(bank.sizes) - rests_on,
        limit_is_estimate=rests_on < needed,
        wanted_overkill=overkill,
        needed_samples=needed,
        can_undo=can_undo,
        matching=bank.matching.mode,
        reach=bank.reach,
        is_auto=bank.choice is not None,
        trials=bank.choice.trials if bank.choice else (),
        least_compared=LEAST_COMPARED,
        is_aligned=bank.is_aligned,
    )
