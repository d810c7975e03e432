"""The window as a whole: pages, keys, notices, welcome, status line, language."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from spade_station.app.notices import Level, Notice
from spade_station.app.status import BackboneStatus, BankStatus, JobStatus, PresetEntry, RunState
from spade_station.domain.errors import CameraGone, PictureShape
from spade_station.domain.home_errors import DiskFull
from spade_station.domain.inspection import Verdict
from spade_station.domain.source_settings import SourceKind
from spade_station.domain.station_settings import Language, StationSettings
from spade_station.ui.keys import KEYS
from spade_station.ui.main_window import IMAGING, INSPECT, STATION, TEACH, WELCOME, MainWindow
from spade_station.ui.translation import tr_template
from spade_station.ui.widgets.preset_bar import WIDEST
from spade_station.ui.window import make_window

from .fake_station import FakeStation, make_auto_bank, make_inspection, make_not_inspected


def press(qtbot, window, key) -> None:
    qtbot.keyClick(window, key)


def test_start_and_stop_by_key_and_button(window, station, qtbot):
    press(qtbot, window, Qt.Key.Key_F5)
    assert len(station.called("start")) == 1
    station.set_state(RunState.RUNNING)
    assert not window.header.start.isEnabled()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not station.called("stop")
    press(qtbot, window, Qt.Key.Key_F6)
    window.header.stop.click()
    assert len(station.called("stop")) == 2


@pytest.mark.parametrize("state", [RunState.STARTING, RunState.RUNNING, RunState.WAITING])
def test_a_running_line_is_not_begun_again_by_key(window, station, qtbot, state):
    station.set_state(state)
    press(qtbot, window, Qt.Key.Key_F5)
    press(qtbot, window, Qt.Key.Key_F7)
    assert not station.called("start")
    assert not station.called("step")
    station.set_state(RunState.STOPPED)
    press(qtbot, window, Qt.Key.Key_F7)
    assert len(station.called("step")) == 1


def test_pages_by_key(window, qtbot):
    pages = {"F3": TEACH, "F4": STATION, "F12": IMAGING, "F2": INSPECT, "F1": STATION}
    for key, page in pages.items():
        press(qtbot, window, getattr(Qt.Key, f"Key_{key}"))
        assert window.pages.currentIndex() == page


def test_every_key_is_listed_and_bound(window):
    assert set(window.commands()) == {key.action for key in KEYS}


def test_last_ng_by_key(window, station, qtbot):
    ng = make_inspection(Verdict.NG, 1.5, peak=2.0)
    press(qtbot, window, Qt.Key.Key_F9)  # nothing there yet
    station.show_live(make_inspection(number=2), RunState.RUNNING, recent_ng=(ng,))
    press(qtbot, window, Qt.Key.Key_F9)
    assert window.operator.picture.view.inspection is ng


def test_an_error_stays_until_it_is_dismissed(window, station, qtbot):
    station.noticed.emit(Notice.of(CameraGone(camera="7")))
    station.noticed.emit(Notice(Level.INFO, "All is well."))
    assert "camera 7" in window.notices.text.text()
    assert "reconnect" in window.notices.advice.text()
    assert not window.notices.timer.isActive()
    press(qtbot, window, Qt.Key.Key_F8)
    assert window.notices.text.text() == "All is well."
    assert window.notices.timer.isActive()  # an information goes by itself
    press(qtbot, window, Qt.Key.Key_F8)
    assert not window.notices.isVisible()
    assert len(window.notices.history) == 2


def test_a_repeated_notice_is_shown_once(window, station):
    for _ in range(5):
        station.noticed.emit(Notice.of(DiskFull(path="/x")))
    assert len(window.notices.waiting) == 1
    window.show_page(STATION)
    assert window.about.messages.list.count() == 5


def test_a_notice_that_is_true_no_more_goes(window, station):
    said = Notice(Level.WARNING, "This part shows a known defect: {numbers}.", "", {"numbers": "5"})
    other = Notice(Level.WARNING, "Another one.")
    for notice in (other, said):
        station.noticed.emit(notice)
    station.withdrawn.emit(said)
    assert window.notices.current == other
    assert len(window.notices.history) == 2
    station.withdrawn.emit(other)
    assert not window.notices.isVisible()


def test_a_notice_with_a_missing_value_is_still_shown(window, station):
    station.noticed.emit(Notice(Level.ERROR, "{path} is {gone}.", values={"path": "/x"}))
    assert window.notices.text.text() == "/x is {gone}."


def test_status_line(window, station):
    station.put("bank", BankStatus(12, 43))
    station.put(
        "backbone", BackboneStatus("resnet18", "cuda:0", "torch", False, ("layer4",), "layer3")
    )
    for text in ("Board A", "v12", "43 samples", "ResNet-18", "cuda:0", "Layer 4", "Layer 3"):
        assert text in window.status.text
    assert "FALLBACK" not in window.status.text
    station.put("backbone", BackboneStatus("builtin", "cpu", "torch", True))
    assert "FALLBACK" in window.status.text
    assert "Layer" not in window.status.text


def test_presets_are_chosen_copied_renamed_and_deleted(window, station, qtbot):
    chooser = window.header.product
    chooser.setCurrentIndex(chooser.findData("textile"))
    chooser.activated.emit(chooser.currentIndex())
    assert station.called("choose_preset") == [("textile",)]
    bar = window.engineer.presets
    bar.copy.click()
    bar.name.setText("con/trol")
    assert not bar.accept.isEnabled()
    bar.name.setText("Board B")
    bar.accept.click()
    assert station.called("copy_preset") == [("Board A", "Board B")]
    bar.rename.click()
    bar.name.setText("Board C")
    bar.accept.click()
    assert station.called("rename_preset") == [("Board A", "Board C")]
    bar.delete.click()
    assert not station.called("delete_preset")
    bar.delete.click()
    assert station.called("delete_preset") == [("Board A",)]


@pytest.mark.parametrize("asks", ["copy", "rename"])
@pytest.mark.parametrize("name", ["a/b", "", "con", "Board.", "x" * 61])
def test_a_name_that_cannot_be_says_why_where_it_is_typed(window, station, qtbot, asks, name):
    window.show_page(TEACH)
    window.engineer.tabs.setCurrentIndex(1)
    bar = window.engineer.presets
    getattr(bar, asks).click()
    assert not bar.hint.isVisible()
    bar.name.setText(name)
    assert not bar.accept.isEnabled()
    assert bar.hint.isVisible()
    assert "1 to 60 letters" in bar.hint.text()
    qtbot.keyClick(bar.name, Qt.Key.Key_Return)
    assert not station.called(f"{asks}_preset")
    bar.name.setText("Board B")
    assert not bar.hint.isVisible()
    assert bar.accept.isEnabled()


def other_product(station):
    station.preset_entries.append(PresetEntry("Board B", "electronics", False))
    station.put("preset", station.preset.model_copy(update={"name": "Board B"}))


def test_what_was_asked_of_one_product_is_not_done_to_another(window, station):
    bar, settings = window.engineer.presets, window.engineer.settings
    bar.delete.click()
    settings.reset.click()
    bar.copy.click()
    other_product(station)
    assert not bar.delete.is_asking
    assert not settings.reset.is_asking
    assert not bar.name.isVisibleTo(bar)
    bar.delete.click()
    assert not station.called("delete_preset")


@pytest.mark.parametrize("way", ["accept", "escape"])
def test_the_focus_never_falls_into_a_slider(window, station, qtbot, way):
    window.show_page(TEACH)
    window.engineer.tabs.setCurrentIndex(1)
    bar = window.engineer.presets
    bar.copy.click()
    assert bar.name.hasFocus()
    bar.name.setText("Board B")
    qtbot.keyClick(bar.name, Qt.Key.Key_Return if way == "accept" else Qt.Key.Key_Escape)
    assert not bar.name.isVisible()
    assert bar.copy.hasFocus()
    assert len(station.called("copy_preset")) == (way == "accept")


def test_another_page_leaves_no_focus_behind_that_a_key_would_go_to(window, station):
    window.show_page(WELCOME)
    window.welcome.setFocus()
    button = window.welcome.findChild(QPushButton)
    button.setFocus()
    window.show_page(INSPECT)
    assert window.pages.hasFocus()


def test_a_job_that_keeps_what_it_has_says_so_when_it_is_cancelled(window, station):
    learning = JobStatus("Learning", 3, 40, keeps=True)
    station.put("job", learning)
    window.job.cancel.click()
    assert "what has come" in window.job.title.text()
    assert window.job.cancel.text() == "Keep nothing"
    station.put("job", replace(learning, done=20))
    assert window.job.cancel.text() == "Keep nothing"
    window.job.cancel.click()
    assert len(station.called("cancel_job")) == 2
    station.put("job", None)
    station.put("job", learning)
    assert window.job.cancel.text() == "Cancel"


def test_starting_points_cannot_be_renamed_or_deleted(window, station):
    station.put("preset", station.preset.model_copy(update={"name": "textile"}))
    assert not window.engineer.presets.rename.isEnabled()
    assert not window.engineer.presets.delete.isEnabled()
    assert window.engineer.presets.copy.isEnabled()


def test_moving_a_slider_does_not_read_the_presets_again(window, station, monkeypatch):
    monkeypatch.setattr(station, "presets", lambda: pytest.fail("read the disk"))
    window.engineer.settings.editors["decision.limit"].control.spin.setValue(2.0)


def test_a_broken_preset_is_marked(window, station):
    broken = PresetEntry("Board X", "", False, problem="cannot be used")
    station.preset_entries = [*station.preset_entries, broken]
    station.presetsChanged.emit()
    chooser = window.header.product
    assert chooser.itemText(chooser.findData("Board X")) == "⚠ Board X"


def shown_name(chooser) -> str:
    """Give what of the name is drawn, and make sure that there is room for it."""
    option = QStyleOptionComboBox()
    chooser.initStyleOption(option)
    field = chooser.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, chooser
    )
    fits = chooser.fontMetrics().horizontalAdvance(option.currentText) <= field.width()
    return option.currentText if fits else "cut off"


@pytest.mark.parametrize("width", [1024, 1280])
@pytest.mark.parametrize("name", ["Board A", "electronics"])
@pytest.mark.parametrize("language", Language)
def test_a_product_s_name_is_shown_in_full(
    window, station, translation, qtbot, language, name, width
):
    translation.use(language)
    station.put("preset", station.preset.model_copy(update={"name": name}))
    window.resize(width, 700)
    chooser = window.header.product
    qtbot.waitUntil(lambda: shown_name(chooser) == chooser.currentText())


def test_a_very_long_name_is_elided(window, station, qtbot):
    name = "Commutator, left line, second shift, large"
    station.preset_entries = [*station.preset_entries, PresetEntry(name, "electronics", False)]
    station.put("preset", station.preset.model_copy(update={"name": name}))
    station.presetsChanged.emit()
    chooser = window.header.product
    qtbot.waitUntil(lambda: chooser.width() == chooser.sizeHint().width())
    assert chooser.width() == WIDEST
    assert "…" in shown_name(chooser)


def test_weights(window, station, monkeypatch):
    window.show_page(STATION)
    row = window.about.weights.rows["wide_resnet50_2"]
    assert "Not on this machine" in row.state.text()
    row.download.click()
    assert station.weights.calls == [("download", "wide_resnet50_2")]
    monkeypatch.setattr(
        "spade_station.ui.widgets.weights_panel.ask_for_file", lambda *a: a[-1]("/w.pth")
    )
    row.take.click()
    assert station.weights.calls[1:] == [("import_file", "/w.pth", "wide_resnet50_2")]
    station.weights.entries = (replace(station.weights.entries[0], state="here"),)
    station.weights.changed.emit()
    assert "On this machine" in row.state.text()
    assert not row.download.isVisible()


@pytest.fixture
def welcome(qtbot, dressed):
    station = FakeStation()
    station.settings = StationSettings()
    station.backbone = BackboneStatus("builtin", "cpu", "torch", True)
    window = make_window(dressed, station)
    qtbot.addWidget(window)
    window.show()
    return window, station


def test_the_first_start_welcomes(welcome):
    window, _ = welcome
    assert window.pages.currentIndex() == WELCOME
    assert set(window.welcome.demos) == {"electronics", "textile", "metal"}
    assert "FALLBACK" in window.welcome.backbone.text()


def test_welcome_to_the_demo_line(welcome):
    window, station = welcome
    window.welcome.demos["metal"].click()
    assert station.called("start_demo") == [("metal",)]
    assert station.settings.welcomed
    assert window.pages.currentIndex() == INSPECT


@pytest.mark.parametrize(
    ("button", "kind"), [("camera", SourceKind.CAMERA), ("folder", SourceKind.FOLDER)]
)
def test_welcome_to_own_pictures(welcome, button, kind):
    window, station = welcome
    getattr(window.welcome, button).click()
    assert station.settings.welcomed
    assert window.pages.currentIndex() == TEACH
    assert window.engineer.source.isVisible()
    assert window.engineer.source.kind.currentData() == kind


def test_welcome_to_the_networks(welcome):
    window, _ = welcome
    window.welcome.weights.click()
    assert window.pages.currentIndex() == STATION


def test_the_language_changes_while_running(window, station, translation):
    station.settingsChanged.connect(lambda settings: translation.use(settings.language))
    station.show_live(make_not_inspected(PictureShape(width=64, height=32)), RunState.RUNNING)
    station.noticed.emit(Notice.of(CameraGone(camera="7")))
    chooser = window.status.language
    chooser.setCurrentIndex(chooser.findData(Language.CHINESE.value))
    chooser.activated.emit(chooser.currentIndex())
    assert station.called("change_settings") == [({"language": Language.CHINESE},)]
    assert window.operator.banner.word == "未检测"
    assert "形状" in window.operator.findings.text
    assert "相机 7" in window.notices.text.text()
    assert window.header.start.text().startswith("启动")
    assert window.operator.picture.legend.labels[1.0] == "限值"
    assert "限值" in window.engineer.settings.editors["decision.limit"].label
    assert window.about.about.language.currentData() == Language.CHINESE.value
    translation.use(Language.ENGLISH)
    assert window.operator.banner.word == "NOT INSPECTED"


@pytest.mark.parametrize("language", list(Language))
def test_no_text_is_empty_or_has_open_braces(window, station, translation, language):
    translation.use(language)
    station.put("bank", make_auto_bank())
    station.show_live(make_inspection(Verdict.NG, 1.4, peak=2.0), RunState.RUNNING)
    for page in (INSPECT, TEACH, IMAGING, STATION, WELCOME):
        window.show_page(page)
        for widget in window.findChildren(QWidget):
            if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
                continue
            icon = isinstance(widget, QLabel) and not widget.pixmap().isNull()
            texts = (widget.text(), widget.accessibleName(), widget.toolTip())
            known = any(texts) or icon or widget.property("may_be_empty")
            assert known, (widget, widget.parent())
            assert "{" not in "".join(texts), texts


def test_everything_that_is_operated_has_a_name(window):
    for page in (INSPECT, TEACH, IMAGING, STATION):
        window.show_page(page)
        for widget in window.findChildren(QWidget):
            if widget.isVisible() and isinstance(widget, QAbstractButton | QComboBox):
                named = widget.accessibleName() or getattr(widget, "text", str)()
                assert named, (widget, widget.parent())


@pytest.mark.parametrize("language", list(Language))
def test_the_window_fits_a_small_screen(window, station, translation, language):
    translation.use(language)
    station.put("bank", make_auto_bank())
    station.put(
        "backbone", BackboneStatus("wide_resnet50_2", "cpu", "torch", False, ("layer4",), "layer3")
    )
    station.noticed.emit(Notice.of(CameraGone(camera="rtsp://10.0.0.7/line1")))
    for page in (INSPECT, TEACH, IMAGING, STATION, WELCOME):
        window.show_page(page)
        window.resize(1024, 700)
        hint = window.centralWidget().minimumSizeHint()
        assert hint.width() <= 1024, page
        assert hint.height() <= 700, page


def test_what_is_said_of_the_bank_is_read_in_full_while_a_job_is_shown(
    window, station, translation, qtbot
):
    window.show_page(TEACH)
    window.resize(1024, 700)
    station.put("bank", make_auto_bank())
    station.put("job", JobStatus("Learning", 3, 40))
    station.noticed.emit(Notice.of(CameraGone(camera="rtsp://10.0.0.7/line1")))
    labels = [each for each in window.engineer.learning.bank.findChildren(QLabel) if each.text()]
    assert len(labels) > 1
    for language in (Language.CHINESE, Language.ENGLISH):
        translation.use(language)
        qtbot.waitUntil(
            lambda: all(each.height() >= each.heightForWidth(each.width()) for each in labels)
        )


def test_what_operators_touch_is_large(window):
    for button in (window.header.start, window.header.stop, window.header.product):
        assert button.height() >= 44
    for button in window.header.pages:
        assert button.height() >= 44


def test_closing_closes_the_station(window, station):
    window.close()
    assert len(station.called("close")) == 1


def test_a_job_title_is_translated_where_it_is_known(dressed):
    assert tr_template("Some job") == "Some job"


@pytest.mark.parametrize("language", list(Language))
def test_the_names_of_pages_are_never_cut(window, translation, language):
    translation.use(language)
    for number, button in enumerate(window.header.pages):
        window.show_page(number)
        for each in (button, window.header.pages[number - 1]):  # shown now, and not any more
            assert each.fontMetrics().horizontalAdvance(each.text()) <= each.width() - 4


def test_all_tabs_of_teach_are_seen_on_a_small_screen(window, translation):
    window.show_page(TEACH)
    window.resize(1024, 700)
    bar = window.engineer.tabs.tabBar()
    for number in range(bar.count()):
        bar.setCurrentIndex(number)
        assert bar.tabRect(bar.count() - 1).right() <= window.engineer.tabs.width()


def test_the_kind_of_the_next_zone_is_read_in_full_in_each_language(window, translation, qtbot):
    kind = window.imaging.tools.kind
    window.show_page(IMAGING)
    for language in (Language.CHINESE, Language.ENGLISH):
        translation.use(language)
        qtbot.waitUntil(lambda: kind.width() >= kind.sizeHint().width())
        assert kind.width() >= kind.sizeHint().width()
        text = kind.fontMetrics().horizontalAdvance(kind.currentText())
        assert kind.width() > kind.iconSize().width() + text


class Shown(QObject):
    """Notes the windows that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(watched)
        return False


