"""The gate: bad parts among good samples are found, and a good part is not asked about twice."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from spade_station.domain.frame import Picture
from spade_station.domain.preset import Preset
from spade_station.engine.backbone import ResNetBackbone
from spade_station.engine.bank import Bank
from spade_station.engine.features import effective_weights
from spade_station.engine.gate import UNLIKE, doubles, is_covered, looks_defective, unlikeness
from spade_station.engine.layer_keys import STRIDES
from spade_station.engine.learning import extend, learn

Make = Callable[[int], Picture]


def off(bank: Bank, preset: Preset, backbone: ResNetBackbone) -> list[float]:
    shares = effective_weights(preset.weights, backbone.layers).shares
    return unlikeness(bank, preset, shares).tolist()


def learned(pictures: list[Picture], preset: Preset, backbone: ResNetBackbone) -> Bank:
    return learn(pictures, len(pictures), backbone, preset)


def test_bad_parts_among_the_samples_are_the_most_unlike(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    pictures = [good_picture(seed) for seed in range(24)]
    for place, (top, left) in {3: (10, 8), 11: (70, 90), 19: (40, 60)}.items():
        pictures[place][top : top + 18, left : left + 18] = 20
    found = np.array(off(learned(pictures, preset, backbone), preset, backbone))
    assert sorted(np.argsort(-found)[:3].tolist()) == [3, 11, 19]
    assert (found[[3, 11, 19]] > UNLIKE).all()
    assert np.delete(found, [3, 11, 19]).max() < found[[3, 11, 19]].min()


def test_a_rougher_lot_is_no_defect_and_a_flaw_in_it_is(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    pictures = [good_picture(seed) for seed in range(40)]
    rough = range(28, 40)
    for place in rough:
        grain = np.random.default_rng(place).normal(0, 5, pictures[place].shape)
        pictures[place] = (pictures[place] + grain).clip(0, 255).astype(np.uint8)
    pictures[33][40:58, 60:78] = 20
    found = np.array(off(learned(pictures, preset, backbone), preset, backbone))
    assert found.argmax() == 33
    assert found[33] > UNLIKE
    assert (found[[place for place in rough if place != 33]] < UNLIKE).all()


def test_many_bad_parts_do_not_hide_one_another(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    is_bad = np.arange(30) % 4 == 0
    found, alarms = 0, 0
    for draw in range(100, 700, 100):
        pictures = [good_picture(draw + seed) for seed in range(30)]
        for place in np.flatnonzero(is_bad):
            top, left = 5 * (place // 4) + 5, 10 * (place // 4) + 5
            pictures[place][top : top + 8, left : left + 8] = 20 + place
        flagged = np.array(off(learned(pictures, preset, backbone), preset, backbone)) >= UNLIKE
        found += int((flagged & is_bad).sum())
        alarms += int((flagged & ~is_bad).sum())
    assert found >= 44  # of 48
    assert alarms <= 4  # of 132


def test_what_lies_beside_the_part_says_nothing(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    """Nothing is hot there in most samples, and a trace in one would outweigh all defects."""
    pictures = [good_picture(100 + seed) for seed in range(24)]
    pictures[7][40:58, 60:78] = 20
    bank = learned(pictures, preset, backbone)
    height, width = pictures[0].shape[:2]
    seen = np.zeros((height, width), bool)
    seen[height // 4 :, width // 4 : -width // 4] = True
    random, layers = np.random.default_rng(0), {}
    for name, layer in bank.layers.items():
        rows, columns = height // STRIDES[name], width // STRIDES[name]
        maps = np.array(layer.left_out).reshape(len(pictures), rows, columns)
        part = cv2.resize(seen.astype(np.uint8), (columns, rows), interpolation=cv2.INTER_AREA) > 0
        maps[:, ~part] = 0
        maps[np.arange(len(pictures)), 0, random.integers(0, columns, len(pictures))] = 0.3
        layers[name] = replace(layer, left_out=maps.ravel())
    found = np.array(off(replace(bank, layers=layers, seen=seen), preset, backbone))
    assert np.flatnonzero(found >= UNLIKE).tolist() == [7]


def test_pictures_of_several_sizes_are_compared(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    pictures = [good_picture(seed) for seed in range(8)]
    pictures[2] = np.ascontiguousarray(pictures[2][:, :96])
    found = off(learned(pictures, preset, backbone), preset, backbone)
    assert len(found) == 8
    assert np.isfinite(found).all()


def test_the_same_picture_ten_times(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    bank = learned([good_picture(0)] * 10, preset, backbone)
    assert doubles(bank).tolist() == [False] + [True] * 9
    assert not np.isnan(off(bank, preset, backbone)).any()


def test_different_parts_are_no_doubles(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    bank = learned([good_picture(seed) for seed in range(6)], preset, backbone)
    assert not doubles(bank).any()


def test_constant_pictures_and_a_single_one(backbone: ResNetBackbone, preset: Preset) -> None:
    for count in (1, 6):
        bank = learned([np.full((96, 128, 3), 90, np.uint8)] * count, preset, backbone)
        assert np.isfinite(off(bank, preset, backbone)).all()


@pytest.mark.parametrize("rows", [500, 20_000], ids=["coreset", "all patches"])
def test_a_picture_that_is_known_is_covered_and_a_flaw_is_not(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make, bad_picture: Make, rows: int
) -> None:
    bank = learned(
        [good_picture(s) for s in range(6)], preset.changed("matching.rows", rows), backbone
    )

    def covered(picture: Picture, alarmed: bool) -> bool:
        return is_covered(bank, extend(bank, picture, backbone), alarmed)

    assert covered(good_picture(0), alarmed=False)
    assert not covered(bad_picture(0), alarmed=False)
    assert not covered(bad_picture(0), alarmed=True)


def test_a_false_alarm_is_not_covered_by_a_wide_net(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make, bad_picture: Make
) -> None:
    bank = learned([good_picture(seed) for seed in range(6)], preset, backbone)
    wide = replace(
        bank, layers={name: replace(each, radius=2.0) for name, each in bank.layers.items()}
    )
    grown = extend(bank, bad_picture(50), backbone)
    assert is_covered(wide, grown, alarmed=False)
    assert not is_covered(wide, grown, alarmed=True)


@pytest.mark.parametrize(
    ("score", "doubtful"), [(0.9, False), (1.9, False), (2.2, True), (9.0, True)]
)
def test_only_what_is_far_off_is_asked_about(score: float, doubtful: bool) -> None:
    good = np.linspace(0.5, 1.0, 40)
    assert looks_defective(score, good) is (doubtful and score - 0.75 > 0.75)
    assert not looks_defective(1.5, good)


def test_scattered_samples_allow_for_more() -> None:
    assert looks_defective(3.0, [0.8, 0.9, 1.0])
    assert not looks_defective(3.0, [0.1, 0.2, 1.5])
