"""Several pictures of one part, one after the other, become one frame: the sheet of its views."""

import math

from spade_station.capture.pacing import Clock
from spade_station.capture.source import FrameSource
from spade_station.domain.errors import PictureDamaged, StationError
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_errors import PartIncomplete
from spade_station.imaging.sheet import sheet_of

PATIENCE = 2.0
"""Seconds; the pictures of one part come faster after each other."""


class ViewsSource:
    """A `FrameSource` whose frames are parts: so many pictures of another source in a row.

    The first picture is view 1 of a part, and so is the first one after a pause or a fault. Where
    a picture is missing its part is given up and told (`PartIncomplete`), and what else comes of
    it is passed over: no frame ever shows two parts.

    Parameters
    ----------
    source
        Delivers the single pictures, its `number` counting every one that was taken.
    count
        Views of a part.
    patience
        Seconds that may pass between two pictures of one part.
    """

    def __init__(
        self,
        source: FrameSource,
        count: int,
        patience: float = PATIENCE,
        *,
        clock: Clock | None = None,
    ) -> None:
        self._source = source
        self._count = count
        self._patience = patience
        self._clock = clock or Clock()
        self._begin_anew()

    @property
    def name(self) -> str:
        """What a person calls the source of the pictures."""
        return self._source.name

    @property
    def interval(self) -> float | None:
        """Seconds between two parts, if known."""
        interval = self._source.interval
        return None if interval is None else interval * self._count

    @property
    def skipped(self) -> int:
        """How many parts were given up, or came and went while nobody read."""
        return self._skipped

    def open(self) -> None:
        """Open the source; its first picture is view 1."""
        self._source.open()
        self._begin_anew()

    def read(self, timeout: float) -> Frame | None:
        """Deliver the next whole part; see `FrameSource`.

        Raises
        ------
        PartIncomplete
            When views are missing, also at the end of the source; the next call goes on.
        ViewsDiffer
            When they differ in size.
        StationError
            What is wrong with the source itself.
        """
        until = self._clock.now() + timeout
        while len(self._begun) < self._count:
            frame = self._next(until)
            if frame is None:
                return None
            self._place(frame)
        return self._whole()

    def close(self) -> None:
        """Close the source; a part that was begun is forgotten."""
        self._source.close()

    def _begin_anew(self) -> None:
        self._begun: list[Frame] = []
        self._number = 0  # of the next part
        self._skipped = 0
        self._first: int | None = 0  # number of a picture that is a view 1; None: the next one
        self._part = 0  # the first one, counted from there, that is neither whole nor given up
        self._due = 0  # number of the next picture if none is lost
        self._last = math.inf  # when the last picture came

    def _next(self, until: float) -> Frame | None:
        """Read one picture; a part that has waited too long for it is given up."""
        try:
            frame = self._source.read(max(0.0, until - self._clock.now()))
        except PictureDamaged as damaged:
            self._lose_view(damaged)
            return self._next(until)
        except StationError as error:
            self._first = None
            if self._begun:
                raise self._give_up() from error
            raise
        if frame is None and self._begun and self._clock.now() - self._last > self._patience:
            self._first = None
            raise self._give_up()
        return frame

    def _lose_view(self, damaged: PictureDamaged) -> None:
        """Give up the part of which the next picture is damaged, unless that is told already."""
        if self._first is None:
            self._first, self._part = self._due, 0
        part = (self._due - self._first) // self._count
        self._due += 1
        if part >= self._part:
            self._part = part + 1
            raise self._give_up() from damaged

    def _place(self, frame: Frame) -> None:
        """Put a picture into the part that it belongs to, unless that one is given up."""
        error = None
        if self._first is None or frame.received - self._last > self._patience:
            error = self._give_up() if self._begun else None
            self._count_unseen(math.ceil((frame.number - self._due) / self._count))
            self._first, self._part = frame.number, 0
        part, view = divmod(frame.number - self._first, self._count)
        missing = part + (view > 0) - self._part
        if frame.number != self._due and missing > 0:
            error = self._give_up(missing)
            self._part += missing
        self._due, self._last = frame.number + 1, frame.received
        if part >= self._part:
            self._begun.append(frame)
        if error is not None:
            raise error

    def _give_up(self, parts: int = 1) -> PartIncomplete:
        error = PartIncomplete(have=len(self._begun), count=self._count)
        self._begun = []
        self._count_unseen(parts)
        return error

    def _count_unseen(self, parts: int) -> None:
        self._skipped += parts
        self._number += parts

    def _whole(self) -> Frame:
        """Make the frame of the part that is complete."""
        views, self._begun = self._begun, []
        self._part += 1
        number, self._number = self._number, self._number + 1
        name = f"{self.name} {number}"
        try:
            sheet = sheet_of([view.image for view in views], name)
        except StationError:
            self._skipped += 1
            raise
        return Frame(
            image=sheet,
            number=number,
            name=name,
            received=views[-1].received,
            received_utc=views[-1].received_utc,
            may_recur=all(view.may_recur for view in views),
        )
