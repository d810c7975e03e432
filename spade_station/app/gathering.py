"""Gathering: the next parts of the line, kept for whoever asked for them."""

from dataclasses import dataclass, field

from spade_station.domain.frame import Frame


@dataclass
class Gathering:
    """Frames on their way to a wanted number; for one thread.

    Parameters
    ----------
    wish
        Tells one wish from others: what was gathered for an earlier one comes too late.
    wanted
        How many frames; 0 for none.
    """

    wish: int = 0
    wanted: int = 0
    frames: list[Frame] = field(default_factory=list)

    def take(self, frame: Frame) -> bool:
        """Keep a frame if it is wanted; one that is known to be bad is not."""
        known_bad = frame.truth is not None and not frame.truth.is_good
        if not self.wanted or known_bad:
            return False
        self.frames.append(frame)
        return True

    @property
    def is_complete(self) -> bool:
        """Whether there are as many as are wanted."""
        return len(self.frames) >= self.wanted
