"""Parts that lie askew, light that wanders, and views with glare elsewhere in each."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from spade_station.capture.demo_line import PRODUCTS, Staging, defect_kinds, render_part
from spade_station.domain.frame import Mask, Picture
from spade_station.imaging.sheet import views_of

SMALL = (240, 320)
ASKEW = Staging(shift=0.1, turn=12)
ANYHOW = Staging(shift=0.05, turn=180)
WANDERING = Staging(drift=0.4)
VIEWS = Staging(views=3)
ALL_DEFECTS = [(product, kind) for product in PRODUCTS for kind in defect_kinds(product)]


def part(product: str, number: int, staging: Staging, kind: str | None = None) -> Picture:
    return render_part(product, 5, number, kind, SMALL, staging)[0]


def mask_of(product: str, number: int, staging: Staging, kind: str) -> Mask:
    mask = render_part(product, 5, number, kind, SMALL, staging)[1].mask
    assert mask is not None
    return mask


def difference(a: Picture, b: Picture) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.absdiff(a, b).max(axis=2), np.uint8)


@pytest.mark.parametrize("staging", [ASKEW, ANYHOW, WANDERING, VIEWS, Staging(0.1, 5, 0.3, 2)])
@pytest.mark.parametrize("product", PRODUCTS)
def test_same_staging_is_same_bytes(product: str, staging: Staging) -> None:
    kind = defect_kinds(product)[0]
    first, truth = render_part(product, 5, 7, kind, SMALL, staging)
    part(product, 8, staging)
    again, truth_again = render_part(product, 5, 7, kind, SMALL, staging)
    assert first.tobytes() == again.tobytes()
    assert truth.mask is not None
    assert truth_again.mask is not None
    assert truth.mask.tobytes() == truth_again.mask.tobytes()
    assert first.shape == (240, 320 * staging.views, 3)
    assert truth.mask.shape == first.shape[:2]


@pytest.mark.parametrize("staging", [ASKEW, ANYHOW, WANDERING, VIEWS])
@pytest.mark.parametrize(("product", "kind"), ALL_DEFECTS)
def test_the_mask_is_where_the_defect_shows(product: str, kind: str, staging: Staging) -> None:
    for number in range(2):
        good, bad = part(product, number, staging), part(product, number, staging, kind)
        mask = mask_of(product, number, staging, kind)
        assert mask.any()
        changed = difference(good, bad)
        assert changed[mask].max() >= 10
        near = cv2.dilate(mask.astype(np.uint8), np.ones((9, 9), np.uint8)).astype(bool)
        assert changed[~near].mean() < 0.1


# --- where parts lie ------------------------------------------------------------------------------


def green_of(picture: Picture) -> npt.NDArray[np.bool_]:
    """Find the board on its dark belt."""
    red, green, blue = cv2.split(picture.astype(np.int16))
    return np.asarray((green > red + 25) & (green > blue + 10), np.bool_)


@pytest.mark.parametrize("staging", [ASKEW, ANYHOW])
def test_a_board_stays_in_view_however_it_lies(staging: Staging) -> None:
    middles, angles = [], []
    for number in range(12):
        board = green_of(part("electronics", number, staging))
        assert board.mean() > 0.08
        rim = np.concatenate([board[:3].ravel(), board[-3:].ravel(), board[:, :3].ravel()])
        assert not rim.any()
        assert not board[:, -3:].any()
        points = np.argwhere(board)[:, ::-1].astype(np.float32)
        (x, y), _, angle = cv2.minAreaRect(points)
        middles.append((x / 320 - 0.5, y / 240 - 0.5))
        angles.append(angle)
    assert 0.3 * staging.shift < np.abs(middles).max() < staging.shift + 0.03
    assert np.ptp(angles) > 5


def test_a_board_in_its_fixture_lies_still() -> None:
    fixed = [green_of(part("electronics", number, Staging())) for number in (1, 2)]
    askew = [green_of(part("electronics", number, ASKEW)) for number in (1, 2)]
    assert (fixed[0] != fixed[1]).mean() < 0.04
    assert (askew[0] != askew[1]).mean() > 0.1


def test_cloth_comes_straight_from_the_roll() -> None:
    assert np.array_equal(part("textile", 3, ASKEW), part("textile", 3, Staging()))


@pytest.mark.parametrize("kind", defect_kinds("electronics"))
def test_no_defect_is_lost_on_the_belt(kind: str) -> None:
    for staging in (ASKEW, ANYHOW):
        assert all(mask_of("electronics", number, staging, kind).any() for number in range(8))


# --- light ----------------------------------------------------------------------------------------


def light_of(number: int, product: str = "textile") -> npt.NDArray[np.float64]:
    """Say by how much each place of a part has become brighter."""
    soft = [
        cv2.GaussianBlur(part(product, number, staging).astype(np.float64).mean(axis=2), (0, 0), 20)
        for staging in (WANDERING, Staging())
    ]
    return np.asarray(soft[0] / soft[1], np.float64)


def test_light_wanders_within_its_bounds() -> None:
    lights = [light_of(number) for number in range(0, 100, 8)]
    assert max(light.max() for light in lights) < 1.4
    assert min(light.min() for light in lights) > 0.6
    assert np.ptp([light.mean() for light in lights]) > 0.2


def test_the_slope_of_the_light_turns() -> None:
    slopes = [light[:, -60:].mean() - light[:, :60].mean() for light in map(light_of, range(24))]
    assert max(slopes) > 0.08
    assert min(slopes) < -0.08


# --- views ----------------------------------------------------------------------------------------


def glare_of(picture: Picture) -> npt.NDArray[np.bool_]:
    return np.asarray(picture.min(axis=2) >= 250, np.bool_)


def test_glare_is_elsewhere_in_each_view() -> None:
    for number in range(6):
        views = [glare_of(view) for view in views_of(part("metal", number, VIEWS), 3)]
        assert all(0.002 < view.mean() < 0.12 for view in views)
        assert np.logical_and.reduce(views).mean() < 0.0005


def test_glare_moves_from_part_to_part() -> None:
    first, second = (glare_of(views_of(part("metal", n, VIEWS), 3)[0]) for n in (1, 2))
    assert (first & second).sum() < 0.7 * min(first.sum(), second.sum())


def test_all_views_show_one_part() -> None:
    """What is no metal is dark in every view, and in the same place."""
    views = views_of(part("metal", 3, VIEWS, "missing"), 3)
    dark = [view.max(axis=2) < 60 for view in views]
    for other in dark[1:]:
        assert (dark[0] != other).mean() < 0.03
    assert difference(views[0], views[1]).mean() > 5


def test_a_scratch_shows_better_under_one_lamp_than_under_another() -> None:
    ratios = []
    for number in range(8):
        good, bad = (part("metal", number, VIEWS, kind) for kind in (None, "scratch"))
        mask = views_of(np.dstack([mask_of("metal", number, VIEWS, "scratch")] * 3), 3)[0][..., 0]
        shows = [float(view[mask].mean()) for view in np.split(difference(good, bad), 3, axis=1)]
        ratios.append(max(shows) / max(min(shows), 1))
    assert np.median(ratios) > 1.5


def test_the_mask_holds_for_every_view() -> None:
    left, middle, right = np.split(mask_of("metal", 4, VIEWS, "dent"), 3, axis=1)
    assert left.any()
    assert np.array_equal(left, middle)
    assert np.array_equal(left, right)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_product_can_be_seen_from_several_sides(product: str) -> None:
    first, second = views_of(part(product, 1, Staging(views=2)), 2)
    soft = [cv2.GaussianBlur(view.astype(np.float32), (0, 0), 20) for view in (first, second)]
    light = (soft[0] / soft[1]).mean(axis=2)
    assert light[:, :60].mean() > light[:, -60:].mean() + 0.1


@pytest.mark.parametrize(
    "wrong", [{"shift": 0.31}, {"turn": -1}, {"turn": 181}, {"drift": 0.7}, {"views": 0}]
)
def test_what_cannot_be_staged_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} is between"):
        Staging(**wrong)


def test_the_smallest_picture_can_be_staged() -> None:
    picture, _ = render_part("metal", 0, 0, None, (120, 160), Staging(0.3, 180, 0.6, 3))
    assert picture.shape == (120, 480, 3)
