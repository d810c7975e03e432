"""The limit keeps its promise end to end: splits of good parts, a coreset and local scale."""

from collections.abc import Sequence

import numpy as np
import torch
from scipy.stats import binom
from torch import Tensor, nn

from spade_station.domain.frame import Frame, Picture
from spade_station.domain.preset import LayerWeights, Preset
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.device import Compute
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import learn

LEARNED, JUDGED, SPLITS = 60, 40, 16


class Filters:
    """A backbone of one layer of random filters: quick, and good enough for texture."""

    identity = BackboneIdentity("filters", "0")
    layers = ("layer2",)
    needs_whitening = False
    compute = Compute(torch.device("cpu"), torch.float32)

    def __init__(self) -> None:
        random = torch.Generator().manual_seed(0)
        self._filters = torch.randn(24, 3, 8, 8, generator=random)

    def maps(self, pictures: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        values = pictures.permute(0, 3, 1, 2).float() / 255 - 0.5
        return {"layer2": nn.functional.conv2d(values, self._filters, stride=8)}


def cloth(seed: int) -> Picture:
    """Draw a weave that is never twice the same, on some days much less so."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:64, 0:64]
    odd = random.gamma(2.0, 0.12)
    weave = 128 + 40 * np.sin(x * (0.8 + 0.05 * odd) + random.uniform(0, 6))
    weave = weave + 40 * np.sin(y * 0.7 + odd * x / 20)
    noise = random.normal(0, 6 + 10 * odd, (64, 64, 3))
    return (weave[..., None] + noise).clip(0, 255).astype(np.uint8)


def test_over_many_splits_the_realised_overkill_is_what_was_promised() -> None:
    preset = Preset(name="cloth", weights=LayerWeights(layer2=1))
    preset = preset.changed("features.input_size", 64).changed("matching.rows", 500)
    preset = preset.changed("heatmap.spacing", 0.7)
    parts = [cloth(seed) for seed in range(LEARNED + JUDGED)]
    backbone = Filters()
    rejected = {5.0: 0, 10.0: 0}
    for split in range(SPLITS):
        order = np.random.default_rng(split).permutation(len(parts)).tolist()
        bank = learn((parts[i] for i in order[:LEARNED]), LEARNED, backbone, preset)
        assert bank.layers["layer2"].radius > 0
        inspector = Inspector(preset, backbone, bank)
        seen = [inspector.analyse(Frame(parts[i], i, "good")) for i in order[LEARNED:]]
        for wanted in rejected:
            strict = inspector.with_preset(preset.changed("decision.overkill", wanted))
            scores = [strict.conclude(each).score for each in seen]
            rejected[wanted] += sum(score is None or score > 1 for score in scores)
    for wanted, count in rejected.items():
        low, high = binom.interval(0.95, SPLITS * JUDGED, wanted / 100)
        assert low <= count <= high, wanted
