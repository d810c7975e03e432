"""How much memory an inspector takes."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
from torch import Tensor


def held_bytes(thing: object, besides: Collection[object] = ()) -> int:
    """Add up the arrays and tensors that an object of the engine holds, each once.

    Walks whatever the object is made of, so that nobody has to keep a list of it up to date.

    Parameters
    ----------
    besides
        Parts that are not counted, because others hold them too.
    """
    seen = {id(part) for part in besides}
    waiting, total = [thing], 0
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, Tensor | np.ndarray):
            total += part.nbytes
        else:
            waiting += _inside(part)
    return total


def _inside(thing: object) -> Iterator[object]:
    if isinstance(thing, Mapping):
        yield from thing.values()
    elif isinstance(thing, tuple | list):
        yield from thing
    elif type(thing).__module__.startswith(f"{__package__}."):
        yield from getattr(thing, "__dict__", {}).values()
        for name in getattr(thing, "__slots__", ()):
            yield getattr(thing, name)
