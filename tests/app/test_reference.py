"""What the station's own default for metal reaches on real pictures with real weights."""

from pathlib import Path

import pytest

from spade_station.app.backbones import Backbones, library_in
from spade_station.app.dataset import open_dataset
from spade_station.app.evaluating import evaluate
from spade_station.storage.presets import starting_point

# Mean over layers 1, 2, 3, 40 000 rows, everywhere, 224×224, same pictures and weights.
PLAIN_IMAGE_AUROC, PLAIN_PIXEL_AUROC, PLAIN_AUPRO = 0.904, 0.860, 0.794
NOISE = 0.005  # of the image AUROC, when the coreset falls out otherwise on another machine


@pytest.mark.timeout(900)
def test_metal_is_not_below_the_plain_reference(
    real_data: Path, real_weights: Path, tmp_path: Path
) -> None:
    backbones = Backbones(library_in(tmp_path, [real_weights]), "cpu")
    dataset = open_dataset(real_data / "metal-magnetic-tile")
    found = evaluate(dataset, starting_point("metal"), backbones, lambda done, total: None)

    assert found.backbone == "resnet18"
    assert found.moved_weight == {"layer4": "layer3"}
    assert found.not_inspected == 0
    assert found.image_auroc is not None
    assert found.pixel_auroc is not None
    assert found.aupro is not None
    assert found.image_auroc >= PLAIN_IMAGE_AUROC - NOISE
    assert found.pixel_auroc >= PLAIN_PIXEL_AUROC
    assert found.aupro >= PLAIN_AUPRO
