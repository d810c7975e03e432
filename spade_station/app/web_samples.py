"""Learning from a web that somebody names on the command line."""

from collections.abc import Iterator

from spade_station.app.source_frames import source_frames
from spade_station.app.user import user
from spade_station.domain.errors import NoPictures, StationError, WebEndless, WebUnfit
from spade_station.domain.frame import Frame
from spade_station.domain.reasons import Reason
from spade_station.domain.source_settings import WEB, SourceKind, SourceSettings
from spade_station.domain.web_errors import WebTooShort
from spade_station.storage.samples import NewSample


def names_web(word: str) -> bool:
    """Whether this is a web, and no picture or folder of pictures."""
    return word.startswith(WEB)


class WebSamples:
    """The pictures of a web, one after the other and without overlap.

    Each sample is judged without itself to find the limit: one whose lines another sample shows,
    too, would look better than any new picture. So the overlap is for inspecting alone, and fewer
    lines than a picture that are left at the end are not learned.

    The web is looked through beforehand, so that damage is told before anything is learned.

    Parameters
    ----------
    word
        As the command line takes it: ``web:LINES:SOURCE`` or ``web:LINES/OVERLAP:SOURCE``.

    Raises
    ------
    WebUnknown, SourceUnknown
        When the word names none.
    WebEndless
        When it is a camera's.
    WebUnfit
        When some of it is missing, broken or of another width, or all of it is too short.
    StationError
        When its source cannot be opened.
    """

    def __init__(self, word: str) -> None:
        self._word = word
        settings = SourceSettings.parse(word)
        if settings.kind is SourceKind.CAMERA:
            raise WebEndless(source=word)
        self._settings = settings.model_copy(update={"web_overlap": 0})
        self.count = self._looked_through()
        """How many samples there are, at least one."""

    def __iter__(self) -> Iterator[NewSample]:
        by = user()
        for found in self._pictures():
            if isinstance(found, StationError):
                raise self._unfit(found)
            yield NewSample(found, by)

    def _looked_through(self) -> int:
        count, short = 0, None
        for found in self._pictures():
            if isinstance(found, WebTooShort):  # why the web broke off there is told next
                short = short or found
            elif isinstance(found, StationError):
                raise self._unfit(found)
            else:
                count += 1
        if short is not None:
            raise self._unfit(short)
        if not count:
            raise NoPictures(path=self._word)
        return count

    def _pictures(self) -> Iterator[Frame | StationError]:
        for _, found in source_frames(self._settings, frames=None, views=1):
            if isinstance(found, StationError) or (found.web is not None and not found.web.overlap):
                yield found

    def _unfit(self, reason: StationError) -> WebUnfit:
        """Say what is wrong with the web; the reason's own advice is for a running line."""
        return WebUnfit(source=self._word, reason=Reason(reason.text, reason.values))
