from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from spade_station.app.jobs import COMPARING_ASIDE
from spade_station.app.status import BankStatus, JobStatus, RunState, SampleEntry
from spade_station.domain.errors import NoSamples
from spade_station.domain.inspection import Verdict
from spade_station.domain.preset import MatchingMode
from spade_station.domain.station_settings import Language
from spade_station.ui.main_window import INSPECT, TEACH

from .fake_station import jpeg, make_auto_bank, make_inspection, make_not_inspected


@pytest.fixture
def page(window, station):
    station.show_live(make_inspection(Verdict.NG, 1.42, peak=2.0), RunState.RUNNING)
    window.show_page(TEACH)
    return window.engineer


def test_g_teaches_the_picture_on_the_screen(page, window, station, qtbot):
    shown = page.picture.view.inspection
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert station.called("add_good") == [(shown,)]


def test_g_teaches_the_held_picture_while_the_line_goes_on(page, window, station, qtbot):
    held = page.picture.view.inspection
    qtbot.keyClick(window, Qt.Key.Key_H)
    station.show_live(make_inspection(number=2))
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert station.called("add_good") == [(held,)]
    qtbot.keyClick(window, Qt.Key.Key_H)
    assert page.picture.view.inspection is station.live.latest


def test_g_does_nothing_on_the_operators_page(page, window, station, qtbot):
    window.show_page(INSPECT)
    qtbot.keyClick(window, Qt.Key.Key_G)
    assert not station.called("add_good")


def test_g_in_a_text_field_is_a_letter(page, window, station, qtbot):
    page.tabs.setCurrentIndex(1)
    page.presets.copy.click()
    page.presets.name.clear()
    qtbot.keyClick(page.presets.name, Qt.Key.Key_G)
    assert page.presets.name.text() == "g"
    assert not station.called("add_good")


def test_the_result_is_shown_as_before_and_after(page, station):
    before = station.live.latest
    after = replace(before, verdict=Verdict.OK, score=0.31, regions=())
    station.verdictChanged.emit(before, after)
    assert page.result.text() == "NG 1.42  →  OK 0.31"


def test_the_result_is_of_the_picture_on_the_screen_alone(page, window, station):
    before = station.live.latest
    after = replace(before, verdict=Verdict.OK, score=0.31, regions=())
    station.verdictChanged.emit(before, after)
    station.show_live(after)
    assert "OK 0.31" in page.result.text()
    station.show_live(make_inspection(number=2))
    assert "OK" not in page.result.text()
    window.shown.hold()
    station.verdictChanged.emit(before, after)
    assert "OK" not in page.result.text(), "another one was judged again"


def test_what_takes_longer_says_that_it_goes_on(page, station, qtbot):
    asked = page.result.text()
    station.busyChanged.emit(True)
    assert page.result.text() == asked, "most is over at once"
    qtbot.waitUntil(lambda: page.result.text() == "One moment…")
    station.busyChanged.emit(False)
    assert page.result.text() == asked
    station.busyChanged.emit(True)
    station.busyChanged.emit(False)
    assert not page._working.isActive()


def test_a_held_picture_becomes_what_it_was_judged_again(page, window, station):
    window.shown.hold()
    before = page.picture.view.inspection
    after = replace(before, verdict=Verdict.OK, score=0.31, regions=())
    station.verdictChanged.emit(before, after)
    assert page.picture.view.inspection is after


def test_a_held_picture_goes_with_its_product(window, station):
    station.show_live(make_not_inspected(NoSamples(name="Board A", have=2, least=5)))
    window.shown.hold()
    station.put("preset", station.preset.model_copy(update={"name": "Board B"}))
    assert window.shown.is_live


def test_not_inspected_says_why_here_too(page, station):
    assert not page.findings.isVisible()
    station.show_live(make_not_inspected(NoSamples(name="Board A", have=2, least=5)))
    assert page.banner.word == "NOT INSPECTED"
    assert page.findings.isVisible()
    assert "at least 5 good parts" in page.findings.text


