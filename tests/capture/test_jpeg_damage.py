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
