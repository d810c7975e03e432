import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.domain.inspection import Verdict
from spade_station.domain.preset import DecisionSettings, LimitMode, ScoreRule
from spade_station.engine.decision import PIXEL, decide, find_regions, limit_map, score_of

SIZE = (96, 128)  # of the picture as the network sees it
COARSE = (SIZE[0] // PIXEL, SIZE[1] // PIXEL)
EDGE = 0.25  # what of an area may lie in the slope around it


def spot(value: float, side: int = 20, at: tuple[int, int] = (40, 48)) -> np.ndarray:
    heatmap = np.full(COARSE, 0.3, np.float32)
    top, left, side = at[0] // PIXEL, at[1] // PIXEL, side // PIXEL
    heatmap[top : top + side, left : left + side] = value
    return heatmap


def settings_of(**changes: object) -> DecisionSettings:
    return DecisionSettings.model_validate({"closing": 0, "min_area": 0, **changes})


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(0.5, Verdict.OK), (0.89, Verdict.OK), (0.95, Verdict.CHECK), (1.05, Verdict.NG)],
)
def test_verdicts_follow_the_two_limits(value: float, verdict: Verdict) -> None:
    decision = decide(spot(value), 0.9, settings_of(), SIZE)
    assert decision.verdict is verdict
    assert decision.score == pytest.approx(value, abs=1e-3)


def test_over_the_limit_without_a_large_enough_region_is_check_not_ok() -> None:
    hot = spot(1.5, side=12)
    assert decide(hot, 0.9, settings_of(min_area=300), SIZE).verdict is Verdict.CHECK
    assert decide(hot, 0.9, settings_of(min_area=100), SIZE).verdict is Verdict.NG


def test_a_lonely_pixel_over_the_limit_is_a_region() -> None:
    hot = spot(1.001, side=4)
    decision = decide(hot, 0.9, settings_of(score=ScoreRule.MAXIMUM), SIZE)
    assert decision.verdict is Verdict.NG
    assert decision.regions[0].area_px == pytest.approx(16)


def test_ok_shows_no_regions() -> None:
    small = spot(3.0, side=4)
    small = np.pad(small, ((0, 8), (0, 8)), constant_values=0.3)  # hardly one pixel of a hundred
    decision = decide(small, 0.9, settings_of(), SIZE)
    assert decision.verdict is Verdict.OK
    assert decision.regions == ()
    strict = decide(small, 0.9, settings_of(score=ScoreRule.MAXIMUM), SIZE)
    assert strict.verdict is Verdict.NG


def test_not_a_number_is_never_ok() -> None:
    heatmap = spot(0.5)
    heatmap[3, 3] = np.nan
    with pytest.raises(ArithmeticError):
        decide(heatmap, 0.9, settings_of(), SIZE)


@given(st.integers(0, 1000), st.integers(40, 90), st.integers(40, 90))
@settings(max_examples=25, deadline=None)
def test_the_score_is_the_mean_of_the_hottest_percent(seed: int, height: int, width: int) -> None:
    heatmap = np.random.default_rng(seed).random((height, width), np.float32)
    count = max(1, round(height * width / 100))
    expected = np.sort(heatmap, axis=None)[::-1][:count].mean()
    assert score_of(heatmap, ScoreRule.TOP_PERCENT) == pytest.approx(expected, rel=1e-5)
    assert score_of(heatmap, ScoreRule.MAXIMUM) == heatmap.max()


def test_regions_are_measured_in_the_pictures_pixels() -> None:
    picture_size = (960, 1280)
    decided = settings_of(mm_per_px=0.1)
    (region,) = find_regions(spot(2.0), spot(2.0), decided, picture_size)
    assert region.box == pytest.approx((480, 400, 200, 200), abs=10)
    assert region.area_px == pytest.approx(200 * 200, rel=EDGE)
    assert region.area_mm2 == pytest.approx(region.area_px / 100)
    assert region.peak == pytest.approx(2)
    assert region.contour[:, 0].min() >= 470
    assert region.contour[:, 0].max() <= 690


def test_regions_come_hottest_first_and_small_ones_are_dropped() -> None:
    heatmap = np.maximum(spot(2.0, 12, (4, 4)), spot(3.0, 12, (60, 88)))
    heatmap[20, 1] = 9
    found = find_regions(heatmap, heatmap, settings_of(min_area=100), SIZE)
    assert [round(region.peak) for region in found] == [3, 2]


def test_the_area_filter_in_mm_takes_the_place_of_the_one_in_pixels() -> None:
    hot = spot(2.0)
    in_mm = settings_of(min_area=0, min_area_mm2=6, mm_per_px=0.1)
    assert find_regions(hot, hot, in_mm, SIZE) == ()
    in_mm = settings_of(min_area=4999, min_area_mm2=3, mm_per_px=0.1)
    assert len(find_regions(hot, hot, in_mm, SIZE)) == 1
    no_scale = settings_of(min_area=4999, min_area_mm2=3)
    assert find_regions(hot, hot, no_scale, SIZE) == ()


def test_closing_joins_what_is_close() -> None:
    heatmap = np.maximum(spot(2.0, 12, (40, 40)), spot(2.0, 12, (40, 56)))
    assert len(find_regions(heatmap, heatmap, settings_of(), SIZE)) == 2
    assert len(find_regions(heatmap, heatmap, settings_of(closing=5), SIZE)) == 1


