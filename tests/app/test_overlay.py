import cv2
import numpy as np
import pytest

from spade_station.app.overlay import with_heatmap
from spade_station.domain.errors import NoPictures
from spade_station.domain.frame import Frame, Mask
from spade_station.domain.inspection import (
    Inspection,
    Region,
    Tolerance,
    Verdict,
    not_inspected,
)
from spade_station.engine.inspector import Inspector
from spade_station.imaging.encoding import encoded

from .parts import bad_frame


def grey(height: int = 64, width: int = 96) -> Frame:
    return Frame(np.full((height, width, 3), 120, np.uint8), 0, "grey")


COLD = np.zeros((16, 24), np.float32)


def seen(
    heat: np.ndarray,
    regions: tuple[Region, ...] = (),
    frame: Frame | None = None,
    unjudged: Mask | None = None,
    tolerances: tuple[Tolerance, ...] = (),
) -> Inspection:
    return Inspection(
        frame or grey(),
        Verdict.CHECK,
        float(heat.max()),
        regions=regions,
        heatmap=heat,
        unjudged=unjudged,
        tolerances=tolerances,
    )


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


@pytest.mark.parametrize("width", [None, 48])
def test_what_was_not_judged_is_hatched_and_nothing_else_is_touched(width: int | None) -> None:
    unjudged = np.zeros(COLD.shape, bool)
    unjudged[4:12, 6:14] = True  # rows 16 to 48 and columns 24 to 56 of the picture
    plain = with_heatmap(seen(COLD), width)
    drawn = with_heatmap(seen(COLD, unjudged=unjudged), width)

    shrink = 1 if width is None else 2
    rows, columns = slice(16 // shrink, 48 // shrink), slice(24 // shrink, 56 // shrink)
    hatched = drawn[rows, columns].astype(int)
    assert (hatched != 120).any(axis=2).mean() > 0.98, "all but the very corners"
    assert hatched.max(axis=2).min() < 80, "it is shaded"
    stripes = hatched[..., 0] - hatched[..., 1] > 40
    assert 0.1 < stripes.mean() < 0.5
    assert (stripes.any(axis=0).all(), stripes.any(axis=1).all()) == (True, True)
    drawn[rows, columns] = plain[rows, columns]
    np.testing.assert_array_equal(drawn, plain)


def test_an_outline_is_seen_over_the_hatching() -> None:
    contour = np.array([(30, 20), (50, 20), (50, 44), (30, 44)], np.int32)
    region = Region(contour, (30, 20, 20, 24), 480.0, None, 1.5)
    drawn = with_heatmap(seen(COLD, (region,), unjudged=np.ones(COLD.shape, bool)))
    assert drawn[20, 40].min() > 200


def test_a_tolerant_zone_is_outlined_with_its_factor() -> None:
    outline = np.array([(20, 30), (80, 30), (80, 56), (20, 56)], np.float32)
    drawn = with_heatmap(seen(COLD, tolerances=(Tolerance(outline, 2.5),)))

    is_amber = drawn[..., 0].astype(int) - drawn[..., 2] > 100
    for side in (is_amber[54:58, 20:80], is_amber[30:56, 78:82].T, is_amber[30:56, 18:22].T):
        assert 0.3 < side.any(axis=0).mean() < 0.95, "dashed"
    assert is_amber[16:29, 20:50].any(), "the factor stands above it"
    np.testing.assert_array_equal(drawn[35:52, 24:76], grey().image[35:52, 24:76])


def test_a_tolerant_zone_may_stick_out_of_the_picture() -> None:
    outline = np.array([(-40, -30), (200, -30), (200, 130), (-40, 130)], np.float32)
    drawn = with_heatmap(seen(COLD, tolerances=(Tolerance(outline, 2),)), width=48)
    np.testing.assert_array_equal(drawn[20:], grey(32, 48).image[20:])


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
