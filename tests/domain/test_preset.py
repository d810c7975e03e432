import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from spade_station.domain.preset import LAYERS, LayerWeights, LimitMode, MatchingMode, Preset
from spade_station.domain.preset_errors import PresetName, SettingInvalid

WEIGHT = st.floats(0, 1)
WEIGHTS = st.fixed_dictionaries(dict.fromkeys(LAYERS, WEIGHT))
NO_SETTINGS = [
    *("", ".", "limit", "decision", "decision.", "decision.limits", "weights.layer5"),
    *("weights.layer3.share", "weights.shares", "schema_version", "model_config", "__class__"),
]
NO_NAMES = [
    *("", " ", ".", "..", "../board", "a/b", "a\\b", "/etc", "~", "-board", ".hidden", "board.."),
    *(" board", "board ", "board.", "bo\nard", "board\n", "bo\0ard", "x" * 61, "板" * 61),
    *("C:board", "bo*rd", "b?", "a|b", "<b>", '"b"', "con", "NUL", "aux.json", "COM1", "lpt9.x"),
]


@pytest.fixture
def board() -> Preset:
    return Preset(name="board", number=7)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("weights.layer4", 0.25),
        ("features.input_size", 448),
        ("features.backbone", "resnet18"),
        ("matching.mode", MatchingMode.NEAREST_IMAGES),
        ("decision.mode", LimitMode.OTSU),
        ("decision.min_area_mm2", 0.5),
        ("number", 12),
    ],
)
def test_a_change_makes_a_copy_that_differs_in_one_setting(
    board: Preset, path: str, value: Any
) -> None:
    before = board.model_dump()

    changed = board.changed(path, value)

    expected: Any = board.model_dump()
    *groups, name = path.split(".")
    group = expected
    for key in groups:
        group = group[key]
    group[name] = value
    assert changed.model_dump() == expected
    assert board.model_dump() == before


def test_a_change_takes_text_as_the_command_line_gives_it(board: Preset) -> None:
    assert board.changed("weights.layer3", "0.7").weights.layer3 == 0.7
    assert (
        board.changed("decision.mode", "local contrast").decision.mode is LimitMode.LOCAL_CONTRAST
    )


def test_an_optional_setting_can_be_emptied(board: Preset) -> None:
    scaled = board.changed("decision.mm_per_px", 0.05)

    assert scaled.changed("decision.mm_per_px", None) == board


@pytest.mark.parametrize(
    "path",
    NO_SETTINGS,
)
def test_what_is_no_setting_cannot_be_changed(board: Preset, path: str) -> None:
    with pytest.raises(SettingInvalid) as caught:
        board.changed(path, 1)

    assert caught.value.values["name"] == path


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("weights.layer3", -0.01),
        ("weights.layer3", 1.01),
        ("weights.layer3", float("nan")),
        ("decision.limit", float("inf")),
        ("decision.limit", None),
        ("decision.closing", 2.5),
        ("matching.neighbours", 0),
        ("matching.mode", "somewhere"),
        ("features.backbone", "vgg16"),
        ("features.input_size", "large"),
        ("number", 65536),
        ("schema", 2),
    ],
)
def test_a_value_out_of_its_bounds_is_refused_with_the_reason(
    board: Preset, path: str, value: Any
) -> None:
    with pytest.raises(SettingInvalid) as caught:
        board.changed(path, value)

    assert caught.value.values["name"] == path
    assert caught.value.values["reason"]


@given(size=st.integers(64, 1024))
def test_the_input_size_is_a_multiple_of_32(size: int) -> None:
    preset = Preset(name="board")
    if size % 32 == 0:
        assert preset.changed("features.input_size", size).features.input_size == size
    else:
        with pytest.raises(SettingInvalid, match="multiple of 32"):
            preset.changed("features.input_size", size)


def test_one_layer_has_to_count(board: Preset) -> None:
    with pytest.raises(SettingInvalid, match="at least one layer"):
        board.changed("weights.layer2", 0).changed("weights.layer3", 0)
    with pytest.raises(ValidationError, match="at least one layer"):
        LayerWeights(layer1=0, layer2=0, layer3=0, layer4=0)


@given(weights=WEIGHTS)
def test_the_shares_of_the_used_layers_sum_to_1(weights: dict[str, float]) -> None:
    assume(any(weights.values()))

    shares = LayerWeights(**weights).shares

    assert sum(shares.values()) == pytest.approx(1)
    assert set(shares) == {layer for layer, weight in weights.items() if weight > 0}
    assert list(shares) == sorted(shares), "from the finest layer on"


def test_only_the_ratios_of_the_weights_matter() -> None:
    small = LayerWeights(layer1=0.01, layer2=0, layer3=0.03, layer4=0)
    large = LayerWeights(layer1=0.3, layer2=0, layer3=0.9, layer4=0)

    assert small.shares == pytest.approx({"layer1": 0.25, "layer3": 0.75})
    assert small.shares == pytest.approx(large.shares)


@pytest.mark.parametrize(
    "name",
    ["board", "Board 2.1", "front-left_3", "7", "主板", "电路板 A-1", "Gehäuse", "плата", "x" * 60],
)
def test_letters_of_any_script_make_a_name(name: str) -> None:
    assert Preset(name=name).name == name


@pytest.mark.parametrize(
    "name",
    NO_NAMES,
)
def test_what_no_file_can_be_called_is_no_name(board: Preset, name: str) -> None:
    with pytest.raises(PresetName):
        Preset(name=name)
    with pytest.raises(PresetName):
        board.changed("name", name)


@given(name=st.text(max_size=70))
def test_every_name_stays_within_its_folder_on_every_system(name: str) -> None:
    try:
        Preset(name=name)
    except PresetName:
        return
    assert not set(name) & set('/\\:*?"<>|\0\n\r\t')
    assert name == name.strip()
    assert name.strip(".") == name
    assert len(name.encode()) <= 240, "room for a suffix in the trash"


def test_a_preset_comes_back_from_its_file_as_it_was() -> None:
    preset = (
        Preset(name="主板", number=3, based_on="electronics")
        .changed("weights.layer3", 0.1 + 0.2)
        .changed("matching.mode", "nearest images")
        .changed("decision.score", "maximum")
        .changed("decision.mm_per_px", 0.0123)
    )

    content = json.loads(json.dumps(preset.model_dump(mode="json", by_alias=True)))

    assert content["schema"] == 1
    assert Preset.model_validate(content) == preset


def test_a_preset_never_changes(board: Preset) -> None:
    with pytest.raises(ValidationError):
        board.number = 8  # type: ignore[misc]
    with pytest.raises(ValidationError):
        board.decision.limit = 2.0  # type: ignore[misc]
    with pytest.raises(ValidationError):
        board.weights.layer1 = 0.5  # type: ignore[misc]


@pytest.mark.parametrize("unknown", [{"colour": 1}, {"decision": {"limits": 1}}])
def test_an_unknown_field_is_not_passed_over(unknown: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Preset.model_validate({"name": "board", **unknown})
