"""Tiles: feature maps of a picture that is too large to be looked at at once.

The picture is cut into overlapping tiles; of each tile's maps only the inner part is taken, so that
what is put together is what the network would have seen of the whole picture, without seams, and
memory is bounded by the tile.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from spade_station.domain.frame import Picture
from spade_station.engine.backbone import Backbone
from spade_station.engine.features import stack

TILE = 512  # network pixels; smaller tiles look at more of the overlap, larger ones hold more
MARGIN = 64  # network pixels on each side that another tile knows better; a multiple of 32
BATCH = 4  # tiles that are computed at once


@dataclass(frozen=True, slots=True)
class Span:
    """A tile along one side, in network pixels.

    Parameters
    ----------
    start, stop
        What the network looks at.
    first, last
        What is taken of it.
    """

    start: int
    stop: int
    first: int
    last: int


def spans(length: int) -> list[Span]:
    """Cut a side, a multiple of 32, into tiles of one size; short sides stay whole."""
    if length <= TILE:
        return [Span(0, length, 0, length)]
    found: list[Span] = []
    first = 0
    while first < length:
        start = min(max(0, first - MARGIN), length - TILE)
        stop = start + TILE
        last = length if stop == length else stop - MARGIN
        found.append(Span(start, stop, first, last))
        first = last
    return found


def tiled_maps(picture: Picture, backbone: Backbone, layers: Sequence[str]) -> dict[str, Tensor]:
    """Compute the feature maps of a large picture.

    Parameters
    ----------
    picture
        ``(H, W, 3)`` uint8, both sides a multiple of 32.

    Returns
    -------
    dict
        Per layer ``(1, C, H / stride, W / stride)``, as `Backbone.maps` gives them.
    """
    height, width = picture.shape[:2]
    whole: dict[str, Tensor] = {}
    for tiles in _batches([(down, across) for down in spans(height) for across in spans(width)]):
        cut = [picture[d.start : d.stop, a.start : a.stop] for d, a in tiles]
        maps = backbone.maps(stack(cut), layers)
        for layer, values in maps.items():
            stride = (tiles[0][0].stop - tiles[0][0].start) // values.shape[2]
            if layer not in whole:
                size = (1, values.shape[1], height // stride, width // stride)
                whole[layer] = torch.empty(size, dtype=values.dtype, device=values.device)
            for (down, across), tile in zip(tiles, values, strict=True):
                rows, columns = _cells(down, stride), _cells(across, stride)
                whole[layer][0, :, rows[0], columns[0]] = tile[:, rows[1], columns[1]]
    return whole


def _cells(span: Span, stride: int) -> tuple[slice, slice]:
    """Say which cells of the whole are which cells of the tile."""
    inner = slice((span.first - span.start) // stride, (span.last - span.start) // stride)
    return slice(span.first // stride, span.last // stride), inner


def _batches(tiles: Sequence[tuple[Span, Span]]) -> Iterator[Sequence[tuple[Span, Span]]]:
    for start in range(0, len(tiles), BATCH):
        yield tiles[start : start + BATCH]
