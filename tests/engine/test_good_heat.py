from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.domain.preset import HeatmapSettings, MatchingMode, MatchingSettings, ScoreRule
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.bank import Bank, LayerBank, Recipe
from spade_station.engine.decision import score_of
from spade_station.engine.fusion import heat, level_of
from spade_station.engine.good_heat import GoodHeat, Reading
from spade_station.engine.layer_keys import STRIDES
from spade_station.engine.matching import Matches
from spade_station.engine.quantised_rows import QuantisedRows

SHARES = {"layer2": 0.3, "layer3": 0.7}
SIZES = ((64, 96), (96, 64))


def bank_of(samples: int, seed: int = 0) -> Bank:
    """Make a bank of samples of two shapes, with drawn leave-one-out maps."""
    random = np.random.default_rng(seed)
    sizes = np.array([SIZES[n % 3 == 0] for n in range(samples)], np.int32)
    layers = {}
    for name in SHARES:
        cells = int((sizes // STRIDES[name]).prod(axis=1).sum())
        layers[name] = LayerBank(
            rows=QuantisedRows.of(torch.eye(4, 8)),
            sample=np.arange(4, dtype=np.int32),
            shared=np.zeros(4, bool),
            place=np.zeros((4, 2), np.float16),
            spacing=np.full(4, 0.4, np.float16),
            radius=0.1,
            left_out=random.gamma(4, 0.05, cells).astype(np.float16),
            left_out_spacing=random.uniform(0.2, 0.6, cells).astype(np.float16),
        )
    matching = MatchingSettings(mode=MatchingMode.EVERYWHERE)
    recipe = Recipe(BackboneIdentity("resnet18", "0" * 64), 64, tuple(SHARES), matching)
    return Bank(recipe, layers, np.ones((samples, 8), np.float16), sizes)


def one_by_one(bank: Bank, good: GoodHeat, settings: HeatmapSettings) -> list[np.ndarray]:
    """Make the heatmaps of all samples as the line makes that of a part."""
    found = zip(bank.left_out_maps, bank.left_out_spacings, bank.sizes.tolist(), strict=True)
    return [
        heat(Matches(distances, spacings), good.scales, SHARES, (size[0], size[1]), settings)[0]
        for distances, spacings, size in found
    ]


@given(
    samples=st.integers(1, 60),
    highest=st.one_of(st.none(), st.integers(1, 80)),
    rule=st.sampled_from(ScoreRule),
    smoothing=st.sampled_from([0.0, 3.0]),
    spacing=st.sampled_from([0.0, 0.7]),
    seed=st.integers(0, 30),
)
@settings(max_examples=60, deadline=None)
def test_the_scores_are_those_of_the_line(
    samples: int,
    highest: int | None,
    rule: ScoreRule,
    smoothing: float,
    spacing: float,
    seed: int,
) -> None:
    wanted = HeatmapSettings(smoothing=smoothing, spacing=spacing)
    bank = bank_of(samples, seed)
    good = GoodHeat(bank, wanted)
    expected = np.array([score_of(each, rule) for each in one_by_one(bank, good, wanted)])
    found = good.scores(SHARES, Reading(rule), highest)
    told = np.isfinite(found)
    np.testing.assert_allclose(found[told], expected[told], rtol=1e-5)
    count = samples if highest is None else min(highest, samples)
    assert told.sum() >= count
    np.testing.assert_allclose(
        np.sort(found)[::-1][:count], np.sort(expected)[::-1][:count], rtol=1e-5
    )


def test_few_highest_scores_leave_most_samples_unscored() -> None:
    bank = bank_of(60)
    found = GoodHeat(bank, HeatmapSettings()).scores(SHARES, Reading(ScoreRule.MAXIMUM), 3)
    assert np.isfinite(found).sum() < 20


def test_the_usual_level_is_that_of_the_heatmaps_of_the_line() -> None:
    bank, wanted = bank_of(40), HeatmapSettings(smoothing=2.0, spacing=0.5)
    good = GoodHeat(bank, wanted)
    expected = np.median([level_of(each) for each in one_by_one(bank, good, wanted)])
    assert good.usual_level(SHARES, Reading(ScoreRule.TOP_PERCENT)) == pytest.approx(
        expected, rel=1e-5
    )


def test_it_serves_until_the_heat_itself_changes() -> None:
    wanted = HeatmapSettings(smoothing=2.0, spacing=0.5)
    good = GoodHeat(bank_of(5), wanted)
    assert good.serves(replace_in(wanted, levelling=1.0))
    assert not good.serves(replace_in(wanted, smoothing=3.0))
    assert not good.serves(replace_in(wanted, spacing=0.0))


def test_what_is_usual_rests_on_the_counted_samples() -> None:
    bank = bank_of(40)
    for layer in bank.layers.values():
        cells = len(layer.left_out) // 40
        layer.left_out[:cells] = 9
    raised = GoodHeat(bank, HeatmapSettings()).scales["layer2"].constant
    counted = GoodHeat(replace(bank, alarmed=(0,)), HeatmapSettings()).scales["layer2"].constant
    assert counted < raised / 2


def replace_in(settings: HeatmapSettings, **changes: float) -> HeatmapSettings:
    return settings.model_copy(update=changes)
