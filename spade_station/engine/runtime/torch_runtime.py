"""PyTorch: always there, on the CPU and on CUDA."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine.device import Compute
from spade_station.engine.runtime.network import CutNetwork

GRAPHS = 4  # sizes and sets of layers of which a CUDA graph is kept


class TorchRuntime:
    """Computes the network with channels last, on CUDA in half precision.

    A single picture leaves a GPU waiting for the next kernel most of the time: there the kernels
    are recorded once and played again (CUDA graphs).
    """

    name = RuntimeName.TORCH

    def __init__(self, network: CutNetwork, compute: Compute) -> None:
        self.compute = compute
        stages = network.stages.to(  # type: ignore[call-overload]  # torch's stub lacks this form
            compute.device, compute.dtype, memory_format=torch.channels_last
        )
        network.stages = stages
        self._network = network.to(compute.device)
        self._graphs: dict[tuple[tuple[int, ...], tuple[str, ...]], _Graph] = {}

    @torch.inference_mode()
    def run(self, pictures: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """See `Runtime.run`."""
        device = self.compute.device
        if device.type == "cuda" and len(pictures) == 1:
            maps = self._graph(pictures, tuple(layers)).play(pictures)
        else:
            maps = self._network(pictures.to(device, non_blocking=True), layers)
        ordered = [layer for layer in self._network.layers if layer in layers]
        return {layer: values.float() for layer, values in zip(ordered, maps, strict=True)}

    def _graph(self, pictures: Tensor, layers: tuple[str, ...]) -> "_Graph":
        key = (tuple(pictures.shape), layers)
        if key not in self._graphs:
            if len(self._graphs) >= GRAPHS:
                del self._graphs[next(iter(self._graphs))]
            self._graphs[key] = _Graph.record(self._network, pictures.to(self.compute.device), key)
        return self._graphs[key]


@dataclass
class _Graph:
    """The kernels of one picture size, with the memory that they read and write."""

    graph: torch.cuda.CUDAGraph
    pictures: Tensor
    maps: list[Tensor]

    @classmethod
    def record(
        cls, network: CutNetwork, pictures: Tensor, key: tuple[tuple[int, ...], tuple[str, ...]]
    ) -> "_Graph":
        """Run the network a few times aside, as CUDA asks for, and record it."""
        given = pictures.clone()
        aside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(3):
                network(given, key[1])
        torch.cuda.current_stream().wait_stream(aside)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            maps = network(given, key[1])
        return cls(graph, given, maps)

    def play(self, pictures: Tensor) -> list[Tensor]:
        """Compute another picture of the size; the maps are copies, the next picture's are not."""
        self.pictures.copy_(pictures, non_blocking=True)
        self.graph.replay()
        return [values.clone() for values in self.maps]
