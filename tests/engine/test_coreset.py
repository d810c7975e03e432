import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.engine.coreset import Coreset, independent
from spade_station.engine.net_search import nearest
from spade_station.engine.stand_ins import StandIns

CPU = torch.device("cpu")


def points(count: int, seed: int, dimensions: int = 4) -> torch.Tensor:
    return torch.randn(count, dimensions, generator=torch.Generator().manual_seed(seed))


def patches_of_parts(count: int, dimensions: int, seed: int) -> torch.Tensor:
    """Give unit vectors that vary in eight ways and a little noise: parts differ in few ways."""
    ways = points(8, 99, dimensions) / dimensions**0.5
    rows = points(count, seed, 8) * torch.linspace(1, 0.3, 8) @ ways + 0.5
    noise = points(count, seed + 1000, dimensions) * 0.1 / dimensions**0.5
    return torch.nn.functional.normalize(rows + noise, dim=1)


def add(coreset: Coreset, patches: torch.Tensor, sample: int) -> None:
    """Add patches whose place does not matter."""
    coreset.add(patches, sample, torch.zeros(len(patches), 2))


@given(st.integers(1, 300), st.integers(0, 100), st.floats(0.01, 3))
@settings(max_examples=40, deadline=None)
def test_independent_rows_cover_all_and_keep_apart(count: int, seed: int, radius: float) -> None:
    rows = points(count, seed)
    chosen = independent(rows, radius, coarsely=True)
    distances = torch.cdist(rows, rows)
    assert bool((distances[:, chosen].amin(dim=1) <= radius + 1e-3).all())
    apart = distances[chosen][:, chosen] + torch.eye(int(chosen.sum())) * 9
    assert bool((apart > radius - 1e-3).all())


def test_more_rows_than_a_block_are_independent_across_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("spade_station.engine.coreset.BLOCK", 64)
    rows = points(400, 1)
    chosen = independent(rows, 0.8, coarsely=True)
    distances = torch.cdist(rows[chosen], rows[chosen]) + torch.eye(int(chosen.sum())) * 9
    assert float(distances.min()) > 0.79


def test_everything_is_kept_while_it_fits() -> None:
    coreset = Coreset(100, 4, CPU)
    first, second = points(40, 4), points(40, 5)
    add(coreset, first, 0)
    add(coreset, second, 1)
    assert torch.equal(coreset.rows, torch.cat([first, second]))
    assert coreset.radius == 0
    assert coreset.sample.tolist() == [0] * 40 + [1] * 40


def test_a_full_coreset_stays_within_its_budget_and_covers_everything() -> None:
    coreset = Coreset(200, 4, CPU)
    everything = [points(150, seed) for seed in range(6, 16)]
    for sample, patches in enumerate(everything):
        add(coreset, patches, sample)
        assert len(coreset.rows) <= 200
    distance, _ = nearest(torch.cat(everything), coreset.rows, coarsely=True)
    # what an early thinning dropped may lie a little outside the last radius
    assert float(distance.max()) <= 3 * coreset.radius
    assert len(coreset.rows) == len(coreset.sample) == len(coreset.shared)


def test_a_known_patch_adds_nothing_and_marks_its_row_as_shared() -> None:
    coreset = Coreset(100, 4, CPU)
    add(coreset, points(150, 17), 0)
    before = len(coreset.rows)
    add(coreset, coreset.rows[:5].clone(), 1)
    assert len(coreset.rows) == before
    assert coreset.shared[:5].all()


def test_thinning_tells_which_rows_stand_for_several_samples() -> None:
    coreset = Coreset(100, 4, CPU)
    patches = points(80, 18)
    add(coreset, patches, 0)
    add(coreset, patches + 1e-3, 1)
    assert len(coreset.rows) <= 100
    assert coreset.shared.float().mean() > 0.5


def test_stand_ins_are_patches_of_other_samples_that_the_row_stands_for() -> None:
    coreset = Coreset(150, 4, CPU)
    samples = [points(100, seed) for seed in range(30, 40)]
    for sample, patches in enumerate(samples):
        add(coreset, patches, sample)
    assert coreset.stand_ins
    stand_ins = coreset.stand_ins.rows
    distance = (stand_ins - coreset.rows).norm(dim=1)
    assert float(distance.max()) <= 3 * coreset.radius
    assert (distance[coreset.shared] > 0).all()
    assert (distance[~coreset.shared] == 0).all()
    for row in coreset.shared.nonzero()[:, 0].tolist():
        from_sample = [bool((each == stand_ins[row]).all(dim=1).any()) for each in samples]
        assert from_sample.count(True) == 1
        assert from_sample.index(True) != coreset.sample[row]


