"""Several pictures of one part, one after the other, become one frame: the sheet of its views."""

import math

from spade_station.capture.numbering import PATIENCE
from spade_station.capture.pacing import Clock
from spade_station.capture.source import FrameSource
from spade_station.domain.errors import PictureDamaged, StationError
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_errors import PartIncomplete
from spade_station.imaging.sheet import sheet_of


class ViewsSource:
    """A `FrameSource` whose frames are parts: so many pictures of another source in a row.

    The picture that begins a row (`Frame.row`) is view 1 of a part, and from there on the numbers
    tell which view a picture is. Where one is missing its part is given up and told
    (`PartIncomplete`), and what else comes of it is passed over: no frame ever shows two parts.

    Parameters
    ----------
    source
        Delivers the single pictures, `number` and `row` counting every one that was taken.
    count
        Views of a part.
    patience
        Seconds after which a part no longer waits for its next picture.
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

    def catch_up(self) -> bool:
        """Pass over the parts that a camera saw before now, begun ones too; see `FrameSource`."""
        if not self._source.catch_up():
            return False
        if self._begun:
            self._give_up()
        self._unwatched = True
        return True

    def close(self) -> None:
        """Close the source; a part that was begun is forgotten."""
        self._source.close()

    def _begin_anew(self) -> None:
        self._begun: list[Frame] = []
        self._number = 0  # of the next part
        self._skipped = 0
        self._row = 0  # number of the picture that began the row, a view 1
        self._part = 0  # the first one, counted from there, that is neither whole nor given up
        self._due = 0  # number of the next picture if none is lost
        self._last = math.inf  # when the last picture came
        self._unwatched = False  # whether nobody wanted to see the parts before the next picture

    def _next(self, until: float) -> Frame | None:
        """Read one picture; a part that has waited too long for it is given up."""
        try:
            frame = self._source.read(max(0.0, until - self._clock.now()))
        except PictureDamaged as damaged:
            self._lose_view(damaged)
            return self._next(until)
        except StationError as error:
            if self._begun:
                raise self._give_up() from error
            raise
        if frame is None and self._begun and self._clock.now() - self._last > self._patience:
            raise self._give_up()
        return frame

    def _lose_view(self, damaged: PictureDamaged) -> None:
        """Give up the part of which the next picture is damaged, unless that is told already."""
        part = (self._due - self._row) // self._count
        self._due += 1
        if part >= self._part:
            raise self._give_up() from damaged

    def _place(self, frame: Frame) -> None:
        """Put a picture into the part that it belongs to, unless that one is given up."""
        error = self._change_row(frame.row) if frame.row != self._row else None
        part, view = divmod(frame.number - self._row, self._count)
        missing = part + (view > 0) - self._part
        if frame.number != self._due and missing > 0:
            given_up = self._give_up(missing)
            error = error or given_up
        self._due, self._last = frame.number + 1, frame.received
        if part >= self._part:
            self._begun.append(frame)
        unwatched, self._unwatched = self._unwatched, False
        if error is not None and not unwatched:
            raise error

    def _change_row(self, row: int) -> PartIncomplete | None:
        """Begin a part with the picture of this number; what is told of the one before."""
        was_begun = bool(self._begun)
        missing = math.ceil((row - self._row) / self._count) - self._part
        error = self._give_up(missing) if missing > 0 else None
        self._row, self._part, self._due = row, 0, row
        return error if was_begun else None

    def _give_up(self, parts: int = 1) -> PartIncomplete:
        error = PartIncomplete(have=len(self._begun), count=self._count)
        self._begun = []
        self._part += parts
        self._skipped += parts
        self._number += parts
        return error

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
