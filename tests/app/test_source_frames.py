from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.app.source_frames import OF_AN_ENDLESS_SOURCE, source_frames
from spade_station.domain.source_settings import SourceSettings

MANY = OF_AN_ENDLESS_SOURCE + 3


def folder(path: Path) -> str:
    path.mkdir()
    for number in range(MANY):
        cv2.imwrite(str(path / f"{number}.png"), np.full((32, 32, 3), number, np.uint8))
    return f"folder:{path}"


def video(path: Path) -> str:
    file = path.with_suffix(".avi")
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 48))
    for number in range(MANY):
        writer.write(np.full((48, 64, 3), number, np.uint8))
    writer.release()
    return f"video:{file}"


def web(path: Path) -> str:
    return f"web:32/0:{folder(path)}"


def count(source: str, frames: int | None) -> int:
    return sum(1 for _ in source_frames(SourceSettings.parse(source), frames, views=1))


@pytest.mark.parametrize("make", [folder, video, web])
def test_a_source_that_ends_is_read_to_its_end(make: Callable[[Path], str], tmp_path: Path) -> None:
    source = make(tmp_path / "source")
    assert count(source, None) == MANY
    assert count(source, MANY + 1) == MANY
    assert count(source, 2) == 2, "as many as somebody wants"


def test_a_source_without_an_end_gives_a_few() -> None:
    assert count("demo:textile", None) == OF_AN_ENDLESS_SOURCE
    assert count("demo:textile", 2) == 2
