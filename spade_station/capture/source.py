"""What every source of pictures can do."""

from typing import Protocol

from spade_station.domain.errors import (
    FolderNotReadable,
    NoPictures,
    SourceMissing,
    VideoUnreadable,
)
from spade_station.domain.frame import Frame

GONE = (FolderNotReadable, NoPictures, SourceMissing, VideoUnreadable)
"""Why a source cannot begin again that could be opened. That is no part which was lost, and told at
every read it would look like one after the other: the source is silent until it can."""


class FrameSource(Protocol):
    """Delivers pictures, one frame a call.

    One thread opens and reads; `close` may be called from any thread and wakes a waiting `read`.
    A closed source can be opened again and then begins anew: numbers from 0, nothing skipped.
    """

    @property
    def name(self) -> str:
        """What a person calls this source."""

    @property
    def interval(self) -> float | None:
        """Seconds between two frames as far as they are known beforehand, else None."""

    @property
    def skipped(self) -> int:
        """How many frames the source itself threw away because newer ones had come."""

    def open(self) -> None:
        """Get ready to deliver.

        Raises
        ------
        StationError
            When there is nothing to deliver from; the source stays closed.
        """

    def read(self, timeout: float) -> Frame | None:
        """Deliver the next frame, or of a camera the newest.

        Returns
        -------
        Frame or None
            None when none came within `timeout` seconds, and at once when the source is closed.

        Raises
        ------
        SourceEnded
            After the last frame, at every call.
        CameraGone
            While a camera is lost, after `timeout` seconds; frames flow again when it is back.
        StationError
            For one picture that cannot be delivered, such as a broken file; the next call goes
            on with the next one.
        """

    def catch_up(self) -> bool:
        """Pass over what was taken before now, where pictures are taken that nobody reads.

        Returns
        -------
        bool
            Whether this is such a source, a camera. Others make a picture when it is read, and
            pass over nothing.
        """

    def close(self) -> None:
        """Give back everything; may be called again and again."""
