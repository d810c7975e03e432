"""References on disk: pictures that the settings of a product name; kept as long as it exists."""

import hashlib
import re
from pathlib import Path

from spade_station.capture.pictures import read_picture
from spade_station.domain.errors import StationError
from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import ReferenceMissing
from spade_station.domain.imaging_settings import ImagingSettings
from spade_station.domain.reasons import NO_REFERENCE
from spade_station.imaging.encoding import encoded
from spade_station.imaging.references import References
from spade_station.storage.atomic import write_bytes

NAME = re.compile(r"[0-9a-f]{16}")


class ReferenceFiles:
    """The reference pictures of one product.

    A picture is named by its content, and stays: whoever takes a setting back finds it again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, picture: Picture) -> str:
        """Store a picture without loss; returns its name.

        Raises
        ------
        DiskFull, HomeReadOnly
        """
        content = encoded(picture, ".png")
        name = hashlib.sha256(content).hexdigest()[:16]
        write_bytes(self._path(name), content)
        return name

    def take_over(self, settings: ImagingSettings, other: "ReferenceFiles") -> None:
        """Copy what the settings name from another product; what is missing there stays so.

        Raises
        ------
        DiskFull, HomeReadOnly
        """
        light = settings.light
        used = settings.alignment.reference, light.white, light.dark, settings.trigger.empty
        for name in used:
            path = other._path(name)
            if NAME.fullmatch(name) and path.is_file():
                write_bytes(self._path(name), path.read_bytes())

    def named_by(self, settings: ImagingSettings) -> References:
        """Read the pictures that the settings name.

        Raises
        ------
        ReferenceMissing
        """
        return References(
            part=self.picture(settings.alignment.reference),
            white=self.picture(settings.light.white),
            dark=self.picture(settings.light.dark),
        )

    def picture(self, name: str) -> Picture | None:
        """Read a picture by its name; None without a name.

        Raises
        ------
        ReferenceMissing
        """
        if not name:
            return None
        if not NAME.fullmatch(name):
            raise ReferenceMissing(name=name, reason=NO_REFERENCE)
        try:
            return read_picture(self._path(name))
        except StationError as error:
            raise ReferenceMissing(name=name, reason=error) from error

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.png"
