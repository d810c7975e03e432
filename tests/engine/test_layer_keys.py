import pytest

from spade_station.domain.preset import LAYERS
from spade_station.engine.layer_keys import (
    STRIDES,
    by_views,
    keyed,
    layer_of,
    of_all_views,
    stride_of,
    view_of,
)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("view", [0, 1, 7, 10])
def test_a_key_says_layer_and_view(layer: str, view: int) -> None:
    key = keyed(layer, view)
    assert (layer_of(key), view_of(key), stride_of(key)) == (layer, view, STRIDES[layer])


def test_the_first_view_is_called_as_before_there_were_views() -> None:
    assert keyed("layer2", 0) == "layer2"
    assert keyed("layer2", 1) == "layer2@1"


def test_every_view_has_the_weights_of_all() -> None:
    shares = {"layer2": 0.25, "layer3": 0.75}
    assert of_all_views(shares, 1) == shares
    found = of_all_views(shares, 3)
    assert len(found) == 6
    assert all(found[keyed(layer, view)] == shares[layer] for layer in shares for view in range(3))


def test_keys_are_sorted_by_view_as_numbers() -> None:
    shares = of_all_views({"layer3": 0.5, "layer2": 0.5}, 11)
    found = by_views(list(shares)[::-1])
    assert [view_of(keys[0]) for keys in found] == list(range(11))
    assert all(len(keys) == 2 and len({view_of(key) for key in keys}) == 1 for keys in found)
