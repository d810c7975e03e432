"""Where a picture lies in a widget, and what of it is seen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor

from spade_station.ui.widgets.picture_layers import hatching
from spade_station.ui.widgets.view_transform import MOST_ZOOM, ViewTransform

sizes = st.builds(QSize, st.integers(1, 4000), st.integers(1, 4000))
places = st.builds(QPointF, st.floats(0, 1000), st.floats(0, 1000))
moves = st.lists(
    st.one_of(
        st.tuples(st.just("zoom_at"), places, st.floats(0.2, 5)),
        st.tuples(st.just("pan"), places),
    ),
    max_size=8,
)


def moved(widget, picture, done, view=None) -> ViewTransform:
    view = view or ViewTransform()
    view.set_sizes(widget, picture)
    for name, *values in done:
        getattr(view, name)(*values)
    return view


@given(sizes, sizes, moves, places)
def test_there_and_back(widget, picture, done, place):
    view = moved(widget, picture, done)
    back = view.place(view.share(place))
    assert (back.x(), back.y()) == pytest.approx((place.x(), place.y()), abs=1e-6)


@given(sizes, sizes, moves)
def test_the_picture_never_leaves_the_widget(widget, picture, done):
    view = moved(widget, picture, done)
    assert 1 <= view.zoom <= MOST_ZOOM
    box, middle = view.box, QRectF(0, 0, widget.width(), widget.height()).center()
    assert box.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(middle)
    seen = view.seen
    assert QRectF(0, 0, 1, 1).adjusted(-1e-9, -1e-9, 1e-9, 1e-9).contains(seen)
    view.fit()
    assert view.zoom == 1
    assert (view.box.center() - middle).manhattanLength() <= 1


def test_zooming_keeps_the_place_below_the_pointer():
    view = ViewTransform()
    view.set_sizes(QSize(800, 600), QSize(1600, 1200))
    before = view.share(QPointF(500, 200))
    view.zoom_at(QPointF(500, 200), 2.5)
    after = view.share(QPointF(500, 200))
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))


@pytest.mark.parametrize("size", [(6, 8), (300, 400), (3000, 4000)])
def test_hatching_covers_what_is_masked_and_nothing_else(dressed, size):
    mask = np.zeros(size, bool)
    mask[:, size[1] // 2 :] = True
    image = hatching(mask, QRectF(100, 0, 400, 300), QSize(600, 300))
    assert image.pixelColor(200, 150).alpha() == 0
    assert image.pixelColor(50, 150).alpha() == 0
    assert image.pixelColor(550, 150).alpha() == 0
    across = {image.pixelColor(x, 150).rgba() for x in range(400, 440)}
    assert len(across) > 2  # stripes
    assert all(QColor.fromRgba(each).alpha() > 100 for each in across)
