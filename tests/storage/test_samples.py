from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.domain.errors import DiskFull, StationError, UnreadablePicture
from spade_station.domain.frame import Frame
from spade_station.storage.samples import NewSample, Samples

from .builders import content_of, good_part, picture
from .conftest import FULL, Refusing


def of_size(height: int, width: int) -> NewSample:
    return NewSample(Frame(picture(0, height, width), 0, "part"), "mei")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "board" / "samples"


def test_a_new_product_has_no_samples(samples: Samples) -> None:
    assert samples.numbers() == []


def test_a_picture_is_kept_without_loss(samples: Samples) -> None:
    numbers = [samples.add(good_part(seed)) for seed in range(3)]

    assert samples.numbers() == numbers == [1, 2, 3]
    for seed, number in enumerate(numbers):
        assert np.array_equal(samples.picture(number), picture(seed))


def test_a_note_says_who_and_when(samples: Samples) -> None:
    came = datetime(2025, 3, 1, 6, 30, 15, 250_000, UTC)
    frame = Frame(picture(), 4, "folder 主板/0004.png", received_utc=came)

    number = samples.add(NewSample(frame, "李雷", score_before=1.25))

    note = samples.note(number)
    assert note is not None
    assert (note.number, note.by, note.origin) == (number, "李雷", "folder 主板/0004.png")
    assert (note.added, note.score_before) == (came, 1.25)


def test_a_score_that_nobody_could_give_is_none(samples: Samples) -> None:
    note = samples.note(samples.add(good_part()))

    assert note is not None
    assert note.score_before is None


def test_an_origin_that_is_no_text_is_kept_as_it_is(samples: Samples) -> None:
    """As the name of a file in another encoding."""
    number = samples.add(NewSample(Frame(picture(1), 0, "bad\udcff.png"), "mei"))

    note = samples.note(number)
    assert note is not None
    assert note.origin == "bad\udcff.png"


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"\xff\xfe", b'{"number": "x"}'])
def test_a_lost_note_does_not_cost_the_sample(
    samples: Samples, folder: Path, content: bytes | None
) -> None:
    number = samples.add(good_part())
    (path,) = folder.glob("*.json")
    path.unlink()
    if content is not None:
        path.write_bytes(content)

    assert samples.note(number) is None
    assert samples.numbers() == [number]
    assert np.array_equal(samples.picture(number), picture())


@pytest.mark.parametrize(
    ("height", "width"), [(32, 32), (40, 60), (160, 160), (480, 640), (900, 300), (32, 12_000)]
)
def test_a_thumbnail_is_small_and_has_the_shape_of_the_picture(
    samples: Samples, height: int, width: int
) -> None:
    number = samples.add(of_size(height, width))

    jpeg = samples.thumbnail(number)

    small = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert jpeg.startswith(b"\xff\xd8")
    assert max(small.shape[:2]) == 160
    assert small.shape[0] / small.shape[1] == pytest.approx(height / width, abs=0.02)


def test_a_thumbnail_has_the_colours_of_the_picture(samples: Samples) -> None:
    red = np.full((64, 64, 3), (200, 30, 10), np.uint8)

    jpeg = samples.thumbnail(samples.add(NewSample(Frame(red, 0, "red"), "mei")))

    small = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert np.abs(small.reshape(-1, 3).mean(axis=0) - (200, 30, 10)).max() < 6


@pytest.mark.parametrize("content", [None, b"", b"\x89PNG\r\n\x1a\n cut"])
def test_a_picture_that_is_lost_is_told_and_has_no_thumbnail(
    samples: Samples, folder: Path, content: bytes | None
) -> None:
    number = samples.add(good_part())
    (path,) = folder.glob("*.png")
    path.unlink()
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UnreadablePicture):
        samples.picture(number)
    assert samples.thumbnail(number) == b""


def test_only_the_samples_that_nobody_uses_are_forgotten(samples: Samples, folder: Path) -> None:
    for seed in range(5):
        samples.add(good_part(seed))

    samples.forget_others({2, 4, 99})

    assert samples.numbers() == [2, 4]
    assert len(list(folder.iterdir())) == 4, "two pictures with their notes"
    assert np.array_equal(samples.picture(4), picture(3))


def test_a_new_sample_never_takes_the_number_of_a_kept_one(samples: Samples) -> None:
    for seed in range(4):
        samples.add(good_part(seed))
    samples.forget_others([2, 3])

    number = samples.add(good_part(9))

    assert number not in (2, 3)
    assert np.array_equal(samples.picture(number), picture(9))
    assert np.array_equal(samples.picture(3), picture(2))


def test_strange_files_are_no_samples_and_stay(samples: Samples, folder: Path) -> None:
    number = samples.add(good_part())
    strange = ["1 (copy).png", "000001 - copy.png", "12.png", "cover.png", "000007.json", "x.txt"]
    for name in strange:
        (folder / name).write_bytes(b"by hand")

    assert samples.numbers() == [number]
    samples.forget_others([])

    assert samples.numbers() == []
    assert {path.name for path in folder.iterdir()} == set(strange)


def test_a_note_without_its_picture_is_no_sample(samples: Samples, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "000001.json").write_text("{}")

    assert samples.numbers() == []
    assert samples.add(good_part()) == 1
    assert samples.note(1) is not None


@pytest.mark.parametrize("number", FULL)
def test_a_full_disk_keeps_what_there_is(
    samples: Samples, folder: Path, refusing: Refusing, number: int
) -> None:
    samples.add(good_part(0))
    before = content_of(folder)

    with refusing("sync", number), pytest.raises(DiskFull):
        samples.add(good_part(1))

    assert samples.numbers() == [1]
    assert content_of(folder) == before
    assert samples.add(good_part(1)) == 2


def test_a_disk_that_ends_amid_a_picture_leaves_no_half_sample(
    samples: Samples, folder: Path, room_for: Callable[[int], AbstractContextManager[None]]
) -> None:
    with room_for(1000), pytest.raises(StationError):
        samples.add(of_size(200, 200))

    assert samples.numbers() == []
    assert not list(folder.glob("*.png"))
    number = samples.add(of_size(200, 200))
    assert samples.picture(number).shape == (200, 200, 3)
