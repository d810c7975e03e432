"""Strips of one unbroken piece of web, joined to pictures that overlap."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from spade_station.domain.frame import Frame, Mask, Truth
from spade_station.domain.web import WebPosition
from spade_station.domain.web_errors import WebTooShort


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The lines of a strip that a picture shows."""

    strip: Frame
    lines: slice


class JoinedStrips:
    """Cuts pictures of one size out of neighbouring strips of any height.

    Each picture has `length` lines. The first has new ones only, each next one begins with the
    last `overlap` lines of the one before. Strips are kept as long as the rest of the web may
    need their lines: those of one picture, and of the strip that came last.

    Parameters
    ----------
    start
        Lines of the web before this piece.
    is_exact
        Whether none were lost among them.
    """

    def __init__(self, length: int, overlap: int, start: int = 0, is_exact: bool = True) -> None:
        self._length = length
        self._overlap = overlap
        self._start = start
        self._is_exact = is_exact
        self._strips: deque[tuple[int, Frame]] = deque()  # each with its first line
        self._began = 0.0
        self._shown = start  # lines before this one were in a picture
        self.end = start
        """Lines of the web so far."""

    @property
    def width(self) -> int | None:
        """Pixels across, None before the first strip."""
        return self._strips[-1][1].size[1] if self._strips else None

    def add(self, strip: Frame) -> None:
        """Go on with the strip that follows the last one; it is as wide as that."""
        if not self._strips:
            self._began = strip.received
        self._strips.append((self.end, strip))
        self.end += strip.size[0]

    def next_picture(self, number: int, name: str) -> Frame | None:
        """Cut the next picture, None while there are not enough lines for it."""
        is_first = self._shown == self._start
        end = self._shown + self._length - (0 if is_first else self._overlap)
        return self._cut(end, number, name) if end <= self.end else None

    def rest(self, number: int, name: str) -> Frame | None:
        """Cut a last picture that ends with the web; it overlaps more, to have the same size.

        Returns
        -------
        Frame or None
            None when every line was in a picture.

        Raises
        ------
        WebTooShort
            When all of it together is less than a picture.
        """
        if self._shown == self.end:
            return None
        lines = self.end - self._start
        if lines < self._length:
            raise WebTooShort(lines=lines, length=self._length)
        return self._cut(self.end, number, name)

    def _cut(self, end: int, number: int, name: str) -> Frame:
        first = end - self._length
        parts = [
            _Part(strip, slice(max(0, first - begin), end - begin))
            for begin, strip in self._strips
            if begin < end and first < begin + strip.size[0]
        ]
        latest = parts[-1].strip
        frame = Frame(
            image=np.concatenate([part.strip.image[part.lines] for part in parts]),
            number=number,
            name=name,
            received=latest.received,
            received_utc=latest.received_utc,
            truth=_truth(parts),
            may_recur=latest.may_recur,
            web=WebPosition(
                first, end - self._shown, self._shown - first, self._began, self._is_exact
            ),
        )
        self._shown = end
        while self._strips[0][0] + self._strips[0][1].size[0] <= first:
            self._strips.popleft()
        return frame


def _truth(parts: list[_Part]) -> Truth | None:
    """Join what is known of the strips; None when nothing is known of one of them.

    A strip whose defect lies outside its part is good here. One that is defective nobody knows
    where makes the picture so.
    """
    truths = [part.strip.truth for part in parts]
    if any(truth is None for truth in truths):
        return None
    masks = [_mask(part) for part in parts]
    kinds = dict.fromkeys(
        truth.kind
        for truth, mask in zip(truths, masks, strict=True)
        if truth is not None and not truth.is_good and (mask is None or mask.any())
    )
    if not kinds:
        return Truth("good")
    known = [mask for mask in masks if mask is not None]
    mask = np.concatenate(known) if len(known) == len(masks) else None
    return Truth(", ".join(kinds), mask)


def _mask(part: _Part) -> Mask | None:
    """Give the mask of a part; empty for a good strip, None where nobody drew one."""
    truth = part.strip.truth
    if truth is None or (truth.mask is None and not truth.is_good):
        return None
    if truth.mask is None:
        return np.zeros(part.strip.size, np.bool_)[part.lines]
    return truth.mask[part.lines]
