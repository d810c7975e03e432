import json
from math import inf, nan
from operator import attrgetter
from typing import Any

import pytest

from spade_station.domain.imaging_settings import MOST_ZONES, ImagingSettings, learned_with
from spade_station.domain.preset import Preset
from spade_station.domain.preset_errors import SettingInvalid
from spade_station.domain.setting import Effect, describe
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape

LEARNED = {
    *("light.white", "light.dark", "light.evening", "light.contrast", "glare.level"),
    *("glare.margin", "alignment.mode", "alignment.reference", "alignment.feature"),
    *("alignment.shift", "alignment.turn", "views.count", "tiles.on"),
}
ZONES = (
    Zone(
        kind=ZoneKind.INCLUDE,
        shape=ZoneShape.POLYGON,
        points=((0.1, 0.1), (0.9, 0.1), (0.5, 1.2)),
        name="板",
    ),
    Zone(
        kind=ZoneKind.TOLERANT,
        shape=ZoneShape.ELLIPSE,
        points=((0.3, 0.3), (0.4, 0.5)),
        factor=1.5,
    ),
)
OTHER: dict[str, Any] = {
    "trigger": {"mode": "part stands still", "sensitivity": 8, "empty": "e.png"},
    "light": {"white": "w.png", "dark": "d.png", "evening": 30, "contrast": 2, "drift": 40},
    "glare": {"level": 250, "margin": 1, "most": 20},
    "alignment": {
        "mode": "outline",
        "reference": "r.png",
        "feature": (0.1, 0.2, 0.3, 0.4),
        "shift": 30,
        "turn": 180,
        "quality": 0.8,
        "unseen": 10,
    },
    "views": {"count": 3, "fusion": "worst view"},
    "tiles": {"on": True},
    "scale": {"wanted_mm_per_px": 0.1},
    "zones": ZONES,
}
PATHS = [info.path for info in describe(ImagingSettings)]


@pytest.fixture
def other() -> ImagingSettings:
    """Settings of which each differs from the ones that a preset begins with."""
    made = ImagingSettings.model_validate(OTHER)
    same = [path for path in PATHS if attrgetter(path)(made) == attrgetter(path)(ImagingSettings())]
    assert same == [], "a new setting: give it a value above"
    return made


def test_what_a_bank_is_made_with_is_known_by_name() -> None:
    groups = ImagingSettings.model_fields.items()
    found = {
        f"{name}.{key}"
        for name, field in groups
        if isinstance(field.annotation, type) and hasattr(field.annotation, "model_fields")
        for key in learned_with(field.annotation)
    }

    assert found == LEARNED
    assert found == {i.path for i in describe(ImagingSettings) if i.effect is Effect.LEARNING}


@pytest.mark.parametrize("path", PATHS)
def test_only_what_a_bank_is_made_with_is_taken_from_it(other: ImagingSettings, path: str) -> None:
    mine = ImagingSettings()

    taken, given = mine.as_learned(other), other.as_learned(mine)

    value = attrgetter(path)
    assert value(taken) == value(other if path in LEARNED else mine)
    assert value(given) == value(mine if path in LEARNED else other)


def test_taking_from_oneself_changes_nothing(other: ImagingSettings) -> None:
    assert other.as_learned(other) == other
    assert other.as_learned(ImagingSettings()).as_learned(other) == other


def test_a_preset_comes_back_from_its_file_with_its_zones(other: ImagingSettings) -> None:
    preset = Preset(name="board", imaging=other)

    content = json.loads(json.dumps(preset.model_dump(mode="json", by_alias=True)))

    assert Preset.model_validate(content) == preset
    assert Preset.model_validate(content).imaging.zones == ZONES


def test_a_preset_from_before_there_was_imaging_still_loads() -> None:
    content = Preset(name="board").model_dump(mode="json", by_alias=True)
    del content["imaging"]

    assert Preset.model_validate(content) == Preset(name="board")


def test_a_new_preset_does_nothing_to_the_picture() -> None:
    imaging = ImagingSettings()

    assert imaging.trigger.mode == "every picture"
    assert (imaging.light.white, imaging.light.evening, imaging.light.contrast) == ("", 0, 0)
    assert (imaging.glare.level, imaging.alignment.mode) == (0, "off")
    assert (imaging.views.count, imaging.tiles.on, imaging.zones) == (1, False, ())


def test_zones_are_set_like_any_other_setting() -> None:
    drawn = [each.model_dump(mode="json") for each in ZONES]

    assert Preset(name="board").changed("imaging.zones", drawn).imaging.zones == ZONES


def test_there_are_no_more_zones_than_a_person_can_draw() -> None:
    board = Preset(name="board")
    most = board.changed("imaging.zones", ZONES[:1] * MOST_ZONES)
    assert len(most.imaging.zones) == MOST_ZONES

    with pytest.raises(SettingInvalid, match=f"at most {MOST_ZONES} zones"):
        board.changed("imaging.zones", ZONES[:1] * (MOST_ZONES + 1))


def test_a_zone_outside_the_picture_is_refused_with_the_reason() -> None:
    away = {"kind": "include", "shape": "rectangle", "points": [(1.1, 0), (1.4, 1)]}

    with pytest.raises(SettingInvalid, match="outside the picture"):
        Preset(name="board").changed("imaging.zones", [away])


@pytest.mark.parametrize("feature", [(0.1, 0.1, 0.3), "everything"])
def test_a_feature_is_a_box(feature: object) -> None:
    with pytest.raises(SettingInvalid):
        Preset(name="board").changed("imaging.alignment.feature", feature)


@pytest.mark.parametrize(
    "feature",
    [
        *((nan, 0.1, 0.2, 0.2), (0.1, 0.1, nan, 0.2), (0.1, 0.1, inf, 0.2), (-inf, 0, 0.5, 0.5)),
        *((0.1, 0.1, 0.0, 0.2), (0.1, 0.1, 0.2, -0.1)),
        *((-0.1, 0.1, 0.5, 0.5), (0.1, 0.6, 0.5, 0.5), (0.8, 0.1, 0.5, 0.5), (5, 5, 1, 1)),
        (0.1, 0.2, 0.3),
    ],
)
def test_a_feature_is_a_box_in_the_picture(feature: tuple[float, ...]) -> None:
    with pytest.raises(SettingInvalid):
        Preset(name="a").changed("imaging.alignment.feature", feature)


@pytest.mark.parametrize("feature", [None, (0, 0, 1, 1), (0.7, 0.9, 0.3, 0.1)])
def test_a_feature_may_reach_up_to_the_edges(feature: tuple[float, ...] | None) -> None:
    preset = Preset(name="a").changed("imaging.alignment.feature", feature)
    assert preset.imaging.alignment.feature == feature
    assert Preset.model_validate_json(preset.model_dump_json()) == preset
