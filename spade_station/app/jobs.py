"""The jobs of the teach loop, as the window names them."""

from dataclasses import replace

from spade_station.app.status import JobStatus
from spade_station.domain.text import QT_TRANSLATE_NOOP

LEARNING = JobStatus(QT_TRANSLATE_NOOP("jobs", "Learning from good pictures"), keeps=True)
LEARNING_AGAIN = JobStatus(QT_TRANSLATE_NOOP("jobs", "Learning again from the kept samples"))
COMPARING = JobStatus(QT_TRANSLATE_NOOP("jobs", "Comparing good parts with the known defects"))
COMPARING_FIRST = replace(COMPARING, cancellable=False)  # nothing can be inspected before
COMPARING_ASIDE = replace(COMPARING, gives_way=True)
IMPORTING = JobStatus(QT_TRANSLATE_NOOP("jobs", "Importing weights"), cancellable=False)
MEASURING = JobStatus(
    QT_TRANSLATE_NOOP("jobs", "Measuring what computes the network fastest"), gives_way=True
)
DOWNLOADING = JobStatus(
    QT_TRANSLATE_NOOP("jobs", "Downloading weights for {backbone}"), in_bytes=True
)
