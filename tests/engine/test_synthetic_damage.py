import numpy as np
import pytest

from spade_station.engine.synthetic_damage import SIDE, damaged


def picture() -> np.ndarray:
    return np.random.default_rng(0).integers(60, 200, (96, 160, 3)).astype(np.uint8)


@pytest.mark.parametrize("number", range(40))
def test_a_flaw_is_small_and_somewhere_on_the_picture(number: int) -> None:
    before = picture()
    after = damaged(before, number)
    assert (after.shape, after.dtype) == (before.shape, np.uint8)
    changed = np.argwhere((after != before).any(axis=2))
    assert len(changed)
    extent = np.ptp(changed, axis=0) + 1
    assert (extent <= SIDE[1] * 96 + 3 + 8).all()  # the soft border included


def test_the_same_number_gives_the_same_flaw_and_leaves_the_picture_alone() -> None:
    before = picture()
    np.testing.assert_array_equal(damaged(before, 5), damaged(before, 5))
    np.testing.assert_array_equal(before, picture())
