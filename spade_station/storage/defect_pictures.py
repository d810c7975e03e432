"""Pictures of known defects on disk: none of them is lost without a word."""

import re
from contextlib import suppress

from spade_station.storage.samples import NewSample, Samples

PART = re.compile(r"(\d{6})\.(?:png|json)")
FOLDER = "defects"  # of a product's folder


class DefectPictures(Samples):
    """The pictures of known defects of one product.

    What is left of one, its picture or its note alone, still tells that there was one: of a part
    that resembles it nobody may say OK.
    """

    def numbers(self) -> list[int]:
        """List those of which anything is left."""
        found = (PART.fullmatch(path.name) for path in self._folder.glob("*"))
        return sorted({int(match[1]) for match in found if match})

    def has_picture(self, number: int) -> bool:
        """Whether the picture itself is there, readable or not."""
        return self._path(number, "png").is_file()

    def add(self, new: NewSample) -> int:
        """Keep a picture, or leave nothing that would tell of a lost one; returns its number."""
        number = max(self.numbers(), default=0) + 1
        try:
            return super().add(new)
        except BaseException:
            with suppress(OSError):
                self._path(number, "json").unlink(missing_ok=True)
            raise
