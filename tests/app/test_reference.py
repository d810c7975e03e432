"""What the station's own defaults reach on real pictures with real weights."""

from pathlib import Path

import pytest

from spade_station.app.backbones import Backbones, library_in
from spade_station.app.dataset import open_dataset
from spade_station.app.evaluating import evaluate
from spade_station.storage.presets import starting_point

NOISE = 0.01  # when the coreset falls out otherwise on another machine


@pytest.mark.timeout(300)
def test_the_figures_of_a_starting_point(
    real_data: Path, real_weights: Path, tmp_path: Path
) -> None:
    """See docs/accuracy.md; the other sets take minutes and are measured by its command only."""
    backbones = Backbones(library_in(tmp_path, [real_weights]), "cpu")
    dataset = open_dataset(real_data / "textile-fabric")
    found = evaluate(dataset, starting_point("textile"), backbones, lambda done, total: None)

    assert found.backbone == "resnet18"
    assert found.not_inspected == 0
    assert (found.matching, len(found.matching_trials)) == ("everywhere", 4)
    assert found.image_auroc is not None
    assert found.aupro is not None
    assert found.image_auroc >= 0.975 - NOISE
    assert found.aupro >= 0.86 - NOISE
