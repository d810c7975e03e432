"""An endless web under a line camera: where a picture lies on it, and what was found there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebPosition:
    """Which lines of a web a picture shows.

    Parameters
    ----------
    first_line
        Of the picture, in lines of the camera since the start of the web.
    new_lines
        Lines that no picture has shown before; they are the last ones of this picture.
    overlap
        Lines that the picture before has shown too; they are the first ones.
    began
        Seconds on the monotonic clock when the first line of this unbroken piece had arrived;
        tells one piece from another. Across pieces no line has a neighbour.
    is_exact
        False where lines were lost on the way here, nobody knows how many: the true position is
        `first_line` or further.
    """

    first_line: int
    new_lines: int
    overlap: int
    began: float = 0.0
    is_exact: bool = True

    @property
    def lines(self) -> int:
        """Lines of the picture."""
        return self.overlap + self.new_lines

    @property
    def end(self) -> int:
        """The line after the last one of the picture."""
        return self.first_line + self.lines


@dataclass(frozen=True, slots=True)
class WebDefect:
    """One defect of a web, in however many pictures it was seen.

    Parameters
    ----------
    number
        Counts the defects of a web from 1.
    left, first_line, width, lines
        Box around all that was seen of it: columns, and lines since the start of the web.
    peak
        Hottest value, in units of the limit.
    area_px
        Square pixels; lines that two pictures share count once.
    mm_per_px
        Millimetres per pixel and line, None when unknown.
    is_exact
        As in `WebPosition`.
    """

    number: int
    left: int
    first_line: int
    width: int
    lines: int
    peak: float
    area_px: float
    mm_per_px: float | None = None
    is_exact: bool = True

    @property
    def metres(self) -> float | None:
        """Where it begins along the web, None when the scale is unknown."""
        return metres(self.first_line, self.mm_per_px)

    @property
    def across_mm(self) -> float | None:
        """Where its middle lies, from the left edge of the picture."""
        return None if self.mm_per_px is None else (self.left + self.width / 2) * self.mm_per_px

    @property
    def area_mm2(self) -> float | None:
        """Square millimetres, when the scale is known."""
        return None if self.mm_per_px is None else self.area_px * self.mm_per_px**2


def metres(line: float, mm_per_px: float | None) -> float | None:
    """Say how far along the web a line is, None when the scale is unknown."""
    return None if mm_per_px is None else line * mm_per_px / 1000
