"""OpenVINO on the CPU, in float32 or, where the processor has it, in bfloat16."""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import openvino
import torch
from torch import Tensor

from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine.device import Compute, thread_count

BFLOAT16 = "BF16"


class OpenvinoRuntime:
    """Computes an exported network.

    Parameters
    ----------
    model
        See `onnx_export.exported`.
    halved
        Whether bfloat16 is computed with.
    """

    def __init__(self, model: bytes, halved: bool) -> None:
        self.name = RuntimeName.OPENVINO_BFLOAT16 if halved else RuntimeName.OPENVINO
        self.compute = Compute(torch.device("cpu"), torch.float32)
        core = openvino.Core()
        settings = {
            "INFERENCE_PRECISION_HINT": "bf16" if halved else "f32",
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": thread_count(),
        }
        # It gives the compiling thread a stack for signals, and frees that with the model: a thread
        # that lives on, as the main one does, would crash at its next signal, Ctrl+C for one.
        with ThreadPoolExecutor(1, "compile") as thread:
            begun = thread.submit(core.compile_model, core.read_model(model, b""), "CPU", settings)
            compiled = begun.result()
        self._places = {port.get_any_name(): n for n, port in enumerate(compiled.outputs)}
        self._compiled = compiled
        self._idle: deque[openvino.InferRequest] = deque()  # each computes one thing at a time

    def run(self, pictures: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """See `Runtime.run`."""
        try:
            request = self._idle.pop()
        except IndexError:
            request = self._compiled.create_infer_request()
        found = request.infer({0: pictures.numpy()}, share_inputs=True)
        self._idle.append(request)  # not after a failure
        return {
            layer: torch.from_numpy(np.asarray(found[self._places[layer]])).permute(0, 3, 1, 2)
            for layer in layers
        }


@cache
def has_bfloat16() -> bool:
    """Whether the processor computes in bfloat16 itself."""
    return BFLOAT16 in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
