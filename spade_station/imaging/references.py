"""References: the pictures that others are corrected by and laid upon."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

from spade_station.domain.frame import Picture


@dataclass(frozen=True, eq=False)
class References:
    """The reference pictures of a product; each may be missing.

    Parameters
    ----------
    part
        A good part that lies where parts should lie.
    white, dark
        An even white surface, and the lens covered; of several views a sheet, as parts are.
    """

    part: Picture | None = None
    white: Picture | None = None
    dark: Picture | None = None

    @cached_property
    def pictures(self) -> Mapping[str, Picture]:
        """Those that there are, by their names."""
        named = {"part": self.part, "white": self.white, "dark": self.dark}
        return {name: picture for name, picture in named.items() if picture is not None}


NO_REFERENCES = References()
REFERENCES = tuple(field.name for field in fields(References))
