import io
import struct
import zlib
from pathlib import Path

import pytest

from spade_station.capture.picture_header import picture_size
from spade_station.capture.pictures import read_picture
from spade_station.domain.errors import PictureTooLarge

from .encoding import SUFFIXES, encoded, scene


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb_png() -> bytes:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IEND", b"")


def bomb_jpeg() -> bytes:
    data = bytearray(encoded(".jpg", scene()))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 60_000, 60_000)
    return bytes(data)


def bomb_bmp() -> bytes:
    data = bytearray(encoded(".bmp", scene()))
    data[18:26] = struct.pack("<ii", 60_000, -60_000)
    return bytes(data)


def bomb_tiff() -> bytes:
    tags = [struct.pack("<HHII", tag, 4, 1, 60_000) for tag in (256, 257)]
    return b"II*\0" + struct.pack("<IH", 8, 2) + b"".join(tags) + bytes(4)


def bomb_big_tiff() -> bytes:
    tags = [struct.pack(">HHQIxxxx", tag, 4, 1, 60_000) for tag in (256, 257)]
    return b"MM\0+" + struct.pack(">HHQQ", 8, 0, 16, 2) + b"".join(tags) + bytes(8)


def bomb_webp() -> bytes:
    size = (15_999).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<II", 10, 0) + size + size
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


@pytest.mark.parametrize(
    "make", [bomb_png, bomb_jpeg, bomb_bmp, bomb_tiff, bomb_big_tiff, bomb_webp]
)
def test_too_large_by_its_header(tmp_path: Path, make) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(make())
    with pytest.raises(PictureTooLarge, match=r"bomb has \d+ megapixels.* 100 "):
        read_picture(path)


def test_a_damaged_png_claims_no_memory() -> None:
    data = bytearray(encoded(".png", scene()))
    data[33:37] = b"\xff\xff\xff\xf0"  # the length of the second chunk, now 4 GB
    assert picture_size(io.BytesIO(data)) is None


def animated(damaged: bool) -> bytes:
    """Make a PNG of one frame that may say, in a chunk before its pixels, that it moves."""
    data = encoded(".png", scene())
    header, pixels = data[:33], bytearray(data[33:])
    if damaged:
        pixels[len(pixels) // 2] ^= 8
    return header + png_chunk(b"acTL", struct.pack(">II", 1, 0)) + pixels


def test_a_damaged_animation_is_no_picture() -> None:
    """Decoders show its pixels whatever the check sums say."""
    assert picture_size(io.BytesIO(animated(damaged=False))) == (160, 120)
    assert picture_size(io.BytesIO(animated(damaged=True))) is None


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_header_says_the_size(suffix: str) -> None:
    assert picture_size(io.BytesIO(encoded(suffix, scene()))) == (160, 120)
