"""The figures of an evaluation: large ones, what to know about them, and the table per kind."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from spade_station.app.evaluation import Evaluation, Interval
from spade_station.app.evaluation_report import facts, figure, lines, notes, percent, problems
from spade_station.app.report_words import Words
from spade_station.ui.widgets.figure_table import FigureTable

_PROBLEMS_SHOWN = 3

_TILES: dict[str, Callable[[Evaluation], tuple[str, Interval | None]]] = {
    "image AUROC": lambda found: (figure(found.image_auroc), None),
    "pixel AUROC": lambda found: (figure(found.pixel_auroc), None),
    "AUPRO": lambda found: (figure(found.aupro), None),
    "overkill": lambda found: (percent(found.overkill), found.overkill_interval),
    "escape": lambda found: (percent(found.escape), found.escape_interval),
}


class EvaluationFigures(QWidget):
    """Shows what it is given, in the words that it is given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values = {name: _label(figure=True) for name in _TILES}
        self._names = {name: _label(quiet=True) for name in _TILES}
        self._below = {name: _label(quiet=True) for name in _TILES}
        self.facts = _label(quiet=True)
        self.notes = _label(quiet=True)
        self.notes.setObjectName("moved")
        for wrapped in (self.facts, self.notes):
            wrapped.setWordWrap(True)
        self.table = FigureTable()
        self._lay_out()

    def show_evaluation(self, found: Evaluation, words: Words) -> None:
        """Show other figures."""
        for name, read in _TILES.items():
            value, between = read(found)
            self._names[name].setText(words.say(name))
            self.values[name].setText(value)
            self.values[name].setAccessibleName(words.say(name))
            self._below[name].setText(_between(between))
        self.facts.setText(facts(found, words))
        troubles = problems(found, words)
        told = [f"{path}: {reason}" for path, reason in troubles[:_PROBLEMS_SHOWN]]
        more = ["…"] if len(troubles) > _PROBLEMS_SHOWN else []
        self.notes.setText("\n".join([*notes(found, words), *told, *more]))
        self.notes.setVisible(bool(self.notes.text()))
        self.table.show_table(*lines(found, words))

    def _lay_out(self) -> None:
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        for name in _TILES:
            tile = QVBoxLayout()
            tile.setSpacing(0)
            tile.addWidget(self._names[name])
            tile.addWidget(self.values[name])
            tile.addWidget(self._below[name])
            tile.addStretch(1)
            tiles.addLayout(tile, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.facts)
        column.addLayout(tiles)
        column.addWidget(self.notes)
        column.addWidget(self.table)


def _label(**properties: bool) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)  # files may be named like markup
    label.setProperty("may_be_empty", True)
    for name, value in properties.items():
        label.setProperty(name, value)
    return label


def _between(interval: Interval | None) -> str:
    if interval is None:
        return ""
    text = QCoreApplication.translate("EvaluationFigures", "95 %: {low} to {high} %")
    low, high = interval
    return text.format(low=f"{100 * low:.1f}", high=f"{100 * high:.1f}")
