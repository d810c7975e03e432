from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.domain.heatmap_settings import HeatmapSettings
from spade_station.domain.imaging_settings import ViewFusion
from spade_station.domain.preset import MatchingMode, MatchingSettings, ScoreRule
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.bank import Bank, LayerBank, Recipe
from spade_station.engine.decision import score_of
from spade_station.engine.fusion import heat, level_of, of_part
from spade_station.engine.good_heat import GoodHeat, Reading, scales_of
from spade_station.engine.judged_area import JudgedArea
from spade_station.engine.layer_keys import STRIDES, of_all_views
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
    assert not good.serves(replace_in(wanted, place=1.0))


def test_what_is_usual_rests_on_the_counted_samples() -> None:
    bank = bank_of(40)
    for layer in bank.layers.values():
        cells = len(layer.left_out) // 40
        layer.left_out[:cells] = 1.9
    raised = GoodHeat(bank, HeatmapSettings()).scales["layer2"].constant
    counted = GoodHeat(replace(bank, alarmed=(0,)), HeatmapSettings()).scales["layer2"].constant
    assert counted < raised / 2


def replace_in(settings: HeatmapSettings, **changes: float) -> HeatmapSettings:
    return settings.model_copy(update=changes)


# --- several views, places that are not judged, and zones -----------------------------------------


def with_views(bank: Bank, hidden: float, seed: int) -> Bank:
    """Give a bank a second view, and hide some places of some samples."""
    random = np.random.default_rng(seed)
    layers = dict(bank.layers)
    for name, layer in bank.layers.items():
        other = random.permutation(layer.left_out)
        other[random.random(len(other)) < hidden] = np.nan
        layers[f"{name}@1"] = replace(layer, left_out=other, radius=0.2)
    mine = bank.layers["layer3"].left_out.copy()
    mine[random.random(len(mine)) < hidden] = np.nan
    layers["layer3"] = replace(bank.layers["layer3"], left_out=mine)
    return replace(bank, layers=layers)


AREAS = {
    "everything": JudgedArea(),
    "a zone": JudgedArea(
        (
            Zone(
                kind=ZoneKind.EXCLUDE,
                shape=ZoneShape.RECTANGLE,
                points=((0.0, 0.0), (0.6, 1.0)),
            ),
            Zone(
                kind=ZoneKind.TOLERANT,
                shape=ZoneShape.ELLIPSE,
                points=((0.4, 0.0), (1.0, 0.5)),
                factor=3,
            ),
        )
    ),
}


@given(
    fusion=st.sampled_from(ViewFusion),
    rule=st.sampled_from(ScoreRule),
    hidden=st.sampled_from([0.0, 0.1, 1.0]),
    area=st.sampled_from(sorted(AREAS)),
    highest=st.one_of(st.none(), st.integers(1, 12)),
    seed=st.integers(0, 20),
)
@settings(max_examples=60, deadline=None)
@pytest.mark.filterwarnings("ignore:All-NaN")
def test_the_scores_of_several_views_are_those_of_the_line(
    fusion: ViewFusion,
    rule: ScoreRule,
    hidden: float,
    area: str,
    highest: int | None,
    seed: int,
) -> None:
    if hidden == 1.0:  # all of one view
        bank = with_views(bank_of(9, seed), 0.0, seed)
        for key in ("layer2@1", "layer3@1"):
            count = len(bank.layers[key].left_out) // 3
            bank.layers[key].left_out[:count] = np.nan
    else:
        bank = with_views(bank_of(9, seed), hidden, seed)
    wanted, shares = HeatmapSettings(smoothing=3.0), of_all_views(SHARES, 2)
    reading = Reading(rule, fusion, AREAS[area])
    good = GoodHeat(bank, wanted)
    expected = []
    for place, size in enumerate(bank.sizes.tolist()):
        matches = Matches(bank.left_out_maps[place], bank.left_out_spacings[place])
        heats = heat(matches, good.scales, shares, (size[0], size[1]), wanted)
        factors = reading.area.factors((heats.shape[1], heats.shape[2]))
        heats = heats if factors is None else heats * factors
        judged = reading.area.share((heats.shape[1], heats.shape[2]))
        expected.append(score_of(of_part(heats, fusion, rule, judged), rule, judged))

    found = good.scores(shares, reading, highest)

    count = len(expected) if highest is None else min(highest, len(expected))
    assert np.isfinite(np.sort(found)[::-1][:count]).all()
    np.testing.assert_allclose(
        np.sort(found)[::-1][:count], np.sort(expected)[::-1][:count], rtol=1e-4
    )


def test_what_is_never_judged_says_nothing_of_what_is_usual() -> None:
    bank = bank_of(20)
    plain = GoodHeat(bank, HeatmapSettings()).scales["layer2"].constant
    layer = bank.layers["layer2"]
    half = layer.left_out.copy()
    half[::2] = np.nan
    hidden = replace(bank, layers={**bank.layers, "layer2": replace(layer, left_out=half)})
    found = GoodHeat(hidden, HeatmapSettings()).scales["layer2"].constant
    assert found == pytest.approx(plain, rel=0.2)
    expected = np.nanpercentile(half.astype(np.float32), 99.9)
    assert hidden.constants["layer2"] == pytest.approx(float(expected), rel=1e-5)


