from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.capture.film import Film
from spade_station.domain.errors import PictureDamaged, VideoUnreadable

from .fakes import Raw
from .films import KEYS, SIZE, damage, film, lose, turn

FORMATS = {"h264": "belt.mp4", "mpeg4": "belt.avi", "mjpeg": "belt.avi", "ffv1": "belt.mkv"}
each_codec = pytest.mark.parametrize(("codec", "name"), FORMATS.items(), ids=FORMATS)


def pictures(path: Path) -> list[Raw | str]:
    """Read a whole video, and the messages of damaged pictures in their place."""
    source, found = Film(str(path), path.name), []
    while True:
        try:
            picture = source.read()
        except PictureDamaged as damaged:
            found.append(str(damaged))
            continue
        if picture is None:
            source.close()
            return found
        found.append(picture)


def as_opencv_reads(path: Path) -> list[Raw]:
    capture, found = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG), []
    while True:
        arrived, picture = capture.read()
        if not arrived:
            capture.release()
            return found
        found.append(picture)


@each_codec
def test_the_pictures_are_those_that_opencv_reads(codec: str, name: str, tmp_path: Path) -> None:
    path = film(tmp_path / name, codec)
    read, expected = pictures(path), as_opencv_reads(path)
    assert len(read) == len(expected) == 24
    assert all(np.array_equal(one, other) for one, other in zip(read, expected, strict=True))


@each_codec
def test_a_video_says_how_many_pictures_it_has(codec: str, name: str, tmp_path: Path) -> None:
    source = Film(str(film(tmp_path / name, codec)), name)
    assert (source.count, source.size) == (24, SIZE)
    source.close()


@pytest.mark.parametrize("codec", ["h264", "mpeg4"])
@pytest.mark.parametrize("frame", [0, KEYS, KEYS + 3])
def test_what_follows_a_damaged_picture_is_damaged_up_to_one_that_stands_alone(
    codec: str, frame: int, tmp_path: Path
) -> None:
    path = film(tmp_path / FORMATS[codec], codec)
    whole = as_opencv_reads(path)
    damage(path, frame)
    read = pictures(path)
    told = [number for number, one in enumerate(read) if isinstance(one, str)]
    ends = (frame // KEYS + 1) * KEYS
    assert told == list(range(told[0], ends)), "all of them and no other"
    assert any(
        np.abs(patched.astype(int) - true).max() > 30
        for patched, true in zip(as_opencv_reads(path), whole, strict=False)
    ), "the test damages what is seen"
    for one, true in zip(read, whole, strict=True):
        assert isinstance(one, str) or np.array_equal(one, true)


@pytest.mark.parametrize("codec", ["h264", "mpeg4"])
@pytest.mark.parametrize("frame", range(1, 2 * KEYS))
def test_no_picture_takes_the_place_of_a_lost_one(codec: str, frame: int, tmp_path: Path) -> None:
    path = film(tmp_path / FORMATS[codec], codec)
    whole = as_opencv_reads(path)
    lose(path, frame)
    read = pictures(path)
    assert len(read) == len(whole)
    assert any(isinstance(one, str) for one in read)
    for one, true in zip(read, whole, strict=True):
        assert isinstance(one, str) or np.array_equal(one, true)


HIDING = {
    "libvpx": "belt.webm",
    "libvpx-vp9": "belt.webm",
    "libx264": "belt.avi",
    "gif": "belt.gif",
}


@pytest.mark.parametrize(("codec", "name"), HIDING.items(), ids=HIDING)
def test_packets_that_show_nothing_by_rights_are_no_loss(
    codec: str, name: str, tmp_path: Path
) -> None:
    path = film(tmp_path / name, codec, frames=40)
    assert len([one for one in pictures(path) if not isinstance(one, str)]) == 40


def test_a_title_that_is_no_text_is_no_matter(tmp_path: Path) -> None:
    path = film(tmp_path / "belt.avi", "mjpeg", title="Lauf fuer Huelsen")
    path.write_bytes(path.read_bytes().replace(b"Huelsen", b"H\xfclsen "))
    assert len(pictures(path)) == 24


def test_each_picture_of_motion_jpeg_stands_alone(tmp_path: Path) -> None:
    path = film(tmp_path / "belt.avi", "mjpeg")
    damage(path, 5)
    read = pictures(path)
    assert [number for number, one in enumerate(read) if isinstance(one, str)] == [5]
    assert read[5].startswith("belt.avi 5 arrived damaged.")


def test_a_video_that_was_held_upright_is_shown_upright(tmp_path: Path) -> None:
    path = film(tmp_path / "belt.mp4", "h264", frames=2)
    turn(path)
    read, expected = pictures(path), as_opencv_reads(path)
    assert read[0].shape == (SIZE[1], SIZE[0], 3)
    assert np.array_equal(read[0], expected[0])


@pytest.mark.parametrize("content", [b"", b"no video", None])
def test_no_video(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "belt.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(VideoUnreadable, match=r"belt\.mp4 cannot be played"):
        Film(str(path), path.name)
