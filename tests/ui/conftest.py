import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from spade_station.domain.station_settings import Language
from spade_station.ui.imaging_page import ImagingPage
from spade_station.ui.shown import Shown
from spade_station.ui.translation import Translation
from spade_station.ui.window import dress, make_window

from .fake_station import FakeStation
from .hand import Hand, show


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    dress(qapp)
    return qapp


class TestedTranslation(Translation):
    """Lets the widgets hear of a new language at once, as the event loop would."""

    __test__ = False

    def use(self, language: Language) -> None:
        super().use(language)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange)


@pytest.fixture
def translation(dressed):
    translation = TestedTranslation(dressed)
    yield translation
    translation.use(Language.ENGLISH)


@pytest.fixture
def station(dressed) -> FakeStation:
    return FakeStation()


@pytest.fixture(autouse=True)
def nothing_stays(request):
    """Delete what a test showed; widgets that live on make every later test slower."""
    yield
    if "dressed" in request.fixturenames:
        for widget in QApplication.topLevelWidgets():
            widget.close()
            widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert QApplication.allWidgets() == []


@pytest.fixture
def window(dressed, station):
    window = make_window(dressed, station)
    window.resize(1280, 800)
    window.show()
    return window


@pytest.fixture
def picked(dressed, station):
    return Shown(station)


@pytest.fixture
def page(station, picked):
    page = ImagingPage(station, picked)
    page.setMinimumSize(1240, 660)  # as the window has one
    page.show()
    return page


@pytest.fixture
def shown(page, station):
    show(station)
    return page


@pytest.fixture
def hand(page):
    return Hand(page)
