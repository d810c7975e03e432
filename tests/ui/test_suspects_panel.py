"""The doubtful samples: shown with the reason, dropped or kept with one press."""

import pytest
from PySide6.QtCore import Qt

from spade_station.app.status import BankStatus, JobStatus, SampleEntry
from spade_station.domain.inspection import Verdict
from spade_station.domain.sample_report import Finding, SampleReport
from spade_station.ui.main_window import TEACH

from .fake_station import jpeg, make_inspection

SUSPECTS = (
    SampleReport(3, 12.34, (Finding.DIFFERS, Finding.BLURRED)),
    SampleReport(1, None, (Finding.OVEREXPOSED,)),
)


@pytest.fixture
def learning(window, station):
    station.show_live(make_inspection(Verdict.NG, 1.42, peak=2.0))
    window.show_page(TEACH)
    return window.engineer.learning


@pytest.fixture
def panel(learning, station):
    station.sample_entries = [
        SampleEntry(number, None, "W. Li", "demo", None, jpeg()) for number in (1, 2, 3)
    ]
    station.gate.suspects = SUSPECTS
    station.gate.reportsChanged.emit()
    return learning.suspects


def test_doubtful_samples_come_to_the_front_with_reason_and_score(learning, panel):
    assert learning.lists.currentWidget() is panel
    assert learning.lists.tabText(1) == "Unlike the rest (2)"
    texts = [panel.strip.item(row).text() for row in range(panel.strip.count())]
    assert texts == ["#3  12.3 σ\nunlike the rest\nblurred", "#1\ntoo bright"]
    assert not panel.strip.item(0).icon().isNull()


def test_there_is_no_tab_without_doubts(learning, panel, station):
    station.gate.suspects = ()
    station.gate.reportsChanged.emit()
    assert not learning.lists.isTabVisible(1)
    assert learning.lists.currentWidget() is learning.samples


def test_the_chosen_ones_are_dropped_or_kept(panel, station, qtbot):
    assert not panel.drop.isEnabled()
    panel.strip.item(1).setSelected(True)
    assert panel.drop.text() == "Drop 1"
    qtbot.mouseClick(panel.drop, Qt.MouseButton.LeftButton)
    panel.all.click()
    qtbot.mouseClick(panel.keep, Qt.MouseButton.LeftButton)
    assert station.gate.calls == [("drop", (1,)), ("keep", (3, 1))]


def test_nothing_is_dropped_while_a_job_runs(panel, station):
    panel.all.click()
    station.put("job", JobStatus("Learning", 1, 9))
    assert not panel.drop.isEnabled()
    station.put("job", None)
    assert panel.drop.isEnabled()


def test_a_sample_whose_picture_is_not_read_yet_comes_later(learning, panel, station):
    station.sample_entries = []
    station.samplesChanged.emit()
    assert not learning.lists.isTabVisible(1)


def test_a_doubtful_part_stays_on_the_screen_for_the_second_press(window, station, learning):
    bad = station.live.latest
    station.gate.doubted.emit(bad)
    station.show_live(make_inspection(number=2))
    assert window.shown.inspection is bad


def test_what_more_samples_cost_is_said_before(learning, station):
    station.put("bank", BankStatus(1, samples=10, rows=1000, bytes=1_000_000))
    learning.count.setValue(10)
    assert "With 10 more: about 2\u202f000 rows, 2.0 MB, 28 ms per part" in learning.cost.text()
