"""Where the views of a part lie in a widget."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from spade_station.ui.widgets.sheet_transform import SheetTransform

from .test_view_transform import moved, moves, places, sizes

counts = st.integers(1, 6)
points = st.tuples(st.floats(-0.5, 1.5), st.floats(-0.5, 1.5))


def sheet_of(widget, picture, done, count) -> SheetTransform:
    sheet = moved(widget, picture, done, SheetTransform())
    sheet.set_count(count)
    return sheet


@given(sizes, sizes, moves, counts, points)
def test_there_and_back_in_each_view(widget, picture, done, count, point):
    for view in sheet_of(widget, picture, done, count).views:
        back = view.share(view.place(QPointF(*point)))
        assert (back.x(), back.y()) == pytest.approx(point, abs=1e-6)


@given(sizes, sizes, moves, places)
def test_a_single_view_is_the_picture(widget, picture, done, place):
    sheet = sheet_of(widget, picture, done, 1)
    (view,) = sheet.views
    assert view.box == sheet.box
    assert view.seen == sheet.seen
    assert view.share(place) == sheet.share(place)
    assert view.place(place) == sheet.place(place)
    assert view.on_sheet((0.3, 0.7)) == (0.3, 0.7)


@given(sizes, sizes, moves, counts)
def test_views_lie_side_by_side_and_fill_the_sheet(widget, picture, done, count):
    sheet = sheet_of(widget, picture, done, count)
    boxes = [view.box for view in sheet.views]
    for left, right in pairwise(boxes):
        assert right.left() == pytest.approx(left.right())
        assert right.width() == pytest.approx(left.width())
    assert boxes[0].left() == sheet.box.left()
    assert boxes[-1].right() == pytest.approx(sheet.box.right())


@given(sizes, sizes, moves, counts, places)
def test_a_place_is_in_the_nearest_view_and_the_middle_one_is_seen(
    widget, picture, done, count, place
):
    sheet = sheet_of(widget, picture, done, count)
    sheet.go_to(place, None, 12)
    box, x = sheet.box, min(sheet.box.right(), max(sheet.box.left(), place.x()))
    own = sheet.current.box
    slack = 1e-6 * max(1.0, box.width())
    assert own.left() - slack <= x <= own.right() + slack
    sheet.go_to(QRectF(0, 0, widget.width(), widget.height()).center(), None, 12)
    assert not sheet.current.seen.isEmpty()
