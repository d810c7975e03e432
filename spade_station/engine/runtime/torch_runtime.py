"""PyTorch: always there, on the CPU and on CUDA."""

from collections.abc import Sequence

import torch
from torch import Tensor

from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine.device import Compute
from spade_station.engine.recorded import Recorder
from spade_station.engine.runtime.folding import fold
from spade_station.engine.runtime.network import CutNetwork


class TorchRuntime:
    """Computes the network, which it folds, with channels last, on CUDA in half precision."""

    name = RuntimeName.TORCH

    def __init__(self, network: CutNetwork, compute: Compute) -> None:
        self.compute = compute
        fold(network)
        stages = network.stages.to(  # type: ignore[call-overload]  # torch's stub lacks this form
            compute.device, compute.dtype, memory_format=torch.channels_last
        )
        network.stages = stages
        self._network = network.to(compute.device)
        self._recorder = Recorder(compute.device)

    @torch.inference_mode()
    def run(self, pictures: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """See `Runtime.run`."""

        def maps(given: Sequence[Tensor]) -> list[Tensor]:
            return [values.float() for values in self._network(given[0], layers)]

        ordered = [layer for layer in self._network.layers if layer in layers]
        found = self._recorder.run(tuple(ordered), maps, [pictures])
        return dict(zip(ordered, found, strict=True))
