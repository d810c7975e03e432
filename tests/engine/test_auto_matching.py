from collections.abc import Callable

import numpy as np
import pytest

from spade_station.domain.errors import Cancelled
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.inspection import Verdict
from spade_station.domain.preset import MatchingMode, Preset
from spade_station.engine.auto_matching import LEAST_SAMPLES, WAYS, choose_matching, separation
from spade_station.engine.backbone import ResNetBackbone
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import extend, learn

Make = Callable[[int], Picture]
EVERYWHERE, SAME_PLACE = MatchingMode.EVERYWHERE, MatchingMode.SAME_PLACE
AUTO = MatchingMode.AUTO


SIDE = 256  # so that the network sees neither an edge nor a second piece beside one
PLACES = ((64, 64), (64, 192), (192, 64), (192, 192))
COLOURS = ((60, 80, 130), (140, 60, 50), (50, 130, 70), (40, 40, 45))


@pytest.fixture
def still(preset: Preset) -> Preset:
    """Give settings for parts that lie still: small pieces, at their own size."""
    changes = {"features.input_size": SIDE, "weights.layer3": 0.0, "heatmap.smoothing": 2.0}
    for path, value in changes.items():
        preset = preset.changed(path, value)
    return preset


def board(seed: int, colours: tuple[tuple[int, int, int], ...] = COLOURS) -> Picture:
    """Make a part with four different pieces on a plate, always in their places."""
    random = np.random.default_rng(seed)
    part = np.full((SIDE, SIDE, 3), 150.0)
    for (down, across), colour in zip(PLACES, colours, strict=True):
        part[down - 12 : down + 12, across - 12 : across + 12] = colour
    return (part + random.normal(0, 3, part.shape)).clip(0, 255).astype(np.uint8)


def exchanged(seed: int) -> Picture:
    """Make one with a piece that belongs elsewhere."""
    return board(seed, (*COLOURS[:3], COLOURS[0]))


def test_the_way_with_the_clearest_flaws_is_taken_and_says_why(
    backbone: ResNetBackbone, still: Preset, monkeypatch: pytest.MonkeyPatch
) -> None:
    from spade_station.engine import auto_matching

    monkeypatch.setattr(auto_matching, "damaged", lambda picture, number, within: exchanged(number))
    choice = choose_matching([board(seed) for seed in range(10)], backbone, still, {})
    assert choice.mode is SAME_PLACE
    assert [(trial.mode, trial.reach) for trial in choice.trials] == list(WAYS)
    found = {trial.reach: trial.separation for trial in choice.trials}
    assert found[choice.reach] == max(found.values()) > found[0]


def test_a_place_that_helps_little_is_not_worth_it(
    backbone: ResNetBackbone, preset: Preset
) -> None:
    random = np.random.default_rng(0)
    cloth = [random.integers(90, 160, (96, 96, 3)).astype(np.uint8) for _ in range(10)]
    choice = choose_matching(cloth, backbone, preset, {})
    assert choice.mode is EVERYWHERE
    assert choice.reach == preset.matching.reach


@pytest.mark.parametrize("count", [0, 1, LEAST_SAMPLES - 1])
def test_of_few_samples_nothing_is_claimed(
    backbone: ResNetBackbone, preset: Preset, count: int
) -> None:
    choice = choose_matching([board(seed) for seed in range(count)], backbone, preset, {})
    assert (choice.mode, choice.trials) == (EVERYWHERE, ())


