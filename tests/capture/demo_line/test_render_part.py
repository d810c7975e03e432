"""What the demo line promises of every picture and every mask."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from spade_station.capture.demo_line import (
    PRODUCTS,
    decide_defect,
    defect_kinds,
    demo_part,
    render_part,
)

SMALL = (240, 320)
ALL_DEFECTS = [(product, kind) for product in PRODUCTS for kind in defect_kinds(product)]


def difference(a: npt.NDArray[np.uint8], b: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.absdiff(a, b).max(axis=2), np.uint8)


@pytest.mark.parametrize("product", PRODUCTS)
def test_same_part_is_same_bytes_in_any_order(product: str) -> None:
    kind = defect_kinds(product)[0]
    first, truth = render_part(product, 5, 500, kind, SMALL)
    for number in (3, 501):
        render_part(product, 5, number, None, SMALL)
    again, truth_again = render_part(product, 5, 500, kind, SMALL)
    assert first.tobytes() == again.tobytes()
    assert truth.mask is not None
    assert truth_again.mask is not None
    assert truth.mask.tobytes() == truth_again.mask.tobytes()


@pytest.mark.parametrize("product", PRODUCTS)
def test_number_and_seed_make_another_part(product: str) -> None:
    part, _ = render_part(product, 5, 1, None, SMALL)
    assert not np.array_equal(part, render_part(product, 5, 2, None, SMALL)[0])
    assert not np.array_equal(part, render_part(product, 6, 1, None, SMALL)[0])


@pytest.mark.parametrize("size", [(120, 160), (200, 200), (240, 427)])
@pytest.mark.parametrize("product", PRODUCTS)
def test_any_size(product: str, size: tuple[int, int]) -> None:
    picture, truth = render_part(product, 0, 0, defect_kinds(product)[-1], size)
    assert picture.shape == (*size, 3)
    assert picture.dtype == np.uint8
    assert truth.mask is not None
    assert truth.mask.shape == size
    assert truth.mask.dtype == np.bool_
    assert 30 < picture.mean() < 220


def test_default_size_is_the_cameras() -> None:
    picture, truth = render_part("metal", 0, 0, "missing")
    assert picture.shape == (960, 1280, 3)
    assert truth.mask is not None
    # The smallest hole is some 30 pixels wide, and nothing else may be marked.
    assert 400 < truth.mask.sum() < 20_000


@pytest.mark.parametrize("product", PRODUCTS)
def test_good_part_has_an_empty_mask(product: str) -> None:
    _, truth = render_part(product, 1, 2, None, SMALL)
    assert truth.is_good
    assert truth.mask is not None
    assert not truth.mask.any()


@pytest.mark.parametrize(("product", "kind"), ALL_DEFECTS)
def test_mask_is_where_the_defect_shows(product: str, kind: str) -> None:
    for number in range(5):
        good, _ = render_part(product, 9, number, None, SMALL)
        bad, truth = render_part(product, 9, number, kind, SMALL)
        assert truth.kind == kind
        assert truth.mask is not None
        assert truth.mask.any()
        assert truth.mask.mean() < 0.2
        assert max(np.ptp(where) + 1 for where in np.nonzero(truth.mask)) >= 3
        changed = difference(good, bad)
        assert changed[truth.mask].max() >= 15
        assert changed[truth.mask].mean() > 4
        near = cv2.dilate(truth.mask.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool)
        # Faint outskirts of a soft shadow may reach further, but hardly any.
        assert changed[~near].max() < 20
        assert changed[~near].mean() < 0.05


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_defect_is_visible_on_many_parts(product: str) -> None:
    kinds = defect_kinds(product)
    for number in range(60):
        _, truth = render_part(product, 2, number, kinds[number % len(kinds)], SMALL)
        assert truth.mask is not None
        assert truth.mask.any()


@pytest.mark.parametrize("product", ["electronics", "metal"])
def test_good_parts_vary_but_little(product: str) -> None:
    soft = [
        cv2.GaussianBlur(render_part(product, 4, n, None, SMALL)[0], (0, 0), 3.0)
        for n in (0, 40, 90, 130)
    ]
    for other in soft[1:]:
        assert 0.2 < difference(soft[0], other).mean() < 12


@pytest.mark.parametrize("product", PRODUCTS)
def test_light_drifts_a_few_percent(product: str) -> None:
    means = [render_part(product, 4, n, None, SMALL)[0].mean() for n in range(0, 240, 20)]
    assert 1.005 < max(means) / min(means) < 1.12


@pytest.mark.parametrize("product", PRODUCTS)
def test_share_of_defective_parts(product: str) -> None:
    fates = [decide_defect(product, 8, number, 0.25) for number in range(400)]
    bad = [fate for fate in fates if fate]
    assert 0.18 < len(bad) / 400 < 0.32
    assert set(bad) == set(defect_kinds(product))
    assert all(decide_defect(product, 8, number, 0.0) is None for number in range(50))
    assert all(decide_defect(product, 8, number, 1.0) for number in range(50))


def test_more_defects_keep_those_there_were() -> None:
    for number in range(100):
        rare = decide_defect("textile", 1, number, 0.1)
        assert rare is None or rare == decide_defect("textile", 1, number, 0.5)


def test_demo_part_follows_the_decision() -> None:
    for number in range(12):
        picture, truth = demo_part("metal", 3, number, 0.5, SMALL)
        fate = decide_defect("metal", 3, number, 0.5)
        assert truth.kind == (fate or "good")
        assert np.array_equal(picture, render_part("metal", 3, number, fate, SMALL)[0])


def test_each_product_has_its_defects() -> None:
    assert PRODUCTS == ("electronics", "textile", "metal")
    assert {"missing", "shifted", "wrong", "bridge", "scratch"} <= set(defect_kinds("electronics"))
    assert {"hole", "stain", "broken_yarn"} <= set(defect_kinds("textile"))
    assert {"scratch", "stain", "dent"} <= set(defect_kinds("metal"))


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="'cheese'"):
        render_part("cheese", 0, 0)
    with pytest.raises(ValueError, match="'cheese'"):
        defect_kinds("cheese")
    with pytest.raises(ValueError, match="'bridge'"):
        render_part("textile", 0, 0, "bridge")
    with pytest.raises(ValueError, match="-1"):
        render_part("textile", 0, -1)
    with pytest.raises(ValueError, match="120 x 160"):
        render_part("textile", 0, 0, None, (20, 20))
    with pytest.raises(ValueError, match="share"):
        decide_defect("metal", 0, 0, 1.5)
