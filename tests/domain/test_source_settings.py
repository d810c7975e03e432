from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from spade_station.domain.errors import NothingNamed, SourceUnknown
from spade_station.domain.source_settings import SourceKind, SourceSettings, named_path

DEMO, CAMERA, VIDEO, FOLDER = SourceKind
NO_SOURCES = [
    *(" ", ":", "demo:", "camera:", "folder:", ":0", "Camera:0", "usb:0", "0", "camera"),
    *("missing.mp4", "C:\\missing.mp4", "ftp://10.0.0.7/x", "bo\0ard", "x" * 5000),
]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("text", "kind", "address"),
    [
        ("demo:textile", DEMO, "textile"),
        ("camera:0", CAMERA, "0"),
        ("camera:/dev/video0", CAMERA, "/dev/video0"),
        ("camera:rtsp://10.0.0.7/live", CAMERA, "rtsp://10.0.0.7/live"),
        ("rtsp://user:word@10.0.0.7:554/live", CAMERA, "rtsp://user:word@10.0.0.7:554/live"),
        ("rtsps://10.0.0.7/live", CAMERA, "rtsps://10.0.0.7/live"),
        ("http://10.0.0.7/stream.mjpg", CAMERA, "http://10.0.0.7/stream.mjpg"),
        ("https://10.0.0.7/stream", CAMERA, "https://10.0.0.7/stream"),
        ("video:line.mp4", VIDEO, "line.mp4"),
        ("video:C:\\films\\line.mp4", VIDEO, "C:\\films\\line.mp4"),
        ("folder:parts", FOLDER, "parts"),
        ("folder:D:\\parts", FOLDER, "D:\\parts"),
        ("folder:主板", FOLDER, "主板"),
    ],
)
def test_a_source_is_read_and_written_as_on_the_command_line(
    text: str, kind: SourceKind, address: str
) -> None:
    source = SourceSettings.parse(text)

    assert (source.kind, source.address) == (kind, address)
    assert SourceSettings.parse(str(source)) == source


@pytest.mark.parametrize(("lines", "overlap"), [(32, 8), (64, 16), (96, 64), (1024, 64)])
def test_a_web_overlaps_by_less_than_its_pictures_have(
    lines: int, overlap: int, tmp_path: Path
) -> None:
    source = SourceSettings.parse(f"web:{lines}:{tmp_path}")
    assert (source.web_length, source.web_overlap) == (lines, overlap)


def test_the_bare_path_of_a_folder_or_a_file_is_enough(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "line.mp4").touch()

    folder = SourceSettings.parse("parts")
    video = SourceSettings.parse(str(tmp_path / "line.mp4"))

    assert (folder.kind, folder.address) == (FOLDER, "parts")
    assert (video.kind, video.address) == (VIDEO, str(tmp_path / "line.mp4"))
    assert SourceSettings.parse(str(folder)) == folder
    assert SourceSettings.parse(str(video)) == video


@pytest.mark.parametrize("name", ["C:\\films\\line.mp4", "C:line.mp4", "demo:", "12:30:05.avi"])
def test_a_colon_in_a_path_is_not_taken_for_a_kind(tmp_path: Path, name: str) -> None:
    try:
        (tmp_path / name).touch()
    except OSError:
        pytest.skip("this system has no such names")

    source = SourceSettings.parse(name)

    assert (source.kind, source.address) == (VIDEO, name)


@pytest.mark.parametrize(
    "text",
    NO_SOURCES,
)
def test_what_is_no_source_is_refused(text: str) -> None:
    with pytest.raises(SourceUnknown) as caught:
        SourceSettings.parse(text)

    assert caught.value.values["source"] == text


def test_an_empty_word_is_not_the_current_folder() -> None:
    for read in (SourceSettings.parse, named_path):
        with pytest.raises(NothingNamed):
            read("")
    assert named_path(".") == Path()


@given(kind=st.sampled_from(SourceKind), address=st.text(min_size=1))
def test_every_source_comes_back_from_its_text(kind: SourceKind, address: str) -> None:
    source = SourceSettings(kind=kind, address=address)

    assert SourceSettings.parse(str(source)) == source


@given(
    kind=st.sampled_from([CAMERA, VIDEO, FOLDER]),
    address=st.text(min_size=1),
    lines=st.integers(32, 16384),
    data=st.data(),
)
def test_every_web_comes_back_from_its_text(
    kind: SourceKind, address: str, lines: int, data: st.DataObject
) -> None:
    overlap = data.draw(st.integers(0, min(lines - 1, 4096)))
    source = SourceSettings(kind=kind, address=address, web_length=lines, web_overlap=overlap)

    assert SourceSettings.parse(str(source)) == source


def test_an_address_of_another_protocol_stays_with_the_camera() -> None:
    source = SourceSettings.parse("camera:udp://10.0.0.7:5000")

    assert SourceSettings.parse(str(source)) == source


@pytest.mark.parametrize(
    "wrong",
    [
        *({"rate": -1}, {"rate": float("nan")}, {"width": 20_000}, {"colour": "red"}),
        *({"demo_shift": 31}, {"demo_turn": 181}, {"demo_drift": 61}, {"demo_views": 4}),
    ],
)
def test_settings_out_of_bounds_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SourceSettings.model_validate(wrong)
