import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.domain.errors import StationError, UnreadablePicture
from spade_station.domain.frame import Frame
from spade_station.domain.home_errors import DiskFull
from spade_station.domain.imaging_errors import PictureAltered, SampleBroken
from spade_station.storage.samples import GoodSamples, NewSample, Samples

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


def test_a_note_without_its_picture_is_no_sample_and_keeps_its_number(
    samples: Samples, folder: Path
) -> None:
    samples.add(good_part(0))
    (folder / "000001.png").unlink()
    note = (folder / "000001.json").read_bytes()

    assert samples.numbers() == []
    assert samples.add(good_part(1)) == 2
    assert (folder / "000001.json").read_bytes() == note, "the picture may come from a backup"


def test_a_number_that_was_given_away_is_not_given_again(samples: Samples) -> None:
    assert samples.add(good_part(0), above=8) == 9
    assert samples.add(good_part(1), above=8) == 10


def test_what_is_put_back_does_not_take_the_place_of_a_note(samples: Samples, folder: Path) -> None:
    removed = samples.remove(samples.add(good_part(0)))
    samples.add(good_part(1))
    (folder / "000001.png").unlink()

    assert samples.put_back(removed) == 2
    assert np.array_equal(samples.picture(2), picture(0))


def replace_picture(folder: Path, number: int) -> None:
    """Write another picture in the place of a kept one, as somebody could with a file manager."""
    done, content = cv2.imencode(".png", picture(99))
    assert done
    (folder / f"{number:06d}.png").write_bytes(bytes(content))


def test_a_picture_in_the_place_of_another_is_told(samples: Samples, folder: Path) -> None:
    number = samples.add(good_part())
    replace_picture(folder, number)

    with pytest.raises(PictureAltered, match=r"000001\.png is not the picture that was kept"):
        samples.picture(number)
    assert samples.thumbnail(number), "it is shown as what it is now"


@pytest.mark.parametrize("note", ["older", "lost"])
def test_without_a_note_of_it_a_picture_is_read_as_it_is(
    samples: Samples, folder: Path, note: str
) -> None:
    number = samples.add(good_part())
    path = folder / "000001.json"
    if note == "older":
        content = json.loads(path.read_text("utf-8"))
        del content["sha256"]
        path.write_text(json.dumps(content), "utf-8")
    else:
        path.unlink()
    replace_picture(folder, number)

    assert np.array_equal(samples.picture(number), picture(99)[..., ::-1])


@pytest.mark.parametrize("damage", ["lost", "cut", "altered"])
def test_a_good_sample_that_cannot_be_used_says_which_and_what_to_do(
    folder: Path, damage: str
) -> None:
    good = GoodSamples(folder)
    for seed in range(2):
        good.add(good_part(seed))
    match damage:
        case "lost":
            (folder / "000002.png").unlink()
        case "cut":
            (folder / "000002.png").write_bytes((folder / "000002.png").read_bytes()[:100])
        case "altered":
            replace_picture(folder, 2)

    assert np.array_equal(good.picture(1), picture(0))
    with pytest.raises(SampleBroken, match=r"good sample 2 cannot .* Drop it .* from a backup"):
        good.picture(2)


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
    assert not list(folder.iterdir()), "a note alone would tell of a lost picture"
    number = samples.add(of_size(200, 200))
    assert samples.picture(number).shape == (200, 200, 3)
