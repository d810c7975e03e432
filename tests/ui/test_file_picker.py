"""The file chooser: it does not stop the window, and a new file has the wanted suffix."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from spade_station.ui.file_picker import ask_where_to_save

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # no screen has any


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def open_chooser(parent: QWidget, heard: list[Path], folder: Path) -> QFileDialog:
    ask_where_to_save(parent, "Save figures", "JSON (*.json)", "json", heard.append)
    dialog = parent.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.setDirectory(str(folder))
    return dialog


def type_name(qtbot: QtBot, dialog: QFileDialog, name: str) -> None:
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(line, QLineEdit)
    line.setText(name)
    qtbot.keyClick(line, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("figures", "figures.json"),
        ("figures.2026.11", "figures.2026.11.json"),
        ("figures.JSON", "figures.JSON"),
        ("figures.html", "figures.html.json"),
    ],
)
def test_a_new_file_ends_in_what_is_saved(
    qtbot: QtBot, parent: QWidget, tmp_path: Path, typed: str, saved: str
) -> None:
    heard: list[Path] = []
    dialog = open_chooser(parent, heard, tmp_path)
    type_name(qtbot, dialog, typed)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [tmp_path / saved]


def test_a_file_that_is_there_is_asked_about_by_its_whole_name(
    qtbot: QtBot, parent: QWidget, tmp_path: Path
) -> None:
    (tmp_path / "figures.2026.json").write_text("{}")
    asked: list[str] = []

    def say_no() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            asked.append(box.text())
            box.button(QMessageBox.StandardButton.No).click()

    timer = QTimer(parent)
    timer.timeout.connect(say_no)
    timer.start(10)
    heard: list[Path] = []
    dialog = open_chooser(parent, heard, tmp_path)
    type_name(qtbot, dialog, "figures.2026")
    assert len(asked) == 1
    assert "figures.2026.json" in asked[0]
    assert not heard
    dialog.reject()
