import ast
from collections.abc import Iterator
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

import spade_station.domain
from spade_station.domain.preset import Preset
from spade_station.domain.preset_errors import SettingInvalid
from spade_station.domain.setting import Effect, SettingInfo, describe, setting
from spade_station.domain.station_settings import StationSettings

DOMAIN = Path(next(iter(spade_station.domain.__path__)))
OF_PRESETS = describe(Preset)
ALL = OF_PRESETS + describe(StationSettings)
NUMBERS = [info for info in ALL if info.kind in (int, float)]
each = pytest.mark.parametrize("info", ALL, ids=lambda info: info.path)
each_number = pytest.mark.parametrize("info", NUMBERS, ids=lambda info: info.path)


class Colour(StrEnum):
    RED = "red"


class Lamp(BaseModel):
    power: float | None = setting(
        None, label="Power", help="How bright.", unit="W", ge=1, le=9, step=2, effect=Effect.FUSION
    )
    colour: Colour = setting(Colour.RED, label="Colour", help="Which one.")
    serial: str = "not declared"


class Room(BaseModel):
    name: str = ""
    lamp: Lamp = Lamp()
    doors: int = setting(1, label="Doors", help="How many.", ge=0)


def test_what_is_declared_is_listed_in_order_with_dotted_paths() -> None:
    power, colour, doors = describe(Room)

    assert power == SettingInfo(
        path="lamp.power",
        label="Power",
        help="How bright.",
        unit="W",
        kind=float,
        default=None,
        least=1,
        most=9,
        step=2,
        optional=True,
        effect=Effect.FUSION,
    )
    assert (colour.path, colour.kind, colour.default) == ("lamp.colour", Colour, Colour.RED)
    assert (colour.least, colour.most, colour.step, colour.optional) == (None, None, None, False)
    assert colour.effect is Effect.DECISION
    assert (doors.path, doors.kind, doors.least, doors.most) == ("doors", int, 0, None)


def paths_of(values: dict[str, Any]) -> Iterator[str]:
    """Walk through the groups of settings, whatever they are nested in."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from (f"{name}.{path}" for path in paths_of(value))
        else:
            yield name


def test_every_part_of_a_preset_can_be_set_but_what_it_is_called() -> None:
    declared = {info.path for info in OF_PRESETS}
    groups = {path for path in paths_of(Preset(name="board").model_dump()) if "." in path}

    assert declared == groups
    assert len(declared) == len(OF_PRESETS), "no path twice"


@each
def test_a_setting_says_what_it_is(info: SettingInfo) -> None:
    assert info.label.strip() == info.label != ""
    assert info.label != info.path
    assert info.help.strip() == info.help != ""
    assert info.help.endswith(".")
    if not info.in_picture:
        assert info.kind in (bool, int, float, str) or issubclass(info.kind, StrEnum)


@each_number
def test_the_bounds_of_a_number_make_sense(info: SettingInfo) -> None:
    assert info.least is not None
    assert info.most is not None
    assert info.step is not None
    assert info.least < info.most
    assert 0 < info.step <= info.most - info.least
    if info.default is None:
        assert info.optional
    else:
        assert info.least <= info.default <= info.most
    if info.kind is int:
        assert all(float(bound).is_integer() for bound in (info.least, info.most, info.step))


@given(
    info=st.sampled_from([info for info in NUMBERS if info in OF_PRESETS]),
    steps=st.integers(0, 50_000),
)
def test_what_a_slider_can_reach_is_accepted(info: SettingInfo, steps: int) -> None:
    assert info.least is not None
    assert info.most is not None
    assert info.step is not None
    value = info.kind(min(info.most, info.least + steps * info.step))
    preset = Preset(name="board").changed("weights.layer1", 0.5)

    changed = preset.changed(info.path, value)

    assert attrgetter(info.path)(changed) == value


@pytest.mark.parametrize(
    "info", [info for info in NUMBERS if info in OF_PRESETS], ids=lambda info: info.path
)
def test_what_is_beyond_the_bounds_is_refused(info: SettingInfo) -> None:
    assert info.least is not None
    assert info.most is not None
    assert info.step is not None
    preset = Preset(name="board")
    for value in (info.least - info.step, info.most + info.step, float("nan")):
        with pytest.raises(SettingInvalid):
            preset.changed(info.path, value)


@pytest.mark.parametrize(
    "info", [i for i in OF_PRESETS if issubclass(i.kind, StrEnum)], ids=lambda info: info.path
)
def test_every_choice_of_an_enumeration_is_accepted(info: SettingInfo) -> None:
    for choice in info.kind:
        changed = Preset(name="board").changed(info.path, str(choice))
        assert attrgetter(info.path)(changed) is choice


def test_every_label_and_help_is_marked_for_translation() -> None:
    seen = 0
    for path in DOMAIN.glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "setting":
                seen += 1
                texts = {word.arg: word.value for word in call.keywords}
                for text in (texts["label"], texts["help"]):
                    assert is_marked(text, "settings"), f"{path.name}:{text.lineno}"
    assert seen == len(ALL)


def is_marked(text: ast.expr, context: str) -> bool:
    match text:
        case ast.Call(
            func=ast.Name(id="QT_TRANSLATE_NOOP"),
            args=[ast.Constant(value=where), ast.Constant(value=str())],
        ):
            return where == context
    return False
