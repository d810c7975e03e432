"""Recorded kernels: what a GPU computes often, played again without the launches.

A GPU waits for the next launch most of the time when it computes little. CUDA graphs keep the
launches of a whole computation.
"""

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

KEPT = 8  # computations and sizes of a thread

Computation = Callable[[Sequence[Tensor]], list[Tensor]]


class Recorder:
    """Computes; on CUDA what comes again is recorded, and played from then on.

    A recording has memory of its own, which two threads at once would spoil: each has its own.
    """

    _recording: ClassVar = threading.Lock()  # CUDA ends a process that makes two at once

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._of_threads: dict[int, dict[Hashable, _Recording | None]] = {}  # None: came once

    def run(
        self, name: Hashable, computation: Computation, given: Sequence[Tensor]
    ) -> list[Tensor]:
        """Compute new tensors of those given, which may be on the host.

        Parameters
        ----------
        name
            Tells the computation from others; it may depend on nothing else but sizes.
        computation
            Waits for nothing, and leaves its results on the device.
        """
        if self._device.type != "cuda":
            return computation(given)
        key = (name, tuple(each.shape for each in given))
        kept = self._of_threads.get(threading.get_ident(), {})
        recording = kept.get(key) or self._noted(key, computation, given)
        if recording is None:
            return computation(self._on_device(given))
        return recording.play(given)

    def _noted(
        self, key: Hashable, computation: Computation, given: Sequence[Tensor]
    ) -> "_Recording | None":
        with self._recording:
            kept = self._kept_by_this_thread()
            recording = None
            if key in kept:
                recording = _Recording.of(computation, self._on_device(given))
            elif len(kept) >= KEPT:
                torch.cuda.current_stream(self._device).synchronize()  # it may be playing yet
                kept.pop(next(iter(kept)))
            kept[key] = recording
            return recording

    def _kept_by_this_thread(self) -> "dict[Hashable, _Recording | None]":
        """Give what this thread keeps; what threads kept that have ended is dropped."""
        running = {thread.ident for thread in threading.enumerate()}
        for ident in self._of_threads.keys() - running:
            del self._of_threads[ident]
        return self._of_threads.setdefault(threading.get_ident(), {})

    def _on_device(self, given: Sequence[Tensor]) -> list[Tensor]:
        return [each.to(self._device, non_blocking=True) for each in given]


@dataclass(frozen=True, slots=True, eq=False)
class _Recording:
    """The kernels of one computation, with the memory that they read and write."""

    graph: torch.cuda.CUDAGraph
    given: Sequence[Tensor]
    found: Sequence[Tensor]

    @classmethod
    def of(cls, computation: Computation, given: Sequence[Tensor]) -> "_Recording":
        """Compute a few times aside, as CUDA asks for, and record it."""
        given = [each.clone() for each in given]
        aside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(3):
                computation(given)
        torch.cuda.current_stream().wait_stream(aside)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, capture_error_mode="thread_local"):  # others go on
            found = computation(given)
        return cls(graph, given, found)

    def play(self, given: Sequence[Tensor]) -> list[Tensor]:
        """Compute of other tensors; the results are copies, the next ones' are not."""
        for place, each in zip(self.given, given, strict=True):
            place.copy_(each, non_blocking=True)
        self.graph.replay()
        return [each.clone() for each in self.found]
