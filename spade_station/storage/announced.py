"""Settings that are about to be stored: those that a bank is made with, noted before it counts.

A bank and the settings that it serves are two files. Should the program end between the two, or
the second one find the disk full, the note says which settings belong to the bank.
"""

import json
import logging
from contextlib import suppress
from pathlib import Path
from typing import Any

from spade_station.domain.preset import Preset
from spade_station.storage.atomic import write_json

log = logging.getLogger(__name__)
FILE = "preset-of-next-bank.json"


class Announced:
    """The note of one product.

    Parameters
    ----------
    product
        The folder of the product.
    """

    def __init__(self, product: Path) -> None:
        self._path = product / FILE

    def write(self, preset: Preset, version: int) -> None:
        """Note the settings of the bank version that is going to be in use.

        Raises
        ------
        DiskFull, HomeReadOnly
        """
        write_json(self._path, {"version": version, "preset": preset.as_json()})

    def read(self, version: int) -> Preset | None:
        """Give what was noted of the version in use; None where it was another one, or nothing."""
        try:
            content: Any = json.loads(self._path.read_text("utf-8"))
            noted = Preset.model_validate(content["preset"])
            return noted if content["version"] == version else None
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("%s is not used: %s", self._path, error)
            return None

    def forget(self) -> None:
        """Delete the note: the settings are stored, or the bank is not."""
        with suppress(OSError):  # it is looked at with the version that it names, never else
            self._path.unlink(missing_ok=True)
