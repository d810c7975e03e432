"""What is usual at a place: the median of the others, whatever their sizes and what they show."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spade_station.engine.place_scale import (
    COMPARED,
    LEAST,
    are_alike,
    chosen,
    fitted,
    laid,
    place_scale,
    usual_size,
)


def plain(heats: np.ndarray, share: float) -> np.ndarray:
    """Scale as the text says it, place by place."""
    with np.errstate(all="ignore"):
        usual = np.array(
            [
                [
                    np.nan if np.isnan(heats[:, y, x]).all() else np.nanmedian(heats[:, y, x])
                    for x in range(heats.shape[2])
                ]
                for y in range(heats.shape[1])
            ]
        )
    if np.isnan(usual).all():
        return np.ones(heats.shape[1:])
    scale = np.maximum(1 - share + share * usual / np.nanmedian(usual), LEAST)
    return np.where(np.isnan(usual), 1, scale)


@given(
    samples=st.integers(1, 12),
    share=st.sampled_from([0.3, 1.0]),
    hidden=st.sampled_from([0.0, 0.2, 0.9]),
    rounded=st.booleans(),
    seed=st.integers(0, 1000),
)
def test_it_is_the_median_of_all_and_of_all_others(
    samples: int, share: float, hidden: float, rounded: bool, seed: int
) -> None:
    random = np.random.default_rng(seed)
    heats = random.gamma(4, 0.1, (samples, 3, 4)).astype(np.float32)
    if rounded:  # many are the same
        heats = np.ceil(heats * 4) / 4
    heats[random.random(heats.shape) < hidden] = np.nan
    scale, without = place_scale(heats, share)
    np.testing.assert_allclose(scale, plain(heats, share), rtol=1e-5)
    for sample in range(samples):
        others = np.delete(heats, sample, axis=0)
        expected = plain(others, share) if len(others) else np.ones((3, 4))
        np.testing.assert_allclose(without[sample], expected, rtol=1e-5)


def test_what_is_not_judged_says_nothing_of_what_is_usual() -> None:
    heats = np.full((5, 4, 4), 0.2, np.float32)
    heats[:, :, 3] = 9.0  # what the part lies on
    judged = np.ones((4, 4), bool)
    judged[:, 3] = False
    scale, without = place_scale(heats, 1.0, judged)
    np.testing.assert_allclose(scale, 1)
    np.testing.assert_allclose(without, 1)


def test_where_nothing_ever_differs_heat_is_bounded() -> None:
    heats = np.full((5, 4, 4), 0.2, np.float32)
    heats[:, 0] = 0
    scale, _ = place_scale(heats, 1.0)
    np.testing.assert_allclose(scale[0], LEAST)
    np.testing.assert_allclose(place_scale(np.zeros((5, 4, 4), np.float32), 1.0)[0], 1)


def test_pictures_of_all_sizes_have_no_places_in_common() -> None:
    assert usual_size([(20, 30)] * 9 + [(21, 30)]) == (20, 30)
    assert usual_size([(20, 30)] * 19 + [(30, 20)]) == (20, 30)
    assert usual_size([(20, 30), (40, 30), (20, 60), (24, 30)]) is None
    assert are_alike((20, 30), (22, 30))
    assert not are_alike((20, 30), (23, 30))


def test_it_is_laid_upon_what_shows_the_same_places_only() -> None:
    scale = np.linspace(1, 2, 20 * 30, dtype=np.float32).reshape(20, 30)
    assert laid(scale, (20, 30)) is scale
    wider = laid(scale, (20, 33))
    assert wider is not None
    assert wider.shape == (20, 33)
    assert laid(scale, (30, 20)) is None
    assert fitted(scale, (40, 60)).shape == (40, 60)


@pytest.mark.parametrize("count", [0, 1, COMPARED, COMPARED + 1, 500])
def test_a_spread_of_those_that_count_tells(count: int) -> None:
    counts = np.ones(count + 1, bool)
    counts[0] = False
    found = chosen(counts)
    assert 0 not in found
    assert len(found) <= COMPARED
    assert len(found) >= min(count, COMPARED // 2)
