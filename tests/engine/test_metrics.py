import numpy as np
import pytest
from scipy.ndimage import label
from sklearn.metrics import roc_auc_score, roc_curve

from spade_station.engine.metrics import (
    SCORE_BINS,
    PixelMetrics,
    image_auroc,
    interval,
    roc,
    score_histogram,
)


def pictures(count: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Heatmaps with masks: one to three squares, hotter than the rest on the whole."""
    random = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        heatmap = random.gamma(4, 0.1, (60, 80)).astype(np.float32)
        mask = np.zeros((60, 80), np.bool_)
        for _ in range(random.integers(1, 4)):
            y, x, side = random.integers(0, 45), random.integers(0, 65), random.integers(3, 14)
            mask[y : y + side, x : x + side] = True
        heatmap[mask] += random.gamma(3, 0.15, int(mask.sum())).astype(np.float32)
        made.append((heatmap, mask))
    return made


def plain_aupro(made: list[tuple[np.ndarray, np.ndarray]], most: float = 0.3) -> float:
    """AUPRO by its definition, one threshold after the other."""
    values = np.concatenate([heatmap.ravel() for heatmap, _ in made])
    thresholds = np.quantile(values, np.linspace(0, 1, 1200))[::-1]
    good = np.concatenate([heatmap[~mask] for heatmap, mask in made])
    regions = []
    for heatmap, mask in made:
        labels, count = label(mask, np.ones((3, 3)))
        regions += [heatmap[labels == number] for number in range(1, count + 1)]
    rates = [0.0] + [float((good >= limit).mean()) for limit in thresholds]
    overlaps = [0.0] + [
        float(np.mean([(region >= limit).mean() for region in regions])) for limit in thresholds
    ]
    grid = np.linspace(0, most, 2000)
    return float(np.trapezoid(np.interp(grid, rates, overlaps), grid) / most)


def test_pixel_auroc_is_that_of_scikit_learn() -> None:
    made = pictures(8, 1)
    metrics = PixelMetrics()
    for heatmap, mask in made:
        metrics.add(heatmap, mask)
    truth = np.concatenate([mask.ravel() for _, mask in made])
    scores = np.concatenate([heatmap.ravel() for heatmap, _ in made])
    assert metrics.auroc == pytest.approx(roc_auc_score(truth, scores), abs=1e-3)
    assert len(roc_curve(truth, scores)[0]) > 100


@pytest.mark.parametrize("seed", range(2, 6))
def test_aupro_is_that_of_its_definition(seed: int) -> None:
    made = pictures(8, seed)
    metrics = PixelMetrics()
    for heatmap, mask in made:
        metrics.add(heatmap, mask)
    assert metrics.aupro == pytest.approx(plain_aupro(made), abs=2e-3)


def test_a_perfect_and_a_blind_heatmap() -> None:
    mask = np.zeros((40, 40), np.bool_)
    mask[10:20, 10:20] = True
    perfect, blind = PixelMetrics(), PixelMetrics()
    perfect.add(np.where(mask, 2, 0.5).astype(np.float32), mask)
    blind.add(np.full((40, 40), 0.7, np.float32), mask)
    assert perfect.auroc == pytest.approx(1)
    assert perfect.aupro == pytest.approx(1)
    assert blind.auroc == pytest.approx(0.5)
    assert blind.aupro == pytest.approx(0.15, abs=0.01)


def test_good_pictures_count_in_their_own_size_and_masks_may_be_larger() -> None:
    good = np.random.default_rng(3).gamma(4, 0.1, (30, 40)).astype(np.float32)
    mask = np.zeros((60, 80), np.bool_)
    mask[:10, :10] = True
    metrics = PixelMetrics()
    metrics.add(good, np.zeros((60, 80), np.bool_))
    metrics.add(good, mask)
    assert metrics.auroc is not None
    assert 0 < metrics.auroc < 1


def test_without_both_kinds_there_is_no_figure() -> None:
    metrics = PixelMetrics()
    metrics.add(np.ones((8, 8), np.float32), None)
    assert metrics.auroc is None
    assert metrics.aupro is None
    assert image_auroc([0.5], []) is None
    assert image_auroc([], [0.5]) is None


def test_joined_metrics_are_those_of_all_pictures() -> None:
    made = pictures(6, 4)
    first, second, whole = PixelMetrics(), PixelMetrics(), PixelMetrics()
    for index, (heatmap, mask) in enumerate(made):
        (first if index < 3 else second).add(heatmap, mask)
        whole.add(heatmap, mask)
    both = first.join(second)
    assert both.auroc == pytest.approx(whole.auroc)
    assert both.aupro == pytest.approx(whole.aupro)


def test_image_auroc_is_that_of_scikit_learn() -> None:
    assert image_auroc([0.1, 0.4, 0.35], [0.8, 0.3]) == pytest.approx(4 / 6)


def test_a_region_counts_alone_even_where_its_box_holds_another() -> None:
    mask = np.zeros((40, 40), np.bool_)
    mask[5:35, 5:35] = True
    mask[8:32, 8:32] = False  # a ring
    mask[15:25, 15:25] = True  # and a square in it
    heatmap = np.full((40, 40), 0.2, np.float32)
    heatmap[15:25, 15:25] = 2.0
    metrics = PixelMetrics()
    metrics.add(heatmap, mask)
    # the square is found at once, the ring only with all that is good: the mean rises from a half
    assert metrics.aupro == pytest.approx(plain_aupro([(heatmap, mask)]), abs=2e-3)
    assert metrics.aupro == pytest.approx(0.5 + 0.5 * 0.15, abs=2e-3)


def test_what_is_not_a_number_is_counted_nowhere() -> None:
    heatmap = np.full((8, 8), 0.5, np.float32)
    for value in (np.nan, np.inf, -np.inf):
        heatmap[3, 3] = value
        with pytest.raises(ValueError, match="not numbers"):
            PixelMetrics().add(heatmap, None)


def test_a_constant_heatmap_is_blind() -> None:
    mask = np.zeros((40, 40), np.bool_)
    mask[10:20, 10:20] = True
    for value in (0.0, 1.0, 1e9):
        metrics = PixelMetrics()
        metrics.add(np.full((40, 40), value, np.float32), mask)
        assert metrics.auroc == pytest.approx(0.5)


def test_the_roc_is_that_of_counting() -> None:
    random = np.random.default_rng(5)
    good, bad = random.normal(0.6, 0.2, 40).tolist(), random.normal(1.0, 0.3, 25).tolist()
    found = roc(good, bad)
    assert found is not None
    over_good, over_bad = found
    assert (over_good[0], over_bad[0], over_good[-1], over_bad[-1]) == (0, 0, 1, 1)
    for limit in (0.4, 0.8, 1.0, 1.2):
        false, true = np.mean(np.array(good) >= limit), np.mean(np.array(bad) >= limit)
        assert over_bad[over_good >= false].min() <= true <= over_bad[over_good <= false].max()
    assert np.trapezoid(over_bad, over_good) == pytest.approx(image_auroc(good, bad))
    assert roc(good, []) is None
    assert roc([], bad) is None


def test_the_interval_is_that_of_clopper_and_pearson() -> None:
    none = interval(0, 16)
    assert none is not None
    assert none == pytest.approx((0.0, 1 - 0.025 ** (1 / 16)))
    assert interval(16, 16) == pytest.approx((0.025 ** (1 / 16), 1.0))
    assert interval(5, 100) == pytest.approx((0.01643, 0.11283), abs=1e-5)  # a textbook's table
    assert interval(0, 0) is None


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_the_interval_covers_what_it_promises(share: float) -> None:
    counts = np.random.default_rng(6).binomial(60, share, 400)
    intervals = [interval(int(count), 60) for count in counts]
    covered = [low <= share <= high for low, high in filter(None, intervals)]
    assert len(covered) == 400
    assert np.mean(covered) >= 0.95 - 0.01


def test_the_histogram_counts_every_score_and_has_an_edge_at_the_limit() -> None:
    found = score_histogram([0.2, 0.999, 0.4], [1.0, 7.0, 1.5])
    assert found is not None
    edges, good, bad = found
    assert len(edges) == SCORE_BINS + 1
    at_limit = int(np.flatnonzero(edges == 1.0)[0])
    assert (good.sum(), bad.sum()) == (3, 3)
    assert good[:at_limit].sum() == 3
    assert bad[at_limit:].sum() == 3
    assert score_histogram([], []) is None


def test_the_histogram_reaches_to_where_most_scores_are() -> None:
    for scores, top in (([0.5] * 9 + [90.0], 2), ([6.0] * 9, 8), ([500.0] * 9, 32)):
        found = score_histogram(scores, [])
        assert found is not None
        edges, good, _ = found
        assert edges[-1] == top
        assert 1.0 in edges
        assert good.sum() == len(scores)
