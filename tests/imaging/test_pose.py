"""A pose says the same in words and as a matrix."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spade_station.imaging.pose import IDENTITY, Pose, centre_of, turned

degrees = st.floats(-180, 180)
pixels = st.floats(-500, 500)


def test_identity_leaves_every_pixel() -> None:
    assert np.array_equal(IDENTITY.to_picture, [[1, 0, 0], [0, 1, 0]])


@given(degrees, pixels, pixels)
def test_the_centre_lies_where_the_shift_says(angle: float, across: float, down: float) -> None:
    pose = Pose(angle, (across, down), 1.0, centre_of((960, 1280)))
    assert pose.to_picture @ [639.5, 479.5, 1] == pytest.approx((639.5 + across, 479.5 + down))


@given(degrees, pixels, pixels)
def test_turning_is_that_of_the_matrix(angle: float, x: float, y: float) -> None:
    matrix = Pose(angle, (0.0, 0.0), 1.0).to_picture
    assert turned((x, y), angle) == pytest.approx(matrix[:, :2] @ [x, y])


def test_a_quarter_turn_is_counter_clockwise_on_the_screen() -> None:
    assert turned((1.0, 0.0), 90) == pytest.approx((0, -1))  # from the right to the top
    picture = np.zeros((5, 5), np.uint8)
    picture[2, 4] = 1
    pose = Pose(90.0, (0.0, 0.0), 1.0, centre_of((5, 5)))
    shown = cv2.warpAffine(picture, pose.to_picture, (5, 5))
    assert np.argwhere(shown).tolist() == [[0, 2]]


@given(degrees, pixels, pixels, st.integers(1, 9))
def test_a_shrunk_pose_takes_the_middles_of_blocks_to_the_same_place(
    angle: float, across: float, down: float, factor: int
) -> None:
    pose = Pose(angle, (across, down), 1.0, centre_of((960, 1280)))
    block = np.array([30.0, 17.0])
    middle = factor * block + (factor - 1) / 2

    there = pose.to_picture @ [*middle, 1]
    of_blocks = pose.shrunk(factor).to_picture @ [*block, 1]

    assert factor * of_blocks + (factor - 1) / 2 == pytest.approx(there, abs=1e-3)  # px