def test_collecting(page, station, qtbot):
    learning = page.learning
    learning.count.setValue(30)
    qtbot.mouseClick(learning.collect, Qt.MouseButton.LeftButton)
    assert station.called("collect_next") == [(30,)]
    station.set_state(RunState.STOPPED)
    assert not learning.collect.isEnabled()
    assert learning.folder.isEnabled()


def test_collecting_a_folder_asks_for_it_without_a_modal_dialog(page, station, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "spade_station.ui.widgets.learning_panel.ask_for_folder",
        lambda _parent, _title, picked: asked.append(picked),
    )
    page.learning.folder.click()
    asked[0](Path("/pictures"))
    assert station.called("collect_folder") == [(Path("/pictures"),)]


def test_a_slow_job_says_how_long_it_takes_but_no_pace_of_nought(window, station):
    station.put("job", JobStatus("Measuring", 1, 36, 0.04))
    assert "14:35 left" in window.job.pace.text()
    assert "per second" not in window.job.pace.text()


def test_a_job_shows_pace_and_time_left_and_can_be_cancelled(window, page, station, qtbot):
    station.put("job", JobStatus("Learning", 100, 400, 50.0))
    assert window.job.isVisible()
    for text in ("100 of 400", "50.0 per second", "0:06 left"):
        assert text in window.job.pace.text()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not station.called("cancel_job")
    assert not page.learning.folder.isEnabled()
    window.job.cancel.click()
    assert len(station.called("cancel_job")) == 1
    station.put("job", None)
    assert not window.job.isVisible()


def test_a_job_says_whose_bank_it_is_about(window, station):
    station.put("job", JobStatus("Learning", 1, 4, product="Panel"))
    assert window.job.title.text() == "Panel · Learning"


def test_undo_by_key(page, window, station, qtbot):
    station.put("bank", replace(station.bank, can_undo=True))
    station.put("job", JobStatus("Learning again"))
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not station.called("undo_learning"), "it would run when the learning ends, unseen"
    station.put("job", None)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert len(station.called("undo_learning")) == 1
    assert len(station.called("undo_setting")) == 1


def test_undo_while_known_defects_are_compared_aside(page, window, station, qtbot):
    station.put("bank", replace(station.bank, can_undo=True))
    station.put("job", COMPARING_ASIDE)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(station.called("undo_learning")) == 1


def test_the_bank_in_plain_words(page, station):
    station.put("bank", BankStatus(3, 43, 18244, 14_300_000, None, True, 0.01, 99, True, 43))
    facts, promise = page.learning.bank.facts.text(), page.learning.bank.promise.text()
    assert "43 good samples" in facts
    assert "14.3 MB" in facts
    assert "below 1 false alarm in 44" in promise
    assert "estimate" in promise
    assert "99 good parts are needed for 1 %" in promise
    assert "False alarms" not in promise
    station.put("bank", replace(station.bank, samples=45, not_counted=2))
    assert "below 1 false alarm in 44" in page.learning.bank.promise.text()
    assert "False alarms taken as good: 2;" in page.learning.bank.promise.text()
    station.put("bank", replace(station.bank, samples=120, not_counted=0, limit_is_estimate=False))
    assert "1 good part in 100" in page.learning.bank.promise.text()
    station.put("bank", BankStatus(is_broken=True))
    assert page.learning.bank.facts.text() == "This product cannot be opened."
    assert not page.learning.bank.promise.isVisibleTo(page)  # nor the empty line that it would be


