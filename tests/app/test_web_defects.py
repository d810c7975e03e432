"""Defects of a synthetic web, cut into pictures, against the boxes that were painted."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.app.web_defects import WebDefects
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, Region, Verdict, not_inspected
from spade_station.domain.web import WebDefect, WebPosition
from spade_station.domain.web_errors import WebTooShort

WIDTH = 40
Painted = npt.NDArray[np.uint8]
"""``(lines, WIDTH)``; what is not 0 is defective, and as hot as it says."""


def paint(lines: int, *boxes: tuple[int, int, int, int], peak: int = 2) -> Painted:
    """Paint boxes of columns and lines: left, first line, width, lines."""
    web = np.zeros((lines, WIDTH), np.uint8)
    for left, top, width, height in boxes:
        web[top : top + height, left : left + width] = peak
    return web


def inspected(web: Painted, position: WebPosition, cell: int = 1) -> Inspection:
    """Find what is painted in the lines of one picture, as the engine would.

    Parameters
    ----------
    cell
        Pixels of the picture for one of the heatmap, each way.
    """
    part = web[position.first_line : position.end]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    regions = tuple(_region(part, labels == label, stats[label]) for label in range(1, count))
    frame = Frame(np.zeros((*part.shape, 3), np.uint8), 0, "web", web=position)
    heatmap = part[::cell, ::cell].astype(np.float32)
    verdict = Verdict.NG if regions else Verdict.OK
    return Inspection(frame, verdict, 2.0 if regions else 0.1, regions=regions, heatmap=heatmap)


def _region(part: Painted, inside: npt.NDArray[np.bool_], stats: npt.NDArray[np.int32]) -> Region:
    x, y, width, height, area = (int(value) for value in stats)
    [contour], _ = cv2.findContours(
        inside.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    peak = float(part[inside].max())
    return Region(contour.reshape(-1, 2), (x, y, width, height), float(area), None, peak)


def positions(lines: int, length: int, overlap: int, began: float = 0.0) -> list[WebPosition]:
    """Cut a web as `LineScanSource` does; a plain loop over what is left."""
    found = [WebPosition(0, length, 0, began)]
    while found[-1].end < lines:
        end = min(lines, found[-1].end + length - overlap)
        new = end - found[-1].end
        found.append(WebPosition(end - length, new, length - new, began))
    return found


def followed(web: Painted, cuts: list[WebPosition], most: int = 1000) -> WebDefects:
    defects = WebDefects(None, most)
    for position in cuts:
        defects.add(inspected(web, position))
    return defects


def box_of(defect: WebDefect) -> tuple[int, int, int, int]:
    return defect.left, defect.first_line, defect.width, defect.lines


# --- each defect once -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Web:
    length: int
    overlap: int
    boxes: tuple[tuple[int, int, int, int], ...]
    lines: int


@st.composite
def webs(draw: st.DrawFn) -> Web:
    """A web with boxes that do not touch, one below or beside the other."""
    length = draw(st.integers(32, 80))
    overlap = draw(st.integers(0, length - 8))
    boxes, top = [], draw(st.integers(0, 40))
    for _ in range(draw(st.integers(0, 8))):
        height = draw(st.integers(1, 3 * length))
        sides = [(0, 18), (20, 20)] if draw(st.booleans()) else [(0, WIDTH)]
        for start, room in sides:
            width = draw(st.integers(1, room))
            left = start + draw(st.integers(0, room - width))
            lower = draw(st.integers(0, 5)) if len(sides) > 1 else 0
            boxes.append((left, top + lower, width, height))
        top += height + 5 + draw(st.integers(2, 60))
    lines = max(length, top + draw(st.integers(0, 40)))
    return Web(length, overlap, tuple(boxes), lines)


@settings(max_examples=80, deadline=None)
@given(webs())
def test_each_defect_is_found_once_and_at_its_place(web: Web) -> None:
    painted = paint(web.lines, *web.boxes)
    found = followed(painted, positions(web.lines, web.length, web.overlap))

    assert sorted(map(box_of, found.newest)) == sorted(web.boxes)
    assert found.count == len(web.boxes)
    areas = {box_of(defect): defect.area_px for defect in found.newest}
    assert areas == pytest.approx({box: box[2] * box[3] for box in web.boxes})


@settings(max_examples=20, deadline=None)
@given(webs())
def test_what_add_calls_new_is_told_once(web: Web) -> None:
    painted = paint(web.lines, *web.boxes)
    defects = WebDefects(None)
    told = [
        defect.number
        for position in positions(web.lines, web.length, web.overlap)
        for defect in defects.add(inspected(painted, position))
    ]
    assert told == [*range(1, len(web.boxes) + 1)]


def test_the_hottest_place_of_all_pictures_is_the_peak() -> None:
    web = paint(160, (10, 40, 5, 50))
    for line in (45, 85):  # in the first picture alone, and in the second
        hot = web.copy()
        hot[line, 12] = 7
        [defect] = followed(hot, positions(160, 64, 16)).newest
        assert defect.peak == 7


def test_parts_that_meet_later_are_one_defect() -> None:
    arms = ((4, 40, 4, 30), (20, 40, 4, 30), (4, 70, 20, 4))  # a U, cut above its bottom
    [defect] = (found := followed(paint(160, *arms), positions(160, 64, 16))).newest
    assert box_of(defect) == (4, 40, 20, 34)
    assert (defect.number, found.count) == (1, 1)


def test_a_defect_that_parts_later_is_one_defect() -> None:
    arms = ((4, 44, 20, 4), (4, 48, 4, 40), (20, 48, 4, 40))
    [defect] = followed(paint(160, *arms), positions(160, 64, 8)).newest
    assert box_of(defect) == (4, 44, 20, 44)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(32, 60), st.integers(0, 31))
def test_any_shapes_are_followed_without_a_fault(seed: int, length: int, overlap: int) -> None:
    """Regions that join and part at will never become more than there are regions."""
    random = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(random.normal(size=(200, WIDTH)), (0, 0), 2.5)
    web = (2 * (noise > 0.1)).astype(np.uint8)
    cuts = positions(200, length, overlap)
    found = followed(web, cuts)
    assert len(found.newest) == found.count
    assert found.count <= sum(len(inspected(web, cut).regions) for cut in cuts)


def test_a_region_that_begins_a_little_later_in_the_next_picture_is_the_same() -> None:
    """Its edge is no finer than a pixel of the heatmap; what is farther away is another defect."""
    for gap, count in ((3, 1), (4, 2)):
        web = paint(128, (8, 50, 6, 14), (8, 64 + gap, 6, 20))
        defects = WebDefects(None)
        for position in positions(128, 64, 0):
            defects.add(inspected(web, position, cell=4))
        assert defects.count == count


def test_regions_nearer_to_each_other_than_a_pixel_of_the_heatmap_stay_two() -> None:
    web = paint(112, (8, 52, 6, 8), (16, 52, 6, 8))
    defects = WebDefects(None)
    for position in positions(112, 64, 16):
        defects.add(inspected(web, position, cell=4))
    assert defects.count == 2


# --- what is no neighbour -------------------------------------------------------------------------


def test_a_defect_in_the_same_lines_of_another_piece_is_another() -> None:
    web = paint(64, (10, 50, 5, 14))
    defects = WebDefects(None)
    for began in (1.0, 2.0):
        defects.add(inspected(web, WebPosition(0, 64, 0, began)))
    assert [defect.number for defect in defects.newest] == [2, 1]


def test_pictures_with_a_skipped_one_between_share_nothing() -> None:
    web = paint(200, (10, 40, 5, 120))
    first, _, third, *_ = positions(200, 64, 16)
    assert followed(web, [first, third]).count == 2
    defects = WebDefects(None)
    for position in (WebPosition(0, 64, 0), WebPosition(66, 64, 0)):  # two lines were not seen
        defects.add(inspected(web, position, cell=4))
    assert defects.count == 2


def test_the_same_picture_again_brings_nothing_new() -> None:
    web = paint(64, (10, 20, 5, 14))
    defects = WebDefects(None)
    assert len(defects.add(inspected(web, WebPosition(0, 64, 0)))) == 1
    assert defects.add(inspected(web, WebPosition(0, 64, 0))) == ()
    assert defects.newest[0].area_px == 5 * 14


def test_other_pictures_say_nothing() -> None:
    web = paint(64, (10, 20, 5, 14))
    judged = inspected(web, WebPosition(0, 64, 0))
    part = Frame(judged.frame.image, 0, "part")
    defects = WebDefects(None)
    assert defects.add(Inspection(part, judged.verdict, 2.0, heatmap=judged.heatmap)) == ()
    reason = WebTooShort(lines=5, length=64)
    assert defects.add(not_inspected(judged.frame, reason)) == ()
    assert (defects.count, defects.newest) == (0, ())


# --- what is kept, and how it is said -------------------------------------------------------------


def test_only_the_last_defects_are_kept_and_all_are_counted() -> None:
    boxes = tuple((4, top, 3, 3) for top in range(5, 2000, 20))
    found = followed(paint(2000, *boxes), positions(2000, 64, 16), most=5)
    assert [defect.first_line for defect in found.newest] == [1985, 1965, 1945, 1925, 1905]
    assert found.count == len(boxes)


def test_a_long_defect_outlives_the_list() -> None:
    """While it goes on it stays one defect, whatever comes beside it."""
    boxes = ((2, 10, 4, 900), *((20, top, 3, 3) for top in range(15, 900, 20)))
    web = paint(1000, *boxes)
    defects = WebDefects(None, most=3)
    told = [
        defect
        for position in positions(1000, 64, 16)
        for defect in defects.add(inspected(web, position))
    ]
    assert len(told) == len(boxes)


def test_places_in_metres_and_millimetres() -> None:
    web = paint(200, (10, 120, 4, 20))
    defects = followed(web, positions(200, 64, 16))
    [unknown] = defects.newest
    assert (unknown.metres, unknown.across_mm, unknown.area_mm2) == (None, None, None)
    defects.mm_per_px = 0.5
    [known] = defects.newest
    assert known.metres == pytest.approx(0.06)
    assert known.across_mm == pytest.approx(6.0)
    assert known.area_mm2 == pytest.approx(20.0)


def test_after_lost_lines_a_place_is_inexact() -> None:
    position = WebPosition(640, 64, 0, 1.0, is_exact=False)
    defects = WebDefects(None)
    [defect] = defects.add(inspected(paint(704, (1, 650, 3, 3)), position))
    assert not defect.is_exact
