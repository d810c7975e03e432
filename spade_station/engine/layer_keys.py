"""Keys of the layers: each view of a part has layers, and so a part of the bank, of its own.

Of the first view a layer is called what the network calls it, of the others ``layer2@1`` and on.
"""

from collections.abc import Iterable, Mapping

STRIDES = {"layer1": 8, "layer2": 8, "layer3": 16, "layer4": 32}
"""Network pixels from one feature to the next; layer1 is averaged to every second cell."""


def keyed(layer: str, view: int) -> str:
    """Name a layer of a view, which count from 0."""
    return f"{layer}@{view}" if view else layer


def layer_of(key: str) -> str:
    """Give what the network calls the layer."""
    return key.partition("@")[0]


def view_of(key: str) -> int:
    """Give the view that a key belongs to."""
    return int(key.partition("@")[2] or 0)


def stride_of(key: str) -> int:
    """Give how many network pixels there are from one feature to the next."""
    return STRIDES[layer_of(key)]


def of_all_views(shares: Mapping[str, float], views: int) -> dict[str, float]:
    """Give the layers of every view the weight that the layer has."""
    return {keyed(layer, view): share for view in range(views) for layer, share in shares.items()}


def by_views(keys: Iterable[str]) -> list[list[str]]:
    """Sort keys by their view."""
    sorted_keys: dict[int, list[str]] = {}
    for key in keys:
        sorted_keys.setdefault(view_of(key), []).append(key)
    return [sorted_keys[view] for view in sorted(sorted_keys)]
