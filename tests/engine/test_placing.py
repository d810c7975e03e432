"""What was found on the aligned part is told where it is in the camera's picture."""

import cv2
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from spade_station.domain.inspection import Region
from spade_station.engine.placing import Placed, box_on_part, placed_in_picture
from spade_station.imaging.drift import LightLevel
from spade_station.imaging.pose import IDENTITY, Pose, centre_of
from spade_station.imaging.preparing import Prepared

VIEW = (240, 320)
CELL = 4
MAP = (VIEW[0] // CELL, VIEW[1] // CELL)

poses = st.builds(
    lambda angle, x, y: Pose(angle, (x, y), 1.0, centre_of(VIEW)),
    st.floats(-180, 180),
    st.floats(-60, 60),
    st.floats(-60, 60),
)
dots = st.tuples(st.integers(30, 290), st.integers(30, 210))


def part_of(pose: Pose, views: int = 1) -> Prepared:
    picture = np.zeros((96, 128, 3), np.uint8)
    return Prepared(
        views=(picture,) * views,
        glare=(None,) * views,
        unseen=None,
        pose=pose,
        light=LightLevel(0.5, (1.0, 1.0, 1.0)),
        view_size=VIEW,
        timings={},
    )


def dot(x: float, y: float, radius: int = 10) -> np.ndarray:
    drawn = np.zeros(VIEW, np.float32)
    cv2.circle(drawn, (round(x), round(y)), radius, 1.0, -1)
    return drawn


def as_map(picture: np.ndarray) -> np.ndarray:
    return cv2.resize(picture, (MAP[1], MAP[0]), interpolation=cv2.INTER_AREA)


def region_of(drawn: np.ndarray) -> Region:
    contours, _ = cv2.findContours(
        (drawn > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    contour = contours[0].reshape(-1, 2).astype(np.int32)
    return Region(contour, tuple(cv2.boundingRect(contour)), len(contour), None, 1.0)


def placed(drawn: np.ndarray, pose: Pose, unjudged: np.ndarray | None = None) -> Placed:
    heat = as_map(drawn)
    hidden = np.zeros(MAP, bool) if unjudged is None else unjudged
    return placed_in_picture(heat, hidden[None], [region_of(drawn)], heat[None], part_of(pose))


@given(pose=poses, where=dots)
@settings(max_examples=60, deadline=None)
def test_heat_and_region_lie_where_the_dot_lies_in_the_picture(
    pose: Pose, where: tuple[int, int]
) -> None:
    x, y = pose.to_picture @ (*where, 1.0)
    assume(15 < x < VIEW[1] - 15 and 15 < y < VIEW[0] - 15)

    found = placed(dot(*where), pose)

    expected = as_map(dot(x, y))
    assert np.abs(found.heatmap - expected).mean() < 0.004
    down, across = np.indices(MAP)
    middle = [float((found.heatmap * axis).sum() / found.heatmap.sum()) for axis in (across, down)]
    assert middle == pytest.approx(((x + 0.5) / CELL - 0.5, (y + 0.5) / CELL - 0.5), abs=0.15)
    (region,) = found.regions
    assert region.contour.mean(axis=0) == pytest.approx((x, y), abs=1)
    left, top, width, height = region.box
    assert (left + width / 2, top + height / 2) == pytest.approx((x, y), abs=1.6)
    assert (width, height) == pytest.approx((21, 21), abs=3)
    assert region.peak == 1.0


@given(pose=poses, where=dots)
@settings(max_examples=40, deadline=None)
def test_a_box_of_the_picture_is_found_again_on_the_part(
    pose: Pose, where: tuple[int, int]
) -> None:
    x, y = pose.to_picture @ (*where, 1.0)
    assume(15 < x < VIEW[1] - 15 and 15 < y < VIEW[0] - 15)
    box = placed(dot(*where), pose).regions[0].box

    left, top, width, height = box_on_part(box, pose, VIEW)

    assert left - 1 <= where[0] <= left + width
    assert top - 1 <= where[1] <= top + height
    turned = np.abs(np.cos(np.radians(pose.angle))) + np.abs(np.sin(np.radians(pose.angle)))
    assert max(width, height) <= turned * max(box[2:]) + 3


@given(pose=poses)
@settings(max_examples=40, deadline=None)
def test_what_the_aligned_part_does_not_show_of_the_picture_is_not_judged(pose: Pose) -> None:
    found = placed(dot(160, 120), pose)
    rows, columns = np.indices(MAP)
    points = np.stack(
        [columns.ravel() * CELL + 1.5, rows.ravel() * CELL + 1.5, np.ones(MAP).ravel()]
    )
    back = np.linalg.inv(np.vstack([pose.to_picture, [0, 0, 1]])) @ points
    margin = CELL
    outside = (
        (back[0] < -margin)
        | (back[0] > VIEW[1] - 1 + margin)
        | (back[1] < -margin)
        | (back[1] > VIEW[0] - 1 + margin)
    ).reshape(MAP)
    inside = (
        (back[0] > margin)
        & (back[0] < VIEW[1] - 1 - margin)
        & (back[1] > margin)
        & (back[1] < VIEW[0] - 1 - margin)
    ).reshape(MAP)
    hidden = np.zeros(MAP, bool) if found.unjudged is None else found.unjudged
    assert hidden[outside].all()
    assert not hidden[inside].any()


def test_what_is_not_judged_is_turned_with_the_part() -> None:
    hidden = as_map(dot(100, 80, 20)) > 0.5
    pose = Pose(90.0, (5.0, -7.0), 1.0, centre_of(VIEW))
    x, y = pose.to_picture @ (100, 80, 1.0)

    found = placed(dot(220, 160), pose, hidden).unjudged

    assert found is not None
    assert found[round(y / CELL), round(x / CELL)]
    inner = (slice(10, 50), slice(20, 60))  # which the part covers, turned as it is
    assert (found != (as_map(dot(x, y, 20)) > 0.5))[inner].mean() < 0.01


def test_a_part_in_place_is_told_as_it_is() -> None:
    drawn = dot(100, 80)
    heat, hidden = as_map(drawn), np.zeros((1, *MAP), bool)
    region = region_of(drawn)
    found = placed_in_picture(heat, hidden, [region], heat[None], part_of(IDENTITY))
    assert found.heatmap is heat
    assert found.unjudged is None
    assert found.regions == (region,)


@pytest.mark.parametrize("pose", [IDENTITY, Pose(20.0, (9.0, 4.0), 1.0, centre_of(VIEW))])
@pytest.mark.parametrize("hottest", [0, 1, 2])
def test_a_region_is_told_in_the_view_that_is_hottest_there(pose: Pose, hottest: int) -> None:
    views = np.zeros((3, *MAP), np.float32)
    flaw, elsewhere = as_map(dot(100, 80)), as_map(dot(250, 180))
    views[:] = 0.5 * flaw
    views[hottest] = flaw
    views[(hottest + 1) % 3] += 5 * elsewhere
    views[(hottest + 2) % 3, 30:34, 40:44] = np.nan
    joined = np.nanmax(views, axis=0)
    region, unseen = region_of(dot(100, 80)), np.isnan(views)

    found = placed_in_picture(joined, unseen, [region], views, part_of(pose, 3))

    x, y = (100.0, 80.0) if pose is IDENTITY else pose.to_picture @ (100, 80, 1.0)
    assert found.regions[0].contour.mean(axis=0) == pytest.approx((x + hottest * 320, y), abs=1)
    left, top, width, height = found.regions[0].box
    assert left <= x + hottest * 320 <= left + width
    assert top <= y <= top + height
    assert found.heatmap.shape == (MAP[0], 3 * MAP[1])
    for each in np.split(found.heatmap, 3, axis=1)[1:]:
        np.testing.assert_array_equal(each, found.heatmap[:, : MAP[1]])
    assert found.unjudged is not None
    of_views = np.split(found.unjudged, 3, axis=1)
    inner = (slice(10, 50), slice(20, 60))  # which the part covers, turned as it is
    hidden = [bool(each[inner].any()) for each in of_views]
    assert hidden == [view == (hottest + 2) % 3 for view in range(3)], "each view has its own"
    on_part = box_on_part(found.regions[0].box, pose, VIEW)
    assert on_part[0] - 2 <= 100 <= on_part[0] + on_part[2] + 2
