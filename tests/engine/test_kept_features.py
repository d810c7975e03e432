import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from spade_station.domain.errors import Cancelled
from spade_station.domain.home_errors import DiskFull, HomeReadOnly
from spade_station.engine import kept_features as module
from spade_station.engine.features import Features
from spade_station.engine.kept_features import KeptFeatures


def features(seed: int, height: int = 6) -> Features:
    random = torch.Generator().manual_seed(seed)
    layers = {
        "layer2": torch.rand(height, 8, 16, generator=random),
        "layer3": torch.rand(height // 2, 4, 32, generator=random),
    }
    return Features(layers, torch.rand(32, generator=random))


def left_in(folder: Path) -> list[str]:
    """Name the files that are open, or can be seen, in a folder."""
    opened = Path("/proc/self/fd")
    targets = [str(each.readlink()) for each in opened.iterdir() if each.is_symlink()]
    seen = [each.name for each in folder.iterdir()]
    return seen + [each for each in targets if each.startswith(str(folder))]


def test_what_comes_out_is_what_went_in_in_half_precision(tmp_path: Path) -> None:
    samples = {0: features(0), 7: features(7, height=4), 3: features(3)}
    with KeptFeatures(tmp_path) as kept:
        for sample, each in samples.items():
            kept.keep(sample, each)
        for sample in (3, 0, 7, 3):
            found = kept.features(sample)
            for layer, expected in samples[sample].layers.items():
                assert found.layers[layer].dtype == torch.float32
                assert torch.equal(found.layers[layer], expected.half().float())
            assert torch.equal(found.descriptor, samples[sample].descriptor)
        assert kept.grids([0, 7], "layer2") == [(6, 8), (4, 8)]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux lists what is open")
@pytest.mark.parametrize("error", [Cancelled, KeyboardInterrupt, None])
def test_nothing_is_left(tmp_path: Path, error: type[BaseException] | None) -> None:
    def work() -> None:
        with KeptFeatures(tmp_path) as kept:
            kept.keep(0, features(0))
            assert left_in(tmp_path)
            if error is not None:
                raise error

    if error is None:
        work()
    else:
        with pytest.raises(error):
            work()
    assert left_in(tmp_path) == []


class Disk:
    """A file on a disk that takes a few bytes at a time, and at the end no more."""

    def __init__(self, file: Any, room: int) -> None:
        self._file = file
        self._room = room

    def write(self, data: memoryview) -> int:
        if not self._room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = int(self._file.write(data[: min(100, self._room)]))
        self._room -= taken
        return taken

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "Disk":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really_open = module.TemporaryFile
    monkeypatch.setattr(module, "TemporaryFile", lambda **more: Disk(really_open(**more), 3000))
    with KeptFeatures(tmp_path) as kept:
        kept.keep(0, features(0))
        with pytest.raises(DiskFull, match="The disk is full"):
            kept.keep(1, features(1))
        np.testing.assert_array_equal(
            kept.features(0).layers["layer3"], features(0).layers["layer3"].half().float()
        )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with KeptFeatures(tmp_path / "gone") as kept, pytest.raises(HomeReadOnly):
        kept.keep(0, features(0))
