"""Cells: which cells of a grid show a box of the picture."""

from spade_station.domain.frame import Box


def cells_of(box: Box, picture_size: tuple[int, int], grid: tuple[int, int]) -> tuple[slice, slice]:
    """Give rows and columns of a grid ``(h, w)`` that a box in the picture's pixels covers.

    At least one cell each: on a picture far smaller than the grid a box may lie beyond the last
    cell's middle, or be thinner than a cell.
    """
    left, top, width, height = box
    rows = _span(top, top + height, picture_size[0], grid[0])
    return rows, _span(left, left + width, picture_size[1], grid[1])


def _span(start: int, stop: int, length: int, cells: int) -> slice:
    first = min(max(0, int(start * cells / length)), cells - 1)
    return slice(first, max(first + 1, round(stop * cells / length)))
