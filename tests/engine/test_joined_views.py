"""Several views of a part become one heatmap; what a view does not judge does not count there."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.domain.imaging_settings import ViewFusion
from spade_station.domain.preset import ScoreRule
from spade_station.engine.fusion import heat_of_views, joined, of_part, smoothed, upsampled

Maps = npt.NDArray[np.float32]
SEEN = {ViewFusion.MAXIMUM: max, ViewFusion.MINIMUM: min, ViewFusion.MEDIAN: np.median}


def score(heat: Maps, rule: ScoreRule, judged: float) -> float:
    hottest = np.sort(heat)[::-1]
    count = 1 if rule is ScoreRule.MAXIMUM else max(1, round(len(heat) * judged / 100))
    return float(hottest[:count].mean())


def plainly(views: Maps, fusion: ViewFusion, rule: ScoreRule, judged: float) -> Maps:
    """Join pixel by pixel."""
    found = np.zeros(views.shape[1:], np.float32)
    for part in range(views.shape[1]):
        if fusion is ViewFusion.WORST_VIEW:
            seen = [np.array([0 if np.isnan(v) else v for v in view[part]]) for view in views]
            found[part] = max(seen, key=lambda view: score(view, rule, judged))
            continue
        for pixel in range(views.shape[2]):
            shown = [view[part, pixel] for view in views if not np.isnan(view[part, pixel])]
            found[part, pixel] = SEEN[fusion](shown) if shown else 0
    return found


@given(
    views=st.integers(1, 5),
    parts=st.integers(1, 3),
    pixels=st.integers(1, 250),
    hidden=st.sampled_from([0.0, 0.3, 0.9, 1.0]),
    fusion=st.sampled_from(ViewFusion),
    rule=st.sampled_from(ScoreRule),
    judged=st.sampled_from([1.0, 0.4]),
    seed=st.integers(0, 500),
)
@settings(max_examples=150, deadline=None)
def test_views_are_joined_as_a_loop_does(
    views: int,
    parts: int,
    pixels: int,
    hidden: float,
    fusion: ViewFusion,
    rule: ScoreRule,
    judged: float,
    seed: int,
) -> None:
    random = np.random.default_rng(seed)
    heat = random.gamma(2, 0.3, (views, parts, pixels)).astype(np.float32)
    heat[random.random(heat.shape) < hidden] = np.nan
    before = heat.copy()

    found = joined(heat, fusion, rule, judged)

    assert found.dtype == np.float32
    np.testing.assert_allclose(found, plainly(heat, fusion, rule, judged), rtol=1e-6)
    np.testing.assert_array_equal(heat, before)
    if views * parts:
        one = of_part(heat[:, 0].reshape(views, 1, pixels), fusion, rule, judged)
        np.testing.assert_array_equal(one, found[:1])


@pytest.mark.parametrize("fusion", list(ViewFusion))
def test_a_hidden_view_hides_no_flaw_that_another_shows(fusion: ViewFusion) -> None:
    views = np.full((3, 4, 5), 0.2, np.float32)
    views[0] = np.nan
    views[1:, 2, 2] = 3
    assert of_part(views, fusion)[2, 2] == 3


def test_each_view_is_made_of_its_own_layers() -> None:
    random = np.random.default_rng(0)
    sizes = {"layer2": (8, 12), "layer3": (4, 6)}
    keys = ["layer2", "layer3", "layer2@1", "layer3@1"]
    maps = {key: random.random(sizes[key[:6]], np.float32) for key in keys}
    maps["layer3@1"][1, 2] = np.nan
    shares = dict(zip(keys, [0.3, 0.7, 0.3, 0.7], strict=True))
    constants = dict(zip(keys, [0.5, 0.4, 0.2, 0.1], strict=True))

    found = heat_of_views(maps, constants, shares, (64, 96), 0)

    assert found.shape == (2, 16, 24)
    for view, suffix in enumerate(["", "@1"]):
        expected = sum(
            upsampled(maps[f"{layer}{suffix}"], (64, 96))
            * np.float32(shares[layer] / constants[f"{layer}{suffix}"])
            for layer in sizes
        )
        np.testing.assert_allclose(found[view], expected, rtol=1e-5)
    hidden = np.isnan(found[1])
    assert hidden[4:8, 8:12].all()
    assert hidden.sum() == 16, "a cell hides its own pixels and no others"


@pytest.mark.parametrize("deviation", [0.0, 6.0])
def test_a_hidden_place_stays_hidden_and_warms_nothing(deviation: float) -> None:
    heat = np.full((20, 20), 0.5, np.float32)
    heat[8:12, 8:12] = np.nan
    found = smoothed(heat, deviation)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(heat))
    assert np.nanmax(found) <= 0.5 + 1e-6
    assert found[0, 0] == pytest.approx(0.5, abs=1e-3)
