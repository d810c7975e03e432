"""Damage of TIFF files: a decoder has all pixels before it comes to a check sum, and stops."""

import struct
import zlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

BLOCK = 1 << 24  # bytes that are unpacked at a time

_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
_COMPRESSION, _BITS = 259, 266
_DEFLATED, _REVERSED = (8, 32946), 2
_STRIPS, _TILES = (273, 279), (324, 325)  # where they are, and how long
_TAGS = (_COMPRESSION, _BITS, *_STRIPS, *_TILES)
_KINDS = {3: "H", 4: "I"}


def is_damaged_tiff(data: npt.NDArray[np.uint8]) -> bool:
    """Say whether a file is a TIFF that was packed by zlib and has a wrong check sum.

    Other TIFF files have none, and those beyond 4 GB are not looked at.
    """
    try:
        return not all(map(_is_sound, _packed(data.data)))
    except struct.error:  # the file ends before what it tells of
        return False


def _packed(file: memoryview) -> Iterator[memoryview]:
    """Find the strips or tiles of the first picture, if zlib packed them."""
    order = _ORDERS.get(bytes(file[:4]))
    if order is None:
        return
    numbers = _numbers(file, order)
    if numbers.get(_COMPRESSION, (0,))[0] not in _DEFLATED or numbers.get(_BITS) == (_REVERSED,):
        return
    for places, lengths in (_STRIPS, _TILES):
        at = zip(numbers.get(places, ()), numbers.get(lengths, ()), strict=False)
        yield from (file[place : place + length] for place, length in at)


def _numbers(file: memoryview, order: str) -> dict[int, tuple[int, ...]]:
    """Read what the tags of the first picture say."""
    (directory,) = struct.unpack_from(order + "I", file, 4)
    (count,) = struct.unpack_from(order + "H", file, directory)
    found: dict[int, tuple[int, ...]] = {}
    for entry in range(directory + 2, directory + 2 + 12 * count, 12):
        tag, kind, many, place = struct.unpack_from(order + "HHII", file, entry)
        if tag in _TAGS and kind in _KINDS:
            layout = f"{order}{many}{_KINDS[kind]}"
            is_here = struct.calcsize(layout) <= 4
            found[tag] = struct.unpack_from(layout, file, entry + 8 if is_here else place)
    return found


def _is_sound(packed: memoryview) -> bool:
    unpacking, rest = zlib.decompressobj(), bytes(packed)
    try:
        while rest and not unpacking.eof:
            unpacking.decompress(rest, BLOCK)
            rest = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return True
