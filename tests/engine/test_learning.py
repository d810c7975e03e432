import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import torch

from spade_station.domain.errors import Cancelled, DeviceMissing, NoSamples
from spade_station.domain.frame import Picture
from spade_station.domain.preset import Preset
from spade_station.engine import learning as learning_module
from spade_station.engine import looking as looking_module
from spade_station.engine.backbone import ResNetBackbone
from spade_station.engine.exact_search import nearest_distances
from spade_station.engine.features import Features, extract
from spade_station.engine.learning import CALIBRATED, calibrated_samples, extend, learn, recipe_of
from spade_station.engine.matching import Matcher
from spade_station.imaging.preparing import Prepared
from spade_station.imaging.resize import to_network

CPU = torch.device("cpu")
Make = Callable[[int], Picture]


def test_a_bank_knows_its_samples(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    pictures = [good_picture(seed) for seed in range(6)]
    bank = learn(pictures, 6, backbone, preset)
    assert bank.samples == 6
    assert set(bank.layers) == {"layer2", "layer3"}
    assert bank.layers["layer2"].rows.values.dtype == np.int8
    assert len(bank.layers["layer2"].rows) == 6 * 12 * 16
    norms = bank.layers["layer3"].rows.vectors(torch.device("cpu")).norm(dim=1)
    np.testing.assert_allclose(norms, 1, atol=1e-5)
    assert bank.sizes.tolist() == [[96, 128]] * 6


def test_leave_one_out_is_what_a_loop_over_rebuilt_banks_gives(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    pictures = [good_picture(seed) for seed in range(5)]
    bank = learn(pictures, 5, backbone, preset)
    features = extract(pictures, backbone, ("layer2", "layer3"), {})
    for left_out in range(5):
        for layer in ("layer2", "layer3"):
            others = [features[i].layers[layer] for i in range(5) if i != left_out]
            rows = torch.cat([each.flatten(0, 1) for each in others])
            own = features[left_out].layers[layer]
            expected = nearest_distances(own.flatten(0, 1), rows).view(own.shape[:2])
            found = bank.left_out_maps[left_out][layer]
            np.testing.assert_allclose(found, expected.numpy(), atol=0.02)


def test_leave_one_out_of_a_coreset_is_on_average_what_banks_of_the_others_give(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    small = preset.changed("matching.rows", 500)
    pictures = [good_picture(seed) for seed in range(10)]
    bank = learn(pictures, 10, backbone, small)
    features = extract(pictures, backbone, ("layer2", "layer3"), {})
    distances, spacings = [], []
    for left_out in range(10):
        others = pictures[:left_out] + pictures[left_out + 1 :]
        found = Matcher(learn(others, 9, backbone, small), CPU).match(features[left_out])
        distances.append(found.distances["layer2"])
        spacings.append(found.spacings["layer2"])
    layer = bank.layers["layer2"]
    assert layer.radius > 0
    expected = float(np.mean(distances)), float(np.mean(spacings))
    assert float(layer.left_out.astype(np.float32).mean()) == pytest.approx(expected[0], rel=0.05)
    spacing = float(layer.left_out_spacing.astype(np.float32).mean())
    assert spacing == pytest.approx(expected[1], rel=0.05)


def test_one_more_sample_gives_the_bank_that_learning_all_would_give(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    pictures = [good_picture(seed) for seed in range(7)]
    together = learn(pictures, 7, backbone, preset)
    grown = learn(pictures[:5], 5, backbone, preset)
    for picture in pictures[5:]:
        grown = extend(grown, picture, backbone)
    assert grown.samples == 7
    for layer, expected in together.layers.items():
        np.testing.assert_array_equal(grown.layers[layer].sample, expected.sample)
        np.testing.assert_allclose(
            grown.layers[layer].left_out.astype(np.float32),
            expected.left_out.astype(np.float32),
            atol=0.03,
        )


def test_a_budget_bounds_the_bank_and_growing_it_too(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    small = preset.changed("matching.rows", 500)
    bank = learn([good_picture(seed) for seed in range(8)], 8, backbone, small)
    for seed in range(8, 12):
        bank = extend(bank, good_picture(seed), backbone)
    assert bank.samples == 12
    assert len(bank.layers["layer2"].rows) <= 500
    assert len(bank.left_out_maps) == 12


def test_pictures_of_several_sizes_are_learned_together(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    pictures = [good_picture(0), np.ascontiguousarray(good_picture(1)[:, :96]), good_picture(2)]
    bank = learn(pictures, 3, backbone, preset)
    assert bank.sizes.tolist() == [[96, 128], [96, 96], [96, 128]]
    assert bank.left_out_maps[1]["layer2"].shape == (12, 12)
    assert bank.aspects == (1.0, pytest.approx(128 / 96))


def test_a_picture_that_comes_again_is_that_of_the_same_sample_among_several_sizes(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    """Rows lie in the bank by batches of one size, distances in the order of the samples."""
    wide = [good_picture(seed) for seed in range(6)]
    pictures = [np.ascontiguousarray(p[:, :96]) if n % 2 else p for n, p in enumerate(wide)]
    bank = learn(pictures, 6, backbone, preset)
    more = extend(bank, pictures[2], backbone)
    for sample, before in enumerate(bank.left_out_maps):
        after = more.left_out_maps[sample]["layer2"]
        if sample == 2:
            np.testing.assert_allclose(after, 0, atol=0.05)
        else:
            assert after.mean() > 0.5 * before["layer2"].mean()
            assert (after <= before["layer2"]).all()


def test_no_picture_is_a_clear_message(backbone: ResNetBackbone, preset: Preset) -> None:
    with pytest.raises(NoSamples, match="Collect at least"):
        learn([], 0, backbone, preset)


def test_progress_is_told_and_cancel_ends_the_work(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    told: list[tuple[int, int]] = []
    pictures = [good_picture(seed) for seed in range(4)]
    learn(pictures, 4, backbone, preset, lambda done, total: told.append((done, total)))
    assert told[-1] == (8, 8)
    assert [done for done, _ in told] == list(range(1, 9))

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        learn(pictures, 4, backbone, preset, cancel)
    with pytest.raises(Cancelled):  # while samples are matched
        learn(pictures, 4, backbone, preset, lambda done, total: done > 5 and cancel(done, total))


def test_the_next_batch_is_looked_at_while_one_is_learned(
    backbone: ResNetBackbone,
    preset: Preset,
    good_picture: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(looking_module, "BATCH", 2)
    looked_at: list[int] = []
    is_second_begun = threading.Event()
    look = looking_module.look

    def noted(parts: Sequence[Prepared], *given: Any) -> list[Features]:
        looked_at.append(len(parts))
        if len(looked_at) == 2:
            is_second_begun.set()
        return look(parts, *given)

    monkeypatch.setattr(looking_module, "look", noted)
    pictures = [good_picture(seed) for seed in range(5)]
    in_time: list[bool] = []

    def wait(done: int, total: int) -> None:
        in_time.append(is_second_begun.wait(10))

    bank = learn(pictures, 5, backbone, preset, wait)
    assert all(in_time)
    assert (looked_at, bank.samples) == ([2, 2, 1], 5)


def test_what_goes_wrong_with_a_picture_of_a_later_batch_comes_out(
    backbone: ResNetBackbone,
    preset: Preset,
    good_picture: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(looking_module, "BATCH", 1)
    look = looking_module.look
    asked = iter(range(9))

    def failing(*given: Any) -> list[Features]:
        if next(asked) == 2:
            raise DeviceMissing(device="cuda")
        return look(*given)

    monkeypatch.setattr(looking_module, "look", failing)
    with pytest.raises(DeviceMissing):
        learn([good_picture(seed) for seed in range(4)], 4, backbone, preset)


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1000, 1001, 2345])
def test_which_samples_are_calibrated_is_known_before_all_have_come(count: int) -> None:
    chosen = calibrated_samples(count)
    assert len(chosen) == count if count <= CALIBRATED else len(chosen) > CALIBRATED / 2
    assert len(chosen) <= CALIBRATED
    assert all(sample in calibrated_samples(sample + 1) for sample in chosen)


def test_fewer_pictures_than_expected(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning_module, "CALIBRATED", 4)
    told: list[tuple[int, int]] = []
    pictures = [good_picture(seed) for seed in range(7)]
    bank = learn(pictures, 9, backbone, preset, lambda done, total: told.append((done, total)))
    assert (bank.samples, len(bank.left_out_maps)) == (7, 4)
    assert told[-1] == (11, 11)


def test_a_missing_layer_is_not_in_the_recipe(backbone: ResNetBackbone, preset: Preset) -> None:
    wants_layer4 = preset.changed("weights.layer4", 1.0)
    assert recipe_of(wants_layer4, backbone).layers == ("layer2", "layer3")


def test_a_bank_serves_fewer_layers_but_not_others(
    backbone: ResNetBackbone, preset: Preset
) -> None:
    recipe = recipe_of(preset, backbone)
    assert recipe.serves(recipe_of(preset.changed("weights.layer2", 0), backbone))
    assert not recipe.serves(recipe_of(preset.changed("weights.layer1", 0.5), backbone))
    assert not recipe.serves(recipe_of(preset.changed("features.input_size", 128), backbone))
    assert not recipe.serves(recipe_of(preset.changed("matching.neighbours", 3), backbone))


def test_small_pictures_are_enlarged_to_the_network(good_picture: Make) -> None:
    assert to_network(good_picture(0), 192).shape == (192, 256, 3)


@pytest.mark.parametrize(("tiles", "most"), [(False, 16), (True, 8)])
def test_few_large_pictures_are_held_at_once(
    tiles: bool,
    most: int,
    backbone: ResNetBackbone,
    preset: Preset,
    good_picture: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    auto = preset.changed("matching.mode", "auto").changed("imaging.tiles.on", tiles)
    held: list[int] = []
    really_choose = learning_module.choose_matching

    def choose(pictures: list[Picture], *values: Any) -> Any:
        held.append(len(pictures))
        return really_choose(pictures, *values)

    monkeypatch.setattr(learning_module, "choose_matching", choose)
    learn([good_picture(seed) for seed in range(20)], 20, backbone, auto)
    assert held == [most]
