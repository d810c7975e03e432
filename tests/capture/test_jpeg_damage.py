import re
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.capture.jpeg_damage import is_damaged_jpeg
from spade_station.capture.pictures import read_picture
from spade_station.domain.errors import UnreadablePicture

from .encoding import encoded, scene

END = b"\xff\xd9"


def jpeg(progressive: int = 0) -> bytes:
    return encoded(".jpg", scene(), cv2.IMWRITE_JPEG_PROGRESSIVE, progressive)


def restarting() -> bytes:
    return encoded(".jpg", scene(), cv2.IMWRITE_JPEG_RST_INTERVAL, 2)


def is_damaged(data: bytes) -> bool:
    return is_damaged_jpeg(np.frombuffer(data, np.uint8))


@pytest.mark.parametrize("progressive", [0, 1])
@pytest.mark.parametrize("share", [0.5, 0.8, 0.97])
def test_a_picture_cut_off_and_closed_is_not_read(
    tmp_path: Path, progressive: int, share: float
) -> None:
    data = jpeg(progressive)
    path = tmp_path / "part.jpg"
    path.write_bytes(data[: int(share * len(data))] + END)
    with pytest.raises(UnreadablePicture):
        read_picture(path)


def test_a_hole_in_the_middle() -> None:
    data = jpeg()
    middle = len(data) // 2
    assert is_damaged(data[:middle] + data[middle + 60 :])


@pytest.mark.parametrize("progressive", [0, 1])
def test_a_whole_picture(progressive: int) -> None:
    assert not is_damaged(jpeg(progressive))
    assert not is_damaged(jpeg(progressive) + bytes(100)), "what comes after it does not matter"


def test_a_grey_picture() -> None:
    assert not is_damaged(encoded(".jpg", scene()[..., 0]))


def test_the_end_of_a_picture_may_be_filled_up() -> None:
    data = jpeg()
    assert not is_damaged(data[:-2] + bytes(8) + END)
    assert is_damaged(data[:-2] + bytes(100) + END)


@pytest.mark.parametrize("data", [b"", b"\xff", b"\xff\xd8\xff", encoded(".png", scene())])
def test_what_is_no_jpeg_is_for_others_to_say(data: bytes) -> None:
    assert not is_damaged(data)


@pytest.mark.parametrize("progressive", [0, 1])
@pytest.mark.parametrize("marker", [0x02, 0x4F, 0xBF, 0xC0, 0xC4, 0xC8, 0xD8, 0xDA, 0xDD, 0xF1])
def test_a_marker_among_the_pixels(progressive: int, marker: int) -> None:
    data = bytearray(jpeg(progressive))
    middle = len(data) // 2
    data[middle : middle + 2] = 0xFF, marker
    assert is_damaged(bytes(data))


def test_a_picture_into_which_the_next_one_was_written() -> None:
    data = jpeg()
    assert is_damaged(data[: len(data) // 2] + data)
    assert not is_damaged(data + data), "but one after the other is well"


def test_padding_hides_no_missing_rows() -> None:
    """The decoder tells of the first thing only that is wrong."""
    data = restarting()
    restarts = [found.start() for found in re.finditer(rb"\xff[\xd0-\xd7]", data)]
    assert is_damaged(data[: restarts[len(restarts) // 2]] + bytes(4) + END)


def with_jfif_version_2(data: bytes) -> bytes:
    at = data.index(b"JFIF") + 5
    return data[:at] + b"\2" + data[at + 1 :]


def with_a_strange_profile(data: bytes) -> bytes:
    return data[:2] + b"\xff\xe2\x00\x14ICC_PROFILE\0\2\1abcd" + data[2:]


def with_a_strange_adobe_marker(data: bytes) -> bytes:
    return data[:2] + b"\xff\xee\x00\x0eAdobe\0\x64\0\0\0\0\x07" + data[2:]


def with_a_comment(data: bytes) -> bytes:
    return data[:2] + b"\xff\xfe\x00\x06\xff\xd9\xff\xda" + data[2:]


def with_strange_words_before_the_scan(data: bytes) -> bytes:
    """As some webcams write it."""
    scan = data.index(b"\xff\xda")
    ends = scan + 2 + int.from_bytes(data[scan + 2 : scan + 4])
    return data[: ends - 3] + bytes(3) + data[ends:]


def without_tables(data: bytes) -> bytes:
    """As cameras and AVI files send Motion JPEG."""
    tables = data.index(b"\xff\xc4"), data.index(b"\xff\xda")
    return data[: tables[0]] + data[tables[1] :]


@pytest.mark.parametrize(
    "changed",
    [
        with_jfif_version_2,
        with_a_strange_profile,
        with_a_strange_adobe_marker,
        with_a_comment,
        with_strange_words_before_the_scan,
        without_tables,
    ],
)
def test_what_is_unusual_is_no_damage_and_hides_none(changed: Callable[[bytes], bytes]) -> None:
    data = changed(jpeg())
    assert not is_damaged(data)
    assert is_damaged(data[: len(data) * 3 // 4] + END)


@pytest.mark.parametrize(
    "subsampling",
    [
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_411,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_440,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ],
)
def test_usual_subsamplings_of_colours(subsampling: int) -> None:
    data = encoded(".jpg", scene(), cv2.IMWRITE_JPEG_SAMPLING_FACTOR, subsampling)
    assert not is_damaged(data)
    assert is_damaged(data[: len(data) * 3 // 4] + END)


def test_of_an_unusual_subsampling_nothing_is_said() -> None:
    """It is a valid picture, which OpenCV reads."""
    data = jpeg()
    luma = data.index(b"\xff\xc0") + 11
    assert not is_damaged(data[:luma] + b"\x31" + data[luma + 1 :])
