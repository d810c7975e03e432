import random
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spade_station.capture.part_files import PartFiles, grouped, parts_of, read_part
from spade_station.domain.errors import UnreadablePicture
from spade_station.domain.imaging_errors import OtherViews, ViewsDiffer, WrongViews

from .fakes import noisy


def paths(*names: str) -> list[Path]:
    return [Path("parts") / name for name in names]


def names(parts: list[PartFiles]) -> dict[str, list[str]]:
    return {part.name: [file.name for file in part.files] for part in parts}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (("p7_1.png", "p7_2.png", "p8_1.png", "p8_2.png"), ["p7", "p8"]),
        (("a_left.png", "a_right.png", "b_left.png", "b_right.png"), ["a", "b"]),
        (("a-1.bmp", "a-2.bmp"), ["a"]),
        (("a.1.png", "a.2.png"), ["a"]),
        (("a_b_1.png", "a_b_2.png", "a_c_1.png", "a_c_2.png"), ["a_b", "a_c"]),
        (("cam1.png", "cam2.png"), ["cam"]),
        (("7a.png", "7b.png", "8a.png", "8b.png"), ["7", "8"]),
        (("part_07a.png", "part_07b.png", "part_08a.png", "part_08b.png"), ["part_07", "part_08"]),
        (("主_1.png", "主_2.png"), ["主"]),
        (("a_1.png", "a_2.jpg"), ["a"]),
    ],
)
def test_names_that_agree_but_for_the_view(files: tuple[str, ...], expected: list[str]) -> None:
    found = names(grouped(paths(*files), 2))
    assert list(found) == expected
    assert [file for views in found.values() for file in views] == list(files)


def test_views_are_in_natural_order() -> None:
    files = paths(*(f"p_{view}.png" for view in (10, 2, 1)))
    assert names(grouped(files, 3)) == {"p": ["p_1.png", "p_2.png", "p_10.png"]}


def test_one_view_is_each_picture_alone() -> None:
    files = paths("p_1.png", "p_2.png", "x.png")
    assert names(grouped(files, 1)) == {file.name: [file.name] for file in files}


def test_parts_of_one_name_in_two_folders_are_two() -> None:
    files = [Path(folder) / f"p_{view}.png" for folder in ("a", "b") for view in (1, 2)]
    assert [part.path for part in grouped(files, 2)] == [Path("a/p"), Path("b/p")]


@pytest.mark.parametrize(
    ("files", "error", "said"),
    [
        (("a_1", "a_2", "b_1", "c_1", "c_2"), WrongViews, "“b” has not 2 pictures but 1: b_1.png"),
        (("a_1", "a_2", "b_1", "b_2", "b_3"), WrongViews, "“b” has not 2 pictures but 3"),
        (("a_1", "a_2", "b_1", "b_3", "c_1", "c_2"), OtherViews, r"“b”.*\(1, 2\): b_1.png, b_3"),
        (("a_1", "a_3", "b_1", "b_2", "c_1", "c_2"), OtherViews, r"“a”.*\(1, 2\): a_1.png, a_3"),
        (("001", "002"), WrongViews, "“001” has not 2 pictures but 1"),
        (("x",), WrongViews, "“x” has not 2 pictures but 1"),
        (
            tuple(f"img_{n}" for n in range(100)),
            WrongViews,
            "“img” has not 2 pictures but 100.*7.png, …",
        ),
    ],
)
def test_a_part_with_other_views_is_named(
    files: tuple[str, ...], error: type[WrongViews], said: str
) -> None:
    with pytest.raises(WrongViews, match=said) as caught:
        grouped(paths(*(f"{name}.png" for name in files)), 2)
    assert type(caught.value) is error
    advice = "PART_VIEW" if error is WrongViews else "the same name in all parts"
    assert advice in str(caught.value)


def test_a_view_that_is_there_twice_is_none_too_many() -> None:
    with pytest.raises(WrongViews, match=r"“a”.*a_1\.bmp, a_1\.png"):
        grouped(paths("a_1.bmp", "a_1.png"), 2)


@given(
    parts=st.lists(st.text("abXY01_-", min_size=1, max_size=5), min_size=1, unique=True),
    views=st.lists(st.from_regex("[a-z0-9]{1,3}", fullmatch=True), min_size=2, unique=True),
    seed=st.integers(0, 9),
)
def test_no_picture_is_lost_and_none_strays(parts: list[str], views: list[str], seed: int) -> None:
    files = [Path(f"{part}_{view}.png") for part in parts for view in views]
    random.Random(seed).shuffle(files)
    found = grouped(files, len(views))
    assert {part.name for part in found} == set(parts)
    for part in found:
        assert {file.stem for file in part.files} == {f"{part.name}_{view}" for view in views}
    orders = {tuple(f.stem[len(part.name) :] for f in part.files) for part in found}
    assert len(orders) == 1


# --- files ----------------------------------------------------------------------------------------


def stored(folder: Path, name: str, seed: int = 1, height: int = 40, width: int = 50) -> Path:
    cv2.imwrite(str(folder / name), noisy(seed, height, width)[..., ::-1])
    return folder / name


def test_a_part_is_read_as_a_sheet(tmp_path: Path) -> None:
    files = [stored(tmp_path, f"p_{view}.png", view) for view in (1, 2, 3)]
    (part,) = parts_of(files, 3)
    assert np.array_equal(read_part(part), np.hstack([noisy(n, 40, 50) for n in (1, 2, 3)]))


def test_a_single_picture_is_read_as_it_is(tmp_path: Path) -> None:
    (part,) = parts_of([stored(tmp_path, "p.png")], 1)
    assert (part.name, part.path) == ("p.png", tmp_path / "p.png")
    assert np.array_equal(read_part(part), noisy(1, 40, 50))


def test_a_part_with_a_broken_view_or_one_of_another_size(tmp_path: Path) -> None:
    files = [stored(tmp_path, f"p_{view}.png") for view in (1, 2)]
    (part,) = parts_of(files, 2)
    stored(tmp_path, "p_2.png", width=51)
    with pytest.raises(ViewsDiffer, match="part p differ"):
        read_part(part)
    files[1].write_bytes(b"")
    with pytest.raises(UnreadablePicture, match="p_2"):
        read_part(part)


def test_pictures_of_the_right_width_are_sheets_already(tmp_path: Path) -> None:
    files = [stored(tmp_path, f"{name}.png", width=150) for name in ("001", "002", "s_1", "s_2")]
    assert [part.name for part in parts_of(files, 3)] == [file.name for file in files]
    assert read_part(parts_of(files, 3)[0]).shape == (40, 150, 3)


@pytest.mark.parametrize("width", [50, 119, 151])
def test_pictures_of_another_width_are_no_sheets(tmp_path: Path, width: int) -> None:
    sheet = stored(tmp_path, "1.png", width=150)
    other = stored(tmp_path, "2.png", width=width)
    for files in ([other], [sheet, other]):
        with pytest.raises(WrongViews):
            parts_of(files, 3)


def test_views_that_look_like_sheets_are_views_by_their_names(tmp_path: Path) -> None:
    files = [stored(tmp_path, f"web_{view}.png", width=200) for view in (1, 2)]
    (part,) = parts_of(files, 2)
    assert read_part(part).shape == (40, 400, 3)


def test_a_file_that_is_gone_is_no_sheet(tmp_path: Path) -> None:
    with pytest.raises(WrongViews):
        parts_of([tmp_path / "x.png"], 2)
