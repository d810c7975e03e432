import cv2
import numpy as np
import pytest

from spade_station.app.overlay import with_heatmap
from spade_station.domain.errors import NoPictures
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, Region, Verdict, not_inspected
from spade_station.engine.inspector import Inspector
from spade_station.imaging.encoding import encoded

from .parts import bad_frame


def grey(height: int = 64, width: int = 96) -> Frame:
    return Frame(np.full((height, width, 3), 120, np.uint8), 0, "grey")


def seen(
    heat: np.ndarray, regions: tuple[Region, ...] = (), frame: Frame | None = None
) -> Inspection:
    score = float(heat.max())
    return Inspection(frame or grey(), Verdict.CHECK, score, regions=regions, heatmap=heat)


def test_the_colours_are_absolute() -> None:
    calm = np.full((64, 96), 0.2, np.float32)
    calm[10, 10] = 1.2
    wild = np.full((64, 96), 3.0, np.float32)
    wild[10, 10] = 1.2
    one, other = with_heatmap(seen(calm)), with_heatmap(seen(wild))
    assert np.array_equal(one[10, 10], other[10, 10])
    assert not np.array_equal(one[30, 30], other[30, 30])


def test_far_below_the_limit_nothing_is_drawn() -> None:
    heat = np.full((64, 96), 0.4, np.float32)
    assert np.array_equal(with_heatmap(seen(heat)), grey().image)


def test_what_was_not_inspected_has_no_heat() -> None:
    frame = grey()
    assert np.array_equal(with_heatmap(not_inspected(frame, NoPictures(path="x"))), frame.image)


def test_the_outline_stands_where_the_region_is() -> None:
    contour = np.array([(20, 10), (60, 10), (60, 40), (20, 40)], np.int32)
    region = Region(contour, (20, 10, 40, 30), 1200.0, None, 1.5)
    heat = np.zeros((64, 96), np.float32)
    drawn = with_heatmap(seen(heat, (region,)))
    assert drawn[10, 40].min() > 200
    assert np.array_equal(drawn[25, 40], (120, 120, 120))
    half = with_heatmap(seen(heat, (region,)), width=48)
    assert half.shape == (32, 48, 3)
    assert half[5, 20].min() > 150


@pytest.mark.parametrize(("size", "shape"), [((32, 2000), (1, 50, 3)), ((64, 96), (33, 50, 3))])
def test_any_shape_can_be_made_small(size: tuple[int, int], shape: tuple[int, ...]) -> None:
    heat = np.ones((32, 64), np.float32)
    assert with_heatmap(seen(heat, frame=grey(*size)), width=50).shape == shape


def test_the_picture_itself_is_not_drawn_into(inspector: Inspector) -> None:
    frame = bad_frame()
    before = frame.image.copy()
    drawn = with_heatmap(inspector.inspect(frame))
    assert np.array_equal(frame.image, before)
    assert not np.array_equal(drawn, before)


def test_encoding_keeps_the_colours() -> None:
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[..., 0] = 200
    decoded = cv2.imdecode(np.frombuffer(encoded(picture, ".png"), np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert np.array_equal(decoded[0, 0], (0, 0, 200)), "OpenCV reads blue first"
    assert encoded(picture, ".jpg").startswith(b"\xff\xd8")
