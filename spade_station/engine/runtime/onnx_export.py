"""Export: the cut network as an ONNX file, for other runtimes and other programs."""

import warnings
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.export import Dim

from spade_station.domain.errors import RuntimeUnfit
from spade_station.engine.runtime.network import CutNetwork

PICTURES = "pictures"
MOST_PICTURES = 4096
MOST_SIDE = 256  # in steps of 32 pixels


class _LaidOut(nn.Module):
    """The network with its maps as ``(B, h, w, C)``, which is how features are compared."""

    def __init__(self, network: CutNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: Tensor) -> tuple[Tensor, ...]:
        return tuple(values.permute(0, 2, 3, 1) for values in self.network(pictures))


def exported_aside(network: CutNetwork, wait: Callable[[], None] = lambda: None) -> bytes:
    """Do the same in a process of its own.

    The exporter holds Python's lock for seconds and leaves its packages in memory: a running
    station would stutter, and be larger from then on.

    Parameters
    ----------
    wait
        Called now and then; what it raises ends the process, and is raised.
    """
    # arrays, because a tensor that is sent leaves a thread of multiprocessing's running
    weights = {name: values.numpy() for name, values in network.stages.state_dict().items()}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_exported_from, network.name, weights).result()


def _exported_from(name: str, weights: Mapping[str, npt.NDArray[np.float32]]) -> bytes:
    tensors = {key: torch.from_numpy(np.array(values)) for key, values in weights.items()}
    return exported(CutNetwork(name, tensors))


def exported(network: CutNetwork) -> bytes:
    """Give the network as an ONNX model, with the normalisation of the pictures in it.

    Its input ``pictures`` is ``(B, H, W, 3)`` uint8 with height and width multiples of 32, its
    outputs are named like the layers and ``(B, h, w, C)`` float32.

    Raises
    ------
    RuntimeUnfit
        Where the packages for it are not installed.
    """
    for package in ("onnx", "onnxscript"):
        if find_spec(package) is None:
            raise RuntimeUnfit(runtime="ONNX", reason=f"the package {package} is not installed")
    example = torch.zeros(2, 64, 96, 3, dtype=torch.uint8)  # no two sides alike
    sides = {
        1: 32 * Dim("rows", min=1, max=MOST_SIDE),
        2: 32 * Dim("columns", min=1, max=MOST_SIDE),
    }
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # of packages that the exporter uses, about themselves
        program = torch.onnx.export(
            _LaidOut(network).eval(),
            (example,),
            dynamo=True,
            verbose=False,
            input_names=[PICTURES],
            output_names=list(network.layers),
            dynamic_shapes=({0: Dim("count", min=1, max=MOST_PICTURES), **sides},),
        )
    assert program is not None
    return bytes(program.model_proto.SerializeToString())
