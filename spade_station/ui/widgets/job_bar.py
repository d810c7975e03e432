"""The job that is running: how far, how fast, how long still, and a button to cancel it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from spade_station.app.status import JobStatus
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.translation import tr_template

if TYPE_CHECKING:
    from spade_station.app.evaluation_desk import EvaluationDesk
    from spade_station.app.station import Station


_LEAST_RATE = 0.05  # a slower job would read as 0.0 per second


class JobBar(Translated):
    """Visible only while a job of the station, or of its evaluation, runs."""

    def __init__(self, owner: "Station | EvaluationDesk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._owner = owner
        self._job: JobStatus | None = None
        self._is_ending = False
        self.title = QLabel()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.pace = QLabel()
        self.pace.setProperty("quiet", True)
        self.cancel = QPushButton(icon("close"), "")
        self.cancel.setMinimumHeight(36)
        self.cancel.clicked.connect(self._on_cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(14)
        row.addWidget(self.title)
        row.addWidget(self.progress, 1)
        row.addWidget(self.pace)
        row.addWidget(self.cancel)
        self.make_panel()
        owner.jobChanged.connect(self.show_job)
        self.show_job(owner.job)

    def show_job(self, job: JobStatus | None) -> None:
        """Show how far a job is, or hide."""
        self._job = job
        self._is_ending = self._is_ending and job is not None and job.keeps
        self.setVisible(job is not None)
        if job is not None:
            share = job.done / job.total if job.total else 0.0
            self.progress.setRange(0, 1000 if job.total else 0)
            self.progress.setValue(round(1000 * share))
            self.cancel.setEnabled(job.cancellable)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.cancel.setText(self.tr("Keep nothing") if self._is_ending else self.tr("Cancel"))
        self.progress.setAccessibleName(self.tr("Progress"))
        if self._job is not None:
            title = tr_template(self._job.title, self._job.values)
            if self._job.product:
                title = f"{self._job.product} · {title}"
            if self._is_ending:
                title = self.tr("Only what has come is learned now")
            self.title.setText(title)
            self.pace.setText(self._pace(self._job))

    def _on_cancelled(self) -> None:
        self._is_ending = self._job is not None and self._job.keeps
        self.retranslate()
        self._owner.cancel_job()

    def _pace(self, job: JobStatus) -> str:
        parts = []
        if job.in_bytes:
            parts.append(f"{job.done / 1e6:.1f} / {job.total / 1e6:.1f} MB")
        elif job.total:
            parts.append(self.tr("{done} of {total}").format(done=job.done, total=job.total))
        elif job.done:
            parts.append(f"{job.done}")
        if job.per_second:
            if not job.in_bytes and job.per_second >= _LEAST_RATE:
                parts.append(self.tr("{rate} per second").format(rate=f"{job.per_second:.1f}"))
            if job.total:
                left = round((job.total - job.done) / job.per_second)
                parts.append(self.tr("{time} left").format(time=f"{left // 60}:{left % 60:02d}"))
        return "  ·  ".join(parts)
