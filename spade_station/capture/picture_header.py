"""Reads how large a picture is from the first bytes of its file."""

import io
import struct
import zlib
from typing import BinaryIO

_PNG = b"\x89PNG\r\n\x1a\n"
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that carry the size; the three left out lie between them but mean other things."""

_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257
_TIFF_NUMBERS = {3: "H", 4: "I", 16: "Q"}
_MOST_TIFF_TAGS = 4096


def picture_size(file: BinaryIO) -> tuple[int, int] | None:
    """Say how large a picture will be before a decoder allots the memory for it.

    Parameters
    ----------
    file
        Open at its beginning; may stand anywhere afterwards.

    Returns
    -------
    tuple or None
        Width and height; None when this is no PNG, JPEG, BMP, TIFF or WebP picture.
    """
    start = file.read(32)
    try:
        size = _size(file, start)
    except struct.error:  # the file ends inside its header
        return None
    return size if size and min(size) > 0 else None


def _size(file: BinaryIO, start: bytes) -> tuple[int, int] | None:
    if start.startswith(_PNG):
        return _png_size(file, start)
    if start.startswith(b"\xff\xd8\xff"):
        return _jpeg_size(file)
    if start.startswith(b"BM"):
        return _bmp_size(start)
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return _webp_size(start)
    if start[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return _tiff_size(file, start)
    return None


def _two(numbers: tuple[int, ...]) -> tuple[int, int]:
    width, height = numbers
    return width, height


def _png_size(file: BinaryIO, start: bytes) -> tuple[int, int] | None:
    """Check that all chunks lie within the file, too, and of an animation that they are sound.

    OpenCV 5 allots whatever length a damaged chunk claims, up to 4 GB, before it reads, and shows
    an animation whatever its check sums say.
    """
    end = file.seek(0, io.SEEK_END)
    at = len(_PNG)
    kind = b""
    is_animation = False
    while kind != b"IEND":
        file.seek(at)
        length, kind = struct.unpack(">I4s", file.read(8))
        at += length + 12  # length, kind and check sum are not counted
        if at > end:
            return None
        is_animation = is_animation or kind == b"acTL"
        if is_animation and not _is_sound(kind + file.read(length), file.read(4)):
            return None
    return _two(struct.unpack_from(">II", start, 16))


def _is_sound(chunk: bytes, check_sum: bytes) -> bool:
    return zlib.crc32(chunk) == int.from_bytes(check_sum, "big")


def _jpeg_size(file: BinaryIO) -> tuple[int, int] | None:
    file.seek(2)
    while file.read(1) == b"\xff":
        marker = file.read(1)
        while marker == b"\xff":  # any number of fill bytes is allowed
            marker = file.read(1)
        (length,) = struct.unpack(">H", file.read(2))
        if marker[0] in _START_OF_FRAME:
            _precision, height, width = struct.unpack(">BHH", file.read(5))
            return width, height
        file.seek(length - 2, 1)
    return None


def _bmp_size(start: bytes) -> tuple[int, int]:
    (header,) = struct.unpack_from("<I", start, 14)
    if header == 12:  # the header of OS/2, with short numbers
        return _two(struct.unpack_from("<HH", start, 18))
    width, height = struct.unpack_from("<ii", start, 18)
    return width, abs(height)  # negative when the rows run from top to bottom


def _webp_size(start: bytes) -> tuple[int, int] | None:
    chunk = start[12:16]
    if chunk == b"VP8X":
        return _three_bytes(start, 24) + 1, _three_bytes(start, 27) + 1
    if chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", start, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width, height = struct.unpack_from("<HH", start, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _three_bytes(data: bytes, at: int) -> int:
    if len(data) < at + 3:
        raise struct.error
    return int.from_bytes(data[at : at + 3], "little")


def _tiff_size(file: BinaryIO, start: bytes) -> tuple[int, int] | None:
    order = "<" if start[:2] == b"II" else ">"
    big = b"+" in start[2:4]
    (directory,) = struct.unpack_from(order + ("Q" if big else "I"), start, 8 if big else 4)
    if directory >= 1 << 63:  # no file is that long, and no seek goes that far
        return None
    file.seek(directory)
    (count,) = struct.unpack(order + ("Q" if big else "H"), file.read(8 if big else 2))
    found: dict[int, int] = {}
    for _ in range(min(count, _MOST_TIFF_TAGS)):
        entry = file.read(20 if big else 12)
        tag, kind = struct.unpack_from(order + "HH", entry)
        if tag in (_TIFF_WIDTH, _TIFF_HEIGHT) and kind in _TIFF_NUMBERS:
            number = struct.unpack_from(order + _TIFF_NUMBERS[kind], entry, 12 if big else 8)
            found[tag] = number[0]
    return (found.get(_TIFF_WIDTH, 0), found.get(_TIFF_HEIGHT, 0))
