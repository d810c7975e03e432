"""Which picture of a camera is which."""

import pytest

from spade_station.capture.numbering import PATIENCE, Numbering


def counted(numbering: Numbering, now: float) -> tuple[int, int]:
    return numbering.count(now), numbering.row


def test_pictures_that_follow_each_other_are_one_row() -> None:
    numbering = Numbering()
    found = [counted(numbering, 100 + number * PATIENCE) for number in range(3)]
    assert found == [(0, 0), (1, 0), (2, 0)]


def test_a_row_begins_after_a_pause() -> None:
    numbering = Numbering()
    found = [counted(numbering, now) for now in (100, 101, 101.1 + PATIENCE, 102 + PATIENCE)]
    assert found == [(0, 0), (1, 0), (2, 2), (3, 2)]


@pytest.mark.parametrize(("connection", "row"), [(1, 0), (2, 2)])
def test_a_row_begins_after_the_camera_was_lost(connection: int, row: int) -> None:
    numbering = Numbering()
    numbering.count(100, 1)
    numbering.pass_over()
    found = [(numbering.count(now, connection), numbering.row) for now in (101, 102)]
    assert found == [(2, row), (3, row)]


def test_what_may_have_been_a_picture_does_not_end_a_pause() -> None:
    """Some drivers repeat their last picture while no other one is taken."""
    numbering = Numbering()
    numbering.count(100)
    numbering.pass_over()
    assert counted(numbering, 101 + PATIENCE) == (2, 2)
