"""Which cells show a box of the picture."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spade_station.domain.inspection import Region
from spade_station.engine.cells import cells_of
from spade_station.engine.placing import placed_in_picture
from spade_station.imaging.drift import LightLevel
from spade_station.imaging.pose import IDENTITY
from spade_station.imaging.preparing import Prepared


def test_a_box_covers_the_cells_that_it_reaches_into() -> None:
    assert cells_of((40, 20, 16, 9), (240, 320), (60, 80)) == (slice(5, 7), slice(10, 14))
    assert cells_of((0, 0, 320, 240), (240, 320), (60, 80)) == (slice(0, 60), slice(0, 80))


@given(
    left=st.integers(0, 32),
    width=st.integers(0, 32),
    length=st.integers(1, 32),
    cells=st.integers(1, 300),
)
def test_there_is_always_a_cell_within_the_grid(
    left: int, width: int, length: int, cells: int
) -> None:
    """The rounding of a region at the rim may put it beyond the picture."""
    for found in cells_of((left, left, width, width), (length, length), (cells, cells)):
        assert len(range(*found.indices(cells))) >= 1
        assert found.start >= 0


def test_a_region_at_the_rim_of_a_picture_far_smaller_than_the_map_is_told() -> None:
    """Such a region rounds to a box that begins where the picture ends."""
    views = np.zeros((2, 256, 256), np.float32)
    views[1, -1, -1] = 3
    size = (32, 32)
    part = Prepared(
        views=(np.zeros((1024, 1024, 3), np.uint8),) * 2,
        glare=(None, None),
        unseen=None,
        pose=IDENTITY,
        light=LightLevel(0.5, (1.0, 1.0, 1.0)),
        view_size=size,
        timings={},
    )
    region = Region(np.array([[32, 32]], np.int32), (32, 32, 0, 0), 0.1, None, 3.0)
    unjudged = np.zeros((2, 256, 256), bool)
    placed = placed_in_picture(views.max(axis=0), unjudged, (region,), views, part)
    assert placed.regions[0].box == (64, 32, 0, 0), "in the view in which it is hottest"
