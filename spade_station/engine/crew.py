"""A crew: threads with one core each that share the patches of a picture."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import torch
from torch import Tensor

from spade_station.engine.device import take_cores

Found = tuple[Tensor, Tensor]


class Crew:
    """Does the same to parts of a tensor side by side.

    The search is a dozen short steps. When two cores share each of them, they wait for each other
    a dozen times, and to wake a sleeping thread takes as long as a step (docs/performance.md says
    why they must sleep). A core that takes half of the patches through all of them is woken once.
    """

    def __init__(self) -> None:
        self._size = torch.get_num_threads()
        self._threads: ThreadPoolExecutor | None = None
        if self._size > 1:
            self._threads = ThreadPoolExecutor(
                self._size, "crew", initializer=take_cores, initargs=(1, self._size)
            )

    def begin(self, work: Callable[[Tensor], Found], patches: Tensor) -> Callable[[], Found]:
        """Begin with patches ``(P, ...)``; what is returned waits for all of them."""
        if self._threads is None or torch.get_num_threads() == 1:  # other cores have other pictures
            return partial(work, patches)
        parts = [self._threads.submit(work, part) for part in patches.chunk(self._size)]

        def end() -> Found:
            firsts, seconds = zip(*(part.result() for part in parts), strict=True)
            return torch.cat(firsts), torch.cat(seconds)

        return end
