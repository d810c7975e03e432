from collections.abc import Sequence

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from spade_station.domain.frame import Picture
from spade_station.engine.backbone import ResNetBackbone
from spade_station.engine.features import stack
from spade_station.engine.tiling import BATCH, MARGIN, TILE, spans, tiled_maps

LAYERS = ("layer2", "layer3")


def noise(height: int, width: int) -> Picture:
    random = np.random.default_rng(height + width)
    return random.integers(0, 256, (height, width, 3), dtype=np.uint8)


@given(st.integers(2, 200))
def test_tiles_take_each_pixel_once_and_look_beyond_what_they_take(blocks: int) -> None:
    length = 32 * blocks
    tiles = spans(length)

    assert [tile.first for tile in tiles] == [0, *(tile.last for tile in tiles[:-1])]
    assert tiles[-1].last == length
    for tile in tiles:
        assert 0 <= tile.start <= tile.first < tile.last <= tile.stop <= length
        assert tile.stop - tile.start == min(TILE, length)
        assert tile.first - tile.start >= MARGIN or tile.start == 0
        assert tile.stop - tile.last >= MARGIN or tile.stop == length


@pytest.mark.parametrize("size", [(64, 1280), (1024, 576)])
def test_tiles_see_what_the_whole_picture_shows(
    backbone: ResNetBackbone, size: tuple[int, int]
) -> None:
    picture = noise(*size)
    whole = backbone.maps(stack([picture]), LAYERS)

    tiled = tiled_maps(picture, backbone, LAYERS)

    for layer in LAYERS:
        assert tiled[layer].shape == whole[layer].shape
        off = (tiled[layer] - whole[layer]).norm(dim=1) / whole[layer].norm(dim=1)
        assert float(off.max()) < 0.05, "no seam to speak of"


class Watched:
    """A backbone that remembers how much it looked at at once."""

    def __init__(self, backbone: ResNetBackbone) -> None:
        self._backbone = backbone
        self.most = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._backbone, name)

    def maps(self, pictures: torch.Tensor, layers: Sequence[str]) -> dict[str, torch.Tensor]:
        self.most = max(self.most, pictures.shape[0] * pictures.shape[1] * pictures.shape[2])
        return self._backbone.maps(pictures, layers)


def test_the_network_never_sees_more_than_a_few_tiles_at_once(backbone: ResNetBackbone) -> None:
    watched = Watched(backbone)
    tiled_maps(noise(1024, 2048), watched, ("layer2",))  # type: ignore[arg-type]
    assert watched.most <= BATCH * TILE * TILE
