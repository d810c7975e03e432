from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.capture.demo import DemoSource, staging_of
from spade_station.capture.demo_line import Staging, demo_part
from spade_station.capture.open_source import make_source
from spade_station.capture.views import ViewsSource
from spade_station.domain.errors import SourceUnknown
from spade_station.domain.frame import Picture, Truth
from spade_station.domain.source_settings import SourceKind, SourceSettings

from .fakes import FakeClock, noisy


def drawn(product: str, seed: int, number: int, defect_share: float) -> tuple[Picture, Truth]:
    assert (product, seed, defect_share) == ("textile", 7, 0.5)
    return noisy(number), Truth("good" if number % 2 else "hole")


def test_demo_frames_carry_their_truth() -> None:
    clock = FakeClock()
    source = DemoSource("textile", seed=7, defect_share=0.5, rate=2, clock=clock, make_part=drawn)
    source.open()
    frames = [source.read(1) for _ in range(3)]
    assert [frame.name for frame in frames if frame] == [f"demo textile {n}" for n in range(3)]
    assert [frame.truth.kind for frame in frames if frame and frame.truth] == [
        "hole",
        "good",
        "hole",
    ]
    assert clock.time == 101
    source.close()


def test_a_real_part_of_the_demo_line() -> None:
    source = make_source(SourceSettings(rate=0))
    source.open()
    frame = source.read(1)
    source.close()
    assert frame is not None
    assert frame.size == (960, 1280)
    assert frame.image.flags.c_contiguous
    assert frame.truth is not None


def test_the_demo_line_stages_its_parts_as_the_settings_want() -> None:
    settings = SourceSettings(
        address="metal", rate=0, demo_shift=10, demo_turn=5, demo_drift=20, demo_views=2
    )
    source = make_source(settings, 2)
    source.open()
    frame = source.read(1)
    source.close()
    assert frame is not None
    assert (frame.size, frame.number) == ((960, 2560), 0)
    staged = Staging(shift=0.1, turn=5, drift=0.2, views=2)
    picture, truth = demo_part("metal", 1, 0, settings.defect_share, staging=staged)
    assert np.array_equal(frame.image, picture)
    assert frame.truth is not None
    assert frame.truth.kind == truth.kind


@pytest.mark.parametrize(
    "most", [{"demo_shift": 30}, {"demo_turn": 180}, {"demo_drift": 60}, {"demo_views": 3}]
)
def test_the_demo_line_can_do_whatever_can_be_set(most: dict[str, int]) -> None:
    staging_of(SourceSettings.model_validate(most))


def test_the_demo_line_shows_as_many_views_as_the_product_has() -> None:
    one, two = SourceSettings(), SourceSettings(demo_views=2)
    assert [staging_of(one, views).views for views in (1, 2, 3, 8)] == [1, 2, 3, 3]
    assert [staging_of(two, views).views for views in (1, 2, 3)] == [2, 2, 3]


def test_an_unknown_demo_product() -> None:
    with pytest.raises(SourceUnknown, match="demo:shoes"):
        make_source(SourceSettings(address="shoes")).open()


def test_settings_reach_a_folder(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "part.png"), noisy(1))
    settings = SourceSettings(kind=SourceKind.FOLDER, address=str(tmp_path), rate=4, loop=True)
    source = make_source(settings, clock=FakeClock())
    source.open()
    frames = [source.read(1) for _ in range(2)]
    source.close()
    assert source.interval == 0.25
    assert source.name == tmp_path.name
    assert all(frame and np.array_equal(frame.image, noisy(1)[..., ::-1]) for frame in frames)


@pytest.mark.parametrize("kind", [SourceKind.CAMERA, SourceKind.VIDEO])
def test_pictures_in_a_row_become_parts(kind: SourceKind) -> None:
    settings = SourceSettings(kind=kind, address="0", rate=6)
    assert isinstance(make_source(settings, 3), ViewsSource)
    assert not isinstance(make_source(settings), ViewsSource)


def test_a_folder_groups_by_name(tmp_path: Path) -> None:
    for view in (1, 2, 3):
        cv2.imwrite(str(tmp_path / f"part_{view}.png"), noisy(view))
    source = make_source(SourceSettings(kind=SourceKind.FOLDER, address=str(tmp_path), rate=0), 3)
    source.open()
    frame = source.read(1)
    source.close()
    assert frame is not None
    assert (frame.name, frame.size) == ("part", (48, 192))


@pytest.mark.parametrize(
    ("kind", "address", "name"),
    [
        (SourceKind.CAMERA, "2", "camera 2"),
        (SourceKind.VIDEO, "films/belt.mp4", "belt.mp4"),
        (SourceKind.DEMO, "metal", "demo metal"),
    ],
)
def test_every_kind_has_its_source(kind: SourceKind, address: str, name: str) -> None:
    assert make_source(SourceSettings(kind=kind, address=address)).name == name
