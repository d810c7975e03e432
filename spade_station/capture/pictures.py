"""Picture files: finding them in a folder, and turning any of them into the same kind of array."""

import math
import os
import re
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.capture.jpeg_damage import is_damaged_jpeg
from spade_station.capture.picture_header import picture_size
from spade_station.capture.quiet import quiet_opencv
from spade_station.capture.tiff_damage import is_damaged_tiff
from spade_station.domain.errors import (
    FolderNotReadable,
    NoPictures,
    NotReadable,
    PictureTooLarge,
    PictureTooSmall,
    SourceMissing,
    UnreadablePicture,
)
from spade_station.domain.frame import Picture

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"})
"""What `list_pictures` takes for a picture, in lower case."""

LEAST_SIDE = 32
"""Pixels; the deepest layer of a backbone sees less as a single patch."""

MOST_MEGAPIXELS = 100

_MOST_BYTES = 1 << 30
"""More than the largest allowed picture needs uncompressed, with 16 bits and four channels."""


def read_picture(path: Path, least: int = LEAST_SIDE) -> Picture:
    """Read a PNG, JPEG, BMP, TIFF or WebP picture as RGB with 8 bits a channel.

    - 16 bits become 8 by division by 257, rounded: the whole range onto the whole range, the same
      for every picture. A stretch to each picture's own range would let one bright defect darken
      everything around it.
    - Grey becomes RGB with three equal channels.
    - Alpha is ignored: the colours are what the camera saw, while a picture laid over black would
      have edges that no part has.
    - EXIF orientation is honoured, so that a picture stands as in every viewer and a mask drawn
      there fits it. (OpenCV turns TIFF pictures in any case.)

    Parameters
    ----------
    least
        Pixels that each side has at least; a strip of a web needs no more than one.

    Raises
    ------
    UnreadablePicture
        When the file is missing, empty, cut off, damaged as far as that can be known, or another
        kind of file.
    NotReadable
        When this user may not read it.
    PictureTooSmall
        When a side has fewer than `least` pixels.
    PictureTooLarge
        When it has more than 100 megapixels; it is not decoded then.
    """
    quiet_opencv()
    picture = as_rgb(_decode(path, _read_bytes(path)))
    if picture is None:
        raise UnreadablePicture(path=path)
    check_size(picture.shape[:2], path, least)
    return picture


def check_size(size: tuple[int, int], name: object, least: int = LEAST_SIDE) -> None:
    """Refuse pictures of `size` (height, width) if they are too small to be inspected.

    Raises
    ------
    PictureTooSmall
        When a side has fewer than `least` pixels.
    """
    height, width = size
    if min(height, width) < least:
        raise PictureTooSmall(name=name, width=width, height=height, least=least)


def as_rgb(pixels: npt.NDArray[Any] | None) -> Picture | None:
    """Turn what OpenCV delivers (grey, BGR or BGRA, 8 or 16 bits) into a picture of ours.

    Returns
    -------
    Picture or None
        A new contiguous array; None for anything else, such as numbers without a known range.
    """
    if pixels is None or pixels.size == 0 or pixels.ndim not in (2, 3):
        return None
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    conversions = {1: cv2.COLOR_GRAY2RGB, 3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGB}
    if channels not in conversions or pixels.dtype not in (np.uint8, np.uint16):
        return None
    if pixels.dtype == np.uint16:
        pixels = cv2.convertScaleAbs(pixels, alpha=1 / 257)
    picture = np.asarray(cv2.cvtColor(pixels, conversions[channels]), np.uint8)
    return np.ascontiguousarray(picture)


def list_pictures(folder: Path) -> list[Path]:
    """Find the pictures that lie directly in a folder, ``img2`` before ``img10``.

    Hidden files are left out: file managers and network drives keep their own things there.

    Raises
    ------
    SourceMissing
        When there is no such folder.
    FolderNotReadable
        When this user may not read it.
    NoPictures
        When no picture lies in it.
    """
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if _is_picture(entry)]
    except PermissionError as error:
        raise FolderNotReadable(path=folder) from error
    except OSError as error:
        raise SourceMissing(source=folder) from error
    if not names:
        raise NoPictures(path=folder)
    return [folder / name for name in sorted(names, key=natural_key)]


def natural_key(name: str) -> tuple[list[str | int], str]:
    """Sort key that orders numbers within names by their value, and ignores case."""
    parts = re.split(r"([0-9]+)", name)
    return [int(part) if at % 2 else part.casefold() for at, part in enumerate(parts)], name


def _is_picture(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or Path(entry.name).suffix.lower() not in PICTURE_SUFFIXES:
        return False
    try:
        return entry.is_file()
    except OSError:  # a link in a circle leads to no picture, as one that leads nowhere
        return False


def _read_bytes(path: Path) -> npt.NDArray[np.uint8]:
    """Read a whole file, once its header has said that the picture is not too large.

    OpenCV opens no path beyond the code page on Windows, hence Python's own file.
    """
    try:
        with path.open("rb") as file:
            size = picture_size(file)
            if size is None or os.fstat(file.fileno()).st_size > _MOST_BYTES:
                raise UnreadablePicture(path=path)
            megapixels = size[0] * size[1] / 1e6
            if megapixels > MOST_MEGAPIXELS:
                raise PictureTooLarge(
                    path=path, megapixels=math.ceil(megapixels), most=MOST_MEGAPIXELS
                )
            file.seek(0)
            return np.fromfile(file, np.uint8)
    except PermissionError as error:
        raise NotReadable(path=path) from error
    except OSError as error:
        raise UnreadablePicture(path=path) from error


def _decode(path: Path, data: npt.NDArray[np.uint8]) -> npt.NDArray[Any] | None:
    if is_damaged_jpeg(data) or is_damaged_tiff(data):
        raise UnreadablePicture(path=path)
    try:
        return cv2.imdecode(data, cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH)
    except cv2.error as error:
        raise UnreadablePicture(path=path) from error
