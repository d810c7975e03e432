"""Known defects: what resembles one more than any good part is NG, below the limit too."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from spade_station.domain.frame import Box, Frame, Picture
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.preset import Preset
from spade_station.engine.backbone import ResNetBackbone
from spade_station.engine.bank import Bank
from spade_station.engine.inspector import Inspector
from spade_station.engine.known_defects import DefectPicture, KnownDefects
from spade_station.engine.learning import extend, learn
from spade_station.engine.learning_defects import compared_samples, learn_known_defects
from spade_station.engine.resemblance import DefectMatcher

GOOD = 12
MILD = 5.0  # times the calibrated limit: so lenient that the defects below pass
WHERE: Box = (54, 36, 20, 24)


def scratched(picture: Picture) -> Picture:
    """Add stripes between the discs."""
    picture = picture.copy()
    picture[36:60:4, 54:74] = 60
    return picture


@dataclass
class Line:
    preset: Preset
    backbone: ResNetBackbone
    bank: Bank
    good: Callable[[int], Picture]

    def known(self, *defects: tuple[Picture, Box | None]) -> KnownDefects:
        inspector = Inspector(self.preset, self.backbone, self.bank)
        return learn_known_defects(
            [DefectPicture(n, picture, box) for n, (picture, box) in enumerate(defects, start=1)],
            [(place, self.good(place)) for place in compared_samples(self.bank)],
            self.bank,
            self.backbone,
            inspector.weights.shares,
            self.preset.heatmap.smoothing,
            imaging=self.preset.imaging,
        )

    def inspect(self, picture: Picture, known: KnownDefects | None = None) -> Inspection:
        matcher = None if known is None else DefectMatcher(known, torch.device("cpu"))
        inspector = Inspector(self.preset, self.backbone, self.bank, defects=matcher)
        return inspector.inspect(Frame(picture, 0, "part"))


@pytest.fixture(scope="module")
def learned(backbone: ResNetBackbone) -> dict[str, Bank]:
    return {}


@pytest.fixture
def line(
    preset: Preset,
    backbone: ResNetBackbone,
    good_picture: Callable[[int], Picture],
    learned: dict[str, Bank],
) -> Line:
    preset = preset.changed("decision.limit", MILD)
    if not learned:
        pictures = (good_picture(seed) for seed in range(GOOD))
        learned["bank"] = learn(pictures, GOOD, backbone, preset)
    return Line(preset, backbone, learned["bank"], good_picture)


@pytest.mark.parametrize("box", [WHERE, None], ids=["box", "hottest place"])
def test_a_miss_is_ng_once_it_is_known(line: Line, box: Box | None) -> None:
    miss = scratched(line.good(200))
    before = line.inspect(miss)
    known = line.known((scratched(line.good(201)), box))
    after = line.inspect(miss, known)
    assert before.verdict is not Verdict.NG
    assert (after.verdict, after.score) == (Verdict.NG, before.score), "the score stays honest"
    region = next(region for region in after.regions if region.known_defect == 1)
    x, y, width, height = region.box
    assert x < 64 < x + width
    assert y < 48 < y + height
    assert region.peak < 1
    assert "known defects" in after.timings


def test_the_hottest_place_is_one_that_is_judged(line: Line) -> None:
    """A label may differ on every part; it lies in a zone that does not count."""
    zone = {"kind": "exclude", "shape": "rectangle", "points": [(0, 0), (0.3, 1)]}
    line.preset = line.preset.changed("imaging.zones", [zone])

    def labelled(seed: int) -> Picture:
        picture = scratched(line.good(seed))
        picture[40:56, 8:24] = np.random.default_rng(seed).integers(0, 255, (16, 16, 3))
        return picture

    known = line.known((labelled(201), None))
    found = line.inspect(labelled(200), known)
    assert {region.known_defect for region in found.regions} == {1}


def test_good_parts_stay_ok(line: Line) -> None:
    known = line.known((scratched(line.good(201)), WHERE))
    for seed in range(300, 310):
        before, after = line.inspect(line.good(seed)), line.inspect(line.good(seed), known)
        assert (after.verdict, after.regions) == (before.verdict, before.regions)


def test_without_known_defects_nothing_is_done(line: Line) -> None:
    assert "known defects" not in line.inspect(line.good(1)).timings


def test_the_region_names_the_defect_that_it_resembles(line: Line) -> None:
    dark = line.good(202).copy()
    dark[36:60, 54:74] = 20
    known = line.known((scratched(line.good(201)), WHERE), (dark, WHERE))
    for picture, number in ((scratched(line.good(203)), 1), (dark, 2)):
        found = line.inspect(picture, known)
        assert {region.known_defect for region in found.regions} == {number}


def test_a_good_part_among_the_defects_rejects_no_good_parts(line: Line) -> None:
    known = line.known((line.good(3), (20, 30, 24, 36)))
    assert known.kept[0] < known.patches[0], "patches that good parts have do not count"
    verdicts = [line.inspect(line.good(seed), known).verdict for seed in range(300, 310)]
    assert Verdict.NG not in verdicts


def test_no_good_sample_is_within_the_margin(line: Line) -> None:
    known = line.known((scratched(line.good(201)), None))
    matcher = DefectMatcher(known, torch.device("cpu"))
    shares = Inspector(line.preset, line.backbone, line.bank).weights.shares
    margin = matcher.margin(line.bank.constants, shares, 0.0, 0.01)
    assert 0 < margin <= 1
    pairs = zip(known.good_from_good.maps(), known.good_from_defects.maps(), strict=True)
    for away, near in pairs:
        assert set(near) == set(away) == set(line.bank.recipe.layers)
        assert all(near[layer].shape == away[layer].shape for layer in near)


def test_a_false_alarm_that_is_taught_as_good_is_gone_at_once(line: Line) -> None:
    alarm = scratched(line.good(205))
    known = line.known((scratched(line.good(201)), WHERE))
    assert line.inspect(alarm, known).verdict is Verdict.NG
    line.bank = extend(line.bank, alarm, line.backbone)
    assert line.inspect(alarm, known).verdict is Verdict.OK


def test_many_pictures_share_the_rows(line: Line) -> None:
    whole = (0, 0, 128, 96)
    random = np.random.default_rng(0)
    noise = [random.integers(256, size=(96, 128, 3)).astype(np.uint8) for _ in range(12)]
    known = line.known(*((picture, whole) for picture in noise))
    assert all(len(layer.rows) <= 500 for layer in known.layers.values())
    assert (known.kept > 0).all()


@pytest.mark.parametrize("box", [(0, 0, 1, 1), (127, 95, 1, 1), (100, 80, 500, 500)])
def test_a_box_of_any_size_marks_something(line: Line, box: Box) -> None:
    known = line.known((scratched(line.good(201)), box))
    assert (known.patches >= len(known.layers)).all()


def test_over_the_limit_and_known_is_one_region(line: Line) -> None:
    line.preset = line.preset.changed("decision.limit", 0.5)
    picture = scratched(line.good(200))
    before = line.inspect(picture)
    after = line.inspect(picture, line.known((scratched(line.good(201)), WHERE)))
    assert before.verdict is Verdict.NG
    assert [region.box for region in after.regions] == [region.box for region in before.regions]
    assert any(region.known_defect == 1 for region in after.regions)


def test_one_contradiction_does_not_take_the_others_away(line: Line) -> None:
    dark = line.good(202).copy()
    dark[36:60, 54:74] = 20
    line.bank = extend(line.bank, dark, line.backbone)
    good = line.good
    line.good = lambda seed: dark if seed == GOOD else good(seed)
    known = line.known((dark, WHERE), (scratched(good(201)), WHERE))
    assert known.kept[0] == 0, "everything on it looks like a good part"
    found = line.inspect(scratched(good(203)), known)
    assert {region.known_defect for region in found.regions} == {2}
    assert line.inspect(dark, known).verdict is Verdict.OK


def test_good_samples_marked_by_mistake_do_not_take_the_others_away(line: Line) -> None:
    whole: Box = (0, 0, 128, 96)
    known = line.known(
        (scratched(line.good(201)), WHERE), *((line.good(seed), whole) for seed in (2, 4, 7))
    )
    assert known.kept.tolist()[1:] == [0, 0, 0], "all of them looks like a good part"
    found = line.inspect(scratched(line.good(203)), known)
    assert (found.verdict, {region.known_defect for region in found.regions}) == (Verdict.NG, {1})
    verdicts = [line.inspect(line.good(seed), known).verdict for seed in range(300, 305)]
    assert Verdict.NG not in verdicts


def test_a_good_sample_marked_by_mistake_leaves_the_margin_as_it_is(line: Line) -> None:
    shares = Inspector(line.preset, line.backbone, line.bank).weights.shares

    def margin(*defects: tuple[Picture, Box]) -> float:
        matcher = DefectMatcher(line.known(*defects), torch.device("cpu"))
        return matcher.margin(line.bank.constants, shares, 0.0, 0.01)

    miss = scratched(line.good(201)), WHERE
    assert margin(miss, (line.good(2), (0, 0, 128, 96))) == margin(miss)


def test_known_defects_taught_as_good_do_not_take_the_others_away(line: Line) -> None:
    good, dark, red = line.good, line.good(202).copy(), line.good(206).copy()
    dark[36:60, 54:74] = 20
    red[10:30, 90:110] = (250, 20, 20)
    taught = {GOOD: dark, GOOD + 1: red}
    for picture in taught.values():
        line.bank = extend(line.bank, picture, line.backbone)
    line.good = lambda seed: taught.get(seed, good(seed))
    known = line.known((dark, WHERE), (red, (90, 10, 20, 20)), (scratched(good(201)), WHERE))
    assert known.kept.tolist()[:2] == [0, 0]
    found = line.inspect(scratched(good(203)), known)
    assert {region.known_defect for region in found.regions} == {3}
    assert line.inspect(dark, known).verdict is Verdict.OK


def test_good_samples_that_are_part_of_a_known_defect_do_not_take_the_others_away(
    line: Line,
) -> None:
    good, taught, defects = line.good, {}, []
    for place, colour in enumerate(((20, 20, 20), (250, 20, 20)), GOOD):
        taught[place] = good(place).copy()
        taught[place][10:34, 90:110] = colour
        line.bank = extend(line.bank, taught[place], line.backbone)
        worse = taught[place].copy()
        worse[70:90, 10:30] = colour[::-1]
        worse[70:90:5, 10:30] = 0
        defects.append((worse, (0, 0, 128, 96)))
    line.good = lambda seed: taught.get(seed, good(seed))
    known = line.known(*defects, (scratched(good(201)), WHERE))
    assert (known.kept > 0).all()
    found = line.inspect(scratched(good(203)), known)
    assert {region.known_defect for region in found.regions} == {3}


def test_where_all_good_samples_are_known_defects_the_others_count_with_caution(
    line: Line,
) -> None:
    whole: Box = (0, 0, 128, 96)
    marked = [(line.good(seed), whole) for seed in range(GOOD)]
    known = line.known((scratched(line.good(201)), WHERE), *marked)
    found = line.inspect(scratched(line.good(203)), known)
    assert {region.known_defect for region in found.regions} == {1}


def test_a_wide_box_with_much_good_in_it_catches_the_miss(line: Line) -> None:
    known = line.known((scratched(line.good(201)), (0, 0, 128, 96)))
    assert 0 < known.kept[0] < known.patches[0]
    found = line.inspect(scratched(line.good(200)), known)
    assert {region.known_defect for region in found.regions} == {1}
