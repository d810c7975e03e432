"""Asks for a file or a folder without stopping the window: the line goes on behind it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_for_folder(parent: QWidget, title: str, picked: Callable[[Path], None]) -> None:
    """Open a folder chooser that does not block; `picked` hears the answer."""
    dialog = _dialog(parent, title, picked)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    dialog.show()


def ask_for_file(parent: QWidget, title: str, kinds: str, picked: Callable[[Path], None]) -> None:
    """Open a file chooser that does not block; `picked` hears the answer."""
    dialog = _dialog(parent, title, picked)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kinds)
    dialog.show()


def ask_where_to_save(
    parent: QWidget, title: str, kinds: str, suffix: str, picked: Callable[[Path], None]
) -> None:
    """Open a chooser for a new file that does not block; `picked` hears the answer."""
    dialog = _dialog(parent, title, picked)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kinds)
    dialog.setDefaultSuffix(suffix)
    dialog.show()


def _dialog(parent: QWidget, title: str, picked: Callable[[Path], None]) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.NonModal)
    dialog.fileSelected.connect(lambda path: picked(Path(path)))
    return dialog
