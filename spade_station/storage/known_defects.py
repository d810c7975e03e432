"""Known defects on disk: what their pictures became, in one file that can be made again."""

import json
import logging
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from spade_station.engine.known_defects import DefectRows, KnownDefects, MapSet
from spade_station.engine.layer_keys import stride_of
from spade_station.storage.arrays import Array
from spade_station.storage.atomic import write_with

log = logging.getLogger(__name__)
SCHEMA = 4
MAPS = ("from_good", "spacings", "from_defects", "good_from_good", "good_from_defects")
UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    RuntimeError,  # zipfile: encrypted, or packed in a way that it does not know
    zipfile.BadZipFile,
    zlib.error,
)


def save_known_defects(path: Path, known: KnownDefects) -> None:
    """Replace the file."""
    about = {
        "schema": SCHEMA,
        "made_with": known.made_with,
        "bank_version": known.bank_version,
        "layers": list(known.layers),
    }
    arrays: dict[str, Any] = {
        "about": np.frombuffer(json.dumps(about).encode(), np.uint8),
        "numbers": np.array(known.numbers, np.int32),
        "picture_sizes": known.picture_sizes,
        "patches": known.patches,
        "kept": known.kept,
    }
    for layer, rows in known.layers.items():
        arrays[f"{layer} rows"] = rows.rows
        arrays[f"{layer} owner"] = rows.owner
        arrays[f"{layer} like good"] = rows.like_good
    for name in MAPS:
        maps: MapSet = getattr(known, name)
        arrays[f"{name} sizes"] = maps.sizes
        arrays |= {f"{name} {layer}": values for layer, values in maps.values.items()}
    write_with(path, lambda file: np.savez(file, allow_pickle=False, **arrays))


def load_known_defects(path: Path) -> KnownDefects | None:
    """Read the file; None where there is none, or none that can be used: it is made again then."""
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return _checked({name: arrays[name] for name in arrays.files})
    except UNREADABLE as error:
        log.warning("%s is damaged and will be made again: %s", path, error)
        return None


def _checked(arrays: dict[str, Array]) -> KnownDefects:
    """Put the parts together.

    Raises
    ------
    ValueError, KeyError, TypeError
        When they do not fit one another.
    """
    about = json.loads(arrays["about"].tobytes())
    if about["schema"] != SCHEMA:
        msg = f"it has the format {about['schema']}"
        raise ValueError(msg)
    layers = [str(layer) for layer in about["layers"]]
    known = KnownDefects(
        made_with=str(about["made_with"]),
        bank_version=int(about["bank_version"]),
        numbers=tuple(int(number) for number in arrays["numbers"]),
        picture_sizes=arrays["picture_sizes"],
        patches=arrays["patches"],
        kept=arrays["kept"],
        layers={
            n: DefectRows(arrays[f"{n} rows"], arrays[f"{n} owner"], arrays[f"{n} like good"])
            for n in layers
        },
        **{
            name: MapSet(arrays[f"{name} sizes"], {n: arrays[f"{name} {n}"] for n in layers})
            for name in MAPS
        },
    )
    of_pictures = (known.picture_sizes, known.patches, known.kept, known.from_good.sizes)
    fit = (
        all(len(array) == len(known.numbers) > 0 for array in of_pictures)
        and all(
            len(rows.rows) == len(rows.owner) == len(rows.like_good) > 0
            for rows in known.layers.values()
        )
        and np.array_equal(known.from_good.sizes, known.from_defects.sizes)
        and np.array_equal(known.from_good.sizes, known.spacings.sizes)
        and np.array_equal(known.good_from_good.sizes, known.good_from_defects.sizes)
        and all(_is_whole(getattr(known, name)) for name in MAPS)
    )
    if not fit:
        msg = "its arrays do not fit one another"
        raise ValueError(msg)
    return known


def _is_whole(maps: MapSet) -> bool:
    return all(
        len(values) == int((maps.sizes // stride_of(layer)).prod(axis=1).sum())
        for layer, values in maps.values.items()
    )
