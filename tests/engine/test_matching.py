import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors

from spade_station.domain.preset import MatchingMode, MatchingSettings
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.bank import Bank, LayerBank, Recipe
from spade_station.engine.exact_search import EXCLUDED, NOBODY, nearest_distances, nearest_rows
from spade_station.engine.features import Features
from spade_station.engine.gathering import bank_patches, empty_coreset, places
from spade_station.engine.matching import Matcher, cells_in_reach
from spade_station.engine.quantised_rows import QuantisedRows

CPU = torch.device("cpu")


def units(count: int, channels: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    rows = torch.randn(count, channels, generator=generator)
    return torch.nn.functional.normalize(rows, dim=1)


def bank_of(
    rows: torch.Tensor,
    sample: list[int],
    mode: MatchingMode,
    images: int = 1,
    place: npt.NDArray[np.float16] | None = None,
    radius: float = 0.0,
    **more: int,
) -> Bank:
    layer = LayerBank(
        rows=QuantisedRows.of(rows),
        sample=np.array(sample, np.int32),
        shared=np.zeros(len(rows), np.bool_),
        place=np.zeros((len(rows), 2), np.float16) if place is None else place,
        spacing=np.linspace(0.1, 0.9, len(rows)).astype(np.float16),
        radius=radius,
        left_out=np.zeros(0, np.float16),
        left_out_spacing=np.zeros(0, np.float16),
    )
    count = max(sample) + 1
    recipe = Recipe(
        BackboneIdentity("test", "0"),
        32,
        ("layer2",),
        MatchingSettings(mode=mode, images=images, **more),
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
    monkeypatch.setattr("spade_station.engine.exact_search.BLOCK", 90)
    torch.testing.assert_close(nearest_distances(a, b), whole)


def test_an_excluded_row_is_never_the_nearest() -> None:
    rows = units(4, 8, 2)
    bias = torch.tensor([EXCLUDED, 0.0, 0.0, 0.0])
    distance = nearest_distances(rows[:1], rows, bias=bias)
    assert float(distance) > 0.1
    nothing_left = nearest_distances(rows[:1], rows, bias=torch.full((4,), EXCLUDED))
    assert float(nothing_left) == 2.0


@pytest.mark.parametrize("left", [0, 1, 3, 5])
def test_of_fewer_rows_than_neighbours_only_those_that_count_make_the_mean(left: int) -> None:
    patches, rows = units(7, 8, 1), units(6, 8, 2)
    bias = torch.full((6,), EXCLUDED)
    bias[:left] = 0
    distance, index = nearest_rows(patches, rows, 5, bias)
    each = torch.cdist(patches, rows[:left]).mean(dim=1) if left else torch.full((7,), 2.0)
    torch.testing.assert_close(distance, each)
    assert ((index == NOBODY).sum(dim=1) == 5 - max(1, left)).all()
    assert (index[:, 0] != NOBODY).all()


def test_a_known_patch_has_distance_zero_and_keeps_its_place() -> None:
    rows = units(6, 8, 3)
    matcher = Matcher(bank_of(rows, [0] * 6, MatchingMode.EVERYWHERE), CPU)
    features = Features({"layer2": rows.view(2, 3, 8)}, torch.eye(8)[0])
    assert matcher.match(features).distances["layer2"].shape == (2, 3)
    np.testing.assert_allclose(matcher.match(features).distances["layer2"], 0, atol=0.03)


def test_leave_one_out_ignores_the_samples_own_rows_but_not_shared_ones() -> None:
    rows = units(4, 8, 4)
    bank = bank_of(rows, [0, 0, 1, 1], MatchingMode.EVERYWHERE)
    features = Features({"layer2": rows[:2].view(1, 2, 8)}, torch.eye(8)[0])
    matcher = Matcher(bank, CPU)
    without = matcher.match(features, without=0).distances["layer2"]
    assert (without > 0.1).all()
    bank.layers["layer2"].shared[0] = True
    shared = Matcher(bank, CPU).match(features, without=0).distances["layer2"]
    assert shared[0, 0] < 0.05
    assert shared[0, 1] > 0.1


def test_nearest_images_uses_only_the_most_similar_samples() -> None:
    rows = units(4, 8, 5)
    mode = MatchingMode.NEAREST_IMAGES
    bank = bank_of(rows, [0, 0, 1, 1], mode, images=1)
    matcher = Matcher(bank, CPU)
    like_the_second = torch.eye(8)[1]
    maps = matcher.match(Features({"layer2": rows.view(1, 4, 8)}, like_the_second)).distances[
        "layer2"
    ]
    assert (maps[0, 2:] < 0.05).all()
    assert (maps[0, :2] > 0.1).all()
    left_out = matcher.match(
        Features({"layer2": rows.view(1, 4, 8)}, like_the_second), without=1
    ).distances["layer2"]
    assert (left_out[0, :2] < 0.05).all()
    assert (left_out[0, 2:] > 0.1).all()


def at_places(height: int, width: int, samples: int, seed: int) -> tuple[Bank, torch.Tensor]:
    """Make a bank of whole maps, `samples` of them, in no order, and a picture's map."""
    cells = height * width
    rows = units(cells * samples, 8, seed)
    down, across = np.mgrid[0:height, 0:width].reshape(2, 1, -1)
    place = np.stack([(down + 0.5) / height, (across + 0.5) / width], axis=-1)
    place = np.broadcast_to(place, (samples, cells, 2)).reshape(-1, 2).astype(np.float16)
    order = np.random.default_rng(seed).permutation(len(rows))
    sample = np.repeat(np.arange(samples), cells)[order].tolist()
    bank = bank_of(
        rows[order], sample, MatchingMode.SAME_PLACE, place=place[order], reach=8, neighbours=2
    )
    return bank, units(cells, 8, seed + 1).view(height, width, 8)


@given(st.integers(1, 7), st.integers(1, 7), st.integers(2, 4), st.booleans(), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_same_place_is_a_search_among_the_rows_within_reach(
    height: int, width: int, samples: int, leave_out: bool, seed: int
) -> None:
    bank, patches = at_places(height, width, samples, seed)
    layer = bank.layers["layer2"]
    features = Features({"layer2": patches}, torch.eye(8)[0])
    found = Matcher(bank, CPU).match(features, without=0 if leave_out else None)
    rows = layer.rows.vectors(CPU).numpy()
    cell = np.round(np.asarray(layer.place, np.float64) * [height, width] - 0.5)
    for y in range(height):
        for x in range(width):
            near = np.abs(cell - [y, x]).max(axis=1) <= 1  # 8 px are one cell of layer2
            if leave_out:
                near &= layer.sample != 0
            distance = np.linalg.norm(rows[near] - patches[y, x].numpy(), axis=1)
            order = np.argsort(distance)[:2]
            next_one = np.sort(distance)[2] if len(distance) > 2 else np.inf
            expected = distance[order].mean()  # of one where no other is in reach
            assert found.distances["layer2"][y, x] == pytest.approx(expected, abs=5e-3)
            if next_one - distance[order[-1]] > 1e-3:  # else either is nearest
                spacing = np.asarray(layer.spacing, np.float32)[near][order].mean()
                assert found.spacings["layer2"][y, x] == pytest.approx(spacing, abs=1e-3)


def test_where_nothing_good_was_ever_seen_everything_is_as_far_as_can_be() -> None:
    rows = units(3, 8, 0)
    top = np.full((3, 2), [0.5 / 6, 0.5], np.float16)
    bank = bank_of(rows, [0, 1, 2], MatchingMode.SAME_PLACE, place=top, reach=8)
    features = Features({"layer2": rows[:1].expand(6, 1, 8).contiguous()}, torch.eye(8)[0])
    distances = Matcher(bank, CPU).match(features).distances["layer2"][:, 0]
    np.testing.assert_allclose(distances[:2], 0, atol=0.05)
    assert (distances[2:] == 2).all()


def test_a_reach_is_rounded_up_to_cells() -> None:
    grid = (20, 30)
    assert [cells_in_reach(reach, "layer3", grid) for reach in (0, 8, 16, 17)] == [0, 1, 1, 2]
    assert cells_in_reach(8, "layer1", grid) == cells_in_reach(8, "layer2", grid) == 1


def test_from_each_cell_of_a_fine_grid_one_that_was_learned_is_in_reach() -> None:
    for height, width in [(44, 46), (45, 46), (30, 91)]:
        patches = units(height * width, 8, 1).view(height, width, 8)
        rows, place = bank_patches(patches), bank_patches(places(patches))
        assert len(rows) < height * width, "it is a fine one"
        where = place.half().numpy()
        bank = bank_of(rows, [0] * len(rows), MatchingMode.SAME_PLACE, place=where, reach=0)
        features = Features({"layer2": patches}, torch.eye(8)[0])
        distances = Matcher(bank, CPU).match(features).distances["layer2"]
        assert (distances < 2).all()
        np.testing.assert_allclose(distances[::2, ::2], 0, atol=0.1)


@pytest.mark.parametrize("seed", range(3))
def test_where_few_rows_stand_for_a_large_picture_each_cell_has_one_in_reach(seed: int) -> None:
    grid = (60, 90)
    ground = units(grid[0] * grid[1], 8, seed)
    settings = MatchingSettings(mode=MatchingMode.SAME_PLACE, reach=8, rows=500)
    coreset = empty_coreset(settings, "layer2", grid, ground)
    for sample in range(4):
        grain = 0.02 * torch.randn(ground.shape, generator=torch.Generator().manual_seed(sample))
        patches = torch.nn.functional.normalize(ground + grain, dim=1).view(*grid, 8)
        coreset.add(bank_patches(patches), sample, bank_patches(places(patches)))
    bank = bank_of(
        coreset.rows,
        coreset.sample.tolist(),
        MatchingMode.SAME_PLACE,
        place=coreset.place.half().numpy(),
        radius=coreset.radius,
        reach=8,
    )
    apart = np.abs(
        np.asarray(bank.layers["layer2"].place, float)[:, None] * grid
        - np.argwhere(np.ones(grid))
        - 0.5
    ).max(axis=2)
    assert (apart.min(axis=0) > 1.1).any(), "some have none in the reach that was asked for"
    distances = Matcher(bank, CPU).match(Features({"layer2": patches}, torch.eye(8)[0]))
    assert (distances.distances["layer2"] < 2).all()


def test_the_spacing_belongs_to_the_nearest_row() -> None:
    rows = units(6, 8, 3)
    matcher = Matcher(bank_of(rows, [0] * 6, MatchingMode.EVERYWHERE), CPU)
    found = matcher.match(Features({"layer2": rows.view(2, 3, 8)}, torch.eye(8)[0]))
    np.testing.assert_allclose(
        found.spacings["layer2"].ravel(), np.linspace(0.1, 0.9, 6), atol=1e-3
    )
