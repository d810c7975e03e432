"""Good pictures of a product that the station was closed over, until they are learned."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame
from spade_station.storage.samples import NewSample, Samples

log = logging.getLogger(__name__)
FOLDER = "unlearned"


class Unlearned:
    """Pictures apart from the samples: those that no bank was made of are deleted from there.

    Parameters
    ----------
    product
        The folder of the product.
    """

    def __init__(self, product: Path) -> None:
        self.folder = product / FOLDER
        self._kept = Samples(self.folder)

    def __len__(self) -> int:
        return len(self._kept.numbers())

    def keep(self, new: Iterable[NewSample]) -> None:
        """Keep pictures; those before one that cannot be stored stay.

        Raises
        ------
        DiskFull, HomeReadOnly
        """
        for each in new:
            self._kept.add(each)

    def pictures(self) -> Iterator[NewSample]:
        """Read them one by one, as they came; a damaged one is passed over."""
        for number in self._kept.numbers():
            try:
                picture = self._kept.picture(number)
            except StationError as error:
                log.warning("A picture that was not learned is lost: %s", error)
                continue
            note = self._kept.note(number)
            if note is None:
                yield NewSample(Frame(picture, number, f"{FOLDER} {number}"), "")
                continue
            frame = Frame(picture, number, note.origin, received_utc=note.added)
            yield NewSample(
                frame, note.by, note.score_before, note.approved, note.box, note.alarmed
            )

    def forget(self) -> None:
        """Delete them."""
        self._kept.forget_others(())
