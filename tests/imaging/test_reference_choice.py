"""Auto: the good parts show whether they have to be aligned, and upon which of them."""

import numpy as np
import pytest

from spade_station.domain.frame import Picture
from spade_station.domain.imaging_settings import (
    AlignmentMode,
    AlignmentSettings,
    ImagingSettings,
)
from spade_station.imaging.preparing import Preparation
from spade_station.imaging.reference_choice import LEAST, MOVED, chosen_reference
from spade_station.imaging.references import NO_REFERENCES

from .posed import moved, noise, pose_of, seen_by, texture

SIZE = (160, 200)
PART = texture(SIZE, 3)
AUTO = AlignmentSettings(mode=AlignmentMode.AUTO, shift=20, turn=8)
Place = tuple[float, float, float]
SPREAD: list[Place] = [(0, 0, 0), (12, -4, 3), (5, 3, 1), (-6, 8, -4), (10, 6, 4), (4, 1, 0)]


def at(places: list[Place]) -> list[Picture]:
    """Show the part so many pixels across and down off, and turned."""
    return [
        seen_by(moved(PART, pose_of(PART, turn, (across, down))), seed=seed)
        for seed, (across, down, turn) in enumerate(places)
    ]


def test_of_parts_that_lie_differently_the_one_in_the_middle_is_chosen() -> None:
    middle = np.median(SPREAD, axis=0)
    assert chosen_reference(at(SPREAD), AUTO) in (2, 5)
    assert middle.tolist() == pytest.approx([4.5, 2, 0.5])
    assert chosen_reference(at(SPREAD[::-1]), AUTO) in (0, 3)


def test_an_outlier_is_never_chosen_also_if_it_comes_first() -> None:
    places: list[Place] = [(25, 20, 7), (0, 0, 0), (4, -3, 2), (-4, 3, -2), (3, 3, 1), (-3, -3, -1)]
    assert chosen_reference(at(places), AUTO) == 1


@pytest.mark.parametrize("off", [0.0, 0.4 * MOVED * min(SIZE)])
def test_parts_that_lie_still_need_no_alignment(off: float) -> None:
    places: list[Place] = [(off * (seed % 2), 0, 0) for seed in range(6)]
    assert chosen_reference(at(places), AUTO) is None


def test_one_part_that_lay_elsewhere_is_no_reason_to_align() -> None:
    places: list[Place] = [(0, 0, 0)] * 7 + [(15, 4, 3)]
    assert chosen_reference(at(places), AUTO) is None


@pytest.mark.parametrize("turn", [2.0, -3.0])
def test_parts_that_are_only_turned_are_aligned(turn: float) -> None:
    places: list[Place] = [(0, 0, turn * (seed - 2)) for seed in range(5)]
    assert chosen_reference(at(places), AUTO) == 2


def test_parts_may_be_anywhere_that_is_allowed() -> None:
    """The first and the last are twice as far apart as either is from the middle."""
    places: list[Place] = [(-25, 0, -7), (-12, 0, -3), (0, 0, 0), (12, 0, 3), (25, 0, 7)]
    assert chosen_reference(at(places), AUTO) == 2


@pytest.mark.parametrize("count", range(LEAST))
def test_from_too_few_nothing_can_be_told(count: int) -> None:
    assert chosen_reference(at(SPREAD[:count]), AUTO) is None


def test_where_one_part_is_not_found_nothing_is_aligned() -> None:
    pictures = at(SPREAD)
    for other in (noise(SIZE), texture(SIZE, 9), PART[:-2]):
        assert chosen_reference([*pictures[:5], other], AUTO) is None
    assert chosen_reference([noise(SIZE, seed) for seed in range(6)], AUTO) is None
    narrow = AUTO.model_copy(update={"shift": 2})
    assert chosen_reference(pictures, narrow) is None


def test_plain_parts_are_aligned_by_their_outline() -> None:
    """Brushed plates have nothing in common but their shape."""
    plates = []
    for seed, (across, down, turn) in enumerate(SPREAD):
        shown = np.full((*SIZE, 3), 20, np.uint8)
        shown[55:105, 55:145] = np.maximum(texture((50, 90), seed), 90)
        plates.append(moved(shown, pose_of(shown, turn, (across, down)), (20, 20, 20)))

    assert chosen_reference(plates, AUTO) in (2, 5)
    made = Preparation.of_samples(ImagingSettings(alignment=AUTO), NO_REFERENCES, 64, plates)
    area = made.part_area((160, 200))
    assert area is not None, "what the part lies on is not judged"
    assert area.sum() == pytest.approx(50 * 90, rel=0.05)