@pytest.mark.parametrize("part_at", [None, (700, 900)])
def test_of_large_pictures_in_tiles_one_tile_is_compared(
    backbone: ResNetBackbone,
    still: Preset,
    monkeypatch: pytest.MonkeyPatch,
    part_at: tuple[int, int] | None,
) -> None:
    """What is held grows with the square of the cells: of whole pictures it took gigabytes."""
    from spade_station.engine import auto_matching

    tiled = still.changed("imaging.tiles.on", value=True)
    pictures = [np.tile(board(seed), (4, 5, 1)) for seed in range(8)]
    seen = None
    if part_at is not None:
        seen = np.zeros((1024, 1280), bool)
        seen[part_at[0] : part_at[0] + 200, part_at[1] : part_at[1] + 200] = True
    looked_at: list[tuple[int, ...]] = []
    flawed: list[int] = []

    def damaged(picture: Picture, number: int, within: np.ndarray | None) -> Picture:
        looked_at.append(picture.shape)
        flawed.append(picture.size // 3 if within is None else int(within.sum()))
        return auto_damaged(picture, number, within)

    auto_damaged = auto_matching.damaged
    monkeypatch.setattr(auto_matching, "damaged", damaged)
    choice = choose_matching(pictures, backbone, tiled, {}, seen)
    assert len(choice.trials) == len(WAYS)
    assert set(looked_at) == {(512, 512, 3)}
    assert set(flawed) == {512 * 512 if part_at is None else 200 * 200}, "on the part"


def test_identical_samples_are_compared_without_an_error(
    backbone: ResNetBackbone, preset: Preset
) -> None:
    choice = choose_matching([board(0)] * LEAST_SAMPLES, backbone, preset, {})
    assert all(np.isfinite(trial.separation) for trial in choice.trials)


def test_the_separation_counts_the_fainter_half_in_deviations_of_the_good() -> None:
    good = np.array([1.0, 2.0, 3.0, 4.0])
    rises = np.array([0.5, 8.0, 1.5, 9.0])
    assert separation(good, good + rises) == pytest.approx(1.0 / good.std())


def test_learning_uses_what_was_chosen_and_keeps_it_as_the_bank_grows(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    preset = preset.changed("matching.mode", AUTO)
    bank = learn([good_picture(seed) for seed in range(9)], 9, backbone, preset)
    assert bank.recipe.matching.mode is AUTO
    assert bank.choice is not None
    assert bank.matching.mode is bank.choice.mode is not AUTO
    assert len(bank.choice.trials) == len(WAYS)
    assert Inspector(preset, backbone, bank).inspect(Frame(good_picture(50), 0, "good")).score
    assert extend(bank, good_picture(60), backbone).choice is bank.choice


def test_a_piece_in_the_wrong_place_is_found_at_the_same_place_only(
    backbone: ResNetBackbone, still: Preset
) -> None:
    """What is everywhere on a part is good everywhere but in its place."""
    found = {}
    for mode in (EVERYWHERE, SAME_PLACE):
        changed = still.changed("matching.mode", mode).changed("matching.reach", 8)
        bank = learn([board(seed) for seed in range(12)], 12, backbone, changed)
        inspector = Inspector(changed, backbone, bank)
        good = inspector.inspect(Frame(board(40), 0, "good"))
        bad = inspector.inspect(Frame(exchanged(41), 1, "exchanged"))
        assert good.verdict is not Verdict.NG
        found[mode] = (bad.score or 0) / (good.score or 1)
    assert found[SAME_PLACE] > 1.5 * found[EVERYWHERE]


def test_a_small_bank_at_the_same_place_keeps_rows_all_over_the_part(
    backbone: ResNetBackbone, still: Preset
) -> None:
    changed = still.changed("matching.mode", SAME_PLACE).changed("matching.rows", 500)
    bank = learn([board(seed) for seed in range(12)], 12, backbone, changed)
    layer = bank.layers["layer2"]
    assert layer.radius > 0
    assert len(layer.rows) <= 500
    cells = np.floor(np.asarray(layer.place, np.float32) * 32).astype(int)
    grid = np.zeros((32, 32), bool)
    grid[tuple(cells.T)] = True
    reached = np.lib.stride_tricks.sliding_window_view(np.pad(grid, 2), (5, 5)).any(axis=(2, 3))
    assert reached.all()  # 16 px are two cells
    inspector = Inspector(changed, backbone, bank)
    assert inspector.inspect(Frame(board(70), 0, "good")).verdict is not Verdict.NG


@pytest.mark.parametrize("steps", [0, 1, 5, 20])
def test_it_ends_soon_when_it_is_cancelled(
    backbone: ResNetBackbone, still: Preset, steps: int
) -> None:
    asked = iter(range(steps + 1))

    def check() -> None:
        if next(asked) == steps:
            raise Cancelled

    with pytest.raises(Cancelled):
        choose_matching([board(seed) for seed in range(10)], backbone, still, {}, None, check)
