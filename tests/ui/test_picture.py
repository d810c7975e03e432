"""The picture view, the colours of the heatmap and their legend."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor

from spade_station.domain.errors import PictureShape
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_errors import PartMoves
from spade_station.domain.inspection import Inspection, Tolerance, Verdict
from spade_station.ui.heat_colours import LIMIT, TABLE, TOP, colour_of, coloured
from spade_station.ui.images import heat_image, scaled_pixmap, thumbnail
from spade_station.ui.look import MAGENTA
from spade_station.ui.widgets.heat_legend import HeatLegend
from spade_station.ui.widgets.picture_view import PictureView, region_text

from .fake_station import make_frame, make_inspection, make_not_inspected


def test_the_scale_is_absolute():
    """The same value has the same colour, whatever else the heatmap holds."""
    calm = np.full((4, 4), 0.1, np.float32)
    wild = np.full((4, 4), 5.0, np.float32)
    calm[1, 1] = wild[1, 1] = 0.9
    assert coloured(calm)[1, 1] == coloured(wild)[1, 1]
    assert coloured(calm)[0, 0] != coloured(wild)[0, 0]


def test_nothing_is_shown_well_below_the_limit():
    assert colour_of(0.0)[3] == colour_of(0.7)[3] == 0
    assert 0 < colour_of(0.85)[3] < colour_of(LIMIT)[3] == 255


def test_brightness_rises_evenly():
    """A palette that reads without colour vision gets brighter all the way."""
    shown = TABLE[TABLE[:, 3] > 0].astype(float)
    brightness = shown[:, :3] @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(brightness) > -1).all()
    assert brightness[-1] - brightness[0] > 150


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e9])
def test_what_is_no_number_is_hottest(value):
    assert colour_of(value) == colour_of(TOP)


def test_legend_marks_the_limit_and_shows_the_same_colours(qtbot, dressed):
    legend = HeatLegend()
    qtbot.addWidget(legend)
    legend.resize(legend.sizeHint().width(), 300)
    assert legend.labels[LIMIT] == "limit"
    image = legend.grab().toImage()
    shown = image.pixelColor(8, round(legend.y_of(1.7)))
    wanted = QColor(*colour_of(1.7))
    assert abs(shown.red() - wanted.red()) + abs(shown.green() - wanted.green()) < 24


@pytest.fixture
def view(qtbot, dressed):
    view = PictureView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    return view


def pixel(view, x: int, y: int) -> QColor:
    return view.grab().toImage().pixelColor(x, y)


def test_the_hot_place_is_coloured_and_the_rest_is_not(view):
    view.set_opacity(1.0)
    view.show_inspection(make_inspection(Verdict.NG, 1.6, peak=2.0))
    plain = make_inspection(Verdict.OK)
    hot, cold = pixel(view, 175, 137), pixel(view, 380, 20)
    view.show_inspection(plain)
    assert hot != pixel(view, 175, 137)
    assert cold == pixel(view, 380, 20)
    assert hot.red() > 200


def test_opacity_zero_hides_the_heatmap(view):
    hot = make_inspection(Verdict.CHECK, 0.95)
    hot.heatmap[:] = 1.5
    view.show_inspection(hot)
    view.set_opacity(0)
    bare = pixel(view, 380, 20)
    view.show_inspection(make_inspection(Verdict.OK))
    assert bare == pixel(view, 380, 20)


def test_the_hottest_region_says_its_peak_and_area():
    known = make_inspection(Verdict.NG, 1.6, peak=1.84, mm2=12.4).regions[0]
    unknown = make_inspection(Verdict.NG, 1.6, peak=1.84).regions[0]
    assert "1.84" in region_text(known)
    assert "12.4 mm²" in region_text(known)
    assert "768 px²" in region_text(unknown)


def colours(view, left: float, top: float, right: float, bottom: float) -> set[str]:
    """Give the colours in a part of the picture, told in shares of it."""
    box = view.picture_box()
    corners = (QPointF(left, top), QPointF(right, bottom))
    start, end = (
        QPoint(round(box.left() + x * box.width()), round(box.top() + y * box.height()))
        for x, y in ((corner.x(), corner.y()) for corner in corners)
    )
    image = view.grab().toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(start.x(), end.x())
        for y in range(start.y(), end.y())
    }


def test_what_is_not_judged_is_hatched_unless_it_disturbs(view):
    plain = make_inspection()
    view.show_inspection(plain)
    bare = colours(view, 0.05, 0.1, 0.45, 0.9), colours(view, 0.55, 0.1, 0.95, 0.9)
    unjudged = np.zeros((24, 32), bool)
    unjudged[:, :16] = True
    view.show_inspection(make_inspection(unjudged=unjudged))
    hatched = colours(view, 0.05, 0.1, 0.45, 0.9)
    assert len(hatched - bare[0]) > 10, "stripes, not one colour"
    assert colours(view, 0.55, 0.1, 0.95, 0.9) == bare[1]
    view.set_shows_unjudged(False)
    assert colours(view, 0.05, 0.1, 0.45, 0.9) == bare[0]


def test_a_tolerant_zone_is_outlined_where_it_lies(view):
    view.show_inspection(make_inspection())
    inside, edge = (0.45, 0.45, 0.75, 0.7), (0.37, 0.4, 0.43, 0.6)
    bare = colours(view, *inside)
    outline = np.array([(51, 29), (102, 29), (102, 77), (51, 77)], np.float32)
    view.show_inspection(make_inspection(tolerances=(Tolerance(outline, 2.5),)))
    assert colours(view, *inside) == bare, "what it holds stays to be seen"
    assert len(colours(view, *edge) - bare) > 5
    assert len(colours(view, 0.4, 0.2, 0.5, 0.29) - bare) > 5, "its factor stands above it"
    view.set_shows_unjudged(False)
    assert colours(view, *edge) <= bare


def test_not_inspected_has_hatched_edges(view):
    view.show_inspection(make_not_inspected(PictureShape(width=1, height=1)))
    image = view.grab().toImage()
    row = {image.pixelColor(x, 5).name() for x in range(image.width())}
    assert MAGENTA.name() in row


def test_a_part_that_is_waited_for_has_no_hatched_edges(view):
    view.show_inspection(make_not_inspected(PartMoves()))
    image = view.grab().toImage()
    row = {image.pixelColor(x, 5).name() for x in range(image.width())}
    assert MAGENTA.name() not in row


@pytest.mark.parametrize("size", [(1, 5000), (5000, 1), (32, 32)])
def test_pictures_of_any_shape_are_drawn(view, size):
    frame = make_frame(1, size)
    view.show_inspection(make_not_inspected(PictureShape(width=1, height=1)))
    view.show_inspection(Inspection(frame, Verdict.NOT_INSPECTED, reason=PictureShape()))
    view.grab()
    box = view.picture_box()
    assert box.width() <= 400
    assert box.height() <= 300


def test_aspect_is_kept(view):
    view.show_inspection(make_inspection(frame=make_frame(1, (100, 400))))
    assert view.picture_box().width() == 4 * view.picture_box().height()


def test_scaled_pictures_keep_their_colours(dressed):
    image = np.zeros((1000, 3000, 3), np.uint8)
    image[:] = (200, 100, 50)
    small = thumbnail(Frame(image, 0, "").image, QSize(90, 60))
    assert (small.width(), small.height()) == (90, 30)
    assert small.toImage().pixelColor(40, 15) == QColor(200, 100, 50)
    strip = scaled_pixmap(image[:, ::3], QSize(10, 10))  # not contiguous
    assert strip.toImage().pixelColor(5, 5) == QColor(200, 100, 50)


def test_a_heat_image_owns_its_pixels(dressed):
    image = heat_image(np.full((7, 5), 2.0, np.float32))
    assert (image.width(), image.height()) == (5, 7)
    assert image.pixelColor(2, 3).red() > 240


def test_zoom_keeps_the_place_under_the_pointer(view):
    view.show_inspection(make_inspection(frame=make_frame(1, (300, 400))))
    place = QPointF(300, 200)
    box = view.picture_box()
    share = (place.x() - box.left()) / box.width(), (place.y() - box.top()) / box.height()
    view.zoom_at(place, 3.0)
    box = view.picture_box()
    assert box.width() == pytest.approx(1200)
    assert (place.x() - box.left()) / box.width() == pytest.approx(share[0])
    assert (place.y() - box.top()) / box.height() == pytest.approx(share[1])
    view.grab()


def test_zoom_ends_at_the_whole_picture(view, qtbot):
    view.show_inspection(make_inspection())
    whole = view.picture_box()
    view.zoom_at(QPointF(10, 10), 100.0)
    assert view.picture_box().width() == pytest.approx(12 * whole.width())
    view.zoom_at(QPointF(390, 290), 0.001)
    assert view.picture_box() == whole
    view.zoom_at(QPointF(10, 10), 4.0)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton)
    assert view.picture_box() == whole


def test_a_zoomed_picture_is_dragged_but_not_out_of_sight(view, qtbot):
    view.show_inspection(make_inspection(frame=make_frame(1, (300, 400))))
    view.zoom_at(QPointF(200, 150), 2.0)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    qtbot.mouseMove(view, QPoint(390, 290))
    assert view.picture_box().left() <= 0
    assert view.picture_box().top() <= 0