def test_leaving_a_sample_out_is_about_what_a_net_of_the_others_would_say() -> None:
    """Neither holes, nor its own patches, nor more than the others' net has may be seen."""
    count, budget = 20, 1500
    samples = [patches_of_parts(150, 32, seed) for seed in range(count)]
    whole = Coreset(budget, 32, CPU)
    for sample, patches in enumerate(samples):
        add(whole, patches, sample)
    assert whole.stand_ins
    stand_ins, followed = whole.stand_ins.rows, whole.followed()
    all_sums = dict.fromkeys(("true", "found", "crowded", "holes", "itself"), 0.0)
    hottest = dict(all_sums)
    for sample, patches in enumerate(samples):
        others = Coreset(budget, 32, CPU)
        for other in range(count):
            if other != sample:
                add(others, samples[other], other)
        own = whole.sample == sample
        replaced = torch.where(own[:, None], stand_ins, whole.rows)
        seen = {
            "true": others.rows,
            "found": replaced[~own | followed],
            "crowded": replaced[~own | whole.shared],
            "holes": whole.rows[~own],
            "itself": whole.rows[~own | whole.shared],
        }
        for name, rows in seen.items():
            distance = nearest(patches, rows, coarsely=True)[0].sort().values
            all_sums[name] += float(distance.sum())
            hottest[name] += float(distance[-15:].sum())
    ratios = {name: each / all_sums["true"] for name, each in all_sums.items()}
    assert ratios["found"] == pytest.approx(1, abs=0.006)
    assert ratios["holes"] > 1.015
    assert ratios["itself"] < 0.985
    ratios = {name: each / hottest["true"] for name, each in hottest.items()}
    assert ratios["found"] == pytest.approx(1, abs=0.004)
    assert ratios["crowded"] < 0.996


def test_a_stand_in_that_another_sample_covers_does_not_follow() -> None:
    coreset = Coreset(4, 2, CPU)
    coreset.resume(
        torch.tensor([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0]]),
        torch.tensor([0, 1, 0], dtype=torch.int32),
        torch.zeros(3, dtype=torch.bool),
        torch.zeros(3, 2),
        radius=0.8,
    )
    coreset.stand_ins = StandIns(2, CPU)
    coreset.stand_ins.append(coreset.rows.clone())
    add(
        coreset, torch.tensor([[0.45, 0.0], [5.3, 0.0]]), 2
    )  # of both first rows the first is nearer
    assert coreset.shared.tolist() == [True, False, True]
    assert coreset.followed().tolist() == [False, False, True]


def test_identical_patches_end_in_one_row() -> None:
    coreset = Coreset(50, 4, CPU)
    add(coreset, torch.ones(200, 4), 0)
    assert len(coreset.rows) == 1


def test_a_resumed_coreset_goes_on_where_it_was() -> None:
    whole, first = Coreset(100, 4, CPU), Coreset(100, 4, CPU)
    for coreset in (whole, first):
        add(coreset, points(150, 19), 0)
    second = Coreset(100, 4, CPU)
    second.resume(first.rows, first.sample, first.shared, first.place, first.radius)
    for coreset in (whole, second):
        add(coreset, points(50, 20), 1)
    assert torch.equal(whole.rows, second.rows)
    assert whole.radius == second.radius


def test_many_channels_are_projected_and_distances_stay_about_the_same() -> None:
    coreset = Coreset(300, 512, CPU)
    rows = torch.nn.functional.normalize(points(600, 21, 512), dim=1)
    add(coreset, rows, 0)
    assert coreset.rows.shape[1] == 512
    assert len(coreset.rows) <= 300


def test_a_net_with_places_keeps_what_is_alike_apart_and_finds_it_again() -> None:
    """A place is so much wider than all else that rounded rows of one place look the same."""
    generator = torch.Generator().manual_seed(22)
    coreset = Coreset(6000, 64, CPU, apart=(28.0, 28.0))
    place = torch.rand(4000, 2, generator=generator)
    rows = torch.randn(4000, 64, generator=generator) * 0.05
    coreset.add(rows, 0, place)
    coreset.radius = 0.1
    coreset.add(rows[::4] + 1e-3, 1, place[::4])
    assert len(coreset.rows) == 4000
    assert bool(coreset.shared[::4].all())
    assert int(coreset.shared.sum()) == 1000
