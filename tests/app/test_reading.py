import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from spade_station.app.pictures import listed_parts, named_pictures, picture_paths
from spade_station.app.reading import AHEAD, READERS, read_ahead
from spade_station.domain.errors import Cancelled, NoPictures, SourceMissing, UnreadablePicture
from spade_station.domain.imaging_errors import PicturesUnfit

from .parts import good_picture, write_picture, write_pictures


def test_the_order_is_kept() -> None:
    assert list(read_ahead(lambda item: item * 2, range(50))) == [2 * item for item in range(50)]
    assert list(read_ahead(str, [])) == []


def test_what_goes_wrong_comes_out() -> None:
    def read(item: int) -> int:
        if item == 3:
            raise UnreadablePicture(path=item)
        return item

    with pytest.raises(UnreadablePicture):
        list(read_ahead(read, range(10)))


def test_who_leaves_early_waits_for_what_is_being_read_and_no_more() -> None:
    begun, may_go_on = [], threading.Event()

    def read(item: int) -> int:
        begun.append(item)
        if item:
            may_go_on.wait()
        return item

    reading = read_ahead(read, range(1000))
    assert next(reading) == 0
    threading.Timer(0.01, may_go_on.set).start()
    reading.close()
    assert len(begun) <= 1 + READERS


def test_a_few_are_read_before_they_are_asked_for() -> None:
    last_ahead = threading.Event()

    def read(item: int) -> int:
        if item == AHEAD:
            last_ahead.set()
        return item

    with closing(read_ahead(read, range(1000))) as reading:
        assert next(reading) == 0
        assert last_ahead.wait(10)


def test_files_and_folders_in_the_order_they_were_named(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "folder", [good_picture(0), good_picture(1)])
    single = write_picture(tmp_path / "single.png", good_picture(2))
    assert picture_paths([single, folder]) == [single, folder / "000.png", folder / "001.png"]


@pytest.mark.parametrize(
    ("make", "error"),
    [(lambda path: None, SourceMissing), (lambda path: path.mkdir(), NoPictures)],
)
def test_names_of_nothing(
    tmp_path: Path, make: Callable[[Path], None], error: type[Exception]
) -> None:
    make(tmp_path / "named")
    with pytest.raises(error):
        picture_paths([tmp_path / "named"])


def test_good_samples_say_where_they_come_from(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path, [good_picture(0), good_picture(1)])
    found = list(named_pictures(listed_parts([folder], 1)))
    assert [(new.frame.number, new.frame.name) for new in found] == [(0, "000.png"), (1, "001.png")]
    assert (found[1].frame.image == good_picture(1)).all()
    assert all(new.score_before is None for new in found)


def test_all_pictures_of_no_use_are_named_at_once(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path, [good_picture(seed) for seed in range(6)])
    for name in ("002.png", "004.png"):
        (folder / name).write_bytes(b"broken")
    with pytest.raises(PicturesUnfit) as told:
        list(named_pictures(listed_parts([folder], 1)))
    assert "2 (002.png, 004.png)" in str(told.value)
    assert "002.png cannot be read as a picture" in str(told.value)
    assert "Nothing was learned" in str(told.value)


def test_many_pictures_of_no_use_are_not_all_named(tmp_path: Path) -> None:
    for place in range(20):
        (tmp_path / f"{place:02}.png").write_bytes(b"broken")
    with pytest.raises(PicturesUnfit) as told:
        list(named_pictures(listed_parts([tmp_path], 1)))
    assert told.value.values["count"] == 20
    assert str(told.value.values["names"]).endswith("07.png, …")


def test_looking_for_more_pictures_of_no_use_can_be_cancelled(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path, [good_picture(seed) for seed in range(3)])
    (folder / "000.png").write_bytes(b"broken")

    def cancelled() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(named_pictures(listed_parts([folder], 1), cancelled))