def test_the_outline_is_finer_than_the_heatmap() -> None:
    heatmap = np.full(COARSE, 0.3, np.float32)
    heatmap[10, 10], heatmap[11, 11], heatmap[12, 12] = 3, 3, 3
    (region,) = find_regions(heatmap, heatmap, settings_of(), SIZE)
    assert len(region.contour) > 8, "a slanted scratch is no flight of stairs of 4 pixels"


def test_otsu_splits_two_populations_and_never_goes_below_the_calibrated_limit() -> None:
    random = np.random.default_rng(0)
    heatmap = np.abs(random.normal(0.4, 0.05, SIZE)).astype(np.float32)
    assert limit_map(heatmap, LimitMode.OTSU).item() == 1.0
    heatmap = np.abs(random.normal(0.8, 0.15, SIZE)).astype(np.float32)
    heatmap[20:60, 20:60] = random.normal(2.2, 0.15, (40, 40))
    limit = limit_map(heatmap, LimitMode.OTSU).item()
    assert limit == pytest.approx(_otsu_by_loop(heatmap), abs=0.06)
    assert 1.2 < limit < 1.9


def test_a_glowing_speck_does_not_lift_otsus_limit_over_a_defect() -> None:
    hot = np.maximum(spot(1000, side=4), spot(3.0, side=40, at=(0, 0)))
    assert limit_map(hot, LimitMode.OTSU).item() == 2.0
    decision = decide(hot, 0.9, settings_of(mode=LimitMode.OTSU, min_area=300), SIZE)
    assert decision.verdict is Verdict.NG


def _otsu_by_loop(values: np.ndarray) -> float:
    best, found = -1.0, 0.0
    for limit in np.linspace(0, values.max(), 256)[1:-1]:
        low, high = values[values < limit], values[values >= limit]
        if len(low) and len(high):
            between = len(low) * len(high) * (low.mean() - high.mean()) ** 2
            if between > best:
                best, found = between, limit
    return found


def test_local_contrast_stays_between_half_and_twice_the_calibrated_limit() -> None:
    random = np.random.default_rng(1)
    heatmap = np.abs(random.normal(0.1, 0.05, (56, 96))).astype(np.float32)
    heatmap[:, 64:] += 5
    limits = limit_map(heatmap, LimitMode.LOCAL_CONTRAST)
    assert limits.shape == heatmap.shape
    assert limits.min() == 0.5
    assert limits.max() == 2.0


def test_local_contrast_marks_a_weak_spot_on_a_quiet_part() -> None:
    weak = spot(0.8, side=12)
    weak[weak == np.float32(0.3)] = 0.1
    decision = decide(weak, 0.7, settings_of(), SIZE)
    assert (decision.verdict, decision.regions) == (Verdict.CHECK, ())
    local = decide(weak, 0.7, settings_of(mode=LimitMode.LOCAL_CONTRAST), SIZE)
    assert local.verdict is Verdict.CHECK
    (region,) = local.regions
    assert region.peak == pytest.approx(0.8)


def test_a_defect_does_not_hide_itself_from_local_contrast() -> None:
    down, across = np.mgrid[:56, :56] - 28.0
    away = np.hypot(down, across) * PIXEL
    heatmap = (0.3 + 1.2 * np.exp(-0.5 * (away / 16) ** 2)).astype(np.float32)  # smoothed heat
    decision = decide(heatmap, 0.9, settings_of(mode=LimitMode.LOCAL_CONTRAST), (224, 224))
    assert decision.verdict is Verdict.NG
    (region,) = decision.regions
    assert region.peak == pytest.approx(1.5, rel=0.01)


def test_where_nothing_stands_out_local_contrast_makes_a_ng_a_check() -> None:
    even = np.full(COARSE, 1.2, np.float32)
    assert decide(even, 0.9, settings_of(), SIZE).verdict is Verdict.NG
    even += np.random.default_rng(0).normal(0, 0.01, COARSE).astype(np.float32)
    local = decide(even, 0.9, settings_of(mode=LimitMode.LOCAL_CONTRAST, min_area=300), SIZE)
    assert local.verdict is Verdict.CHECK


@pytest.mark.parametrize("rule", list(ScoreRule))
@given(seed=st.integers(0, 1000), level=st.floats(0.1, 3), check=st.floats(0.1, 1))
@settings(max_examples=25, deadline=None)
def test_the_score_and_what_is_ok_are_the_same_in_all_modes(
    rule: ScoreRule, seed: int, level: float, check: float
) -> None:
    """The limits are quantiles of good parts' scores, which no mode changes."""
    heatmap = level * np.random.default_rng(seed).random(COARSE, np.float32)
    plain = decide(heatmap, check, settings_of(score=rule), SIZE)
    for mode in LimitMode:
        decision = decide(heatmap, check, settings_of(score=rule, mode=mode), SIZE)
        assert decision.score == plain.score == score_of(heatmap, rule)
        assert (decision.verdict is Verdict.OK) == (decision.score < check)
        if decision.verdict is Verdict.NG:
            assert decision.score >= 1
            assert decision.regions
