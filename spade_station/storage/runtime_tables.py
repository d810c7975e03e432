"""What was measured of the runtimes; a lost or broken file costs no more than measuring again."""

import logging
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from spade_station.domain.runtime_table import RuntimeTable
from spade_station.storage.atomic import write_json

log = logging.getLogger(__name__)
TABLES = TypeAdapter(tuple[RuntimeTable, ...])


def load_tables(path: Path) -> tuple[RuntimeTable, ...]:
    """Read the tables."""
    try:
        return TABLES.validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):  # of a home that is none others tell
        return ()
    except (OSError, ValidationError) as error:
        log.warning("What was measured of the runtimes cannot be read (%s): %s", path, error)
        return ()


def save_tables(path: Path, tables: Sequence[RuntimeTable]) -> None:
    """Store the tables."""
    write_json(path, TABLES.dump_python(tuple(tables), mode="json"))
