"""A small table of figures that is as high as its rows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget


class FigureTable(QWidget):
    """The first column names the row; the others hold numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[list[QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)

    @property
    def texts(self) -> list[list[str]]:
        """What is in the cells, row by row, the head first."""
        return [[cell.text() for cell in row] for row in self._rows]

    def show_table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show another table."""
        for cell in (cell for row in self._rows for cell in row):
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._rows = [
            [_cell(text, column, is_head=number == 0) for column, text in enumerate(texts)]
            for number, texts in enumerate((head, *rows))
        ]
        for number, row in enumerate(self._rows):
            for column, cell in enumerate(row):
                self._grid.addWidget(cell, number, column)
        for column in range(1, len(head)):
            self._grid.setColumnStretch(column, 1)


def _cell(text: str, column: int, *, is_head: bool) -> QLabel:
    cell = QLabel(text)
    cell.setTextFormat(Qt.TextFormat.PlainText)  # kinds are named as folders are
    cell.setProperty("cell", "head" if is_head else "figure")
    cell.setProperty("may_be_empty", True)
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    cell.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return cell
