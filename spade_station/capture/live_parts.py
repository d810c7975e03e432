"""The parts of a folder into which views are written meanwhile."""

import math
from collections.abc import Sequence
from pathlib import Path

from spade_station.capture.numbering import PATIENCE
from spade_station.capture.pacing import Clock
from spade_station.capture.part_files import (
    Lacking,
    PartFiles,
    parts_of,
    whole_parts,
    whole_sheets,
)
from spade_station.domain.imaging_errors import WrongViews


class LiveParts:
    """Tells the parts that are whole from those that are not, or not yet.

    The views of a part are written one after the other: it is waited for those that are not there,
    and what is wrong with a part is said once. The first pictures say whether names tell the views
    or each picture is a sheet: the first view of a part could look like a sheet.

    Parameters
    ----------
    views
        How many pictures show the same part; more than one.
    """

    def __init__(self, views: int, clock: Clock) -> None:
        self._views = views
        self._clock = clock
        self._are_sheets: bool | None = None
        self._lacking: dict[tuple[Path, ...], float] = {}  # since when; for ever if it was said

    def of(self, files: Sequence[Path]) -> tuple[list[PartFiles], list[WrongViews]]:
        """Group the pictures that are there now.

        Returns
        -------
        list, list
            The whole parts, and what is to be said of others.

        Raises
        ------
        WrongViews
            When no part has ever been whole.
        """
        if self._are_sheets is None:
            self._are_sheets = self._look(files)
        group = whole_sheets if self._are_sheets else whole_parts
        whole, lacking = group(files, self._views)
        return whole, self._overdue(lacking)

    def _look(self, files: Sequence[Path]) -> bool:
        """Say whether these are sheets."""
        try:
            return len(parts_of(files, self._views)[0].files) == 1
        except WrongViews:
            if not whole_parts(files, self._views)[0]:
                raise
            return False

    def _overdue(self, lacking: Lacking) -> list[WrongViews]:
        now = self._clock.now()
        self._lacking = {files: self._lacking.get(files, now) for files in lacking}
        overdue = [files for files, since in self._lacking.items() if now - since > PATIENCE]
        self._lacking |= dict.fromkeys(overdue, math.inf)
        return [lacking[files] for files in overdue]
