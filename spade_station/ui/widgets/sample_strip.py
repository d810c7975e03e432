"""The good samples with their pictures: who added them, when, and how they had been judged."""

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from spade_station.app.status import SampleEntry
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.buttons import ConfirmButton

if TYPE_CHECKING:
    from spade_station.app.station import Station

_PICTURE = QSize(92, 70)


class SamplesModel(QAbstractListModel):
    """The samples, the newest first; a thumbnail is decoded when it is first seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._samples: list[SampleEntry] = []
        self._pixmaps: dict[int, QPixmap] = {}

    def show_samples(self, samples: list[SampleEntry]) -> None:
        """Show another list."""
        self.beginResetModel()
        self._samples = sorted(samples, key=lambda sample: sample.number, reverse=True)
        kept = {sample.number for sample in samples}
        self._pixmaps = {n: pixmap for n, pixmap in self._pixmaps.items() if n in kept}
        self.endResetModel()

    def sample(self, index: QModelIndex) -> SampleEntry | None:
        """Return the sample at a place of the list."""
        return self._samples[index.row()] if index.isValid() else None

    def rowCount(  # noqa: N802 - Qt's name
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008
    ) -> int:
        """Return how many samples there are."""
        return 0 if parent.isValid() else len(self._samples)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        """Return picture, caption or tooltip of a sample."""
        sample = self._samples[index.row()]
        if role == Qt.ItemDataRole.DecorationRole:
            return self._pixmap(sample)
        if role == Qt.ItemDataRole.DisplayRole:
            score = "" if sample.score_before is None else f"  {sample.score_before:.2f}"
            return f"#{sample.number}{score}"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return sample_text(sample)
        return None

    def _pixmap(self, sample: SampleEntry) -> QPixmap:
        if sample.number not in self._pixmaps:
            self._pixmaps[sample.number] = sample_pixmap(sample, _PICTURE)
        return self._pixmaps[sample.number]


class SampleStrip(Translated):
    """A grid of the samples; the chosen ones can be dropped, `dropped` tells their numbers."""

    dropped = Signal(object)

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.model = SamplesModel(self)
        self.view = _Grid(self)
        self.view.setModel(self.model)
        self._about = QLabel()
        self._about.setProperty("quiet", True)
        self._about.setWordWrap(True)
        self.drop = ConfirmButton("delete")
        self.drop.setEnabled(False)
        below = QHBoxLayout()
        below.addWidget(self._about, 1)
        below.addWidget(self.drop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)
        column.addLayout(below)
        self.view.selectionModel().currentChanged.connect(self._describe)
        self.view.selectionModel().selectionChanged.connect(self._describe)
        self.view.deleteWanted.connect(self._on_delete_wanted)
        self.drop.confirmed.connect(self._on_drop_confirmed)
        station.samplesChanged.connect(self.refresh)
        station.jobChanged.connect(self._describe)
        self.refresh()
        self.retranslate()

    @property
    def chosen(self) -> tuple[int, ...]:
        """Numbers of the selected samples: those whose pictures are lost are dropped together."""
        found = map(self.model.sample, self.view.selectionModel().selectedIndexes())
        return tuple(sample.number for sample in found if sample is not None)

    def refresh(self) -> None:
        """Read the samples again."""
        self.model.show_samples(self._station.samples())
        self._describe()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.view.setAccessibleName(self.tr("Good samples"))
        self.drop.setToolTip(self.tr("Takes the chosen samples out and learns again (Del)."))
        self._describe()

    def _on_delete_wanted(self) -> None:
        if self.drop.isEnabled():
            self.drop.click()

    def _on_drop_confirmed(self) -> None:
        self.dropped.emit(self.chosen)

    def _describe(self) -> None:
        sample = self.model.sample(self.view.currentIndex())
        count = len(self.chosen)
        drop = self.tr("Drop {n} samples").format(n=count) if count > 1 else self.tr("Drop sample")
        self.drop.set_texts(drop, self.tr("Really drop?"))
        self.drop.setEnabled(count > 0 and self._station.job is None)
        if sample is not None:
            self._about.setText(sample_text(sample))
        elif self.model.rowCount():
            self._about.setText(self.tr("Choose a sample to see where it came from."))
        else:
            self._about.setText(self.tr("No samples yet."))


class _Grid(QListView):
    deleteWanted = Signal()  # noqa: N815 - a Qt signal

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setIconSize(_PICTURE)
        self.setGridSize(QSize(_PICTURE.width() + 14, _PICTURE.height() + 34))
        self.setMinimumHeight(84)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.deleteWanted.emit()
        else:
            super().keyPressEvent(event)


def sample_pixmap(sample: SampleEntry, size: QSize) -> QPixmap:
    """Decode the picture of a sample to fit into `size`; grey where it cannot be read."""
    pixmap = QPixmap()
    pixmap.loadFromData(sample.thumbnail)
    if pixmap.isNull():
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.lightGray)
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return pixmap.scaled(size, keep, smooth)


def sample_text(sample: SampleEntry) -> str:
    """Say who added a sample, when, from where, and how it had been judged."""
    score = "–" if sample.score_before is None else f"{sample.score_before:.2f}"
    template = QCoreApplication.translate(
        "SampleStrip",
        "#{number}: added {when} by {who} from {origin}, score before {score}",
    )
    return template.format(
        number=sample.number,
        when=f"{sample.added.astimezone():%Y-%m-%d %H:%M}" if sample.added else "–",
        who=sample.by or "–",
        origin=sample.origin or "–",
        score=score,
    )
