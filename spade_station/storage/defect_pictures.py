"""Pictures of known defects on disk: none of them is lost without a word."""

from spade_station.storage.samples import Samples

FOLDER = "defects"  # of a product's folder


class DefectPictures(Samples):
    """The pictures of known defects of one product.

    What is left of one, its picture or its note alone, still tells that there was one: of a part
    that resembles it nobody may say OK.
    """

    def numbers(self) -> list[int]:
        """List those of which anything is left."""
        return sorted(self.taken())

    def has_picture(self, number: int) -> bool:
        """Whether the picture itself is there, readable or not."""
        return self._path(number, "png").is_file()
