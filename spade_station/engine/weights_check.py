"""Reading a weights file and saying in plain words what does not fit.

Nothing here trusts the file: it may be cut, damaged, of another network, or made to run code.
"""

import functools
import hashlib
import pickle
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from spade_station.domain import reasons
from spade_station.domain.preset import LAYERS
from spade_station.domain.reasons import Reason, UnfitError
from spade_station.engine.resnet import resnet_parts
from spade_station.engine.runtime.network import CutNetwork

STEM = ("conv1", "bn1")
# Batch norm counts its batches only while training; files from before 2018 do not have it.
UNUSED = "num_batches_tracked"
ZIP_START = b"PK\x03\x04"
WRAPPERS = ("state_dict", "model")
PARALLEL = "module."
FIRST, VARIANCE = "conv1.weight", "running_var"
NAMED_AT_MOST = 3
SIDE = 64  # pixels of the pictures that a network is tried with
LEAST_DIFFERENCE = 1e-3  # between two pictures of noise, as unit vectors; usually 0.1 to 1


class Misfit(UnfitError):  # noqa: N818 - it stays below WeightsUnfit
    """A file cannot be used; the library makes it WeightsUnfit with path and backbone."""


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal digits.

    Raises
    ------
    Misfit
        When the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Misfit(reasons.NOT_READ.of(told=reasons.of_system(error))) from error


def read_tensors(path: Path) -> dict[str, Any]:
    """Return the entries of a state dict; their data stays in the file where that is possible.

    A checkpoint that keeps the state dict under ``state_dict`` or ``model``, or the names under
    ``module.`` (from a parallel training), is unwrapped.

    Raises
    ------
    Misfit
        When the file is damaged, holds anything but data, or is no state dict.
    """
    try:
        data = _loaded(path)
    except Misfit:
        raise
    except pickle.UnpicklingError as error:
        # torch's own text advises to switch the protection off; nobody must read that here.
        raise Misfit(reasons.CODE) from error
    except Exception as error:  # a damaged pickle or archive may raise anything
        raise Misfit(reasons.NO_TORCH_FILE) from error
    return _state_dict(data)


def _loaded(path: Path) -> object:
    with path.open("rb") as file:
        start = file.read(len(ZIP_START))
    if not start:
        raise Misfit(reasons.EMPTY)
    # The files of before 2020 (torchvision's wide_resnet50_2 is one) cannot be mapped.
    archive = start == ZIP_START
    if archive:
        _check_archive(path)
    return torch.load(path, weights_only=True, mmap=archive, map_location="cpu")


def _check_archive(path: Path) -> None:
    """Check what torch does not: a mapped file's checksums, and that nothing is compressed."""
    with zipfile.ZipFile(path) as archive:
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in archive.infolist()):
            raise Misfit(reasons.PACKED_AGAIN)
        damaged = archive.testzip()
    if damaged is not None:
        raise Misfit(reasons.WRONG_CHECKSUM.of(name=damaged))


def _state_dict(data: object) -> dict[str, Any]:
    for wrapper in WRAPPERS:
        if isinstance(data, dict) and isinstance(data.get(wrapper), dict):
            data = data[wrapper]
    if not isinstance(data, dict):
        raise Misfit(reasons.NO_STATE_DICT)
    tensors = {name: value for name, value in data.items() if isinstance(name, str)}
    if tensors and all(name.startswith(PARALLEL) for name in tensors):
        return {name.removeprefix(PARALLEL): value for name, value in tensors.items()}
    return tensors


def check_layers(tensors: Mapping[str, Any], backbone: str) -> tuple[str, ...]:
    """Return the layers that the file holds, after looking at every number in them.

    Raises
    ------
    Misfit
        When the stem, a part of a layer or a layer between others is missing, or when anything
        has a name, a shape or a value that the backbone cannot have.
    """
    shapes = _shapes(backbone)
    parts = {_part(name) for name in tensors} & {*LAYERS}
    present = tuple(layer for layer in LAYERS if layer in parts)
    wanted = {n: s for n, s in shapes.items() if _part(n) in (*STEM, *present)}
    _check_names(tensors, wanted)
    if not present:
        raise Misfit(reasons.NONE_OF_LAYERS)
    if present != LAYERS[: len(present)]:
        gap = next(layer for layer in LAYERS if layer not in present)
        raise Misfit(reasons.LACKS_BETWEEN.of(lacking=gap, deeper=present[-1]))
    for name in wanted:
        _check_range(name, _float32(name, tensors[name], copy=False))
    return present


