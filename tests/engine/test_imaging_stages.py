"""What the stages before the network do to verdicts."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from spade_station.domain.errors import BankMismatch, PictureShape
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import (
    NothingJudged,
    PartHardlyJudged,
    SampleUnfit,
    SheetShape,
    TooMuchGlare,
)
from spade_station.domain.imaging_settings import ViewFusion
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.preset import Preset
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.engine.backbone import ResNetBackbone
from spade_station.engine.bank import Bank
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import extend, learn
from spade_station.imaging.sheet import sheet_of

Make = Callable[[int], Picture]

SIDE = 288  # px; what is near a flaw is warm, too: an untrained network sees far
FLAW = (slice(132, 156), slice(180, 204))
"""Where the bad parts are bad, down and across."""


def zone_around(kind: ZoneKind, margin: float = 100, factor: float = 2.0) -> Zone:
    """Draw a zone so many pixels around the flaw."""
    down, across = FLAW
    corners = (
        ((across.start - margin) / 384, (down.start - margin) / SIDE),
        ((across.stop + margin) / 384, (down.stop + margin) / SIDE),
    )
    return Zone(kind=kind, shape=ZoneShape.RECTANGLE, points=corners, factor=factor)


def plate(seed: int, flawed: bool = False) -> Picture:
    """Give an even part, with a dark flaw or without."""
    random = np.random.default_rng(seed)
    picture = random.normal(150 + random.normal(0, 2), 3, (SIDE, 384, 3))
    if flawed:
        picture[FLAW] = 60
    return picture.clip(0, 255).astype(np.uint8)


def learned(backbone: ResNetBackbone, preset: Preset, pictures: list[Picture]) -> Bank:
    return learn(pictures, len(pictures), backbone, preset)


def judged(inspector: Inspector, picture: Picture) -> Inspection:
    return inspector.inspect(Frame(picture, 0, "part"))


def with_zones(preset: Preset, *zones: Zone) -> Preset:
    return preset.changed("imaging.zones", zones)


# --- zones ----------------------------------------------------------------------------------------


@pytest.fixture
def large(preset: Preset) -> Preset:
    return preset.changed("features.input_size", SIDE)


@pytest.fixture
def line(backbone: ResNetBackbone, large: Preset) -> Inspector:
    return Inspector(large, backbone, learned(backbone, large, [plate(seed) for seed in range(8)]))


def test_a_flaw_in_an_excluded_zone_is_not_judged_and_beside_it_is(
    line: Inspector, large: Preset
) -> None:
    zoned = line.with_preset(with_zones(large, zone_around(ZoneKind.EXCLUDE)))
    assert judged(line, plate(100, flawed=True)).verdict is Verdict.NG

    found = judged(zoned, plate(100, flawed=True))

    assert found.verdict is not Verdict.NG
    assert found.heatmap is not None
    assert found.heatmap[33:39, 45:51].max() < 1e-3, "nothing glows inside"
    assert found.unjudged is not None
    assert found.unjudged[33:39, 45:51].all(), "and it is told"
    assert not found.unjudged[:, 76:].any()
    beside = plate(101)
    beside[20:44, 300:324] = 60
    assert judged(zoned, beside).verdict is Verdict.NG


def test_outside_an_included_zone_nothing_is_judged(line: Inspector, large: Preset) -> None:
    left = Zone(kind=ZoneKind.INCLUDE, shape=ZoneShape.ELLIPSE, points=((0.02, 0.2), (0.3, 0.8)))
    zoned = line.with_preset(with_zones(large, left))
    found = judged(zoned, plate(100, flawed=True))
    assert found.verdict is not Verdict.NG
    assert found.unjudged is not None
    assert found.unjudged[:, 30:].all()
    assert not found.unjudged[30:42, 12:18].any()


def test_it_is_told_where_tolerant_zones_lie(line: Inspector, large: Preset) -> None:
    zones = (zone_around(ZoneKind.TOLERANT, 10, 4.0), zone_around(ZoneKind.EXCLUDE, -5))
    assert judged(line, plate(100)).tolerances == ()
    (told,) = judged(line.with_preset(with_zones(large, *zones)), plate(100)).tolerances
    assert told.factor == 4.0
    expected = [(170, 122), (214, 122), (214, 166), (170, 166)]
    np.testing.assert_allclose(told.outline, expected, atol=0.01)


def test_a_small_zone_is_scored_by_its_own_hottest_part(line: Inspector, large: Preset) -> None:
    """The top 1 % of the whole picture would be most of the zone, hot or not."""
    zone = zone_around(ZoneKind.INCLUDE, margin=10)
    zoned = line.with_preset(with_zones(large, zone))
    heat = judged(zoned, plate(100, flawed=True)).heatmap
    score = judged(zoned, plate(100, flawed=True)).score
    assert heat is not None
    inside = np.sort(heat[heat > 1e-3])
    assert score == pytest.approx(inside[-max(1, round(len(inside) / 100)) :].mean(), rel=0.02)


def test_a_tolerant_zone_lets_pass_what_is_not_much_hotter(line: Inspector, large: Preset) -> None:
    plain = judged(line, plate(100, flawed=True))
    assert plain.score is not None
    zone = zone_around(ZoneKind.TOLERANT, factor=1.5 * plain.score)
    found = judged(line.with_preset(with_zones(large, zone)), plate(100, flawed=True))
    assert found.verdict is not Verdict.NG


def test_the_limit_comes_from_what_is_judged(backbone: ResNetBackbone, large: Preset) -> None:
    """Where good parts differ wildly, and nobody judges, the limit does not suffer."""
    pictures = []
    for seed in range(8):
        picture = plate(seed)
        picture[FLAW] = np.random.default_rng(seed).integers(0, 255, 3)
        pictures.append(picture)
    plain = Inspector(large, backbone, learned(backbone, large, pictures))
    zoned = plain.with_preset(with_zones(large, zone_around(ZoneKind.EXCLUDE)))
    assert zoned.limit.value < 0.9 * plain.limit.value


def test_zones_that_leave_nothing_are_refused(line: Inspector, large: Preset) -> None:
    everything = zone_around(ZoneKind.EXCLUDE, margin=200)
    with pytest.raises(NothingJudged):
        line.with_preset(with_zones(large, everything))


# --- glare ----------------------------------------------------------------------------------------


@pytest.fixture
def glaring(large: Preset) -> Preset:
    return large.changed("imaging.glare.level", 240).changed("imaging.glare.margin", 10)


def lit(picture: Picture, size: int = 12) -> Picture:
    bright = picture.copy()
    bright[140 : 140 + size, 190 : 190 + size] = 255
    return bright


def test_a_highlight_is_not_judged_and_too_much_of_it_is_no_ok(
    backbone: ResNetBackbone, line: Inspector, glaring: Preset
) -> None:
    good = [plate(seed) for seed in range(8)]
    seeing = Inspector(glaring, backbone, learned(backbone, glaring, good))
    assert judged(line, lit(plate(100))).verdict is Verdict.NG

    found = judged(seeing, lit(plate(100)))

    assert found.unjudged is not None
    assert found.unjudged[35:38, 48:50].all(), "it is told where nothing was judged"
    assert not found.unjudged[:, :30].any()
    assert found.heatmap is not None
    assert not found.heatmap[found.unjudged].any()
    assert found.score is not None
    assert found.score < 0.5 * (judged(line, lit(plate(100))).score or 0)
    with pytest.raises(TooMuchGlare):
        judged(seeing, lit(plate(100), size=90))


def test_small_highlights_in_all_patches_leave_nothing_to_be_judged_ok(
    backbone: ResNetBackbone, glaring: Preset
) -> None:
    """They hide few pixels, but each reaches into four patches of the deeper layer."""
    settings = glaring.changed("imaging.glare.margin", 0).changed("imaging.glare.most", 10.0)
    good = [plate(seed) for seed in range(8)]
    inspector = Inspector(settings, backbone, learned(backbone, settings, good))
    picture = plate(100, flawed=True)
    for down in range(14, SIDE, 32):
        for across in range(14, 384, 32):
            picture[down : down + 4, across : across + 4] = 255
    analysis = inspector.analyse(Frame(picture, 0, "part"))
    hidden = analysis.part.unjudged(0)
    assert hidden is not None
    assert 0 < hidden.mean() < 0.1, "as much glare is allowed"
    with pytest.raises(PartHardlyJudged):
        inspector.conclude(analysis)


def test_an_include_zone_beside_a_highlight_is_not_ok(
    backbone: ResNetBackbone, glaring: Preset
) -> None:
    corners = ((192 / 384, 144 / SIDE), (200 / 384, 152 / SIDE))
    zone = Zone(kind=ZoneKind.INCLUDE, shape=ZoneShape.RECTANGLE, points=corners)
    settings = with_zones(glaring.changed("imaging.glare.margin", 0), zone)
    good = [plate(seed) for seed in range(8)]
    inspector = Inspector(settings, backbone, learned(backbone, settings, good))
    assert judged(inspector, plate(100)).verdict is not Verdict.NG
    beside = plate(100)
    beside[153:157, 196:200] = 255
    with pytest.raises(PartHardlyJudged):
        judged(inspector, beside)


def test_glare_of_good_samples_is_not_learned_as_good(
    backbone: ResNetBackbone, glaring: Preset
) -> None:
    bank = learned(backbone, glaring, [lit(plate(seed)) for seed in range(8)])
    assert all(np.isnan(layer.left_out).any() for layer in bank.layers.values())
    for key, layer in bank.layers.items():
        rows = np.asarray(layer.place, np.float32)
        inside = (abs(rows[:, 0] - 146 / SIDE) < 0.03) & (abs(rows[:, 1] - 196 / 384) < 0.03)
        assert not inside.any(), key
    assert Inspector(glaring, backbone, bank).limit.value > 0
    more = extend(bank, lit(plate(50)), backbone)
    assert judged(Inspector(glaring, backbone, more), plate(60)).score is not None


# --- views ----------------------------------------------------------------------------------------


def sheet(
    make: Make, seed: int, bad: Make | None = None, views: int = 3, where: int = 1
) -> Picture:
    """Give a part whose views differ; only the view `where` shows the defect."""
    shown = []
    for view in range(views):
        picture = (bad if bad is not None and view == where else make)(10 * seed + view)
        shown.append(np.clip(picture.astype(np.int16) + 25 * view, 0, 255).astype(np.uint8))
    return sheet_of(shown)


def of_three(preset: Preset, fusion: ViewFusion = ViewFusion.MAXIMUM) -> Preset:
    return preset.changed("imaging.views.count", 3).changed("imaging.views.fusion", fusion)


@pytest.fixture
def three(backbone: ResNetBackbone, preset: Preset, good_picture: Make) -> Inspector:
    sheets = [sheet(good_picture, seed) for seed in range(12)]
    return Inspector(of_three(preset), backbone, learned(backbone, of_three(preset), sheets))


def test_each_view_has_a_bank_of_its_own(
    three: Inspector, preset: Preset, good_picture: Make
) -> None:
    assert sorted(three.bank.layers) == [
        *("layer2", "layer2@1", "layer2@2"),
        *("layer3", "layer3@1", "layer3@2"),
    ]
    found = judged(three, sheet(good_picture, 20))
    assert found.verdict is not Verdict.NG
    assert found.heatmap is not None
    assert found.heatmap.shape == (24, 96), "the sheet is covered"
    swapped = sheet_of(np.split(sheet(good_picture, 20), 3, axis=1)[::-1])
    assert judged(three, swapped).verdict is Verdict.NG, "one view is no good part for another"


def test_a_flaw_in_one_view_counts_as_the_fusion_says(
    three: Inspector, preset: Preset, good_picture: Make, bad_picture: Make
) -> None:
    flawed = sheet(good_picture, 20, bad_picture)
    everywhere = sheet_of([bad_picture(20)] * 3)
    expected = {
        ViewFusion.MAXIMUM: True,
        ViewFusion.WORST_VIEW: True,
        ViewFusion.MEDIAN: False,
        ViewFusion.MINIMUM: False,
    }
    for fusion, is_found in expected.items():
        inspector = three.with_preset(of_three(preset, fusion))
        found = judged(inspector, flawed)
        assert (found.verdict is Verdict.NG) == is_found, fusion
        assert judged(inspector, everywhere).verdict is Verdict.NG, fusion
    zone = Zone(kind=ZoneKind.TOLERANT, shape=ZoneShape.RECTANGLE, points=((0, 0), (0.5, 1)))
    zoned = three.with_preset(with_zones(of_three(preset), zone))
    told = judged(zoned, flawed).tolerances
    assert [each.outline[:, 0].min() for each in told] == [0, 128, 256], "a zone is in each view"
    x = judged(three, flawed).regions[0].box[0]
    assert 128 <= x < 256, "the region is told in the view that shows it"


def test_glare_in_one_view_hides_nothing_that_another_shows(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make, bad_picture: Make
) -> None:
    settings = of_three(preset, ViewFusion.MINIMUM).changed("imaging.glare.level", 250)
    sheets = [sheet(good_picture, seed) for seed in range(12)]
    inspector = Inspector(settings, backbone, learned(backbone, settings, sheets))
    views = [bad_picture(20 + view) + np.uint8(25 * view) for view in range(3)]
    views[0][40:58, 58:76] = 255

    found = judged(inspector, sheet_of(views))

    assert found.verdict is Verdict.NG
    assert found.unjudged is None


def test_what_glare_hides_of_one_side_is_told_there(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    """By the worst view each view is a side of its own: no other shows what it hides."""
    settings = of_three(preset, ViewFusion.WORST_VIEW).changed("imaging.glare.level", 250)
    sheets = [sheet(good_picture, seed) for seed in range(12)]
    inspector = Inspector(settings, backbone, learned(backbone, settings, sheets))
    part = sheet(good_picture, 20)
    part[40:50, 128 + 58 : 128 + 68] = 255

    unjudged = judged(inspector, part).unjudged

    assert unjudged is not None
    first, second, third = np.split(unjudged, 3, axis=1)
    assert second.any()
    assert not first.any()
    assert not third.any()


def test_a_sheet_of_other_views_is_not_inspected(three: Inspector, good_picture: Make) -> None:
    with pytest.raises(SheetShape):
        judged(three, good_picture(3))
    with pytest.raises(SheetShape):
        judged(three, sheet(good_picture, 3, views=2))
    with pytest.raises(PictureShape, match="768×96"):
        judged(three, sheet(good_picture, 3, views=6))


def test_one_more_sheet_is_learned(
    three: Inspector, backbone: ResNetBackbone, good_picture: Make, bad_picture: Make
) -> None:
    alarm = sheet(good_picture, 20, bad_picture)
    more = extend(three.bank, alarm, backbone, alarmed=True)
    assert judged(Inspector(three.preset, backbone, more), alarm).verdict is Verdict.OK


# --- tiles ----------------------------------------------------------------------------------------


def test_tiles_find_what_is_lost_when_a_picture_is_shrunk(
    backbone: ResNetBackbone, preset: Preset
) -> None:
    def large_plate(seed: int) -> Picture:
        random = np.random.default_rng(seed)
        return random.normal(150, 3, (576, 640, 3)).clip(0, 255).astype(np.uint8)

    tiled = preset.changed("imaging.tiles.on", value=True)
    flawed = large_plate(50)
    flawed[300:304, 400:404] = 20
    verdicts = {}
    for settings in (preset, tiled):
        bank = learned(backbone, settings, [large_plate(seed) for seed in range(5)])
        inspector = Inspector(settings, backbone, bank)
        assert judged(inspector, large_plate(60)).verdict is not Verdict.NG
        verdicts[settings.imaging.tiles.on] = judged(inspector, flawed).verdict
    assert verdicts[True] is Verdict.NG
    assert verdicts[False] is not Verdict.NG


@pytest.mark.parametrize("shape", [(40, 600), (600, 44)])
def test_a_strip_narrower_than_the_network_needs_is_judged_as_it_was_learned(
    backbone: ResNetBackbone, preset: Preset, shape: tuple[int, int]
) -> None:
    def strip(seed: int) -> Picture:
        random = np.random.default_rng(seed)
        return random.normal(150, 3, (*shape, 3)).clip(0, 255).astype(np.uint8)

    tiled = preset.changed("imaging.tiles.on", value=True)
    inspector = Inspector(tiled, backbone, learned(backbone, tiled, [strip(n) for n in range(5)]))
    assert judged(inspector, strip(0)).score is not None
    height, width = shape
    with pytest.raises(PictureShape):
        judged(inspector, np.resize(strip(0), (3 * height, width, 3)))


# --- what a bank was made with --------------------------------------------------------------------


def test_a_bank_serves_only_the_imaging_that_it_was_made_with(
    line: Inspector, large: Preset
) -> None:
    for path, value in [
        ("imaging.light.evening", 30.0),
        ("imaging.glare.level", 240),
        ("imaging.tiles.on", True),
    ]:
        with pytest.raises(BankMismatch):
            line.with_preset(large.changed(path, value))
    for path, value in [("imaging.glare.most", 1.0), ("imaging.light.drift", 5.0)]:
        line.with_preset(large.changed(path, value))


def test_a_sample_that_cannot_be_prepared_is_named(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    sheets = [sheet(good_picture, 1), sheet(good_picture, 2), good_picture(3)]
    with pytest.raises(SampleUnfit) as caught:
        learned(backbone, of_three(preset), sheets)
    assert caught.value.values["number"] == 3


def test_what_is_not_a_number_is_no_unjudged_place(line: Inspector) -> None:
    analysis = line.analyse(Frame(plate(1), 0, "part"))
    broken = {key: values.copy() for key, values in analysis.matches.distances.items()}
    broken["layer2"][3, 3] = np.nan
    matches = replace(analysis.matches, distances=broken)
    with pytest.raises(ArithmeticError):
        line.conclude(replace(analysis, matches=matches))
