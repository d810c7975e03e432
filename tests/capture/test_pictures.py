import contextlib
import os
import struct
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.capture.pictures import as_rgb, list_pictures, natural_key, read_picture
from spade_station.domain.errors import (
    NoPictures,
    PictureTooLarge,
    PictureTooSmall,
    SourceMissing,
    UnreadablePicture,
)

from .encoding import SUFFIXES, encoded, scene
from .fakes import noisy

LOSSLESS = [".png", ".bmp", ".tif", ".webp"]


def stored(folder: Path, suffix: str, pixels: np.ndarray, *options: int) -> Path:
    path = folder / f"part{suffix}"
    path.write_bytes(encoded(suffix, pixels, *options))
    return path


def with_orientation(jpeg: bytes, orientation: int) -> bytes:
    tag = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + tag + bytes(4)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_every_lossless_kind_comes_as_rgb(tmp_path: Path, suffix: str) -> None:
    bgr = noisy(1)
    picture = read_picture(stored(tmp_path, suffix, bgr))
    assert np.array_equal(picture, bgr[..., ::-1])
    assert picture.flags.c_contiguous
    assert picture.dtype == np.uint8


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        (".jpg", ()),
        (".jpg", (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)),
        (".webp", (cv2.IMWRITE_WEBP_QUALITY, 90)),
    ],
)
def test_lossy_kinds_come_nearly_the_same(
    tmp_path: Path, suffix: str, options: tuple[int, ...]
) -> None:
    bgr = scene()
    picture = read_picture(stored(tmp_path, suffix, bgr, *options))
    assert np.abs(picture.astype(int) - bgr[..., ::-1]).mean() < 4


def test_the_content_counts_and_not_the_suffix(tmp_path: Path) -> None:
    path = tmp_path / "really_a_png.jpg"
    path.write_bytes(encoded(".png", noisy(1)))
    assert read_picture(path).shape == (48, 64, 3)


def test_names_beyond_ascii(tmp_path: Path) -> None:
    path = tmp_path / "Prüfteil 零件 №1.png"
    path.write_bytes(encoded(".png", noisy(1)))
    assert read_picture(path).shape == (48, 64, 3)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_grey_with_16_bits(tmp_path: Path, suffix: str) -> None:
    grey = np.linspace(0, 65535, 64 * 64).astype(np.uint16).reshape(64, 64)
    picture = read_picture(stored(tmp_path, suffix, grey))
    assert np.array_equal(picture, np.dstack([np.round(grey / 257)] * 3))


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_colour_with_16_bits(tmp_path: Path, suffix: str) -> None:
    picture = read_picture(stored(tmp_path, suffix, noisy(1).astype(np.uint16) * 257))
    assert np.array_equal(picture, noisy(1)[..., ::-1])


def test_every_16_bit_value_is_rounded_to_the_nearest() -> None:
    values = np.arange(1 << 16, dtype=np.uint16).reshape(256, 256)
    picture = as_rgb(values)
    assert picture is not None
    assert np.array_equal(picture[..., 0], np.round(values / 257))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_grey_becomes_three_equal_channels(tmp_path: Path, suffix: str) -> None:
    picture = read_picture(stored(tmp_path, suffix, scene()[..., 0].copy()))
    assert picture.shape == (120, 160, 3)
    assert (np.ptp(picture, axis=2) == 0).all()


@pytest.mark.parametrize("suffix", [".png", ".tif"])
@pytest.mark.parametrize("factor", [1, 257])
def test_alpha_is_ignored(tmp_path: Path, suffix: str, factor: int) -> None:
    kind = np.uint8 if factor == 1 else np.uint16
    clear = np.zeros((48, 64, 1), np.uint8)
    bgra = np.concatenate([noisy(1), clear], axis=2).astype(kind) * kind(factor)
    assert np.array_equal(read_picture(stored(tmp_path, suffix, bgra)), noisy(1)[..., ::-1])


