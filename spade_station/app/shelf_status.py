"""What is told of the loaded products; without the engine, for the window to read."""

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True, slots=True)
class ShelfStatus:
    """The products that are ready at once.

    Parameters
    ----------
    names
        The least recently used first, the one in use last.
    bytes, most_bytes
        What their banks take as they are held for matching, and what they may take.
    """

    names: tuple[str, ...] = ()
    bytes: int = 0
    most_bytes: int = 0
