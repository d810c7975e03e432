"""Kept features: those of the samples that are matched once more, on the disk until then."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile, gettempdir
from types import TracebackType
from typing import IO, Self

import numpy as np
import torch
from torch import Tensor

from spade_station.domain.storing import storing
from spade_station.engine.features import Features


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the map of one layer lies in the file: ``(h, w, C)`` float16 from `offset` on."""

    offset: int
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    layers: Mapping[str, _Place]
    rest: Features


class KeptFeatures:
    """Features of samples in half precision, in a file that is gone afterwards, come what may.

    It is deleted by the operating system as soon as it is closed, or this program ends.

    Parameters
    ----------
    folder
        Where the file lies; None for the folder of temporary files, which some machines keep in
        memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(gettempdir())
        self._file: IO[bytes] | None = None
        self._kept: dict[int, _Kept] = {}
        self._end = 0
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened.close()

    def keep(self, sample: int, features: Features) -> None:
        """Write the features of a sample.

        Raises
        ------
        DiskFull, HomeReadOnly
        """
        with storing(self._folder):
            if self._file is None:  # late: the folder comes with the first sample
                file = TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 - ends with this
                self._file = self._opened.enter_context(file)
            layers = {
                layer: self._write(self._file, patches)
                for layer, patches in features.layers.items()
            }
        self._kept[sample] = _Kept(layers, replace(features, layers={}))

    def grids(self, samples: Sequence[int], layer: str) -> list[tuple[int, ...]]:
        """Give the height and width of a layer's maps."""
        return [self._kept[sample].layers[layer].shape[:2] for sample in samples]

    def features(self, sample: int) -> Features:
        """Read the features of a sample."""
        kept = self._kept[sample]
        device = kept.rest.descriptor.device
        layers = {
            layer: self._read(place).to(device, torch.float32)
            for layer, place in kept.layers.items()
        }
        return replace(kept.rest, layers=layers)

    def _write(self, file: IO[bytes], patches: Tensor) -> _Place:
        halves = patches.half().cpu().contiguous().numpy()
        rest = halves.reshape(-1).view(np.uint8).data
        while rest:  # a disk that is nearly full takes a part, and refuses the next
            rest = rest[file.write(rest) :]
        place = _Place(self._end, halves.shape)
        self._end += halves.nbytes
        return place

    def _read(self, place: _Place) -> Tensor:
        """Map a part of the file; the copy that leaves here is the only one in memory."""
        assert self._file is not None
        mapped = np.memmap(self._file, np.float16, "r", place.offset, place.shape)
        return torch.from_numpy(np.array(mapped))
