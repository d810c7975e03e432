import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from spade_station.engine.fusion import fuse


def test_layers_are_scaled_weighed_and_added() -> None:
    maps = {"layer2": np.full((4, 6), 0.5, np.float32), "layer3": np.full((2, 3), 0.3, np.float32)}
    shares = {"layer2": 0.25, "layer3": 0.75}
    heatmap = fuse(maps, {"layer2": 0.5, "layer3": 0.6}, shares, (32, 48), smoothing=0)
    assert heatmap.shape == (32, 48)
    assert heatmap.dtype == np.float32
    np.testing.assert_allclose(heatmap, 0.25 * 1 + 0.75 * 0.5, rtol=1e-5)


def test_a_layer_without_a_share_does_not_count() -> None:
    maps = {"layer2": np.ones((2, 2), np.float32), "layer3": np.full((1, 1), np.nan, np.float32)}
    constants = {"layer2": 1.0, "layer3": 1.0}
    assert np.isfinite(fuse(maps, constants, {"layer2": 1.0}, (16, 16), 0)).all()


def test_upsampling_is_bilinear_as_in_torch() -> None:
    values = np.random.default_rng(0).random((5, 7), np.float32)
    heatmap = fuse({"layer2": values}, {"layer2": 1.0}, {"layer2": 1.0}, (40, 56), 0)
    expected = torch.nn.functional.interpolate(
        torch.from_numpy(values)[None, None], (40, 56), mode="bilinear", align_corners=False
    )
    np.testing.assert_allclose(heatmap, expected[0, 0].numpy(), atol=1e-5)


@given(st.floats(0.5, 6), st.integers(0, 50))
@settings(max_examples=15, deadline=None)
def test_smoothing_is_a_gaussian(deviation: float, seed: int) -> None:
    values = np.random.default_rng(seed).random((64, 64), np.float32)
    heatmap = fuse({"layer2": values}, {"layer2": 1.0}, {"layer2": 1.0}, (64, 64), deviation)
    expected = gaussian_filter(values, deviation, mode="mirror", truncate=4)
    np.testing.assert_allclose(heatmap[16:-16, 16:-16], expected[16:-16, 16:-16], atol=0.01)
