import numpy as np
import pytest
from scipy.ndimage import label
from sklearn.metrics import roc_auc_score, roc_curve

from spade_station.engine.metrics import PixelMetrics, image_auroc


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


def test_aupro_is_that_of_its_definition() -> None:
    made = pictures(8, 2)
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
