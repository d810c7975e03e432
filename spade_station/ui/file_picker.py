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
    """Open a chooser for a new file that does not block; `picked` hears the answer.

    Parameters
    ----------
    suffix
        Without its dot; every name ends in it.
    """

    def hear(path: Path) -> None:
        picked(_ending(path, suffix))

    dialog = _prepared(_SaveDialog(parent, title, suffix), hear)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kinds)
    dialog.setDefaultSuffix(suffix)
    dialog.show()


class _SaveDialog(QFileDialog):
    """Adds the suffix also to a name that has a dot, before it is asked what to overwrite."""

    def __init__(self, parent: QWidget, title: str, suffix: str) -> None:
        super().__init__(parent, title)
        self._suffix = suffix

    def accept(self) -> None:
        """See `QFileDialog.accept`."""
        path = Path(self.selectedFiles()[0])
        if not path.is_dir():
            self.selectFile(str(_ending(path, self._suffix)))
        super().accept()


def _ending(path: Path, suffix: str) -> Path:
    ends = path.suffix.lower() == f".{suffix}"
    return path if ends else path.with_name(f"{path.name}.{suffix}")


def _dialog(parent: QWidget, title: str, picked: Callable[[Path], None]) -> QFileDialog:
    return _prepared(QFileDialog(parent, title), picked)


def _prepared(dialog: QFileDialog, picked: Callable[[Path], None]) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.NonModal)
    dialog.fileSelected.connect(lambda path: picked(Path(path)))
    return dialog
