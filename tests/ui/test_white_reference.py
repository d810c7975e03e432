"""White and dark references taken in the window: the real station, with real files."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from spade_station.app.imaging_status import ReferenceRole
from spade_station.app.jobs import MEASURING
from spade_station.app.station import Station
from spade_station.domain.frame import Picture
from spade_station.domain.station_settings import Language
from spade_station.ui.main_window import IMAGING, MainWindow
from spade_station.ui.widgets.canvas_bars import Stage
from spade_station.ui.window import make_window
from tests.app.desk import Desk
from tests.app.parts import BOARD, good_picture, make_product

SIZE = (96, 128)
SLOPE = np.linspace(1, 0.6, SIZE[1])[None, :, None]


def paper(grey: float) -> Picture:
    """Give white paper under a lamp that is weaker to the right."""
    noise = np.random.default_rng(0).normal(0, 1, (*SIZE, 3))
    return (grey * SLOPE + noise).clip(0, 255).astype(np.uint8)


@pytest.fixture
def desk(dressed, qtbot, tmp_path: Path) -> Iterator[Desk]:
    make_product(tmp_path / "home")
    desk = Desk(Station(tmp_path / "home", "cpu"), qtbot, tmp_path / "pictures").open()
    yield desk
    desk.station.close()


@pytest.fixture
def window(dressed: QApplication, desk: Desk) -> MainWindow:
    window = make_window(dressed, desk.station)
    window.resize(1280, 800)
    window.show()
    window.show_page(IMAGING)
    return window


def take(window: MainWindow, desk: Desk, picture: Picture, role: ReferenceRole) -> None:
    """Put a picture on the screen and press the button."""
    desk.show(picture)
    button = window.imaging.panel.references[role].take
    desk.wait(button.isEnabled)
    button.click()
    desk.settle()


def kept(desk: Desk) -> list[Path]:
    return sorted(desk.station._home.presets.glob(f"{BOARD}/references/*.png"))


def test_a_good_white_reference_is_taken_learned_with_and_evens_out_the_light(window, desk):
    take(window, desk, paper(220), ReferenceRole.WHITE)
    row = window.imaging.panel.references[ReferenceRole.WHITE]
    desk.wait(lambda: row.state.text() == "✓ White: taken")
    desk.settle()
    assert desk.station.bank.version == 2, "it was learned again"
    assert len(kept(desk)) == 1
    lit = (good_picture(50) * SLOPE).astype(np.uint8)
    desk.show(lit)
    window.imaging.stages.buttons[Stage.LIGHT].click()
    desk.wait(lambda: window.imaging.canvas.picture is not None)
    seen = window.imaging.canvas.picture
    assert seen[:, -8:].mean() == pytest.approx(seen[:, :8].mean(), rel=0.05)
    assert lit[:, -8:].mean() < 0.7 * lit[:, :8].mean()


@pytest.mark.parametrize(
    ("role", "picture", "reason", "advice"),
    [
        (ReferenceRole.WHITE, paper(400), "overexposed", "Expose less"),
        (ReferenceRole.WHITE, paper(30), "too dark", "Expose more"),
        (ReferenceRole.WHITE, good_picture(3), "more than an even surface", "plain white paper"),
        (ReferenceRole.DARK, paper(200), "not dark", "Cover the lens"),
    ],
    ids=["overexposed", "too dark", "no paper", "not dark"],
)
def test_what_does_not_serve_is_refused_in_clear_words_of_either_language(
    window, desk, translation, role, picture, reason, advice
):
    before = desk.station.preset
    take(window, desk, picture, role)
    desk.wait(lambda: window.notices.current is not None)
    assert window.notices.isVisible()
    assert reason in window.notices.text.text()
    assert advice in window.notices.advice.text(), "and what to do instead"
    assert desk.station.preset == before
    assert desk.station.bank.version == 1
    assert kept(desk) == []
    assert "none" in window.imaging.panel.references[role].state.text()
    translation.use(Language.CHINESE)
    for told in (window.notices.text.text(), window.notices.advice.text()):
        assert re.fullmatch("[^A-Za-z]+", told), told


@pytest.mark.parametrize(
    ("role", "grey"), [(ReferenceRole.WHITE, 220), (ReferenceRole.DARK, 8)], ids=["white", "dark"]
)
def test_one_that_has_not_the_size_of_the_samples_is_refused_when_it_is_taken(
    window, desk, translation, role, grey
):
    """Not at learning, or at each part afterwards."""
    before = desk.station.preset
    take(window, desk, np.repeat(np.repeat(paper(grey), 2, 0), 2, 1), role)
    desk.wait(lambda: window.notices.current is not None)
    assert "256×192" in window.notices.text.text()
    assert "than the good samples (128×96)" in window.notices.text.text()
    assert "Set the camera's resolution back" in window.notices.advice.text()
    assert desk.station.preset == before
    assert kept(desk) == []
    translation.use(Language.CHINESE)
    for told in (window.notices.text.text(), window.notices.advice.text()):
        assert re.fullmatch("[^A-Za-z]+", told), told


def test_one_of_an_earlier_camera_is_refused_when_it_is_taken(window, desk):
    """It is still on the screen, as someone holds it or looks at an earlier part."""
    earlier = desk.show(np.repeat(paper(220), 2, 0)).frame
    desk.show(good_picture(50))
    desk.station.imaging.take_reference(ReferenceRole.WHITE, earlier)
    desk.wait(lambda: window.notices.current is not None)
    assert "(128×192) has another size than those of the camera" in window.notices.text.text()
    assert "live picture" in window.notices.advice.text()
    desk.settle()
    assert kept(desk) == []


def test_a_reference_is_taken_while_runtimes_are_measured(window, desk):
    """That gives way, so nobody has to wait for it."""
    desk.station._on_job(MEASURING)
    take(window, desk, paper(220), ReferenceRole.WHITE)
    desk.wait(lambda: bool(desk.station.preset.imaging.light.white))
