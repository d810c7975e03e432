"""See that the parts of a stored bank fit one another, before they are believed."""

from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from spade_station.domain import reasons
from spade_station.domain.errors import BankBroken
from spade_station.engine.bank import Bank
from spade_station.storage.arrays import Array


def check(bank: Bank, folder: Path) -> None:
    """See that the arrays fit one another.

    Raises
    ------
    BankBroken
    """
    fit = (
        _are(bank.descriptors, np.float16, 2)
        and _are(bank.sizes, np.int32, 2)
        and bank.sizes.shape[1] == 2
        and 0 < len(bank.sizes) <= bank.samples
        and bank.sizes.min() > 0
        and all(0 <= place < len(bank.sizes) for place in bank.alarmed)
    )
    if not fit:
        raise BankBroken(path=folder, reason=reasons.SAMPLES_UNFIT)
    if bank.seen is not None and not (_are(bank.seen, np.bool_, 2) and bank.seen.any()):
        raise BankBroken(path=folder, reason=reasons.SHOWN_UNFIT)
    for name, picture in bank.references.pictures.items():
        if not (_are(picture, np.uint8, 3) and picture.shape[2] == 3):
            raise BankBroken(path=folder, reason=reasons.NO_PICTURE.of(name=name))
    for name, layer in bank.layers.items():
        fit = (
            _are(layer.rows.values, np.int8, 2)
            and _are(layer.rows.centre, np.float32, 1)
            and _are(layer.rows.step, np.float32, 1)
            and layer.rows.centre.shape == layer.rows.step.shape == layer.rows.values.shape[1:]
            and _are(layer.sample, np.int32, 1)
            and _are(layer.shared, np.bool_, 1)
            and _are(layer.place, np.float16, 2)
            and _are(layer.spacing, np.float16, 1)
            and _are(layer.left_out, np.float16, 1)
            and _are(layer.left_out_spacing, np.float16, 1)
            and len(layer.rows) == len(layer.sample) == len(layer.shared) > 0
            and layer.place.shape == (len(layer.rows), 2)
            and len(layer.spacing) == len(layer.rows)
            and len(layer.left_out_spacing) == len(layer.left_out)
            and 0 <= layer.sample.min() <= layer.sample.max() < bank.samples
            and len(layer.left_out) == sum(prod(bank.grid(name, i)) for i in range(len(bank.sizes)))
            and (layer.whitening is None or _whitens(layer.whitening, layer.rows.channels))
        )
        if not fit:
            raise BankBroken(path=folder, reason=reasons.ARRAYS_UNFIT.of(name=name))


def _are(array: Array, dtype: npt.DTypeLike, ndim: int) -> bool:
    return array.dtype == dtype and array.ndim == ndim


def _whitens(table: Array, channels: int) -> bool:
    return _are(table, np.float32, 2) and table.shape == (channels, channels - 1)
