"""What the page Imaging shows and keeps, with a product on the disk."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.imaging_status import REFERENCE_SETTINGS, ReferenceRole
from spade_station.app.imaging_work import ImagingStages
from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import (
    NothingJudged,
    PartNotInPosition,
    ProductLeft,
    ReferenceMissing,
    ReferenceUnfit,
    SheetShape,
    WhiteReferenceUnfit,
)
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.imaging.references import References
from spade_station.imaging.sheet import sheet_of

from .desk import Desk
from .parts import presets_in, small_preset

SIZE = (144, 192)


def part(across: int = 0, down: int = 0, seed: int = 0) -> Picture:
    """Give marks on a plate that nobody can mistake, shifted."""
    picture = np.full((*SIZE, 3), 60.0)
    cv2.rectangle(picture, (50, 40), (150, 110), (150, 150, 150), -1)
    cv2.circle(picture, (70, 60), 10, (60, 80, 110), -1)
    cv2.rectangle(picture, (110, 80), (140, 95), (90, 60, 60), -1)
    cv2.line(picture, (70, 100), (100, 70), (220, 220, 200), 3)
    moved = np.roll(picture, (down, across), axis=(0, 1))
    noise = np.random.default_rng(seed).normal(0, 2, picture.shape)
    return (moved + noise).clip(0, 255).astype(np.uint8)


def paper(grey: int = 200) -> Picture:
    """Give white paper that is darker to the right."""
    slope = np.linspace(1, 0.7, SIZE[1])[None, :, None]
    return (np.full((*SIZE, 3), grey) * slope).astype(np.uint8)


FLAT = np.full((*SIZE, 3), 128, np.uint8)


class Page:
    """The stages of a product whose settings and bank a test changes."""

    def __init__(self, home: Path) -> None:
        self.presets = presets_in(home)
        self.preset = small_preset()
        self.learned = References()
        self.stages = ImagingStages(self.presets, lambda: self.preset, lambda: self.learned)

    def set(self, path: str, value: object) -> None:
        self.preset = self.preset.changed(f"imaging.{path}", value)

    def keep(self, role: ReferenceRole, picture: Picture) -> str:
        name = self.stages.keep(role, Frame(picture, 0, "camera"), self.preset.name)
        self.preset = self.preset.changed(REFERENCE_SETTINGS[role], name)
        return name


@pytest.fixture
def page(tmp_path: Path) -> Page:
    return Page(tmp_path)


def frame(picture: Picture) -> Frame:
    return Frame(picture, 0, "camera")


# --- the preview ----------------------------------------------------------------------------------


def test_without_any_stage_a_picture_stays_as_it_is(page: Page) -> None:
    shown = frame(part())
    found = page.stages.prepare(shown)
    assert found.frame is shown
    np.testing.assert_array_equal(found.aligned, shown.image)
    assert (found.problem, found.unjudged, found.shift, found.turn) == (None, None, None, None)


def test_where_the_part_lay_is_told_and_it_is_laid_upon_the_reference(page: Page) -> None:
    page.set("alignment.mode", "feature")
    page.keep(ReferenceRole.ALIGNMENT, part())

    found = page.stages.prepare(frame(part(11, -6, seed=1)))

    assert found.shift == pytest.approx((11, -6), abs=0.3)
    assert found.turn == pytest.approx(0, abs=0.5)
    assert found.likeness is not None
    assert found.likeness > 0.8
    inner = (slice(20, 120), slice(30, 160))
    assert np.abs(found.aligned[inner].astype(int) - part()[inner]).mean() < 6
    assert found.unjudged is not None
    assert found.unjudged[:, -9:].all(), "out of the camera's view"
    assert not found.unjudged[20:120, :170].any()
    assert "alignment" in found.timings


def test_what_is_wrong_is_told_and_the_light_is_shown_all_the_same(page: Page) -> None:
    page.set("alignment.mode", "feature")
    page.keep(ReferenceRole.WHITE, paper())
    page.keep(ReferenceRole.ALIGNMENT, part())
    bare = np.random.default_rng(0).normal(60, 2, (*SIZE, 3)).clip(0, 255).astype(np.uint8)

    found = page.stages.prepare(frame(bare))

    assert isinstance(found.problem, PartNotInPosition)
    assert found.unjudged is None
    assert found.light[:, -20:].mean() > 1.2 * bare[:, -20:].mean()
    np.testing.assert_array_equal(found.aligned, found.light)


def test_zones_and_glare_are_marked_as_not_judged(page: Page) -> None:
    left = Zone(kind=ZoneKind.EXCLUDE, shape=ZoneShape.RECTANGLE, points=((0, 0), (0.25, 1)))
    page.set("zones", (left,))
    page.set("glare.level", 250)
    lit = part()
    lit[70:80, 100:110] = 255

    found = page.stages.prepare(frame(lit)).unjudged

    assert found is not None
    assert found[:, :48].all()
    assert found[72:78, 102:108].all()
    assert not found[:, 130:].any()
    page.set("zones", (left.model_copy(update={"points": ((0, 0), (1, 1))}),))
    assert isinstance(page.stages.prepare(frame(lit)).problem, NothingJudged)


def test_zones_that_leave_nothing_are_still_those_of_a_part_that_is_laid(page: Page) -> None:
    page.set("alignment.mode", "feature")
    page.keep(ReferenceRole.ALIGNMENT, part())
    everything = Zone(kind=ZoneKind.EXCLUDE, shape=ZoneShape.RECTANGLE, points=((0, 0), (1, 1)))
    page.set("zones", (everything,))

    found = page.stages.prepare(frame(part(11, -6, seed=1)))

    assert isinstance(found.problem, NothingJudged)
    assert found.shift == pytest.approx((11, -6), abs=0.3), "or they could not be made smaller"


def test_by_outline_what_the_part_lies_on_is_marked_as_not_judged(page: Page) -> None:
    page.set("alignment.mode", "outline")
    page.set("alignment.shift", 30)
    page.keep(ReferenceRole.ALIGNMENT, part())
    preview = page.stages.prepare(Frame(part(9, -6, seed=1), 0, "camera"))
    assert preview.problem is None
    assert preview.unjudged is not None
    assert not preview.unjudged[45:105, 55:145].any(), "the plate is judged"
    assert preview.unjudged[:30].all(), "the belt is not"
    assert preview.unjudged[120:].all()


def test_each_view_is_shown_with_its_own_glare(page: Page) -> None:
    page.set("views.count", 2)
    page.set("glare.level", 250)
    lit = part()
    lit[70:80, 100:110] = 255
    shown = sheet_of([part(), lit])

    found = page.stages.prepare(frame(shown))

    np.testing.assert_array_equal(found.aligned, shown)
    assert found.unjudged is not None
    assert not found.unjudged[:, : SIZE[1]].any()
    assert found.unjudged[72:78, SIZE[1] + 102 : SIZE[1] + 108].all()
    page.set("views.count", 5)
    assert isinstance(page.stages.prepare(frame(shown)).problem, SheetShape)


def test_the_settings_in_force_count_at_once(page: Page) -> None:
    page.set("alignment.mode", "feature")
    page.keep(ReferenceRole.ALIGNMENT, part())
    moved = frame(part(11, 0))
    assert page.stages.prepare(moved).problem is None
    page.set("alignment.shift", 2)
    assert page.stages.prepare(moved).problem is not None
    page.set("alignment.mode", "off")
    assert page.stages.prepare(moved).problem is None


# --- which reference ------------------------------------------------------------------------------


def test_where_none_is_chosen_the_bank_s_reference_serves(page: Page) -> None:
    page.set("alignment.mode", "feature")
    assert page.stages.reference() is None
    assert page.stages.prepare(frame(part(8))).shift is None
    page.learned = References(part=part())
    assert page.stages.reference() is page.learned.part
    assert page.stages.prepare(frame(part(8))).shift == pytest.approx((8, 0), abs=0.3)
    page.learned = References(part=part(4))
    assert page.stages.prepare(frame(part(8))).shift == pytest.approx((4, 0), abs=0.3)
    page.keep(ReferenceRole.ALIGNMENT, part(-4))
    assert page.stages.prepare(frame(part(8))).shift == pytest.approx((12, 0), abs=0.3)


def test_a_lost_reference_is_told_and_another_can_be_taken(page: Page) -> None:
    page.set("alignment.mode", "feature")
    page.set("alignment.reference", "a" * 16)
    assert isinstance(page.stages.prepare(frame(part())).problem, ReferenceMissing)
    with pytest.raises(ReferenceMissing):
        page.stages.reference()
    page.keep(ReferenceRole.ALIGNMENT, part())
    assert page.stages.prepare(frame(part())).problem is None


# --- what is kept ---------------------------------------------------------------------------------

UNFIT = [
    (ReferenceRole.ALIGNMENT, FLAT, ReferenceUnfit),
    (ReferenceRole.WHITE, part(), WhiteReferenceUnfit),
    (ReferenceRole.WHITE, paper(60), WhiteReferenceUnfit),
    (ReferenceRole.DARK, paper(), WhiteReferenceUnfit),
]


@pytest.mark.parametrize(("role", "picture", "error"), UNFIT)
def test_what_does_not_serve_is_refused_and_not_kept(
    page: Page, tmp_path: Path, role: ReferenceRole, picture: Picture, error: type[StationError]
) -> None:
    with pytest.raises(error):
        page.keep(role, picture)
    assert not list(tmp_path.rglob("*.png"))


GOOD = [
    (ReferenceRole.ALIGNMENT, part()),
    (ReferenceRole.WHITE, paper()),
    (ReferenceRole.DARK, paper(8)),
    (ReferenceRole.EMPTY, FLAT),
]


@pytest.mark.parametrize(("role", "picture"), GOOD)
def test_what_serves_is_kept_as_it_is(page: Page, role: ReferenceRole, picture: Picture) -> None:
    name = page.keep(role, picture)
    kept = page.presets.references(page.preset.name).picture(name)
    assert kept is not None
    np.testing.assert_array_equal(kept, picture)


def test_white_of_several_views_is_a_sheet_of_them(page: Page) -> None:
    page.set("views.count", 2)
    with pytest.raises(SheetShape):
        page.keep(ReferenceRole.WHITE, paper()[:, :-1])
    page.keep(ReferenceRole.WHITE, sheet_of([paper(), paper()[:, ::-1]]))
    shown = page.stages.prepare(frame(sheet_of([paper(), paper()[:, ::-1]]))).light
    for view in np.split(shown, 2, axis=1):
        assert view.std() < 2, "the light of either lamp is off"


def test_a_dark_level_alone_is_taken_off(page: Page) -> None:
    page.keep(ReferenceRole.DARK, np.full((*SIZE, 3), 20, np.uint8))
    shown = page.stages.prepare(frame(FLAT)).light
    assert shown.mean() == pytest.approx((128 - 20) * 255 / 235, abs=1.5)


# --- in the station -------------------------------------------------------------------------------


def test_a_reference_is_taken_in_the_station_and_learned_with(desk: Desk, qtbot: QtBot) -> None:
    found = desk.show(part())
    shown: list[object] = []
    desk.station.imaging.referenceChanged.connect(shown.append)
    desk.station.imaging.take_reference(ReferenceRole.EMPTY, found.frame)
    desk.wait(lambda: bool(desk.station.preset.imaging.trigger.empty))
    assert desk.station.job is None, "the empty place is not learned with"

    desk.station.imaging.take_reference(ReferenceRole.ALIGNMENT, Frame(FLAT, 0, "camera"))
    desk.wait(lambda: any("shows nothing distinctive" in said for said in desk.said))
    assert desk.station.preset.imaging.alignment.reference == ""


def test_a_product_that_was_left_meanwhile_keeps_nothing(page: Page) -> None:
    with pytest.raises(ProductLeft, match="“other” was left"):
        page.stages.keep(ReferenceRole.EMPTY, Frame(part(), 0, "camera"), "other")
    assert not (page.presets.folder(page.preset.name) / "references").exists()
