import os
from pathlib import Path

import numpy as np
import pytest

from spade_station.app.pictures import listed_parts, named_pictures
from spade_station.domain.errors import NoPictures, SourceMissing, UnreadablePicture
from spade_station.domain.imaging_errors import WrongViews

from .parts import good_picture, write_picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in ("a", "b"):
        for view in (1, 2):
            write_picture(tmp_path / f"{part}_{view}.png", good_picture(view))
    return tmp_path


def test_the_pictures_of_a_folder_and_files_beside_it(folder: Path, tmp_path: Path) -> None:
    other = [write_picture(tmp_path / "more" / f"c_{view}.png", good_picture(7)) for view in (1, 2)]
    parts = listed_parts([folder, *other], 2)
    assert [part.name for part in parts] == ["a", "b", "c"]
    assert [part.name for part in listed_parts([folder], 1)] == [
        *("a_1.png", "a_2.png", "b_1.png", "b_2.png"),
    ]


def test_each_part_becomes_one_sample(folder: Path) -> None:
    samples = list(named_pictures(listed_parts([folder], 2)))
    assert [sample.frame.name for sample in samples] == ["a", "b"]
    expected = np.hstack([good_picture(1), good_picture(2)])
    assert all(np.array_equal(sample.frame.image, expected) for sample in samples)


def test_a_sheet_needs_no_company(tmp_path: Path) -> None:
    sheet = write_picture(tmp_path / "sheet.png", np.hstack([good_picture(1)] * 2))
    (sample,) = named_pictures(listed_parts([sheet], 2))
    assert (sample.frame.name, sample.frame.size) == ("sheet.png", (96, 256))


def test_what_is_no_part(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongViews, match="“a” has not 2 pictures but 1"):
        listed_parts([folder / "a_1.png"], 2)
    with pytest.raises(SourceMissing):
        listed_parts([tmp_path / "nothing"], 2)
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(UnreadablePicture):
        listed_parts([tmp_path / "pipe.png"], 2)
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoPictures):
        listed_parts([tmp_path / "empty"], 2)
