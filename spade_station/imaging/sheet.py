"""Several views of one part as one picture: a sheet, the views side by side, all of one size."""

from collections.abc import Sequence

import numpy as np

from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import SheetShape, ViewsDiffer


def sheet_of(views: Sequence[Picture], part: str = "") -> Picture:
    """Lay the views of a part side by side.

    Parameters
    ----------
    views
        At least one, each ``(H, W, 3)``.
    part
        What a person calls it, for the message.

    Returns
    -------
    Picture
        ``(H, N·W, 3)``; a single view is given back as it is.

    Raises
    ------
    ViewsDiffer
        When they are not all of one size.
    """
    if len({view.shape for view in views}) > 1:
        sizes = ", ".join(f"{view.shape[1]}×{view.shape[0]}" for view in views)
        raise ViewsDiffer(part=part, sizes=sizes)
    return views[0] if len(views) == 1 else np.concatenate(views, axis=1)


def views_of(sheet: Picture, count: int) -> list[Picture]:
    """Take a sheet apart again; the views show the sheet's own pixels, nothing is copied.

    Parameters
    ----------
    sheet
        ``(H, count·W, 3)``.

    Raises
    ------
    SheetShape
        When its width is not that of so many equal views.
    """
    each = view_size(sheet.shape[:2], count)[1]
    return [sheet[:, left : left + each] for left in range(0, sheet.shape[1], each)]


def view_size(size: tuple[int, int], count: int) -> tuple[int, int]:
    """Give the height and width of each view on a sheet of this height and width.

    Raises
    ------
    SheetShape
        When its width is not that of so many equal views.
    """
    height, width = size
    each, rest = divmod(width, count)
    if rest or not each:
        raise SheetShape(width=width, height=height, count=count)
    return height, each
