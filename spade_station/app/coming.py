"""Good pictures that come one after the other, until there are no more or somebody cancels."""

from collections.abc import Callable, Iterable, Iterator, Sized

from spade_station.domain.errors import Cancelled
from spade_station.domain.progress import Report
from spade_station.storage.samples import NewSample


class Coming:
    """Ends early when the work is cancelled, so that what was done until then is kept.

    Parameters
    ----------
    pictures
        Read one by one.
    report
        May raise `Cancelled`.
    taken
        Has something in it as soon as there is anything to keep.
    is_new
        Whether a picture has to be learned; the others are passed over.
    """

    def __init__(
        self,
        pictures: Iterable[NewSample],
        report: Report,
        taken: Sized,
        is_new: Callable[[NewSample], bool],
    ) -> None:
        self._pictures = pictures
        self._report = report
        self._taken = taken
        self._is_new = is_new
        self._is_ended = False

    def __iter__(self) -> Iterator[NewSample]:
        for picture in self._pictures:
            if self._is_ended:
                return
            if self._is_new(picture):
                yield picture
            elif not self._taken:  # nobody else looks meanwhile whether it is cancelled
                self.report(0, 0)

    def report(self, done: int, total: int) -> None:
        """Tell how far the work is.

        Raises
        ------
        Cancelled
            When there is nothing to keep yet, and when it is cancelled once more.
        """
        try:
            self._report(done, total)
        except Cancelled:
            if self._is_ended or not self._taken:
                raise
            self._is_ended = True
