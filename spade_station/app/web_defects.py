"""The defects of a web, each counted once, in however many pictures it was seen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from spade_station.app.status import WebStatus
from spade_station.domain.inspection import Inspection, Region
from spade_station.domain.web import WebDefect, WebPosition

MOST = 20
"""Defects that are kept for the window."""


@dataclass(frozen=True, slots=True)
class _Box:
    """Columns and lines of the web; the ends are not included."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, across: float, along: float) -> "_Box":
        """Move the edges outwards."""
        return _Box(self.left - across, self.top - along, self.right + across, self.bottom + along)

    def meets(self, other: "_Box") -> bool:
        """Whether both have an area in common."""
        return max(self.left, other.left) < min(self.right, other.right) and (
            max(self.top, other.top) < min(self.bottom, other.bottom)
        )


class WebDefects:
    """Follows defects from picture to picture of a web; for one thread.

    A region is the same defect as one of the picture before where their boxes overlap within the
    lines that both pictures show; where none does, one that is nearer than a pixel of the heatmap
    will do. What lies in lines that are not shared is another defect.

    Parameters
    ----------
    mm_per_px
        Millimetres per pixel and line, None when unknown; may be set anew.
    most
        Defects that are kept after the web has left them behind.
    """

    def __init__(self, mm_per_px: float | None, most: int = MOST) -> None:
        self.mm_per_px = mm_per_px
        self.count = 0
        """Defects since the start."""
        self._most = most
        self._last = 0
        self._known: dict[int, WebDefect] = {}
        self._before: WebPosition | None = None
        self._open: list[tuple[_Box, int]] = []  # regions of the picture before, and their defects
        self._joined: dict[int, int] = {}  # defects that this picture shows to be part of another

    @property
    def of_regions(self) -> tuple[int, ...]:
        """The defects that the regions of the last picture belong to, in their order."""
        return tuple(number for _, number in self._open)

    @property
    def newest(self) -> tuple[WebDefect, ...]:
        """The last defects, newest first."""
        numbers = sorted(self._known, reverse=True)[: self._most]
        return tuple(replace(self._known[each], mm_per_px=self.mm_per_px) for each in numbers)

    def seen(self, inspection: Inspection, mm_per_px: float | None) -> WebStatus | None:
        """Count the defects of the next picture of a web; None for a picture of a part."""
        position = inspection.frame.web
        if position is None:
            return None
        self.mm_per_px = mm_per_px
        self.add(inspection)
        return WebStatus(position, mm_per_px, self.newest, self.count)

    def add(self, inspection: Inspection) -> tuple[WebDefect, ...]:
        """Take the regions of the next picture; returns the defects that are new.

        A picture that is none of a web, or was not inspected, says nothing.
        """
        web, heatmap = inspection.frame.web, inspection.heatmap
        if web is None or heatmap is None:
            return ()
        height, width = inspection.frame.size
        reach = (width / heatmap.shape[1], height / heatmap.shape[0])
        earlier, shared_to = self._earlier(web)
        self._joined = {}
        found, new = [], []
        for region in inspection.regions:
            box = _on_web(region, web)
            same = _same(box, earlier, reach)
            if same:
                number = self._grow(
                    same, region, box, _share_from(shared_to - web.first_line, region, height)
                )
            else:
                number = self._begin(region, box, web.is_exact)
                new.append(number)
            found.append((box, number))
        self._before = web
        self._open = [(box, self._joined_into(number)) for box, number in found]
        self._forget()
        return tuple(self._known[number] for number in new)

    def _earlier(self, web: WebPosition) -> tuple[list[tuple[_Box, int]], int]:
        """Give the regions of the picture before, and up to which line both show the web."""
        before = self._before
        if before is None or before.began != web.began:
            return [], web.first_line
        if not before.first_line <= web.first_line <= before.end:
            return [], web.first_line
        return self._open, before.end

    def _begin(self, region: Region, box: _Box, is_exact: bool) -> int:
        self._last += 1
        self.count += 1
        self._known[self._last] = WebDefect(
            number=self._last,
            left=round(box.left),
            first_line=round(box.top),
            width=round(box.right - box.left),
            lines=round(box.bottom - box.top),
            peak=region.peak,
            area_px=region.area_px,
            mm_per_px=self.mm_per_px,
            is_exact=is_exact,
        )
        return self._last

    def _grow(self, numbers: list[int], region: Region, box: _Box, new_share: float) -> int:
        """Add to a defect what the picture shows of it; several that turn out to be one, join.

        Parameters
        ----------
        new_share
            Share of the region in lines that the picture before has not shown.
        """
        numbers = sorted({self._joined_into(number) for number in numbers})
        first, *others = (self._known[each] for each in numbers)
        parts = [first, *others]
        left = min(round(box.left), *(each.left for each in parts))
        top = min(round(box.top), *(each.first_line for each in parts))
        right = max(round(box.right), *(each.left + each.width for each in parts))
        bottom = max(round(box.bottom), *(each.first_line + each.lines for each in parts))
        self._known[first.number] = replace(
            first,
            left=left,
            first_line=top,
            width=right - left,
            lines=bottom - top,
            peak=max(region.peak, *(each.peak for each in parts)),
            area_px=sum(each.area_px for each in parts) + new_share * region.area_px,
        )
        for each in others:
            del self._known[each.number]
            self._joined[each.number] = first.number
            self.count -= 1
        return first.number

    def _joined_into(self, number: int) -> int:
        """Give the defect that another one is part of, or itself."""
        while number in self._joined:
            number = self._joined[number]
        return number

    def _forget(self) -> None:
        """Keep the last defects, and those that the next picture can still show."""
        reachable = {number for _, number in self._open}
        newest = sorted(self._known)[-self._most :]
        self._known = {each: self._known[each] for each in sorted({*newest, *reachable})}


def _on_web(region: Region, web: WebPosition) -> _Box:
    x, y, width, height = region.box
    top = web.first_line + y
    return _Box(x, top, x + width, top + height)


def _same(box: _Box, earlier: Iterable[tuple[_Box, int]], reach: tuple[float, float]) -> list[int]:
    """Give the numbers of the earlier regions that are the same defect.

    Two boxes of different pictures overlap, if at all, in lines that both pictures show.

    Parameters
    ----------
    reach
        Pixels across and along that boxes may miss each other by where none overlaps.
    """
    overlapping = [number for other, number in earlier if box.meets(other)]
    return overlapping or [number for other, number in earlier if box.meets(other.grown(*reach))]


def _share_from(line: int, region: Region, height: int) -> float:
    """Say what share of a region lies at or below a line of its picture of this height."""
    contour = region.contour.copy()
    contour[:, 1] = contour[:, 1].clip(0, height - 1)  # rounded, it may lie on the edge
    corner = contour.min(axis=0)
    across, along = contour.max(axis=0) - corner + 1
    inside = np.zeros((along, across), np.uint8)
    cv2.fillPoly(inside, [contour - corner], 1)
    return float(inside[max(0, line - int(corner[1])) :].sum() / inside.sum())
