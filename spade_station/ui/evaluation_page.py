"""Evaluate: what the settings of a product are worth on labelled pictures."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from spade_station.app.evaluation_desk import EvaluationResult, words_of_the_window
from spade_station.app.evaluation_report import MEANING, OUTLINES, WORST
from spade_station.app.plots import histogram_plot, roc_plot, standalone
from spade_station.ui.file_picker import ask_for_folder, ask_where_to_save
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.buttons import touch_button
from spade_station.ui.widgets.evaluation_figures import EvaluationFigures
from spade_station.ui.widgets.job_bar import JobBar
from spade_station.ui.widgets.scrolling import scrolling
from spade_station.ui.widgets.svg_plot import SvgPlot
from spade_station.ui.widgets.worst_gallery import WorstGallery

if TYPE_CHECKING:
    from spade_station.app.station import Station


class EvaluationStarter(Translated):
    """Which data set, which preset, the start, and how far it is."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._desk = station.evaluation
        self._folder: Path | None = None
        self._title = QLabel()
        self._title.setProperty("title", True)
        self._about = QLabel()
        self._about.setProperty("quiet", True)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setWordWrap(True)
        self.choose = touch_button("folder")
        self.start = touch_button("start", kind="primary")
        self.chosen = QLabel()
        self.chosen.setTextFormat(Qt.TextFormat.PlainText)
        self.chosen.setWordWrap(True)
        self.job = JobBar(self._desk)
        self._lay_out()
        self.choose.clicked.connect(self._on_choose_clicked)
        self.start.clicked.connect(self._on_start_clicked)
        self._desk.jobChanged.connect(self._on_job_changed)
        station.presetChanged.connect(self.retranslate)
        self.retranslate()

    def choose_folder(self, folder: Path) -> None:
        """Take a data set; it is read when the evaluation starts."""
        self._folder = folder
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._title.setText(self.tr("Evaluate on labelled pictures"))
        self._about.setText(
            self.tr(
                "Learns from train/good of a data set in MVTec AD layout and judges its test "
                "pictures with the settings of “{preset}”. The line goes on, its bank stays as "
                "it is, and nothing is kept but the report that you save."
            ).format(preset=self._station.preset.name)
        )
        self.choose.setText(self.tr("Choose data set…"))
        self.start.setText(self.tr("Evaluate"))
        self.chosen.setText(str(self._folder) if self._folder else self.tr("None chosen yet."))
        self._on_job_changed()

    def _on_choose_clicked(self) -> None:
        ask_for_folder(self, self.tr("Data set in MVTec AD layout"), self.choose_folder)

    def _on_start_clicked(self) -> None:
        if self._folder is not None:
            self._desk.evaluate(self._folder, self._station.preset)

    def _on_job_changed(self) -> None:
        free = self._desk.job is None
        self.choose.setEnabled(free)
        self.start.setEnabled(free and self._folder is not None)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.choose)
        row.addWidget(self.chosen, 1)
        row.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addLayout(row)
        column.addWidget(self.job)
        self.make_panel()


class EvaluationResults(Translated):
    """Figures, plots and the worst pictures of the last evaluation; hidden before the first."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._desk = station.evaluation
        self._title = QLabel()
        self._title.setProperty("title", True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self.age = QLabel()
        self.age.setObjectName("moved")
        self.age.setWordWrap(True)
        self.save_report = touch_button("collect")
        self.save_figures = touch_button("collect")
        self.figures = EvaluationFigures()
        self._meaning = QLabel()
        self._meaning.setProperty("quiet", True)
        self._meaning.setWordWrap(True)
        self.roc, self.histogram = SvgPlot(), SvgPlot()
        self._worst_title = QLabel()
        self._worst_title.setProperty("title", True)
        self._outlines = QLabel()
        self._outlines.setProperty("quiet", True)
        self._outlines.setWordWrap(True)
        self.worst = WorstGallery()
        self._lay_out()
        self.save_report.clicked.connect(self._on_save_report_clicked)
        self.save_figures.clicked.connect(self._on_save_figures_clicked)
        self._desk.resultChanged.connect(self._on_result_changed)
        self._desk.jobChanged.connect(self._on_job_changed)
        station.presetChanged.connect(self._show_age)
        self.retranslate()
        self._on_result_changed()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.save_report.setText(self.tr("Save report…"))
        self.save_report.setToolTip(self.tr("One HTML file with everything that is shown here."))
        self.save_figures.setText(self.tr("Save figures…"))
        self.save_figures.setToolTip(self.tr("All figures and every picture's score as JSON."))
        if self._desk.result is not None:
            self._show(self._desk.result)

    def _show(self, result: EvaluationResult) -> None:
        words, found = words_of_the_window(), result.found
        title = self.tr("{dataset} with {preset}")
        self._title.setText(title.format(dataset=found.dataset, preset=found.preset))
        self.figures.show_evaluation(found, words)
        self._meaning.setText(words.say(MEANING))
        self.roc.show_svg(standalone(roc_plot(found, words)), self.tr("ROC"))
        histogram = standalone(histogram_plot(found, words))
        self.histogram.show_svg(histogram, self.tr("Histogram of the scores"))
        self._worst_title.setText(words.say(WORST).format(count=len(result.worst)))
        self._outlines.setText(words.say(OUTLINES))
        self._show_age()

    def _show_age(self) -> None:
        """Say so where the figures are not those of the last evaluation, or of these settings."""
        result, said = self._desk.result, []
        if self._desk.is_earlier:
            said.append(self.tr("The last evaluation came to no result; this is an earlier one."))
        if result is not None and result.found.is_before(self._station.preset):
            said.append(self.tr("Evaluated before the last change of the settings."))
        self.age.setText("\n".join(f"⚠ {each}" for each in said))
        self.age.setVisible(bool(said))

    def _on_result_changed(self) -> None:
        result = self._desk.result
        self.setVisible(result is not None)
        if result is not None:
            self._show(result)
            self.worst.show_pictures(result.worst)
            for part in (self._worst_title, self._outlines, self.worst):
                part.setVisible(bool(result.worst))

    def _on_job_changed(self) -> None:
        for button in (self.save_report, self.save_figures):
            button.setEnabled(self._desk.job is None)
        self._show_age()

    def _on_save_report_clicked(self) -> None:
        kinds = self.tr("Report (*.html)")
        ask_where_to_save(self, self.tr("Save report"), kinds, "html", self._desk.save)

    def _on_save_figures_clicked(self) -> None:
        kinds = self.tr("Figures (*.json)")
        ask_where_to_save(self, self.tr("Save figures"), kinds, "json", self._desk.save)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self.save_report)
        head.addWidget(self.save_figures)
        plots = QHBoxLayout()
        plots.setSpacing(20)
        plots.addWidget(self.roc, 1)
        plots.addWidget(self.histogram, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.age)
        column.addWidget(self.figures)
        column.addWidget(self._meaning)
        column.addLayout(plots)
        column.addWidget(self._worst_title)
        column.addWidget(self._outlines)
        column.addWidget(self.worst)
        self.make_panel()


class EvaluationPage(QWidget):
    """The start above, the results below; they scroll together."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.starter = EvaluationStarter(station)
        self.results = EvaluationResults(station)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(10, 10, 10, 8)
        inside.setSpacing(10)
        inside.addWidget(self.starter)
        inside.addWidget(self.results)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolling(content))
