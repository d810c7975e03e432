import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from spade_station.domain.heatmap_settings import HeatmapSettings
from spade_station.domain.preset import ScoreRule
from spade_station.engine.decision import PIXEL, score_of
from spade_station.engine.fusion import LayerScale, fuse, heat, level_of, levelled
from spade_station.engine.matching import Matches


def test_layers_are_scaled_weighed_and_added() -> None:
    maps = {"layer2": np.full((4, 6), 0.5, np.float32), "layer3": np.full((2, 3), 0.3, np.float32)}
    shares = {"layer2": 0.25, "layer3": 0.75}
    heatmap = fuse(maps, {"layer2": 0.5, "layer3": 0.6}, shares, (32, 48), smoothing=0)
    assert heatmap.shape == (8, 12)
    assert heatmap.dtype == np.float32
    np.testing.assert_allclose(heatmap, 0.25 * 1 + 0.75 * 0.5, rtol=1e-5)


def test_a_layer_without_a_share_does_not_count() -> None:
    maps = {"layer2": np.ones((2, 2), np.float32), "layer3": np.full((1, 1), np.nan, np.float32)}
    constants = {"layer2": 1.0, "layer3": 1.0}
    assert np.isfinite(fuse(maps, constants, {"layer2": 1.0}, (16, 16), 0)).all()


def test_upsampling_is_bilinear_as_in_torch() -> None:
    values = np.random.default_rng(0).random((5, 7), np.float32)
    heatmap = fuse({"layer2": values}, {"layer2": 1.0}, {"layer2": 1.0}, (160, 224), 0)
    expected = torch.nn.functional.interpolate(
        torch.from_numpy(values)[None, None], (40, 56), mode="bilinear", align_corners=False
    )
    np.testing.assert_allclose(heatmap, expected[0, 0].numpy(), atol=1e-5)


@given(st.floats(0.5, 6), st.integers(0, 50))
@settings(max_examples=15, deadline=None)
def test_smoothing_is_a_gaussian(deviation: float, seed: int) -> None:
    values = np.random.default_rng(seed).random((64, 64), np.float32)
    shares = {"layer2": 1.0}
    heatmap = fuse({"layer2": values}, shares, shares, (64 * PIXEL, 64 * PIXEL), deviation * PIXEL)
    expected = gaussian_filter(values, deviation, mode="mirror", truncate=4)
    np.testing.assert_allclose(heatmap[16:-16, 16:-16], expected[16:-16, 16:-16], atol=0.01)


def matches_of(distance: np.ndarray, spacing: np.ndarray | None = None) -> Matches:
    spacing = np.ones_like(distance) if spacing is None else spacing
    return Matches({"layer2": distance}, {"layer2": spacing})


SHARES = {"layer2": 1.0}
SCALES = {"layer2": LayerScale(spacing=1.0, constant=0.5)}


def test_without_spacing_the_heat_is_the_plain_fusion() -> None:
    values = np.random.default_rng(0).random((4, 4), np.float32)
    settings = HeatmapSettings(smoothing=2.0)
    spacing = np.random.default_rng(1).random((4, 4), np.float32)
    found = heat(matches_of(values, spacing), SCALES, SHARES, (32, 32), settings)[0]
    np.testing.assert_array_equal(
        found, fuse({"layer2": values}, {"layer2": 0.5}, SHARES, (32, 32), 2.0)
    )


def test_the_spacing_counts_as_much_as_it_is_set_to() -> None:
    values = np.full((2, 2), 0.5, np.float32)
    settings = HeatmapSettings(spacing=0.5, smoothing=0)
    found = heat(matches_of(values, values * 6), SCALES, SHARES, (16, 16), settings)[0]
    np.testing.assert_allclose(found, 1 / 2, rtol=1e-5)


def test_a_picture_that_is_hotter_as_a_whole_is_levelled_and_its_score_stays() -> None:
    good = np.random.default_rng(0).random((40, 40), np.float32) * np.float32(0.2)
    good[4:8, 4:8] = 0.6
    dimmed = good + np.float32(0.1)
    score = score_of(dimmed, ScoreRule.TOP_PERCENT)
    found = levelled(dimmed, level_of(good), 1.0, ScoreRule.TOP_PERCENT)
    assert score_of(found, ScoreRule.TOP_PERCENT) == pytest.approx(score, rel=1e-4)
    np.testing.assert_allclose(found, good * score / (score - 0.1), atol=1e-3)
    half = levelled(dimmed, level_of(good), 0.5, ScoreRule.TOP_PERCENT)
    assert found.mean() < half.mean() < dimmed.mean()
    assert levelled(dimmed, level_of(good), 0.0, ScoreRule.TOP_PERCENT) is dimmed
    assert (
        levelled(good, 0.5, 1.0, ScoreRule.TOP_PERCENT) is good
    )  # one that is cooler than usual stays


@pytest.mark.parametrize("rule", list(ScoreRule))
@given(seed=st.integers(0, 200), usual=st.floats(0, 2), share=st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_levelling_never_changes_a_score(
    rule: ScoreRule, seed: int, usual: float, share: float
) -> None:
    random = np.random.default_rng(seed)
    heatmap = random.gamma(random.uniform(0.2, 20), 0.1, (30, 30)).astype(np.float32)
    score = score_of(heatmap, rule)
    found = levelled(heatmap, usual, share, rule)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert score_of(found, rule) == pytest.approx(score, rel=2e-3)


@given(st.integers(0, 99), st.floats(0, 0.9))
@settings(max_examples=25, deadline=None)
def test_the_heat_is_always_a_finite_number_above_zero(seed: int, spacing: float) -> None:
    values, company = np.random.default_rng(seed).random((2, 6, 6)).astype(np.float32)
    changed = HeatmapSettings(spacing=spacing)
    found = heat(matches_of(values, company), SCALES, SHARES, (48, 48), changed)[0]
    assert np.isfinite(found).all()
    assert (found >= 0).all()
