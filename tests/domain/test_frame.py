from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from time import monotonic

import numpy as np
import pytest

from spade_station.domain.frame import Frame, Truth


def test_a_frame_cannot_be_written_to() -> None:
    image = np.zeros((4, 6, 3), np.uint8)
    frame = Frame(image, 0, "part")

    for array in (frame.image, image, frame.image[:2]):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1
    with pytest.raises(FrozenInstanceError):
        frame.image = image  # type: ignore[misc]


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((4, 6), np.uint8),
        np.zeros((4, 6, 1), np.uint8),
        np.zeros((4, 6, 4), np.uint8),
        np.zeros((1, 4, 6, 3), np.uint8),
        np.zeros((4, 6, 3), np.uint16),
        np.zeros((4, 6, 3), np.float32),
        np.zeros((4, 6, 3), np.bool_),
    ],
    ids=lambda image: f"{image.shape} {image.dtype}",
)
def test_what_is_no_rgb_picture_of_8_bits_is_refused(image: np.ndarray) -> None:
    with pytest.raises(ValueError, match="uint8"):
        Frame(image, 0, "part")


def test_a_frame_knows_its_size_and_when_it_came() -> None:
    before, before_utc = monotonic(), datetime.now(UTC)

    frame = Frame(np.zeros((4, 6, 3), np.uint8), 3, "line 3")

    assert frame.size == (4, 6)
    assert before <= frame.received <= monotonic()
    assert before_utc <= frame.received_utc <= datetime.now(UTC)
    assert frame.truth is None


def test_a_part_is_good_only_by_that_word() -> None:
    assert Truth("good").is_good
    assert not Truth("scratch").is_good
    assert not Truth("Good?").is_good
