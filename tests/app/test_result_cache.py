"""The result cache: what it gives back, and above all what it never does."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from spade_station.app.product import Product
from spade_station.app.result_cache import ResultCache, digest_of
from spade_station.app.status import CacheUse
from spade_station.domain.errors import PictureShape
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, Verdict, not_inspected
from spade_station.engine.inspector import Inspector

from .parts import bad_frame, bad_picture, copy_of, good_frame, good_samples, open_product


def kept(cache: ResultCache, inspector: Inspector, frame: Frame) -> Inspection:
    inspection = inspector.inspect(frame)
    cache.keep(inspector, inspection, digest_of(frame.image))
    return inspection


def found(cache: ResultCache, inspector: Inspector, frame: Frame) -> Inspection | None:
    return cache.find(inspector, frame, digest_of(frame.image))


def test_the_same_bytes_get_the_same_verdict_as_a_new_inspection(inspector: Inspector) -> None:
    cache = ResultCache()
    first = kept(cache, inspector, bad_frame(3))
    later = Frame(bad_picture(3), 77, "later", may_recur=True)

    again = found(cache, inspector, later)

    assert again is not None
    assert again.frame is later, "an inspection is never of an earlier frame"
    assert (again.verdict, again.score, again.regions) == (
        Verdict.NG,
        first.score,
        first.regions,
    )
    assert again.heatmap is first.heatmap
    assert again.is_cached
    assert not first.is_cached
    assert list(again.timings) == ["cache"]
    assert cache.use == CacheUse(1, 1)


def test_one_bit_is_enough_to_be_another_picture(inspector: Inspector) -> None:
    cache = ResultCache()
    kept(cache, inspector, good_frame(3))
    other = good_frame(3).image.copy()
    other[-1, -1, -1] ^= 1

    assert found(cache, inspector, Frame(other, 3, "other")) is None
    assert found(cache, inspector, good_frame(3)) is not None
    assert cache.use.share == 0.5


def test_the_same_bytes_in_another_shape_are_another_picture() -> None:
    picture = good_frame(3).image

    assert digest_of(picture).value != digest_of(picture.reshape(128, 96, 3)).value
    assert digest_of(picture).value == digest_of(np.asfortranarray(picture)).value


@pytest.mark.parametrize(
    ("path", "value"), [("decision.limit", 2.0), ("weights.layer2", 0.4), ("number", 3)]
)
def test_another_preset_has_its_own(inspector: Inspector, path: str, value: float) -> None:
    cache = ResultCache()
    kept(cache, inspector, good_frame(3))
    changed = inspector.with_preset(inspector.preset.changed(path, value))

    assert found(cache, changed, good_frame(3)) is None
    assert found(cache, inspector, good_frame(3)) is not None, "and the one before is not lost"


def test_another_bank_makes_it_forget(product: Product) -> None:
    cache, before = ResultCache(), product.inspector()
    kept(cache, before, bad_frame(3))
    product.add_good(good_samples(1, first=50)[0])

    assert found(cache, product.inspector(), bad_frame(3)) is None
    product.undo()
    after_undo = product.inspector()
    assert after_undo.bank.version == before.bank.version
    assert found(cache, after_undo, bad_frame(3)) is None


def test_another_bank_of_the_same_version_makes_it_forget(home: Path, tmp_path: Path) -> None:
    """A product may be deleted and made anew under its old name."""
    cache = ResultCache()
    kept(cache, open_product(home).inspector(), bad_frame(3))
    other = open_product(copy_of(home, tmp_path / "other")).inspector()

    assert found(cache, other, bad_frame(3)) is None


def test_a_known_defect_makes_it_forget(product: Product) -> None:
    cache = ResultCache()
    kept(cache, product.inspector(), bad_frame(3))
    product.add_defects([replace(good_samples(1)[0], frame=bad_frame(9))])

    assert found(cache, product.inspector(), bad_frame(3)) is None


def test_an_inspector_made_anew_of_the_same_things_goes_on_with_it(product: Product) -> None:
    cache = ResultCache()
    kept(cache, product.inspector(), bad_frame(3))

    assert found(cache, product.inspector(), bad_frame(3)) is not None


def test_what_was_not_inspected_is_tried_again(inspector: Inspector) -> None:
    cache, frame = ResultCache(), good_frame(3)
    failure = not_inspected(frame, PictureShape(width=1, height=1))

    cache.keep(inspector, failure, digest_of(frame.image))

    assert found(cache, inspector, frame) is None


def test_memory_is_bounded_and_what_was_asked_for_last_stays(inspector: Inspector) -> None:
    heatmap = inspector.inspect(good_frame(0)).heatmap
    assert heatmap is not None
    cache = ResultCache(most_bytes=3 * heatmap.nbytes)
    for seed in range(3):
        kept(cache, inspector, good_frame(seed))
    assert found(cache, inspector, good_frame(0)) is not None
    kept(cache, inspector, good_frame(3))

    there = [found(cache, inspector, good_frame(seed)) is not None for seed in range(4)]

    assert there == [True, False, True, True]


def test_the_masks_of_what_was_not_judged_count_too(inspector: Inspector) -> None:
    heatmap = inspector.inspect(good_frame(0)).heatmap
    assert heatmap is not None
    cache = ResultCache(most_bytes=2 * heatmap.nbytes)
    for seed in range(2):
        inspection = inspector.inspect(good_frame(seed))
        mask = np.zeros(heatmap.shape, np.bool_)
        cache.keep(inspector, replace(inspection, unjudged=mask), digest_of(good_frame(seed).image))

    assert [found(cache, inspector, good_frame(seed)) is not None for seed in range(2)] == [
        False,
        True,
    ]


def test_keeping_one_twice_takes_its_room_once(inspector: Inspector) -> None:
    heatmap = inspector.inspect(good_frame(0)).heatmap
    assert heatmap is not None
    cache = ResultCache(most_bytes=2 * heatmap.nbytes)
    kept(cache, inspector, good_frame(0))
    for _ in range(3):
        kept(cache, inspector, good_frame(1))

    assert found(cache, inspector, good_frame(0)) is not None


def test_counting_anew_keeps_what_is_kept(inspector: Inspector) -> None:
    cache = ResultCache()
    assert cache.use.share is None
    kept(cache, inspector, good_frame(0))
    found(cache, inspector, good_frame(0))
    cache.count_anew()

    assert cache.use == CacheUse()
    assert found(cache, inspector, good_frame(0)) is not None
