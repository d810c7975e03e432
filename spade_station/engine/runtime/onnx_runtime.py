"""ONNX Runtime on the CPU."""

from collections.abc import Sequence

import onnxruntime
import torch
from torch import Tensor

from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine.device import Compute, thread_count
from spade_station.engine.runtime.onnx_export import PICTURES


class OnnxRuntime:
    """Computes an exported network.

    Parameters
    ----------
    model
        See `onnx_export.exported`.
    """

    name = RuntimeName.ONNXRUNTIME

    def __init__(self, model: bytes) -> None:
        self.compute = Compute(torch.device("cpu"), torch.float32)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = thread_count()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )

    def run(self, pictures: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """See `Runtime.run`."""
        found = self._session.run(list(layers), {PICTURES: pictures.numpy()})
        return {
            layer: torch.from_numpy(values).permute(0, 3, 1, 2)
            for layer, values in zip(layers, found, strict=True)
        }
