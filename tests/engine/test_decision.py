import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spade_station.domain.inspection import Verdict
from spade_station.domain.preset import DecisionSettings, LimitMode, ScoreRule
from spade_station.engine.decision import decide, find_regions, limit_map, score_of

SIZE = (96, 128)


def spot(value: float, side: int = 20, at: tuple[int, int] = (40, 50)) -> np.ndarray:
    heatmap = np.full(SIZE, 0.3, np.float32)
    heatmap[at[0] : at[0] + side, at[1] : at[1] + side] = value
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
    assert decide(hot, 0.9, settings_of(min_area=145), SIZE).verdict is Verdict.CHECK
    assert decide(hot, 0.9, settings_of(min_area=144), SIZE).verdict is Verdict.NG


def test_ok_shows_no_regions() -> None:
    small = spot(3.0, side=2)
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
    (region,) = find_regions(spot(2.0), np.ones((1, 1), np.float32), decided, picture_size)
    assert region.box == (500, 400, 200, 200)
    assert region.area_px == 200 * 200
    assert region.area_mm2 == pytest.approx(400)
    assert region.peak == pytest.approx(2)
    assert region.contour[:, 0].min() >= 500
    assert region.contour[:, 0].max() <= 700


def test_regions_come_hottest_first_and_small_ones_are_dropped() -> None:
    heatmap = np.maximum(spot(2.0, 10, (5, 5)), spot(3.0, 10, (60, 90)))
    heatmap[90, 3] = 9
    found = find_regions(heatmap, np.ones((1, 1), np.float32), settings_of(min_area=2), SIZE)
    assert [round(region.peak) for region in found] == [3, 2]


def test_the_area_filter_in_mm_takes_the_place_of_the_one_in_pixels() -> None:
    limits = np.ones((1, 1), np.float32)
    in_mm = settings_of(min_area=0, min_area_mm2=5, mm_per_px=0.1)
    assert find_regions(spot(2.0), limits, in_mm, SIZE) == ()
    in_mm = settings_of(min_area=4999, min_area_mm2=3, mm_per_px=0.1)
    assert len(find_regions(spot(2.0), limits, in_mm, SIZE)) == 1
    no_scale = settings_of(min_area=4999, min_area_mm2=3)
    assert find_regions(spot(2.0), limits, no_scale, SIZE) == ()


def test_closing_joins_what_is_close() -> None:
    heatmap = np.maximum(spot(2.0, 10, (40, 40)), spot(2.0, 10, (40, 52)))
    limits = np.ones((1, 1), np.float32)
    assert len(find_regions(heatmap, limits, settings_of(), SIZE)) == 2
    assert len(find_regions(heatmap, limits, settings_of(closing=5), SIZE)) == 1


def test_otsu_splits_two_populations_and_never_goes_below_the_calibrated_limit() -> None:
    random = np.random.default_rng(0)
    heatmap = np.abs(random.normal(0.4, 0.05, SIZE)).astype(np.float32)
    assert limit_map(heatmap, LimitMode.OTSU).item() == 1.0
    heatmap = np.abs(random.normal(1.5, 0.5, SIZE)).astype(np.float32)
    heatmap[20:60, 20:60] = random.normal(5, 0.5, (40, 40))
    limit = limit_map(heatmap, LimitMode.OTSU).item()
    assert limit == pytest.approx(_otsu_by_loop(heatmap), abs=0.06)
    assert 2 < limit < 4.5


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
    heatmap = np.abs(random.normal(0.1, 0.05, SIZE)).astype(np.float32)
    heatmap[:, 64:] += 5
    limits = limit_map(heatmap, LimitMode.LOCAL_CONTRAST)
    assert limits.shape == SIZE
    assert limits.min() == 0.5
    assert limits.max() == 2.0


def test_local_contrast_finds_a_weak_spot_on_a_quiet_part() -> None:
    weak = spot(0.8, side=12)
    weak[weak == np.float32(0.3)] = 0.1
    assert decide(weak, 0.9, settings_of(), SIZE).verdict is Verdict.OK
    local = decide(weak, 0.9, settings_of(mode=LimitMode.LOCAL_CONTRAST), SIZE)
    assert local.verdict is Verdict.NG
