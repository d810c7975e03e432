"""A part is laid upon the reference; what the camera did not see is told."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.imaging.laying import laid, mask_laid
from spade_station.imaging.pose import IDENTITY, Pose
from spade_station.imaging.resize import shrunk_evenly

from .posed import moved, pose_of, texture

SIZE = (240, 320)
REFERENCE = texture(SIZE)


@pytest.mark.parametrize("pose", [(0.0, (0.0, 0.0)), (4.0, (20.5, -11.0)), (140.0, (3.0, 9.0))])
def test_a_part_is_laid_upon_the_reference(pose: tuple[float, tuple[float, float]]) -> None:
    wanted = pose_of(REFERENCE, *pose)
    shown, unseen = laid(moved(REFERENCE, wanted), wanted, REFERENCE)
    assert shown.shape == REFERENCE.shape
    assert shown.dtype == np.uint8
    inner = cv2.erode((~unseen).astype(np.uint8), np.ones((5, 5)), borderValue=1) > 0
    difference = np.abs(shown.astype(float) - REFERENCE)[inner]
    assert inner.mean() > 0.5
    assert difference.mean() < 3


@given(st.floats(-180, 180), st.floats(-80, 80), st.floats(-80, 80))
@settings(max_examples=30, deadline=None)
def test_unseen_is_what_lies_outside_the_cameras_picture(
    angle: float, across: float, down: float
) -> None:
    pose = pose_of(REFERENCE, angle, (across, down))
    _, unseen = laid(REFERENCE, pose, REFERENCE)
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    matrix = pose.to_picture
    u, v = (row[0] * x + row[1] * y + row[2] for row in matrix)
    beyond = np.max([-u, u - (SIZE[1] - 1), -v, v - (SIZE[0] - 1)], axis=0)
    assert unseen[beyond > 1].all()
    assert not unseen[beyond < -1].any()


def test_nothing_is_unseen_of_a_part_that_lies_still() -> None:
    shown, unseen = laid(REFERENCE, Pose(0.0, (0.0, 0.0), 1.0), REFERENCE)
    assert not unseen.any()
    assert np.array_equal(shown, REFERENCE)


@pytest.mark.parametrize("factor", [2, 4, 5])
def test_a_part_that_is_shrunk_first_lies_where_it_would_lie_shrunk_afterwards(
    factor: int,
) -> None:
    pose = pose_of(REFERENCE, 17.0, (23.0, -12.0))
    picture = moved(REFERENCE, pose)
    after = shrunk_evenly(laid(picture, pose, REFERENCE)[0], factor)
    small = shrunk_evenly(REFERENCE, factor)

    before, unseen = laid(shrunk_evenly(picture, factor), pose.shrunk(factor), small)

    inner = cv2.erode((~unseen).astype(np.uint8), np.ones((3, 3)), borderValue=0) > 0
    assert before.shape == small.shape
    there, beside = (
        np.abs(before.astype(float) - wanted)[inner].mean()
        for wanted in (after, np.roll(after, 1, axis=1))
    )
    assert there < 0.5 * beside  # which lies one pixel off


@given(st.floats(-180, 180), st.floats(-40, 40), st.floats(-40, 40))
@settings(max_examples=30, deadline=None)
def test_a_mask_lies_where_its_picture_lies(angle: float, across: float, down: float) -> None:
    pose = pose_of(REFERENCE, angle, (across, down))
    mask = np.zeros(SIZE, np.bool_)
    mask[90:150, 130:190] = True
    shown, unseen = laid(mask[..., None].repeat(3, axis=2).astype(np.uint8) * 255, pose, REFERENCE)

    marked = mask_laid(mask, pose)

    assert marked[~unseen & (shown[..., 0] == 255)].all()
    assert not marked[~unseen & (shown[..., 0] == 0)].any()


def test_a_mask_of_a_part_in_place_stays() -> None:
    mask = np.zeros(SIZE, np.bool_)
    mask[5:9, 300:] = True
    still = Pose(0.0, IDENTITY.shift, 1.0, (SIZE[1] / 2, SIZE[0] / 2))
    assert np.array_equal(mask_laid(mask, still), mask)
