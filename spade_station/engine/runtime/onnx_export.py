"""Export: the cut network as an ONNX file, for other runtimes and other programs."""

import warnings
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.connection import Connection

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.export import Dim

from spade_station.domain.errors import RuntimeUnfit
from spade_station.domain.reasons import EXPORT_ENDED, NOT_INSTALLED, Reason
from spade_station.engine.runtime.network import CutNetwork

PICTURES = "pictures"
MOST_PICTURES = 4096
LOOK_S = 0.1  # how often it is asked whether to go on
MOST_SIDE = 256  # in steps of 32 pixels

Weights = npt.NDArray[np.float32]


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

    Raises
    ------
    RuntimeUnfit
    """
    # arrays, because a tensor that is sent leaves a thread of multiprocessing's running
    weights = {name: values.numpy() for name, values in network.stages.state_dict().items()}
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_export_into, args=(theirs, network.name, weights))
    process.start()
    theirs.close()  # the process has the only other end: when it dies, this one knows
    try:
        while not ours.poll(LOOK_S):
            wait()
        answer: bytes | str | Reason = ours.recv()
    except EOFError:
        answer = EXPORT_ENDED
    finally:
        process.kill()
        process.join()
        ours.close()
    if not isinstance(answer, bytes):
        raise RuntimeUnfit(runtime="ONNX", reason=answer)
    return answer


def _export_into(pipe: Connection, name: str, weights: Mapping[str, Weights]) -> None:
    tensors = {key: torch.from_numpy(np.array(values)) for key, values in weights.items()}
    try:
        pipe.send(exported(CutNetwork(name, tensors)))
    except Exception as error:  # noqa: BLE001 - told in the station's process
        reason = error.values["reason"] if isinstance(error, RuntimeUnfit) else repr(error)
        pipe.send(reason)


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
            raise RuntimeUnfit(runtime="ONNX", reason=NOT_INSTALLED.of(package=package))
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
