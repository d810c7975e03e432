"""How many threads the engine computes with."""

import torch


def thread_count() -> int:
    """Give the number of threads of one operation."""
    return torch.get_num_threads()