@pytest.mark.parametrize("spacing", [0.0, 0.7])
def test_what_is_usual_is_that_of_the_part_and_not_of_what_it_lies_on(spacing: float) -> None:
    """A plain ground is crowded: measured by it, all of the part would lie far apart."""
    whole = bank_of(12)
    whole = replace(whole, sizes=np.full((12, 2), 64, np.int32))
    seen = np.zeros((64, 64), bool)
    seen[:, 32:] = True
    layers, of_part = {}, {}
    for name, layer in whole.layers.items():
        side = 64 // STRIDES[name]
        random = np.random.default_rng(side)
        away, apart = (random.uniform(0.2, 0.6, (12, side, side)) for _ in range(2))
        away[:, :, : side // 2], apart[:, :, : side // 2] = 9.0, 0.01
        layers[name] = in_bank(layer, away, apart)
        of_part[name] = in_bank(layer, away[:, :, side // 2 :], apart[:, :, side // 2 :])

    found = scales_of(replace(whole, layers=layers, seen=seen), spacing)

    narrow = replace(whole, sizes=np.full((12, 2), (64, 32), np.int32), layers=of_part)
    wanted = scales_of(replace(narrow, seen=np.ones((64, 32), bool)), spacing)
    for name in SHARES:
        assert found[name].spacing == pytest.approx(wanted[name].spacing)
        assert found[name].constant == pytest.approx(wanted[name].constant)
        assert 0.2 < found[name].spacing < 0.6


def in_bank(layer: LayerBank, away: np.ndarray, apart: np.ndarray) -> LayerBank:
    """Give a layer other distances of its samples."""
    half = np.float16
    return replace(
        layer, left_out=away.ravel().astype(half), left_out_spacing=apart.ravel().astype(half)
    )


def placed_bank(samples: int, sizes: tuple[tuple[int, int], ...]) -> Bank:
    """Make a bank of parts that differ three times as much in their upper half, one like another.

    Parameters
    ----------
    sizes
        Of the samples in turn.
    """
    bank = bank_of(samples)
    bank = replace(bank, sizes=np.array([sizes[n % len(sizes)] for n in range(samples)], np.int32))
    random = np.random.default_rng(1)
    layers = {}
    for name, layer in bank.layers.items():
        maps = []
        for place in range(samples):
            height, width = bank.grid(name, place)
            distances = random.gamma(16, 0.01, (height, width))
            distances[: height // 2] *= 3
            maps.append(distances.ravel())
        left_out = np.concatenate(maps).astype(np.float16)
        spacing = np.full(len(left_out), 0.4, np.float16)
        layers[name] = replace(layer, left_out=left_out, left_out_spacing=spacing)
    return replace(bank, layers=layers)


def test_a_place_is_measured_by_what_is_usual_there() -> None:
    bank, wanted = placed_bank(40, ((64, 96),)), HeatmapSettings(place=1.0, smoothing=0.0)
    plain = GoodHeat(bank, HeatmapSettings(smoothing=0.0))
    good = GoodHeat(bank, wanted)
    found = np.mean(one_by_one(bank, good, wanted), axis=0)
    before = np.mean(one_by_one(bank, plain, replace_in(wanted, place=0.0)), axis=0)
    assert before[:6].mean() > 2.5 * before[10:].mean()
    assert found[:6].mean() == pytest.approx(found[10:].mean(), rel=0.1)


def test_a_sample_is_measured_by_what_is_usual_without_it() -> None:
    bank, wanted = placed_bank(7, ((64, 96),)), HeatmapSettings(place=1.0)
    scores = GoodHeat(bank, wanted).scores(SHARES, Reading(ScoreRule.MAXIMUM))
    constants = GoodHeat(bank, HeatmapSettings()).scales
    for sample, score in enumerate(scores):  # as if it came to the others as a further part
        of_others = GoodHeat(without(bank, sample), wanted).scales
        scales = {
            layer: replace(scale, places=of_others[layer].places)
            for layer, scale in constants.items()
        }
        matches = Matches(bank.left_out_maps[sample], bank.left_out_spacings[sample])
        expected = heat(matches, scales, SHARES, (64, 96), wanted)
        assert score == pytest.approx(expected.max(), rel=1e-4)


def test_samples_of_many_sizes_are_not_measured_by_place() -> None:
    good = GoodHeat(placed_bank(30, SIZES), HeatmapSettings(place=1.0))
    assert all(scale.places is None for scale in good.scales.values())


def test_what_is_nearly_of_the_usual_size_is_measured_by_place_too() -> None:
    bank = placed_bank(40, (*[(160, 192)] * 19, (176, 192)))
    wanted = HeatmapSettings(place=1.0, smoothing=0.0)
    found = one_by_one(bank, GoodHeat(bank, wanted), wanted)[19]
    assert found.shape == (44, 48)
    assert found[:18].mean() == pytest.approx(found[26:].mean(), rel=0.2)


def test_few_that_count_may_all_be_of_an_odd_size() -> None:
    odd, usual = (64, 96), (160, 192)
    bank = placed_bank(240, (odd, *[usual] * 11))
    alarmed = tuple(np.flatnonzero(bank.sizes[:, 0] == usual[0]).tolist())
    good = GoodHeat(replace(bank, alarmed=alarmed), HeatmapSettings(place=1.0))
    assert good.scales["layer2"].places is not None
    assert good.scales["layer2"].places.shape == (16, 24)
    assert np.isfinite(good.scores(SHARES, Reading(ScoreRule.MAXIMUM))).all()


def without(bank: Bank, sample: int) -> Bank:
    """Make a bank, whose samples have one size, that has one of them less."""

    def fewer(cells: np.ndarray) -> np.ndarray:
        return np.delete(cells.reshape(len(bank.sizes), -1), sample, axis=0).ravel()

    layers = {
        name: replace(
            layer, left_out=fewer(layer.left_out), left_out_spacing=fewer(layer.left_out_spacing)
        )
        for name, layer in bank.layers.items()
    }
    return replace(bank, layers=layers, sizes=np.delete(bank.sizes, sample, axis=0))
