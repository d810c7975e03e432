"""Lanes: threads that work on different pictures side by side."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import torch

from spade_station.engine.device import Compute, take_cores

MOST = 4


@contextmanager
def side_by_side(compute: Compute, most: int = MOST) -> Iterator[ThreadPoolExecutor]:
    """Give threads that share the processor evenly; at the end those at work are waited for.

    The cores of one operation wait for each other; those of different lanes do not
    (docs/performance.md). On CUDA each lane has a stream of its own, so that the copies of one
    overlap with the computing of another.
    """
    compute.wait()  # other streams do not wait for what was prepared on this thread's
    threads = torch.get_num_threads()
    lanes = max(1, min(most, threads))
    begin = partial(_begin, compute, max(1, threads // lanes), threads)
    pool = ThreadPoolExecutor(lanes, "lane", initializer=begin)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(compute: Compute, threads: int, usual: int) -> None:
    take_cores(threads, usual)
    if compute.device.type == "cuda":
        stream = torch.cuda.Stream(compute.device)  # type: ignore[no-untyped-call]  # torch's
        torch.cuda.set_stream(stream)
