import struct
from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.capture.pictures import read_picture
from spade_station.capture.tiff_damage import is_damaged_tiff
from spade_station.domain.errors import UnreadablePicture

from .encoding import encoded, scene

NONE, LZW, DEFLATE, OLD_DEFLATE = 1, 5, 8, 32946


def tiff(compression: int = DEFLATE, rows: int = 32) -> bytes:
    options = (cv2.IMWRITE_TIFF_COMPRESSION, compression, cv2.IMWRITE_TIFF_ROWSPERSTRIP, rows)
    return encoded(".tif", scene(), *options)


def big_endian(data: bytes) -> bytes:
    """Turn the numbers of a small TIFF around; pixels of 8 bits have no order."""
    (directory,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, directory)
    turned = bytearray(b"MM\0*" + struct.pack(">I", directory) + data[8:])
    struct.pack_into(">H", turned, directory, count)
    for entry in range(directory + 2, directory + 2 + 12 * count, 12):
        tag, kind, many = struct.unpack_from("<HHI", data, entry)
        struct.pack_into(">HHI", turned, entry, tag, kind, many)
        letter, size = {3: ("H", 2), 4: ("I", 4), 5: ("I", 4)}[kind]
        many *= 1 + (kind == 5)
        place = entry + 8
        if many * size > 4:
            (place,) = struct.unpack_from("<I", data, entry + 8)
            struct.pack_into(">I", turned, entry + 8, place)
        numbers = struct.unpack_from(f"<{many}{letter}", data, place)
        struct.pack_into(f">{many}{letter}", turned, place, *numbers)
    return bytes(turned)


def is_damaged(data: bytes) -> bool:
    return is_damaged_tiff(np.frombuffer(data, np.uint8))


@pytest.mark.parametrize("compression", [NONE, LZW, DEFLATE, OLD_DEFLATE])
@pytest.mark.parametrize("rows", [1, 32, 120])
def test_whole_pictures(tmp_path: Path, compression: int, rows: int) -> None:
    data = tiff(compression, rows)
    assert not is_damaged(data)
    (tmp_path / "part.tif").write_bytes(big_endian(data))
    assert np.array_equal(read_picture(tmp_path / "part.tif"), scene()[..., ::-1])


@pytest.mark.parametrize("turn", [bytes, big_endian])
@pytest.mark.parametrize("compression", [DEFLATE, OLD_DEFLATE])
@pytest.mark.parametrize("rows", [1, 120])
def test_a_flipped_bit(tmp_path: Path, turn, compression: int, rows: int) -> None:
    data = bytearray(turn(tiff(compression, rows)))
    path = tmp_path / "part.tif"
    for at in np.linspace(500, len(data) * 0.9, 20).astype(int):
        damaged = data.copy()
        damaged[at] ^= 4
        path.write_bytes(damaged)
        with pytest.raises(UnreadablePicture):
            read_picture(path)


def test_what_is_unpacked_in_several_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spade_station.capture.tiff_damage.BLOCK", 1000)
    data = bytearray(tiff(rows=120))
    assert not is_damaged(bytes(data))
    data[len(data) // 2] ^= 4
    assert is_damaged(bytes(data))


@pytest.mark.parametrize("end", [2, 6, 9, 1000, -3])
def test_what_ends_early_is_for_the_decoder_to_say(end: int) -> None:
    assert not is_damaged(tiff()[:end])


@pytest.mark.parametrize("data", [b"", encoded(".png", scene()), encoded(".jpg", scene())])
def test_what_is_no_tiff(data: bytes) -> None:
    assert not is_damaged(data)
