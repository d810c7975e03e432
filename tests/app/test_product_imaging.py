"""A product with stages before the network: what is kept of what cannot be learned, and why."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from spade_station.app.left_out import left_out_errors
from spade_station.app.product import Product
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import (
    PartNotInPosition,
    ReferenceMissing,
    SamplesLeftOut,
    SampleUnfit,
    TooMuchGlare,
)
from spade_station.domain.inspection import Verdict
from spade_station.domain.preset import Preset
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.storage.samples import NewSample

from .parts import (
    BOARD,
    LEARNED,
    bad_frame,
    bad_picture,
    content_of,
    good_frame,
    good_picture,
    good_samples,
    open_product,
    presets_in,
    small_preset,
)

WHITE = np.full((96, 128, 3), 255, np.uint8)


def sample(picture: Picture, name: str, alarmed: bool = False) -> NewSample:
    return NewSample(Frame(picture, 0, name), "mei", alarmed=alarmed)


def with_imaging(preset: Preset, **settings: object) -> Preset:
    for path, value in settings.items():
        preset = preset.changed("imaging." + path.replace("__", "."), value)
    return preset


@pytest.fixture
def glaring(tmp_path: Path) -> Product:
    """Give a product that looks for glare and has learned good parts."""
    presets_in(tmp_path / "lit").save(with_imaging(small_preset(), glare__level=250))
    product = open_product(tmp_path / "lit")
    product.learn_all(good_samples(LEARNED), LEARNED)
    return product


# --- new pictures that cannot be learned ----------------------------------------------------------


def test_pictures_that_cannot_be_learned_are_told_and_not_kept(
    glaring: Product, tmp_path: Path
) -> None:
    new = [
        sample(WHITE, "white 1"),
        sample(bad_picture(30), "false alarm", alarmed=True),
        sample(WHITE, "white 2"),
        sample(good_picture(31), "fine"),
    ]

    left_out = glaring.learn_all(new, len(new))

    assert [each.origin for each in left_out] == ["white 1", "white 2"]
    assert all(isinstance(each.reason, TooMuchGlare) for each in left_out)
    (error,) = left_out_errors(left_out)
    assert isinstance(error, SamplesLeftOut)
    assert (error.values["count"], error.values["first"]) == (2, "white 1")
    assert "glare" in str(error)

    again = open_product(tmp_path / "lit")
    for each in (glaring, again):
        assert each.stored is not None
        assert each.stored.bank.samples == LEARNED + 2
        assert list(each.stored.samples) == list(each.samples.numbers())
        notes = [each.samples.note(number) for number in each.stored.samples[-2:]]
        assert [note.origin for note in notes if note] == ["false alarm", "fine"]
        assert each.stored.bank.alarmed == (LEARNED,), "the place among those that were learned"
        assert each.learn_all() == [], "those that are kept can all be learned again"


def test_if_none_can_be_learned_nothing_changes(glaring: Product, tmp_path: Path) -> None:
    presets_in(tmp_path / "new").save(glaring.preset)
    new = open_product(tmp_path / "new")
    before = content_of(tmp_path / "new")
    with pytest.raises(TooMuchGlare):  # which says more than that there are no samples
        new.learn_all([sample(WHITE, "white")] * 3, 3)
    assert new.stored is None
    assert content_of(tmp_path / "new") == before


def test_one_more_that_cannot_be_learned_is_refused_with_the_reason(
    glaring: Product, tmp_path: Path
) -> None:
    before = content_of(tmp_path / "lit")
    with pytest.raises(TooMuchGlare):
        glaring.add_good(sample(WHITE, "white"))
    assert content_of(tmp_path / "lit") == before
    assert glaring.inspector().inspect(good_frame()).verdict is Verdict.OK


# --- kept samples ---------------------------------------------------------------------------------


def test_a_kept_sample_that_no_longer_fits_is_named_and_nothing_is_lost(
    product: Product, home: Path
) -> None:
    product.add_good(sample(WHITE, "white", alarmed=True))
    assert product.stored is not None
    number = product.stored.samples[-1]
    before, settings = content_of(home), product.preset

    with pytest.raises(SampleUnfit) as caught:
        product.learn_all(preset=with_imaging(settings, glare__level=250))

    assert caught.value.values["number"] == number
    assert content_of(home) == before
    assert product.preset == settings
    assert product.inspector().inspect(good_frame()).verdict is Verdict.OK

    product.learn_all(without=[number], preset=with_imaging(settings, glare__level=250))
    assert product.stored.bank.samples == LEARNED
    assert product.preset.imaging.glare.level == 250


def test_a_kept_sample_is_never_taken_for_a_new_one(product: Product, home: Path) -> None:
    product.add_good(sample(WHITE, "white", alarmed=True))
    before = content_of(home)
    with pytest.raises(SampleUnfit):
        product.learn_all(
            good_samples(2, 40), 2, preset=with_imaging(product.preset, glare__level=250)
        )
    assert content_of(home) == before


# --- what makes it learn again --------------------------------------------------------------------

ZONE = Zone(kind=ZoneKind.EXCLUDE, shape=ZoneShape.RECTANGLE, points=((0.0, 0.0), (0.2, 0.2)))
AT_ONCE: list[tuple[str, object]] = [
    ("imaging.zones", (ZONE,)),
    ("imaging.glare.most", 20.0),
    ("imaging.alignment.quality", 0.9),
    ("imaging.alignment.unseen", 20.0),
    ("imaging.views.fusion", "minimum"),
    ("imaging.light.drift", 3.0),
    ("imaging.trigger.mode", "part stands still"),
    ("imaging.trigger.empty", "a" * 16),
    ("imaging.scale.wanted_mm_per_px", 0.1),
    ("decision.limit", 2.0),
]
AFTER_LEARNING: list[tuple[str, object]] = [
    ("imaging.light.evening", 30.0),
    ("imaging.light.contrast", 2.0),
    ("imaging.glare.level", 250),
    ("imaging.glare.margin", 1.0),
    ("imaging.alignment.mode", "auto"),
    ("imaging.alignment.feature", (0.1, 0.1, 0.5, 0.5)),
    ("imaging.alignment.shift", 3.0),
    ("imaging.tiles.on", True),
    ("imaging.views.count", 2),
]


@pytest.mark.parametrize(("path", "value"), AT_ONCE)
def test_these_serve_at_once(product: Product, path: str, value: object) -> None:
    wanted = product.preset.changed(path, value)
    assert not product.needs_relearning(wanted)
    assert product.serves(wanted)
    assert wanted.as_learned(product.preset) == wanted
    before = product.inspector()
    product.preset = wanted
    assert product.inspector(before).bank is before.bank


@pytest.mark.parametrize(("path", "value"), AFTER_LEARNING)
def test_these_are_learned_with(product: Product, path: str, value: object) -> None:
    wanted = product.preset.changed(path, value).changed("decision.limit", 2.0)
    assert product.needs_relearning(wanted)
    until_then = wanted.as_learned(product.preset)
    assert product.serves(until_then)
    assert until_then.decision.limit == 2.0
    assert until_then == product.preset.changed("decision.limit", 2.0)


def test_learned_with_stages_it_comes_back_with_them(product: Product, home: Path) -> None:
    product.learn_all(preset=with_imaging(product.preset, light__evening=30, glare__level=250))
    score = product.inspector().inspect(bad_frame()).score
    again = open_product(home)
    assert again.preset == product.preset
    assert again.inspector().inspect(bad_frame()).score == score
    assert not again.needs_relearning(again.preset)


def test_undo_takes_stages_back_with_their_bank(product: Product) -> None:
    plain = product.preset
    product.learn_all(preset=with_imaging(plain, light__evening=30))
    product.undo()
    assert product.preset == plain
    assert product.inspector().inspect(good_frame()).verdict is Verdict.OK


# --- references -----------------------------------------------------------------------------------


def test_a_reference_that_is_lost_stops_the_learning_and_not_the_inspecting(
    product: Product, home: Path
) -> None:
    name = product.references.keep(np.full((96, 128, 3), 200, np.uint8))
    product.learn_all(preset=with_imaging(product.preset, light__white=name))
    score = product.inspector().inspect(good_frame()).score
    (home / "presets" / BOARD / "references" / f"{name}.png").unlink()

    again = open_product(home)

    assert again.inspector().inspect(good_frame()).score == score, "the bank has its own"
    with pytest.raises(ReferenceMissing):
        again.learn_all()
    assert again.inspector().inspect(good_frame()).score == score
    again.add_good(NewSample(bad_frame(77), "mei", alarmed=True))
    assert again.status().samples == LEARNED + 1


def test_how_alike_a_part_has_to_be_counts_for_one_more_sample(tmp_path: Path) -> None:
    presets_in(tmp_path / "home").save(
        with_imaging(small_preset(), alignment__mode="feature", alignment__quality=0.999)
    )
    product = open_product(tmp_path / "home")

    def strict() -> Iterator[NewSample]:
        for grey in (150, 151):
            picture = good_picture(0)
            picture[0, 0] = grey
            yield sample(picture, "nearly the same")

    product.learn_all(strict(), 2)
    with pytest.raises(PartNotInPosition):
        product.add_good(sample(good_picture(9), "other"))
    product.preset = with_imaging(product.preset, alignment__quality=0.2)
    product.add_good(sample(good_picture(9), "other"))
    assert product.status().samples == 3