def try_out(tensors: Mapping[str, Any], backbone: str, deepest: str) -> None:
    """Let the network look at two pictures: each number may be one, and all make no sense.

    Raises
    ------
    Misfit
        When what it sees is not finite, or the same in both.
    """
    network = CutNetwork(backbone, take_layers(tensors, backbone, deepest))
    seeded = torch.Generator().manual_seed(1)
    noise = torch.randint(0, 256, (2, SIDE, SIDE, 3), dtype=torch.uint8, generator=seeded)
    with torch.inference_mode():
        maps = network(noise)
    for layer, values in zip(network.layers, maps, strict=True):
        if not values.isfinite().all():
            raise Misfit(reasons.SEEN_NOT_FINITE.of(layer=layer))
        one, other = functional.normalize(values, dim=1)
        if (one - other).norm(dim=0).max() < LEAST_DIFFERENCE:
            raise Misfit(reasons.SEEN_ALIKE.of(layer=layer))


def take_layers(tensors: Mapping[str, Any], backbone: str, deepest: str) -> dict[str, torch.Tensor]:
    """Return stem and layers up to `deepest` as float32 in memory of their own.

    The copy matters: a mapped tensor would change, or end the program, with its file.

    Raises
    ------
    Misfit
        As `check_layers`, for what is taken.
    """
    parts = (*STEM, *LAYERS[: LAYERS.index(deepest) + 1])
    wanted = {n: s for n, s in _shapes(backbone).items() if _part(n) in parts}
    _check_names({n: v for n, v in tensors.items() if _part(n) in parts}, wanted)
    return {name: _float32(name, tensors[name], copy=True) for name in wanted}


def _shapes(backbone: str) -> dict[str, torch.Size]:
    """Return what the network has, without memory or random numbers for it."""
    with torch.device("meta"):
        parts = resnet_parts(backbone, LAYERS)
    return {n: v.shape for n, v in parts.state_dict().items() if not n.endswith(UNUSED)}


def _part(name: str) -> str:
    return name.partition(".")[0]


def _check_names(tensors: Mapping[str, Any], wanted: Mapping[str, torch.Size]) -> None:
    """Compare names and shapes; what belongs to the classifier is of no interest."""
    faults: list[Reason] = []
    missing = [name for name in wanted if name not in tensors]
    if missing:
        faults.append(reasons.LACKS.of(names=_few(missing)))
    # A ResNet-34 has all that a ResNet-18 has, and more: without this it would pass for one.
    extra = [
        name
        for name in tensors
        if _part(name) in (*STEM, *LAYERS) and name not in wanted and not name.endswith(UNUSED)
    ]
    if extra:
        faults.append(reasons.TOO_MANY.of(names=_few(extra)))
    wrong = [
        reasons.OTHER_SHAPE.of(name=name, found=_described(tensors[name]), wanted=_size(shape))
        for name, shape in wanted.items()
        if name in tensors and getattr(tensors[name], "shape", None) != shape
    ]
    if wrong:
        faults.append(_first(wrong))
    if faults:
        raise Misfit(_all(faults))


def _float32(name: str, value: Any, *, copy: bool) -> torch.Tensor:
    plain = isinstance(value, torch.Tensor) and value.layout == torch.strided
    if not plain or value.device.type != "cpu" or not value.is_floating_point():
        raise Misfit(reasons.NO_FLOATS.of(name=name))
    # torchvision keeps the wide_resnet50_2 of 2019 in half precision.
    tensor: torch.Tensor = value.detach().to(
        torch.float32, copy=copy, memory_format=torch.contiguous_format
    )
    # numpy, because torch's threads wait for one another hundreds of times on a busy machine.
    if not np.isfinite(tensor.numpy()).all():
        raise Misfit(reasons.NOT_FINITE.of(name=name))
    return tensor


def _check_range(name: str, tensor: torch.Tensor) -> None:
    """Find what no training leaves; it costs little, so it is looked for in every file."""
    values = tensor.numpy()
    if name.endswith(VARIANCE) and (values < 0).any():
        raise Misfit(reasons.BELOW_ZERO.of(name=name))
    if name == FIRST and not values.any():
        raise Misfit(reasons.ALL_ZERO.of(name=name))


def _all(faults: Sequence[Reason]) -> Reason:
    return functools.reduce(lambda one, other: reasons.ALSO.of(one=one, other=other), faults)


def _few(names: Sequence[str]) -> Reason | str:
    text, more = ", ".join(names[:NAMED_AT_MOST]), len(names) - NAMED_AT_MOST
    return reasons.AND_MORE.of(named=text, more=more) if more > 0 else text


def _first(faults: Sequence[Reason]) -> Reason:
    told, more = _all(faults[:NAMED_AT_MOST]), len(faults) - NAMED_AT_MOST
    return reasons.AND_MORE.of(named=told, more=more) if more > 0 else told


def _described(value: Any) -> Reason | str:
    return _size(value.shape) if isinstance(value, torch.Tensor) else type(value).__name__


def _size(shape: Sequence[int]) -> Reason | str:
    return "×".join(map(str, shape)) or reasons.SINGLE_NUMBER
