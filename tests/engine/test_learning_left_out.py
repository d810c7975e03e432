"""Pictures that cannot be prepared are left out of a bank; the others keep their places."""

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from spade_station.domain.errors import NoSamples, StationError
from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import SampleUnfit, SheetShape
from spade_station.domain.imaging_settings import AlignmentMode, AlignmentSettings, ImagingSettings
from spade_station.domain.preset import Preset
from spade_station.engine.backbone import ResNetBackbone
from spade_station.engine.learning import Shown, extend, learn
from spade_station.imaging.drift import LightLevel
from spade_station.imaging.pose import IDENTITY
from spade_station.imaging.preparing import Preparation, Prepared
from spade_station.imaging.references import References
from spade_station.imaging.sheet import sheet_of

Make = Callable[[int], Picture]


@dataclass
class Refused:
    """Takes down what is left out."""

    told: list[tuple[int, StationError]] = field(default_factory=list)

    def refuse(self, place: int, reason: StationError) -> None:
        self.told.append((place, reason))


@pytest.fixture
def two(preset: Preset) -> Preset:
    return preset.changed("imaging.views.count", 2).changed("matching.rows", 8000)


def test_others_are_learned_and_their_places_stay_right(
    backbone: ResNetBackbone, two: Preset, good_picture: Make
) -> None:
    sheets = [sheet_of([good_picture(seed), good_picture(50 + seed)]) for seed in range(7)]
    wrong = good_picture(90)[:, :-1]
    refused, reports = Refused(), list[tuple[int, int]]()
    mixed = [wrong, *sheets[:3], wrong, *sheets[3:]]

    bank = learn(
        mixed,
        len(mixed),
        backbone,
        two,
        lambda done, total: reports.append((done, total)),
        alarmed={2, 4, 7},
        refuse=refused.refuse,
    )

    assert [place for place, _ in refused.told] == [0, 4]
    assert all(isinstance(reason, SheetShape) for _, reason in refused.told)
    assert bank.alarmed == (1, 5), "sheets 1 and 5 are the pictures 2 and 7"
    plain = learn(sheets, len(sheets), backbone, two, alarmed={1, 5})
    assert (bank.samples, plain.alarmed) == (7, bank.alarmed)
    for key, layer in plain.layers.items():
        np.testing.assert_array_equal(bank.layers[key].sample, layer.sample)
        np.testing.assert_array_equal(bank.layers[key].rows.values, layer.rows.values)
        np.testing.assert_array_equal(bank.layers[key].left_out, layer.left_out)
    np.testing.assert_array_equal(bank.descriptors, plain.descriptors)
    assert bank.light == plain.light
    assert reports[-1] == (14, 14), "what was left out is not waited for"
    assert all(done <= total for done, total in reports)


def test_where_nothing_can_be_learned_there_is_no_bank(
    backbone: ResNetBackbone, two: Preset, good_picture: Make
) -> None:
    refused = Refused()
    wrong = [good_picture(seed)[:, :-1] for seed in range(3)]
    with pytest.raises(NoSamples):
        learn(wrong, 3, backbone, two, refuse=refused.refuse)
    assert [place for place, _ in refused.told] == [0, 1, 2]
    with pytest.raises(NoSamples):
        learn([], 3, backbone, two, refuse=refused.refuse)


def test_whoever_is_told_may_end_it(
    backbone: ResNetBackbone, two: Preset, good_picture: Make
) -> None:
    def end(place: int, reason: StationError) -> None:
        raise SampleUnfit(number=40 + place, reason=reason) from reason

    sheets = [sheet_of([good_picture(seed)] * 2) for seed in range(3)]
    with pytest.raises(SampleUnfit) as caught:
        learn([*sheets, good_picture(9)[:, :-1]], 4, backbone, two, refuse=end)
    assert caught.value.values["number"] == 43


# --- what the samples show together ---------------------------------------------------------------


