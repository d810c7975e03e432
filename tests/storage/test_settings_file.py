import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spade_station.domain.home_errors import DiskFull, SettingsBroken
from spade_station.domain.source_settings import SourceKind, SourceSettings
from spade_station.domain.station_settings import Language, StationSettings
from spade_station.storage.settings_file import load_settings, save_settings

from .conftest import FULL, Refusing

CHANGED = StationSettings(
    language=Language.CHINESE,
    preset="主板",
    source=SourceSettings(kind=SourceKind.CAMERA, address="/dev/video0", rate=5, exposure=-3.5),
    welcomed=True,
    overlay_opacity=0.25,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "station.json"


def spoiled(path: Path, **changes: Any) -> StationSettings:
    """Load the changed settings after somebody changed the file."""
    save_settings(path, CHANGED)
    content = json.loads(path.read_text("utf-8"))
    for key, value in changes.items():
        *groups, name = key.split("__")
        group = content
        for each in groups:
            group = group[each]
        group[name] = value
    path.write_text(json.dumps(content), "utf-8")
    return load_settings(path)


def test_settings_come_back_as_they_were(path: Path) -> None:
    save_settings(path, CHANGED)

    assert load_settings(path) == CHANGED


def test_without_a_file_there_are_defaults(path: Path) -> None:
    assert load_settings(path) == StationSettings()
    assert not path.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[1, 2]",
        b'"text"',
        b'{"language": "zh_CN"',
        b"\xff\xfe\x00",
        b"\0" * 99,
    ],
)
def test_a_broken_file_costs_the_settings_but_not_the_start(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    told: list[SettingsBroken] = []

    assert load_settings(path, told.append) == StationSettings()

    [broken] = told
    assert str(path.with_name("station.json.broken")) in str(broken)
    assert path.with_name("station.json.broken").read_bytes() == content
    assert not path.exists()


def test_no_broken_file_is_lost_for_a_later_one(path: Path) -> None:
    for content in ("{1", "{2"):
        path.write_text(content)
        load_settings(path)

    kept = {each.name: each.read_text() for each in path.parent.iterdir()}
    assert kept == {"station.json.broken": "{1", "station.json.broken-2": "{2"}


def test_a_folder_in_the_place_of_the_file_costs_the_settings(path: Path) -> None:
    path.mkdir()

    assert load_settings(path) == StationSettings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "klingon"),
        ("language", 7),
        ("preset", None),
        ("welcomed", "perhaps"),
        ("overlay_opacity", "half"),
        ("overlay_opacity", 60),
        ("overlay_opacity", float("nan")),
        ("source", "camera"),
        ("source", None),
    ],
)
def test_only_what_is_wrong_gets_its_default(path: Path, name: str, value: Any) -> None:
    default = getattr(StationSettings(), name)

    assert spoiled(path, **{name: value}) == CHANGED.model_copy(update={name: default})


def test_several_wrong_fields_get_their_defaults(path: Path) -> None:
    loaded = spoiled(path, language=[], overlay_opacity=-1, source__rate="fast", source__width={})

    assert loaded == CHANGED.model_copy(
        update={
            "language": Language.ENGLISH,
            "overlay_opacity": 0.6,
            "source": CHANGED.source.model_copy(update={"rate": 2.0, "width": 0}),
        }
    )


@pytest.mark.parametrize(("name", "value"), [("kind", "gige"), ("kind", 1), ("address", None)])
def test_half_an_address_is_none(path: Path, name: str, value: Any) -> None:
    loaded = spoiled(path, **{f"source__{name}": value, "source__rate": "fast"})

    assert loaded == CHANGED.model_copy(update={"source": SourceSettings()})


def test_fields_of_a_newer_station_are_passed_over(path: Path) -> None:
    loaded = spoiled(path, theme="dark", shifts={"early": 6}, source__trigger="hardware")

    assert loaded == CHANGED


@given(
    content=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([*StationSettings.model_fields, *SourceSettings.model_fields, "x"]),
                inner,
            )
        ),
    )
)
def test_whatever_the_file_says_the_station_starts(
    tmp_path_factory: pytest.TempPathFactory, content: Any
) -> None:
    path = tmp_path_factory.getbasetemp() / "any station.json"
    path.write_text(json.dumps(content), "utf-8")

    loaded = load_settings(path)

    assert StationSettings.model_validate(loaded.model_dump()) == loaded


@pytest.mark.parametrize("number", FULL)
def test_a_full_disk_keeps_the_old_settings(path: Path, refusing: Refusing, number: int) -> None:
    save_settings(path, CHANGED)

    with refusing("sync", number), pytest.raises(DiskFull):
        save_settings(path, StationSettings())

    assert load_settings(path) == CHANGED
