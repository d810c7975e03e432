"""Which strips of a web are missing in a folder, by the numbers at the end of their names."""

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

_NUMBERED = re.compile(r"(.*?)([0-9]+)", re.DOTALL)


def missing_before(files: Sequence[Path]) -> dict[Path, int]:
    """Say before which files others are missing, and how many.

    Numbers count strips where at least half of them follow the one before by 1: ``s1``, ``s2``,
    ``s4``. Others may be times, or lines of the web, and nothing is known by them.

    Parameters
    ----------
    files
        In natural order. Those with other words before the number are another row.
    """
    steps: dict[Path, int] = {}
    for before, file in pairwise(files):
        one, other = _NUMBERED.fullmatch(before.stem), _NUMBERED.fullmatch(file.stem)
        step = int(other[2]) - int(one[2]) if one and other and one[1] == other[1] else 0
        if step:
            steps[file] = step
    if 2 * sum(step == 1 for step in steps.values()) < len(steps):
        return {}
    return {file: step - 1 for file, step in steps.items() if step > 1}
