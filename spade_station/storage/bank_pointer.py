"""Which bank version of a product is in use, and what it was made of: one file, replaced at once.

The first line names the version. The second one lists its samples once more: when the version is
damaged, nothing else tells a sample in use from one that was dropped. Before the first version
is written the pointer says that none is in use: else one whose pointer was not written yet would
look like one whose pointer is lost.
"""

import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spade_station.domain import reasons
from spade_station.domain.errors import BankBroken, StationError
from spade_station.storage.atomic import write_bytes

log = logging.getLogger(__name__)
FILE = "CURRENT"
NONE = "none"
VERSION = re.compile(r"v(\d{6})")


def name_of(version: int) -> str:
    """Name the folder of a version."""
    return f"v{version:06d}"


@dataclass(frozen=True, slots=True)
class InUse:
    """What the pointer says.

    Parameters
    ----------
    version
        0 for none.
    samples
        The numbers of the pictures that the version was made of; None where they are not told, as
        by older stations.
    """

    version: int
    samples: tuple[int, ...] | None


class BankPointer:
    """The pointer of one product.

    Parameters
    ----------
    folder
        Holds the pointer and the versions.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def read(self) -> InUse | None:
        """Read it; None where there is no such file.

        Raises
        ------
        BankBroken
        """
        try:
            name, _, more = self.path.read_text("ascii").partition("\n")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise BankBroken(path=self.path, reason=reasons.reason_of(error)) from error
        if name.strip() == NONE and not _samples(more):
            return InUse(0, ())
        found = VERSION.fullmatch(name.strip())
        if not found or int(found[1]) == 0:
            raise BankBroken(path=self.path, reason=reasons.NO_VERSION)
        return InUse(int(found[1]), _samples(more))

    def write(self, version: int, samples: Sequence[int]) -> None:
        """Replace it; 0 says that no version is in use."""
        name = name_of(version) if version else NONE
        content = f"{name}\n{json.dumps(list(samples))}\n".encode()
        try:
            write_bytes(self.path, content)
        except StationError as error:
            if not self._holds(content):
                raise
            # it counts from now on, and a power cut can but bring back the one before, a whole one
            log.warning("The pointer is replaced, but may not outlast a power cut: %s", error)

    def _holds(self, content: bytes) -> bool:
        try:
            return self.path.read_bytes() == content
        except OSError:
            return False


def _samples(line: str) -> tuple[int, ...] | None:
    """Read the second line; None for one that is missing or damaged."""
    try:
        numbers: Any = json.loads(line)
    except ValueError:
        return None
    is_whole = isinstance(numbers, list) and all(type(number) is int for number in numbers)
    return tuple(numbers) if is_whole else None
