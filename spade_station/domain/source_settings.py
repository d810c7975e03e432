"""Where the pictures come from, as a person chooses it in the window or on the command line."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from spade_station.domain.errors import NothingNamed, SourceUnknown, WebUnknown
from spade_station.domain.reasons import WEB_OVERLAP, WEB_SHORT, UnfitError
from spade_station.domain.setting import Effect, setting
from spade_station.domain.text import QT_TRANSLATE_NOOP

LEAST_LENGTH = 32
"""Lines; what has fewer is no picture that can be inspected."""

WEB = "web:"
_WEB = re.compile(r"web:(\d{1,6})(?:/(\d{1,6}))?:(.+)", re.DOTALL | re.ASCII)
NETWORK = ("rtsp://", "rtsps://", "http://", "https://")


def named_path(word: str) -> Path:
    """Give the path that somebody named; an empty word would be the current folder.

    Raises
    ------
    NothingNamed
    """
    if not word:
        raise NothingNamed
    return Path(word)


class SourceKind(StrEnum):
    """The sources that exist."""

    DEMO = "demo"
    CAMERA = "camera"
    VIDEO = "video"
    FOLDER = "folder"


class SourceSettings(BaseModel):
    """One source of pictures.

    Parameters
    ----------
    address
        Demo product, camera index, device path or URL, video file, or folder.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: SourceKind = SourceKind.DEMO
    address: str = "electronics"
    rate: float = setting(
        2.0,
        label=QT_TRANSLATE_NOOP("settings", "Pictures per second"),
        help=QT_TRANSLATE_NOOP("settings", "Pace of folder, video and demo line; 0 is full speed."),
        effect=Effect.LEARNING,
        unit="1/s",
        ge=0,
        le=120,
        step=0.5,
    )
    loop: bool = setting(
        True,
        label=QT_TRANSLATE_NOOP("settings", "Begin again at the end"),
        help=QT_TRANSLATE_NOOP("settings", "Folder and video start over after the last picture."),
        effect=Effect.LEARNING,
    )
    width: int = setting(
        0,
        label=QT_TRANSLATE_NOOP("settings", "Camera width"),
        help=QT_TRANSLATE_NOOP("settings", "Wanted picture width; 0 leaves it to the camera."),
        effect=Effect.LEARNING,
        unit="px",
        ge=0,
        le=16384,
        step=16,
    )
    height: int = setting(
        0,
        label=QT_TRANSLATE_NOOP("settings", "Camera height"),
        help=QT_TRANSLATE_NOOP("settings", "Wanted picture height; 0 leaves it to the camera."),
        effect=Effect.LEARNING,
        unit="px",
        ge=0,
        le=16384,
        step=16,
    )
    exposure: float | None = setting(
        None,
        label=QT_TRANSLATE_NOOP("settings", "Camera exposure"),
        help=QT_TRANSLATE_NOOP(
            "settings", "In the driver's own unit; empty leaves it to the camera's automatic."
        ),
        effect=Effect.LEARNING,
        ge=-20,
        le=1_000_000,
        step=1,
    )
    web_length: int = setting(
        0,
        label=QT_TRANSLATE_NOOP("settings", "Line scan: lines per picture"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "Joins strips of an endless web to pictures with this many lines; 0 takes each "
            "picture of the source as it is.",
        ),
        effect=Effect.LEARNING,
        unit=QT_TRANSLATE_NOOP("settings", "lines"),
        ge=0,
        le=16384,
        step=32,
    )
    web_overlap: int = setting(
        64,
        label=QT_TRANSLATE_NOOP("settings", "Line scan: overlap"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "Lines that a picture shares with the one before, so that a defect on a seam is seen "
            "whole; fewer than the lines per picture.",
        ),
        effect=Effect.LEARNING,
        unit=QT_TRANSLATE_NOOP("settings", "lines"),
        ge=0,
        le=4096,
        step=8,
    )
    defect_share: float = setting(
        0.2,
        label=QT_TRANSLATE_NOOP("settings", "Defective demo parts"),
        help=QT_TRANSLATE_NOOP("settings", "Share of defective parts on the demo line."),
        effect=Effect.LEARNING,
        ge=0,
        le=1,
        step=0.05,
    )
    seed: int = setting(
        1,
        label=QT_TRANSLATE_NOOP("settings", "Demo seed"),
        help=QT_TRANSLATE_NOOP("settings", "Another seed is another day on the demo line."),
        effect=Effect.LEARNING,
        ge=0,
        le=1_000_000,
        step=1,
    )

    demo_shift: float = setting(
        0.0,
        label=QT_TRANSLATE_NOOP("settings", "Shifted demo parts"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "How far boards and plates lie from the middle of the belt at most, as a share of each "
            "side.",
        ),
        effect=Effect.LEARNING,
        unit="%",
        ge=0,
        le=30,
        step=1,
    )
    demo_turn: float = setting(
        0.0,
        label=QT_TRANSLATE_NOOP("settings", "Turned demo parts"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "How far boards and plates are turned either way at most; 180° is any direction.",
        ),
        effect=Effect.LEARNING,
        unit="°",
        ge=0,
        le=180,
        step=1,
    )
    demo_drift: float = setting(
        0.0,
        label=QT_TRANSLATE_NOOP("settings", "Demo light drift"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "How far the light over the demo line and its slope wander from part to part at most.",
        ),
        effect=Effect.LEARNING,
        unit="%",
        ge=0,
        le=60,
        step=5,
    )
    demo_views: int = setting(
        1,
        label=QT_TRANSLATE_NOOP("settings", "Demo views"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "Pictures of each demo part, each under a lamp of its own; never fewer than the "
            "product has.",
        ),
        effect=Effect.LEARNING,
        ge=1,
        le=3,
        step=1,
    )

    @model_validator(mode="after")
    def _is_a_web(self) -> Self:
        if self.web_length and self.web_length < LEAST_LENGTH:
            raise UnfitError(WEB_SHORT.of(least=LEAST_LENGTH))
        if self.web_length and self.web_overlap >= self.web_length:
            raise UnfitError(WEB_OVERLAP)
        return self

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a source as the command line takes it.

        ``demo:textile``, ``camera:0``, ``camera:/dev/video0``, ``rtsp://…``, ``http://…``,
        ``video:FILE``, ``folder:FOLDER``, or the bare path of a folder or a video file. Before any
        but the first ``web:LINES:`` or ``web:LINES/OVERLAP:`` makes a web of it.

        Raises
        ------
        NothingNamed
            When the text is empty.
        SourceUnknown
            When it is none of these.
        WebUnknown
            When it begins as a web does and is none.
        """
        if text.startswith(WEB):
            return cls._web(text)
        kind, separator, address = text.partition(":")
        if text.startswith(NETWORK):
            return cls(kind=SourceKind.CAMERA, address=text)
        if separator and address and kind in list(SourceKind):
            return cls(kind=SourceKind(kind), address=address)
        path = named_path(text)
        try:
            if path.is_dir():
                return cls(kind=SourceKind.FOLDER, address=text)
            if path.is_file():
                return cls(kind=SourceKind.VIDEO, address=text)
        except OSError as error:  # too long for a name, or in a folder that may not be read
            raise SourceUnknown(source=text) from error
        raise SourceUnknown(source=text)

    @classmethod
    def _web(cls, text: str) -> Self:
        """Read a web: a source before which is written how its strips are joined."""
        refusal = WebUnknown(source=text, least=LEAST_LENGTH)
        parts = _WEB.fullmatch(text)
        if parts is None:
            raise refusal
        lines, overlap, of = parts.groups()
        source = cls.parse(of)
        if source.kind is SourceKind.DEMO or source.web_length or not int(lines):
            raise refusal
        usual, length = source.web_overlap, int(lines)
        if usual >= length:  # as in the window, unless the pictures are too short for it
            usual = length // 4
        joined = {"web_length": length, "web_overlap": int(overlap or usual)}
        try:
            return cls.model_validate({**source.model_dump(), **joined})
        except ValidationError as error:
            raise refusal from error

    def __str__(self) -> str:
        if self.web_length and self.kind is not SourceKind.DEMO:
            plain = self.model_copy(update={"web_length": 0})
            return f"{WEB}{self.web_length}/{self.web_overlap}:{plain}"
        if self.kind is SourceKind.CAMERA and self.address.startswith(NETWORK):
            return self.address
        return f"{self.kind}:{self.address}"