def test_nothing_is_shown_while_the_window_is_made(
    dressed: QApplication, station: FakeStation
) -> None:
    """What is made visible before it has a parent is a window of its own for a moment."""
    shown = Shown()
    dressed.installEventFilter(shown)
    window = make_window(dressed, station)
    assert shown.windows == []
    window.show()
    assert shown.windows == [window]
    dressed.removeEventFilter(shown)


def test_the_window_is_dressed_like_all_others(dressed: QApplication, station: FakeStation) -> None:
    sheet = dressed.styleSheet()
    assert sheet
    window, plain = make_window(dressed, station), MainWindow(station)
    assert dressed.styleSheet() == sheet
    pictures = []
    for each in (window, plain):
        each.resize(1024, 700)
        each.show()
        each.show_page(TEACH)
        pictures.append(each.grab().toImage())
    assert pictures[0] == pictures[1], "as if the sheet had been there from the first"


def test_a_product_that_is_not_opened_yet(window, station):
    station.put("backbone", BackboneStatus())
    station.put("bank", BankStatus(is_opening=True))
    assert "Being opened" in window.status.text
    assert "Network is loading" in window.status.text
    assert "opened" in window.engineer.learning.bank.facts.text()
    station.put("bank", BankStatus())
    assert "Nothing learned yet" in window.status.text
    assert "Network is loading" not in window.status.text, "as where its weights are missing"
    assert window.engineer.learning.folder.isEnabled()
    station.put("bank", BankStatus(is_broken=True))
    assert "Cannot be opened" in window.status.text
    assert "Network is loading" not in window.status.text, "no network is on its way"
    assert not window.engineer.learning.folder.isEnabled()