def shown(unseen: np.ndarray | None, brightness: float = 0.5) -> Prepared:
    picture = np.zeros((64, 96, 3), np.uint8)
    level = LightLevel(brightness, (1.0, 1.0, 1.0))
    return Prepared((picture,), (None,), unseen, IDENTITY, level, (64, 96), {})


def strip(first: int, last: int) -> np.ndarray:
    mask = np.zeros((64, 96), bool)
    mask[:, first:last] = True
    return mask


def test_only_what_all_samples_show_is_seen() -> None:
    found = Shown()
    found.note(0, shown(None), None)
    assert found.seen is None
    found.note(2, shown(strip(0, 5)), None)
    found.note(3, shown(None), None)
    found.note(7, shown(strip(90, 96)), None)
    assert found.places == [0, 2, 3, 7]
    assert len(found.levels) == 4
    np.testing.assert_array_equal(found.seen, ~(strip(0, 5) | strip(90, 96)))


def test_only_where_the_part_is_is_anything_of_it_seen() -> None:
    found = Shown()
    found.note(0, shown(None), ~strip(0, 20))
    found.note(1, shown(strip(10, 30)), ~strip(0, 20))
    np.testing.assert_array_equal(found.seen, ~strip(0, 30))


def marked(across: int, seed: int = 0) -> Picture:
    picture = np.full((192, 256, 3), 60.0)
    cv2.rectangle(picture, (60, 50), (200, 140), (150, 150, 150), -1)
    cv2.circle(picture, (90, 75), 12, (60, 80, 110), -1)
    cv2.rectangle(picture, (150, 110), (185, 125), (90, 60, 60), -1)
    cv2.line(picture, (80, 130), (130, 90), (220, 220, 200), 3)
    picture = np.roll(picture, across, axis=1)
    picture += np.random.default_rng(seed).normal(0, 2, picture.shape)
    return picture.clip(0, 255).astype(np.uint8)


@pytest.fixture
def aligning(preset: Preset) -> Preset:
    changed = preset.changed("imaging.alignment.mode", "feature")
    return changed.changed("imaging.alignment.turn", 2)


def test_a_bank_knows_what_its_samples_show_and_its_reference(
    backbone: ResNetBackbone, aligning: Preset
) -> None:
    pictures = [marked(across, seed) for seed, across in enumerate((0, 16, -8, 0, 4))]
    bank = learn(pictures, 5, backbone, aligning)
    np.testing.assert_array_equal(bank.references.part, pictures[0])
    assert bank.seen is not None
    share = bank.seen.mean(axis=0)  # 256 columns are 128 of the network
    assert share[10:115].all()
    assert not share[-7:].any(), "16 px to the right: the last 16 columns were out of view"
    assert not share[:3].any()

    chosen = References(part=marked(16, 9))
    other = learn(pictures, 5, backbone, aligning, references=chosen)
    np.testing.assert_array_equal(other.references.part, chosen.part)
    assert other.seen is not None
    assert other.seen[:, -3:].all(), "upon another reference other sides are out of view"

    more = extend(bank, marked(2, 20), backbone)
    assert more.references is bank.references
    assert more.samples == 6


def test_a_reference_is_chosen_only_where_one_is_wanted() -> None:
    first = [marked(across, seed) for seed, across in enumerate((0, 9, 3, -6, 12))]

    def part_of(mode: AlignmentMode, given: References) -> Picture | None:
        settings = ImagingSettings(alignment=AlignmentSettings(mode=mode, turn=2))
        return Preparation.of_samples(settings, given, 96, first).references.part

    assert part_of(AlignmentMode.OFF, References()) is None
    assert part_of(AlignmentMode.FEATURE, References()) is first[0]
    assert part_of(AlignmentMode.AUTO, References()) is first[2], "the one in the middle"
    given = marked(1, 30)
    for mode in AlignmentMode:
        assert part_of(mode, References(part=given)) is given
