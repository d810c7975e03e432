"""PyTorch: always there, on the CPU and on CUDA."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine.device import Compute
from spade_station.engine.runtime.network import CutNetwork

GRAPHS = 8  # sizes, sets of layers and streams of which a CUDA graph is kept

GraphKey = tuple[tuple[int, ...], tuple[str, ...], int]


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
        self._graphs: dict[GraphKey, _Graph] = {}
        self._recording = threading.Lock()

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
        # a graph has memory of its own, which two streams at once would spoil
        key = (tuple(pictures.shape), layers, torch.cuda.current_stream().cuda_stream)
        graph = self._graphs.get(key)
        if graph is None:
            with self._recording:
                if len(self._graphs) >= GRAPHS:
                    self._graphs.pop(next(iter(self._graphs)))
                given = pictures.to(self.compute.device)
                graph = self._graphs[key] = _Graph.record(self._network, given, layers)
        return graph


@dataclass
class _Graph:
    """The kernels of one picture size, with the memory that they read and write."""

    graph: torch.cuda.CUDAGraph
    pictures: Tensor
    maps: list[Tensor]

    @classmethod
    def record(cls, network: CutNetwork, pictures: Tensor, layers: tuple[str, ...]) -> "_Graph":
        """Run the network a few times aside, as CUDA asks for, and record it."""
        given = pictures.clone()
        aside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(3):
                network(given, layers)
        torch.cuda.current_stream().wait_stream(aside)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, capture_error_mode="thread_local"):  # others go on
            maps = network(given, layers)
        return cls(graph, given, maps)

    def play(self, pictures: Tensor) -> list[Tensor]:
        """Compute another picture of the size; the maps are copies, the next picture's are not."""
        self.pictures.copy_(pictures, non_blocking=True)
        self.graph.replay()
        return [values.clone() for values in self.maps]
