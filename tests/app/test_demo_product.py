"""The demo products: what their line shows is what their settings are made for."""

import numpy as np
import pytest

from spade_station.app.demo_product import (
    AS_DRAWN,
    CHANGES,
    DAY,
    SHOWN,
    demo_name,
    demo_preset,
    demo_samples,
    demo_source,
    demo_staging,
)
from spade_station.capture.demo_line import PRODUCTS, demo_part
from spade_station.domain.imaging_settings import ImagingSettings
from spade_station.domain.source_settings import SourceKind, SourceSettings
from spade_station.engine.judged_area import JudgedArea
from spade_station.engine.learning import Shown
from spade_station.imaging.preparing import Preparation
from spade_station.imaging.references import NO_REFERENCES
from spade_station.imaging.seen import check_sample, check_seen


@pytest.mark.parametrize("product", PRODUCTS)
def test_source_and_settings_speak_of_the_same_parts(product: str) -> None:
    source, preset, staging = demo_source(product), demo_preset(product), demo_staging(product)
    assert (source.kind, source.address) == (SourceKind.DEMO, product)
    assert (preset.name, preset.based_on) == (demo_name(product), product)
    assert staging.views == preset.imaging.views.count
    assert staging.shift == pytest.approx(source.demo_shift / 100)
    assert (staging.turn, staging.drift) == (source.demo_turn, source.demo_drift / 100)
    assert SourceSettings.model_validate_json(source.model_dump_json()) == source


def test_each_industry_shows_another_stage() -> None:
    assert demo_staging("electronics").moves
    assert demo_preset("electronics").imaging.alignment.mode != "off"
    assert demo_staging("textile").drift > 0
    assert demo_preset("textile").imaging.light != ImagingSettings().light
    assert demo_staging("metal").views == 3
    assert demo_preset("metal").imaging.glare.level > 0
    assert set(SHOWN) == set(PRODUCTS) >= set(CHANGES)


@pytest.mark.parametrize("product", PRODUCTS)
def test_samples_are_good_parts_shown_as_the_line_shows_them(product: str) -> None:
    staging = demo_staging(product)
    first, second = demo_samples(product, 2, staging)
    assert first.frame.truth is not None
    assert first.frame.truth.is_good
    expected, _ = demo_part(product, DAY, 0, 0.0, staging=staging)
    np.testing.assert_array_equal(first.frame.image, expected)
    assert (second.frame.image != first.frame.image).any()
    (plain,) = demo_samples(product, 1)
    drawn, _ = demo_part(product, DAY, 0, 0.0, staging=AS_DRAWN)
    np.testing.assert_array_equal(plain.frame.image, drawn)
    assert first.frame.size[1] == staging.views * plain.frame.size[1]


@pytest.mark.parametrize("product", PRODUCTS)
def test_good_parts_of_the_line_can_be_learned_and_inspected(product: str) -> None:
    preset, staging = demo_preset(product), demo_staging(product)
    pictures = [sample.frame.image for sample in demo_samples(product, 8, staging)]
    stages = Preparation.of_samples(
        preset.imaging, NO_REFERENCES, preset.features.input_size, pictures
    )
    assert (stages.references.part is not None) == staging.moves
    parts, shown = [stages.prepare(picture) for picture in pictures], Shown()
    for place, part in enumerate(parts):
        check_sample(part)
        shown.note(place, part, stages.part_area(part.size))
    factors = JudgedArea(preset.imaging.zones, shown.seen).factors(parts[0].size)
    for part in parts:
        check_seen(part, preset.imaging, factors)
