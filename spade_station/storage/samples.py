"""Samples: the good pictures of a product, kept without loss, with who and when."""

import json
import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict

from spade_station.capture.picture_header import picture_size
from spade_station.capture.pictures import read_picture
from spade_station.domain.errors import StationError
from spade_station.domain.frame import Box, Frame, Picture, sha256_of
from spade_station.domain.imaging_errors import PictureAltered, SampleBroken
from spade_station.domain.storing import storing
from spade_station.imaging.encoding import encoded
from spade_station.imaging.quality import PictureQuality, quality_of
from spade_station.storage.atomic import write_bytes, write_json

log = logging.getLogger(__name__)
THUMBNAIL = 160
PICTURE = re.compile(r"(\d{6})\.png")
FILE = re.compile(r"(\d{6})\.(png|json)")


class SampleNote(BaseModel):
    """What is kept beside the picture.

    Parameters
    ----------
    origin
        File name, or source and number.
    score_before
        Its score before it was added; None when nothing could score it.
    quality
        Of the picture as a picture; None in notes of older stations.
    approved
        Whether somebody has looked at it and said that it is good, whatever the gate says.
    box
        Where the defect is, on a picture of a known defect; None where nobody drew one.
    alarmed
        Whether it was taken as good although it had not been judged OK.
    sha256
        Of the picture, see `sha256_of`; empty in notes of older stations.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: int
    added: datetime
    by: str
    origin: str
    score_before: float | None = None
    quality: PictureQuality | None = None
    approved: bool = False
    box: Box | None = None
    alarmed: bool = False
    sha256: str = ""


@dataclass(frozen=True, eq=False)
class NewSample:
    """A picture on its way to the disk."""

    frame: Frame
    by: str
    score_before: float | None = None
    approved: bool = False
    box: Box | None = None
    alarmed: bool = False

    @cached_property
    def sha256(self) -> str:
        """Of the picture; see `sha256_of`."""
        return sha256_of(self.frame.image)


@dataclass(frozen=True, slots=True)
class Removed:
    """What a deleted sample was on the disk, so that it can be put back.

    Parameters
    ----------
    picture, note
        The bytes of its files; None where there was none.
    """

    number: int
    picture: bytes | None
    note: bytes | None


class Samples:
    """The samples of one product, or its pictures of known defects.

    Parameters
    ----------
    folder
        Holds a PNG and a JSON file for each.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def numbers(self) -> list[int]:
        """List the samples that are complete."""
        found = (PICTURE.fullmatch(path.name) for path in self._folder.glob("*.png"))
        return sorted(int(match[1]) for match in found if match)

    def taken(self) -> set[int]:
        """Give the numbers of all files: a note may tell of a lost picture."""
        found = (FILE.fullmatch(path.name) for path in self._folder.glob("*"))
        return {int(match[1]) for match in found if match}

    def add(self, new: NewSample, above: int = 0) -> int:
        """Keep a picture; returns its number.

        Parameters
        ----------
        above
            Up to which numbers are given away, whatever lies in the folder.
        """
        number = max(above, *self.taken(), 0) + 1
        note = SampleNote(
            number=number,
            added=new.frame.received_utc,
            by=new.by,
            origin=new.frame.name,
            score_before=new.score_before,
            quality=quality_of(new.frame.image),
            approved=new.approved,
            box=new.box,
            alarmed=new.alarmed,
            sha256=new.sha256,
        )
        write_json(self._path(number, "json"), note.model_dump(mode="json"))
        try:
            write_bytes(self._path(number, "png"), encoded(new.frame.image, ".png"))
        except BaseException:
            with suppress(OSError):  # alone it would tell of a lost picture
                self._path(number, "json").unlink(missing_ok=True)
            raise
        return number

    def picture(self, number: int) -> Picture:
        """Read a kept picture.

        Raises
        ------
        UnreadablePicture
            When it cannot be read, or is another picture than its note tells.
        """
        picture, note = self._read(number), self.note(number)
        if note is not None and note.sha256 and note.sha256 != sha256_of(picture):
            raise PictureAltered(path=self._path(number, "png"))
        return picture

    def size(self, number: int) -> tuple[int, int] | None:
        """Give height and width of a kept picture by its header; None where it has none."""
        try:
            with self._path(number, "png").open("rb") as file:
                size = picture_size(file)
        except OSError as error:
            log.warning("The size of sample %d is not known: %s", number, error)
            return None
        return None if size is None else size[::-1]

    def note(self, number: int) -> SampleNote | None:
        """Read what is kept beside a picture; None when it was lost."""
        try:
            return SampleNote.model_validate(
                json.loads(self._path(number, "json").read_text("utf-8"))
            )
        except (OSError, ValueError) as error:
            log.warning("The note of sample %d is lost: %s", number, error)
            return None

    def sha256(self, number: int) -> str:
        """Read a picture, and note what tells it from every other one: older notes do not say.

        Raises
        ------
        UnreadablePicture
        """
        found = sha256_of(self.picture(number))
        self._add_to_note(number, sha256=found)
        return found

    def approve(self, number: int) -> None:
        """Note that somebody has looked at a sample and said that it is good."""
        self._add_to_note(number, approved=True)

    def thumbnail(self, number: int) -> bytes:
        """Give a small JPEG of a sample; empty when the picture cannot be read."""
        try:
            picture = self._read(number)  # an altered one is shown as what it is now
        except StationError as error:
            log.warning("%s", error)
            return b""
        height, width = picture.shape[:2]
        scale = THUMBNAIL / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        return encoded(np.asarray(small, np.uint8), ".jpg")

    def remove(self, number: int) -> Removed:
        """Delete a sample, however damaged; gives what is needed to `put_back` the very same."""
        removed = Removed(
            number, _bytes(self._path(number, "png")), _bytes(self._path(number, "json"))
        )
        self.forget_others(set(self.numbers()) - {number})
        return removed

    def put_back(self, removed: Removed) -> int:
        """Write a deleted sample again; returns its number, another one if that is taken now."""
        taken = self.taken()
        number = removed.number if removed.number not in taken else max(taken) + 1
        if removed.note is not None:
            write_bytes(self._path(number, "json"), removed.note)
        if removed.picture is not None:
            write_bytes(self._path(number, "png"), removed.picture)
        return number

    def forget_others(self, used: Iterable[int]) -> None:
        """Delete the samples that no kept bank version was made of."""
        keep = set(used)
        for number in self.numbers():
            if number not in keep:
                with storing(self._folder):
                    self._path(number, "png").unlink(missing_ok=True)
                    self._path(number, "json").unlink(missing_ok=True)

    def _read(self, number: int) -> Picture:
        return read_picture(self._path(number, "png"))

    def _add_to_note(self, number: int, **more: object) -> None:
        note = self.note(number)
        if note is not None:
            changed = note.model_copy(update=more)
            write_json(self._path(number, "json"), changed.model_dump(mode="json"))

    def _path(self, number: int, suffix: str) -> Path:
        return self._folder / f"{number:06d}.{suffix}"


class GoodSamples(Samples):
    """The samples of one product: which of them cannot be used is told, and what to do then."""

    def picture(self, number: int) -> Picture:
        """Read a sample.

        Raises
        ------
        SampleBroken
        """
        try:
            return super().picture(number)
        except StationError as error:
            raise SampleBroken(number=number, reason=error) from error


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        log.warning("%s could not be read: %s", path, error)
        return None
