"""Where a good sample has no other to be compared with, that says nothing of good parts."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from spade_station.domain.errors import NoSamples
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import SampleUnfit, TooMuchGlare
from spade_station.domain.inspection import Verdict
from spade_station.domain.preset import MatchingMode, Preset
from spade_station.engine.backbone import ResNetBackbone
from spade_station.engine.bank import FARTHEST, LEAST_CONSTANT, Bank, highest_of
from spade_station.engine.gate import unlikeness
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import extend, learn
from spade_station.imaging.sheet import sheet_of

Make = Callable[[int], Picture]


def verdict(bank: Bank, backbone: ResNetBackbone, preset: Preset, picture: Picture) -> Verdict:
    return Inspector(preset, backbone, bank).inspect(Frame(picture, 0, "part")).verdict


@pytest.mark.parametrize("mode", list(MatchingMode))
@pytest.mark.parametrize("rows", [500, 4000])
def test_parts_that_are_taught_one_by_one_let_no_defect_pass(
    backbone: ResNetBackbone,
    preset: Preset,
    good_picture: Make,
    bad_picture: Make,
    mode: MatchingMode,
    rows: int,
) -> None:
    """The first sample was compared with none: its distances are as large as there are."""
    preset = preset.changed("matching.mode", mode).changed("matching.rows", rows)
    bank = learn([good_picture(0)], 1, backbone, preset)
    assert bank.compared == 0
    for seed in range(1, 6):
        bank = extend(bank, good_picture(seed), backbone)
    assert bank.compared >= 5

    at_once = learn([good_picture(seed) for seed in range(6)], 6, backbone, preset)

    for layer, constant in at_once.constants.items():
        assert bank.constants[layer] == pytest.approx(constant, rel=0.5)
    assert verdict(bank, backbone, preset, bad_picture(50)) is Verdict.NG
    assert np.isfinite(unlikeness(bank, preset, {"layer2": 0.5, "layer3": 0.5})).all()


def test_without_any_comparison_nothing_is_judged(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    bank = learn([good_picture(seed) for seed in range(6)], 6, backbone, preset)
    layer = bank.layers["layer3"]
    nothing = replace(layer, left_out=np.full_like(layer.left_out, FARTHEST))
    broken = replace(bank, layers={**bank.layers, "layer3": nothing})
    with pytest.raises(NoSamples):
        Inspector(preset, backbone, broken)


def test_what_is_usual_is_taken_from_what_was_compared() -> None:
    nan = np.full((2, 2), np.nan, np.float32)
    values = np.arange(8, dtype=np.float32).reshape(2, 4)
    assert highest_of([values, nan]) == pytest.approx(np.percentile(values, 99.9))
    assert highest_of([nan]) == highest_of([]) == FARTHEST
    assert highest_of([np.zeros((2, 2), np.float32)]) == LEAST_CONSTANT


# --- glare ----------------------------------------------------------------------------------------


@pytest.fixture
def glaring(preset: Preset) -> Preset:
    changed = preset.changed("imaging.glare.level", 250).changed("matching.mode", "same place")
    return changed.changed("imaging.glare.margin", 2)


def lit(picture: Picture, width: int = 30) -> Picture:
    bright = picture.copy()
    bright[30:66, 49 : 49 + width] = 255
    return bright


def test_a_place_that_one_sample_alone_shows_does_not_raise_the_limit(
    backbone: ResNetBackbone, glaring: Preset, good_picture: Make
) -> None:
    """All others have a highlight there, so that it is unlike any of them."""
    pictures = [good_picture(0), *(lit(good_picture(seed)) for seed in range(1, 7))]
    bank = learn(pictures, 7, backbone, glaring)
    assert bank.layers["layer2"].left_out[: 12 * 16].max() == FARTHEST, "or this tests nothing"
    assert max(bank.constants.values()) < FARTHEST / 4
    flawed = good_picture(50)
    flawed[70:90, 20:40] = 20
    assert verdict(bank, backbone, glaring, flawed) is Verdict.NG


def test_a_sample_of_which_nothing_is_seen_is_not_learned(
    backbone: ResNetBackbone, glaring: Preset, good_picture: Make
) -> None:
    white = np.full((96, 128, 3), 255, np.uint8)
    told: list[int] = []
    pictures = [white, *(good_picture(seed) for seed in range(5)), white]
    bank = learn(pictures, 7, backbone, glaring, refuse=lambda place, reason: told.append(place))
    assert (bank.samples, told) == (5, [0, 6])
    with pytest.raises(SampleUnfit):
        learn(pictures, 7, backbone, glaring)
    with pytest.raises(TooMuchGlare):
        extend(bank, white, backbone)

    two = glaring.changed("imaging.views.count", 2)
    sheets = [sheet_of([good_picture(seed), white]) for seed in range(5)]
    with pytest.raises(SampleUnfit, match="glare"):
        learn(sheets, 5, backbone, two)
