import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors

from spade_station.domain.preset import MatchingMode, MatchingSettings
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.bank import Bank, LayerBank, Recipe
from spade_station.engine.features import Features
from spade_station.engine.matching import EXCLUDED, Matcher, nearest_distances

CPU = torch.device("cpu")


def units(count: int, channels: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    rows = torch.randn(count, channels, generator=generator)
    return torch.nn.functional.normalize(rows, dim=1)


def bank_of(rows: torch.Tensor, sample: list[int], mode: MatchingMode, images: int = 1) -> Bank:
    layer = LayerBank(
        rows=rows.half().numpy(),
        sample=np.array(sample, np.int32),
        shared=np.zeros(len(rows), np.bool_),
        radius=0.0,
        left_out=np.zeros(0, np.float16),
    )
    count = max(sample) + 1
    recipe = Recipe(
        BackboneIdentity("test", "0"),
        32,
        ("layer2",),
        MatchingSettings(mode=mode, images=images),
    )
    return Bank(recipe, {"layer2": layer}, np.eye(count, 8, dtype=np.float16), np.zeros((0, 2)))


@given(
    patches=st.integers(1, 40),
    rows=st.integers(1, 60),
    neighbours=st.integers(1, 5),
    seed=st.integers(0, 1000),
)
@settings(max_examples=40, deadline=None)
def test_distances_are_those_of_scikit_learn(
    patches: int, rows: int, neighbours: int, seed: int
) -> None:
    a, b = units(patches, 16, seed), units(rows, 16, seed + 1)
    neighbours = min(neighbours, rows)
    reference = NearestNeighbors(n_neighbors=neighbours, algorithm="brute").fit(b.numpy())
    expected = reference.kneighbors(a.numpy())[0].mean(axis=1)
    np.testing.assert_allclose(nearest_distances(a, b, neighbours).numpy(), expected, atol=2e-3)


def test_long_banks_are_matched_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = units(50, 8, 0), units(30, 8, 1)
    whole = nearest_distances(a, b)
    monkeypatch.setattr("spade_station.engine.matching.BLOCK", 90)
    torch.testing.assert_close(nearest_distances(a, b), whole)


def test_an_excluded_row_is_never_the_nearest() -> None:
    rows = units(4, 8, 2)
    bias = torch.tensor([EXCLUDED, 0.0, 0.0, 0.0])
    distance = nearest_distances(rows[:1], rows, bias=bias)
    assert float(distance) > 0.1
    nothing_left = nearest_distances(rows[:1], rows, bias=torch.full((4,), EXCLUDED))
    assert float(nothing_left) == 2.0


def test_a_known_patch_has_distance_zero_and_keeps_its_place() -> None:
    rows = units(6, 8, 3)
    matcher = Matcher(bank_of(rows, [0] * 6, MatchingMode.EVERYWHERE), MatchingSettings(), CPU)
    features = Features({"layer2": rows.view(2, 3, 8)}, torch.eye(8)[0])
    assert matcher.distances(features)["layer2"].shape == (2, 3)
    np.testing.assert_allclose(matcher.distances(features)["layer2"], 0, atol=0.03)


def test_leave_one_out_ignores_the_samples_own_rows_but_not_shared_ones() -> None:
    rows = units(4, 8, 4)
    bank = bank_of(rows, [0, 0, 1, 1], MatchingMode.EVERYWHERE)
    features = Features({"layer2": rows[:2].view(1, 2, 8)}, torch.eye(8)[0])
    matcher = Matcher(bank, MatchingSettings(), CPU)
    without = matcher.distances(features, without=0)["layer2"]
    assert (without > 0.1).all()
    bank.layers["layer2"].shared[0] = True
    shared = Matcher(bank, MatchingSettings(), CPU).distances(features, without=0)["layer2"]
    assert shared[0, 0] < 0.05
    assert shared[0, 1] > 0.1


def test_nearest_images_uses_only_the_most_similar_samples() -> None:
    rows = units(4, 8, 5)
    mode = MatchingMode.NEAREST_IMAGES
    bank = bank_of(rows, [0, 0, 1, 1], mode, images=1)
    matcher = Matcher(bank, bank.recipe.matching, CPU)
    like_the_second = torch.eye(8)[1]
    maps = matcher.distances(Features({"layer2": rows.view(1, 4, 8)}, like_the_second))["layer2"]
    assert (maps[0, 2:] < 0.05).all()
    assert (maps[0, :2] > 0.1).all()
    left_out = matcher.distances(
        Features({"layer2": rows.view(1, 4, 8)}, like_the_second), without=1
    )["layer2"]
    assert (left_out[0, :2] < 0.05).all()
    assert (left_out[0, 2:] > 0.1).all()
