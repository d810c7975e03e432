"""What a source delivers: one picture, when it came and, where somebody knows it, the truth."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

import numpy as np
import numpy.typing as npt

from spade_station.domain.web import WebPosition

Picture = npt.NDArray[np.uint8]
"""``(H, W, 3)`` RGB, 8 bits a channel."""

Mask = npt.NDArray[np.bool_]
"""``(H, W)``, True where the part is defective."""

Box = tuple[int, int, int, int]
"""x, y, width and height in the picture's own pixels."""


def sha256_of(picture: Picture) -> str:
    """Tell a picture from every other one, by its shape and every byte; for any thread.

    With the processor's own instructions it is twice as fast as BLAKE2b (docs/performance.md).
    """
    sha256 = hashlib.sha256(repr(picture.shape).encode())
    sha256.update(np.ascontiguousarray(picture).data)
    return sha256.hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """What is known of a part beforehand: by the demo line, or by a labelled data set.

    Parameters
    ----------
    kind
        ``"good"`` or the name of the defect.
    mask
        Where the defect is, in the picture's own pixels; None where nobody drew one.
    """

    kind: str
    mask: Mask | None = None

    @property
    def is_good(self) -> bool:
        """Whether the part has no defect."""
        return self.kind == "good"


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture from a source; never written to again, so that threads may share it.

    Parameters
    ----------
    image
        ``(H, W, 3)`` uint8 RGB; becomes read-only.
    number
        Counts the pictures of one source from 0, skipped ones included.
    name
        What a person would call this picture: a file name, or the source and number.
    received
        Seconds on the monotonic clock when the picture had arrived completely.
    received_utc
        The same moment on the calendar.
    may_recur
        Whether its source may deliver the very same bytes again: a file may, a camera never does.
    web
        Which lines of an endless web it shows, None for a picture of a part.
    row
        Number of the picture that began its row: the source's first one, or the first that a
        camera took after a pause or after it was lost.
    """

    image: Picture
    number: int
    name: str
    received: float = field(default_factory=monotonic)
    received_utc: datetime = field(default_factory=lambda: datetime.now(UTC))
    truth: Truth | None = None
    may_recur: bool = False
    web: WebPosition | None = None
    row: int = 0

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            msg = f"a frame is (H, W, 3) uint8, not {self.image.shape} {self.image.dtype}"
            raise ValueError(msg)
        if self.web is not None and self.web.lines != self.image.shape[0]:
            msg = f"a picture of {self.web.lines} lines of a web, not of {self.image.shape[0]}"
            raise ValueError(msg)
        self.image.flags.writeable = False

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.image.shape[0], self.image.shape[1]
