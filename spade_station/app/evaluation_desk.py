"""The evaluation from the window: its own loop, bank and backbone, beside the running line."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Signal

from spade_station.app.evaluation import Evaluation
from spade_station.app.evaluation_report import write_evaluation
from spade_station.app.notices import Level, Notice
from spade_station.app.progress import reporter
from spade_station.app.report_words import Words
from spade_station.app.status import JobStatus
from spade_station.app.threads import LoopThread
from spade_station.app.worst_pictures import ReportPicture, WorstPictures
from spade_station.domain.preset import Preset
from spade_station.domain.runtime_name import RuntimeChoice
from spade_station.domain.station_settings import StationSettings
from spade_station.domain.text import QT_TRANSLATE_NOOP
from spade_station.engine.memory import give_back
from spade_station.storage.atomic import write_json
from spade_station.storage.defect_pictures import FOLDER, DefectPictures
from spade_station.storage.paths import Home
from spade_station.storage.presets import Presets

if TYPE_CHECKING:  # brings torch, which is loaded in the thread, after the window is there
    from spade_station.app.backbones import Backbones

EVALUATING = JobStatus(QT_TRANSLATE_NOOP("jobs", "Evaluating {dataset} with {preset}"))
SAVED = QT_TRANSLATE_NOOP("notices", "Saved {path}.")
CONTEXTS = ("report", "words", "errors")  # of the translations of what a report says


@dataclass(frozen=True, slots=True, eq=False)
class EvaluationResult:
    """What there is to show and to save."""

    found: Evaluation
    worst: tuple[ReportPicture, ...]


class EvaluateLoop(LoopThread[None]):
    """Evaluates, and saves what was found.

    The bank is made in memory, and the backbone is loaded for it alone and let go afterwards: the
    live inspector shares neither. `progressed` gives a `JobStatus`, `evaluated` an
    `EvaluationResult` or None when there is none, and `saved` the path of a file.
    """

    progressed = Signal(object)
    evaluated = Signal(object)
    saved = Signal(object)

    def __init__(
        self,
        home: Home,
        weights_folders: Sequence[Path],
        device: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__("evaluate", parent)
        self._home = home
        self._folders = weights_folders
        self._device = device
        self._runtime = RuntimeChoice.AUTO

    def use_runtime(self, choice: RuntimeChoice) -> None:
        """Let another runtime compute the network of later evaluations."""

        def use() -> None:
            self._runtime = choice

        self.inbox.tell(use, instead_of="runtime")

    def evaluate(self, folder: Path, preset: Preset, cancel: threading.Event) -> None:
        """Learn from a data set and judge it; `cancel` ends that."""
        self.inbox.tell(lambda: self._evaluate(folder, preset, cancel))

    def save(self, result: EvaluationResult, path: Path, words: Words) -> None:
        """Write the report, or the figures when `path` ends in ``.json``."""
        self.inbox.tell(lambda: self._save(result, path, words))

    def _evaluate(self, folder: Path, preset: Preset, cancel: threading.Event) -> None:
        from spade_station.app.dataset import open_dataset
        from spade_station.app.evaluating import evaluate

        result: EvaluationResult | None = None
        worst = WorstPictures()
        try:
            report = reporter(
                _job(folder, preset),
                self.progressed.emit,
                lambda: cancel.is_set() or self.inbox.closed,
            )
            report(0, 0)
            dataset = open_dataset(folder, preset.imaging.views.count)
            presets = Presets(self._home.presets, self._home.trash)
            references = presets.references(preset.name).named_by(preset.imaging)
            found = evaluate(dataset, preset, self._backbones(), report, worst.keep, references)
            known = DefectPictures(presets.folder(preset.name) / FOLDER).numbers()
            found = replace(found, known_defects_left_out=len(known))
            result = EvaluationResult(found, worst.pictures)
        finally:
            give_back()
            self.evaluated.emit(result)

    def _backbones(self) -> "Backbones":
        from spade_station.app.backbones import backbones_in

        return backbones_in(self._home, self._folders, self._device, self._runtime)

    def _save(self, result: EvaluationResult, path: Path, words: Words) -> None:
        if path.suffix.lower() == ".json":
            write_json(path, result.found.as_json())
        else:
            write_evaluation(result.found, result.worst, path, words)
        self.saved.emit(path)


class EvaluationDesk(QObject):
    """What the window sees of it; lives on the GUI thread.

    Signals
    -------
    jobChanged
        A `JobStatus`, or None when nothing runs.
    resultChanged
        `result` is newer.
    noticed
        A `Notice`; what goes wrong comes as `loop.failed`.
    """

    jobChanged = Signal(object)
    resultChanged = Signal(object)
    noticed = Signal(object)

    def __init__(
        self,
        home: Home,
        weights_folders: Sequence[Path],
        device: str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.loop = EvaluateLoop(home, weights_folders, device, self)
        self.job: JobStatus | None = None
        self.result: EvaluationResult | None = None
        self.is_earlier = False  # whether a later evaluation came to no result
        self._cancel = threading.Event()
        self.loop.progressed.connect(self._set_job)
        self.loop.evaluated.connect(self._on_evaluated)
        self.loop.saved.connect(self._on_saved)

    def evaluate(self, folder: Path, preset: Preset) -> None:
        """Evaluate a preset's settings on a data set; nothing happens while one is evaluated."""
        if self.job is not None:
            return
        self._cancel = threading.Event()
        self._set_job(_job(folder, preset))
        self.loop.evaluate(folder, preset, self._cancel)

    def use_settings(self, settings: StationSettings) -> None:
        """Take the station's settings into use."""
        self.loop.use_runtime(settings.runtime)

    def cancel_job(self) -> None:
        """End the running evaluation; the last result stays."""
        self._cancel.set()

    def save(self, path: Path) -> None:
        """Write the result in the language of the window: figures as ``.json``, or a report."""
        if self.result is not None:
            self.loop.save(self.result, path, words_of_the_window())

    def _set_job(self, job: JobStatus | None) -> None:
        self.job = job
        self.jobChanged.emit(job)

    def _on_evaluated(self, result: EvaluationResult | None) -> None:
        self.is_earlier = result is None
        self._set_job(None)
        if result is not None:
            self.result = result
            self.resultChanged.emit(result)

    def _on_saved(self, path: Path) -> None:
        self.noticed.emit(Notice(Level.INFO, SAVED, values={"path": path}))


def _job(folder: Path, preset: Preset) -> JobStatus:
    return replace(EVALUATING, values={"dataset": folder.name, "preset": preset.name})


def words_of_the_window() -> Words:
    """Give the language that the window has now; for any thread."""
    return Words(QLocale().bcp47Name(), _translated)


def _translated(text: str) -> str:
    for context in CONTEXTS:
        translated = QCoreApplication.translate(context, text)
        if translated != text:
            return translated
    return text
