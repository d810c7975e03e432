import pytest

from spade_station.app.shelf_status import MIB, ShelfStatus
from spade_station.ui.main_window import STATION


@pytest.fixture
def panel(window):
    window.show_page(STATION)
    return window.about.memory


def test_what_is_loaded_is_said_the_product_in_use_first(panel, station):
    assert panel.text == "No product is loaded."
    station.shelf.show(ShelfStatus(("Board B", "Board A"), 30 * MIB, 1024 * MIB))
    assert panel.text == "Ready at once: Board A, Board B (30 MiB)"


def test_the_budget_is_the_stations(panel, station):
    assert panel.editor.control.value() == 1024
    station.change_settings(bank_memory=256)
    assert panel.editor.control.value() == 256
    panel.editor.control.spin.setValue(512)
    assert station.called("change_settings")[-1] == ({"bank_memory": 512},)
    assert station.settings.bank_memory == 512