def test_exif_orientation_is_honoured(tmp_path: Path) -> None:
    upright = read_picture(stored(tmp_path, ".jpg", scene()))
    lying = tmp_path / "lying.jpg"
    lying.write_bytes(with_orientation(encoded(".jpg", scene()), 6))
    assert np.array_equal(read_picture(lying), np.rot90(upright, -1))


def test_an_8k_picture_is_read(tmp_path: Path) -> None:
    path = stored(tmp_path, ".png", np.zeros((4320, 7680), np.uint8))
    assert read_picture(path).shape == (4320, 7680, 3)


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"])
def test_no_picture(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "part.png"
    path.write_bytes(content)
    with pytest.raises(UnreadablePicture, match=r"part\.png"):
        read_picture(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePicture):
        read_picture(tmp_path / "gone.png")


@pytest.mark.parametrize("share", [0.001, 0.05, 0.5, 0.9])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_picture_cut_off(tmp_path: Path, suffix: str, share: float) -> None:
    path = stored(tmp_path, suffix, scene())
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(UnreadablePicture):
        read_picture(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_not_even_the_last_byte_may_be_missing(tmp_path: Path, suffix: str) -> None:
    path = stored(tmp_path, suffix, scene())
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(UnreadablePicture):
        read_picture(path)


def test_numbers_without_a_known_range(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePicture):
        read_picture(stored(tmp_path, ".tif", noisy(1).astype(np.float32)))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("size", [(1, 1), (31, 64), (64, 31)])
def test_too_small(tmp_path: Path, suffix: str, size: tuple[int, int]) -> None:
    path = stored(tmp_path, suffix, np.zeros((*size, 3), np.uint8))
    with pytest.raises(PictureTooSmall, match=f"{size[1]}×{size[0]}"):
        read_picture(path)


def test_the_smallest_picture(tmp_path: Path) -> None:
    assert read_picture(stored(tmp_path, ".png", noisy(1, 32, 32))).shape == (32, 32, 3)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=64), st.sampled_from(SUFFIXES), st.integers(8, 60))
def test_a_damaged_header_never_breaks_the_station(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, suffix: str, at: int
) -> None:
    data = encoded(suffix, noisy(1, 40, 40))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(data[:at] + noise + data[at + len(noise) :])
    with contextlib.suppress(UnreadablePicture, PictureTooSmall, PictureTooLarge):
        assert read_picture(path).dtype == np.uint8


def test_natural_order_of_a_folder(tmp_path: Path) -> None:
    for name in ["img10.png", "IMG2.PNG", "img1.jpeg", "b.tiff", "notes.txt", ".hidden.png"]:
        (tmp_path / name).touch()
    (tmp_path / "folder.png").mkdir()
    names = [path.name for path in list_pictures(tmp_path)]
    assert names == ["b.tiff", "img1.jpeg", "IMG2.PNG", "img10.png"]


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**12), unique=True), st.text(max_size=5))
def test_numbers_sort_by_their_value(numbers: list[int], word: str) -> None:
    prefix = f"{word}_"
    names = sorted((f"{prefix}{number}.png" for number in numbers), key=natural_key)
    assert names == [f"{prefix}{number}.png" for number in sorted(numbers)]


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), unique=True), st.randoms())
def test_the_order_does_not_depend_on_the_order_before(names: list[str], chance: Random) -> None:
    shuffled = names.copy()
    chance.shuffle(shuffled)
    assert sorted(names, key=natural_key) == sorted(shuffled, key=natural_key)


def test_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("nowhere", "file"):
        with pytest.raises(SourceMissing, match=name):
            list_pictures(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_a_link_that_leads_to_no_picture_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    (tmp_path / "circle.png").symlink_to("circle.png")
    (tmp_path / "nowhere.png").symlink_to("missing.png")
    assert list_pictures(tmp_path) == [tmp_path / "a.png"]


def test_a_folder_without_pictures(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(NoPictures):
        list_pictures(tmp_path)
