"""What computes the network: the choice, and what was measured."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from spade_station.domain.runtime_table import RuntimeFigures, RuntimeTable
from spade_station.domain.setting import describe
from spade_station.domain.station_settings import StationSettings
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.figure_table import FigureTable
from spade_station.ui.widgets.setting_editor import SettingEditor
from spade_station.ui.words import labelled, word

if TYPE_CHECKING:
    from spade_station.app.station import Station

SETTING = "runtime"
NOTHING = "–"


class RuntimesPanel(Translated):
    """The setting, the table, and a button that measures anew."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._title = QLabel()
        self._title.setProperty("title", True)
        info = next(each for each in describe(StationSettings) if each.path == SETTING)
        self.editor = SettingEditor(info)
        self.table = FigureTable()
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setProperty("quiet", True)
        self.measure = QPushButton(icon("relearn"), "")
        self.measure.setMinimumHeight(36)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 12)
        for part in (self._title, self.editor, self.table, self._note, self.measure):
            column.addWidget(part)
        self.make_panel()
        self.editor.edited.connect(self._on_edited)
        self.measure.clicked.connect(station.runtimes.measure)
        station.settingsChanged.connect(self._on_settings_changed)
        station.backboneChanged.connect(self.refresh)
        station.bankChanged.connect(self.refresh)
        self._on_settings_changed(station.settings)
        self.retranslate()

    @property
    def note(self) -> str:
        """What is said below the table."""
        return self._note.text()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._title.setText(self.tr("Runtimes"))
        self.measure.setText(self.tr("Measure again"))
        self.measure.setToolTip(
            self.tr("Lets every runtime judge good samples, as they are and with a painted flaw.")
        )
        self.refresh()

    def refresh(self) -> None:
        """Look again at what was measured."""
        backbone = self._station.backbone
        table = backbone.runtimes
        self.table.setVisible(table is not None)
        if table is not None:
            head = (
                self.tr("Runtime"),
                self.tr("ms"),
                self.tr("Score differs"),
                self.tr("Other verdicts"),
                self.tr("Agrees"),
            )
            self.table.show_table(head, [self._cells(table, row) for row in table.rows])
        self._note.setText(self._said_of(table))
        self.measure.setEnabled(backbone.runtimes_here > 1 and self._station.bank.version > 0)

    def _cells(self, table: RuntimeTable, row: RuntimeFigures) -> tuple[str, ...]:
        in_use = row.runtime.value == self._station.backbone.runtime
        name = ("▶ " if in_use else "") + word(row.runtime)
        if row.milliseconds is None:
            return (name, NOTHING, NOTHING, NOTHING, self.tr("not usable"))
        return (
            name,
            f"{row.milliseconds:.1f}",
            f"{100 * row.difference:.1f} %",
            self.tr("{flips} of {pictures}").format(flips=row.flips, pictures=table.pictures),
            "✓ " + self.tr("yes") if table.agrees(row) else "✗ " + self.tr("no"),
        )

    def _said_of(self, table: RuntimeTable | None) -> str:
        backbone = self._station.backbone
        if table is None and backbone.runtimes_here > 1:
            return self.tr("Measured as soon as there is a bank; until then torch computes.")
        if table is None:
            return self.tr("There is nothing to choose: torch computes here.")
        height, width = table.input_px
        problems = [labelled(word(row.runtime), row.problem) for row in table.rows if row.problem]
        said = self.tr("{backbone} at {width}×{height} with “{product}”, {day}. ▶ is in use.")
        said = said.format(
            backbone=word(table.backbone),
            width=width,
            height=height,
            product=table.product,
            day=table.measured,
        )
        return " ".join([said, *problems])

    def _on_edited(self, path: str, value: object) -> None:
        self._station.change_settings(**{path: value})

    def _on_settings_changed(self, settings: StationSettings) -> None:
        self.editor.set_value(settings.runtime)
