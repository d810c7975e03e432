"""The device and the number format that the network runs in."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch

from spade_station.domain.errors import DeviceMissing


@dataclass(frozen=True, slots=True)
class Compute:
    """Where and how the network is computed.

    Parameters
    ----------
    device
        The torch device.
    dtype
        Format of the network's weights and activations. Distances are always float32.
    """

    device: torch.device
    dtype: torch.dtype

    def wait(self) -> None:
        """Wait until the device has done what this thread gave it, so that times are true."""
        if self.device.type == "cuda":
            torch.cuda.current_stream(self.device).synchronize()


def choose_compute(wanted: str = "auto") -> Compute:
    """Choose CUDA in half precision when there is one, else the CPU in float32.

    On a CPU half precision is not used: see docs/performance.md for the measurement.

    Raises
    ------
    DeviceMissing
        When `wanted` names a device that is not there.
    """
    has_cuda = torch.cuda.is_available()
    if wanted == "auto":
        wanted = "cuda" if has_cuda else "cpu"
    if wanted not in ("cpu", "cuda") or (wanted == "cuda" and not has_cuda):
        raise DeviceMissing(device=wanted)
    if wanted == "cuda":
        return Compute(torch.device("cuda"), torch.float16)
    return Compute(torch.device("cpu"), torch.float32)


def thread_count() -> int:
    """Give the number of CPU threads of one operation."""
    return torch.get_num_threads()


def take_cores(count: int, usual: int) -> None:
    """Let torch use so many cores in the calling thread, and the usual number in all others."""
    torch.get_num_threads()  # torch sets a thread up when it is first asked
    torch.set_num_threads(count)
    with ThreadPoolExecutor(1) as other:  # and that became the default of all later threads
        other.submit(torch.set_num_threads, usual).result()