def test_what_auto_came_to_in_plain_words(page, station, translation):
    label = page.learning.bank.matching
    station.put("bank", make_auto_bank())
    assert label.isVisible()
    assert label.text() == (
        "Matching, automatic: everywhere. Flaws stand out by 1.7 deviations, at the same "
        "place by 1.8."
    )
    assert label.toolTip().replace("\u202f", " ").splitlines()[1:] == [
        "Everywhere: 1.7",
        "Same place ±8 px: 1.8",
        "Same place ±16 px: 1.6",
        "Same place ±32 px: 1.6",
    ]
    translation.use(Language.CHINESE)
    assert label.text() == "自动比对方式：全局。缺陷突出 1.7 个标准差，同一位置为 1.8 个。"
    assert "同一位置 ±8" in label.toolTip()
    station.put("bank", make_auto_bank(MatchingMode.SAME_PLACE, 8))
    assert label.text().replace("\u202f", " ") == (
        "自动比对方式：同一位置 ±8 px。缺陷突出 1.8 个标准差，全局为 1.7 个。"
    )
    translation.use(Language.ENGLISH)
    assert label.text().replace("\u202f", " ") == (
        "Matching, automatic: same place ±8 px. Flaws stand out by 1.8 deviations, "
        "everywhere by 1.7."
    )


def test_auto_says_when_it_had_too_few_samples(page, station, translation):
    station.put("bank", make_auto_bank(compared=False))
    assert "everywhere for now; once there are 8 samples" in page.learning.bank.matching.text()
    translation.use(Language.CHINESE)
    assert "有 8 个相同尺寸的样本后" in page.learning.bank.matching.text()


def test_a_way_of_matching_that_somebody_set_is_not_explained(page, station):
    label = page.learning.bank.matching
    assert not label.isVisible(), "nothing has been learned"
    station.put("bank", make_auto_bank())
    assert label.isVisible()
    station.put("bank", replace(station.bank, is_auto=False, trials=()))
    assert not label.isVisible()
    station.put("bank", BankStatus(is_auto=True))
    assert not label.isVisible()


def test_samples_are_listed_and_dropped_after_a_second_press(page, station, qtbot):
    station.sample_entries = [
        SampleEntry(number, None, "W. Li", "demo", 1.42, jpeg()) for number in (1, 2, 3)
    ]
    station.samplesChanged.emit()
    strip = page.learning.samples
    assert strip.model.rowCount() == 3
    assert strip.model.data(strip.model.index(0)) == "#3  1.42"
    assert not strip.drop.isEnabled()
    strip.view.setCurrentIndex(strip.model.index(0))
    strip.drop.click()
    assert not station.gate.calls
    strip.drop.click()
    assert station.gate.calls == [("drop", (3,))]
    station.put("job", JobStatus("Learning again"))
    assert not strip.drop.isEnabled(), "one job after the other"
    station.put("job", None)
    assert strip.drop.isEnabled()


def test_several_samples_are_dropped_together(page, station, qtbot):
    """Those whose pictures are lost can only be dropped so: none can be learned again."""
    station.sample_entries = [
        SampleEntry(number, None, "W. Li", "demo", None, b"") for number in (1, 2, 3)
    ]
    station.samplesChanged.emit()
    strip = page.learning.samples
    strip.view.setCurrentIndex(strip.model.index(0))
    assert strip.drop.text() == "Drop sample"
    strip.drop.click()
    strip.view.selectAll()
    assert strip.drop.text() == "Drop 3 samples", "it asks anew"
    strip.drop.click()
    strip.drop.click()
    ((what, numbers),) = station.gate.calls
    assert (what, sorted(numbers)) == ("drop", [1, 2, 3])


def test_a_broken_thumbnail_is_a_grey_one(page, station):
    station.sample_entries = [SampleEntry(1, None, "", "", None, b"no jpeg")]
    station.samplesChanged.emit()
    model = page.learning.samples.model
    assert not model.data(model.index(0), Qt.ItemDataRole.DecorationRole).isNull()


def test_one_picture_only_while_stopped(page, window, station, qtbot):
    assert not page.step.isVisible()
    station.set_state(RunState.STOPPED)
    assert page.banner.word == "STOPPED"
    assert page.step.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert len(station.called("step")) == 1
