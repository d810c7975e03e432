"""The known defects: against the limit, what they suggest for it, and their pictures."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from spade_station.app.defect_status import DefectEntry, DefectsStatus
from spade_station.ui.look import LINE
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.buttons import ConfirmButton
from spade_station.ui.widgets.defect_plot import DefectPlot

if TYPE_CHECKING:
    from spade_station.app.station import Station

_PICTURE = QSize(92, 70)
_NUMBER = Qt.ItemDataRole.UserRole


class DefectsPanel(Translated):
    """Never needed: without known defects it says what they are good for."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.headline = QLabel()
        self.headline.setProperty("headline", True)
        self.plot = DefectPlot()
        self.advice = QLabel()
        self.apply = QPushButton()
        self.pictures = QListWidget()
        self.about = QLabel()
        self.about.setProperty("quiet", True)
        self.remove = ConfirmButton("delete")
        self._lay_out()
        self.pictures.itemSelectionChanged.connect(self._on_selection_changed)
        self.remove.confirmed.connect(self._on_remove_confirmed)
        self.apply.clicked.connect(self._on_apply_clicked)
        station.defects.statusChanged.connect(self.refresh)
        station.jobChanged.connect(self._offer)
        self.retranslate()

    @property
    def chosen(self) -> DefectEntry | None:
        """The known defect that is selected."""
        items = self.pictures.selectedItems()
        number = items[0].data(_NUMBER) if items else None
        entries = self._station.defects.status.entries
        return next((entry for entry in entries if entry.number == number), None)

    def refresh(self) -> None:
        """Show what is known now."""
        status = self._station.defects.status
        chosen = self.chosen
        self.plot.setVisible(status.is_compared)
        self.plot.show_status(status)
        self.pictures.setVisible(bool(status.entries))
        self.remove.setVisible(bool(status.entries))
        self.pictures.clear()
        for entry in sorted(status.entries, key=_order):
            item = self._item(entry)
            self.pictures.addItem(item)
            item.setSelected(chosen is not None and entry.number == chosen.number)
        self.headline.setText(self._headline(status))
        self.advice.setText(self._advice(status))
        self._offer()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.pictures.setAccessibleName(self.tr("Known defects"))
        self.remove.set_texts(self.tr("Remove"), self.tr("Really remove?"))
        self.remove.setToolTip(self.tr("Forgets the chosen known defect; Ctrl+Z brings it back."))
        self.apply.setToolTip(
            self.tr("Sets the limit of the preset; “Undo” on the settings takes it back.")
        )
        self.refresh()

    def _headline(self, status: DefectsStatus) -> str:
        count = len(status.entries)
        if not count:
            return self.tr("No known defects")
        if not status.is_compared:
            return self.tr("{n} known defects").format(n=count)
        if not status.escapes:
            return self.tr("The limit catches all {n} known defects").format(n=count)
        return self.tr("{escapes} of {n} known defects would pass the limit").format(
            escapes=status.escapes, n=count
        )

    def _advice(self, status: DefectsStatus) -> str:
        if not status.entries:
            return self.tr(
                "They are never needed. But when a bad part passes and no limit can catch it, "
                "press “This is a miss”: what looks like it more than like any good part is NG "
                "from then on. Drag a box on the picture to mark the defect."
            )
        if not status.is_compared:
            return self.tr("They count as soon as there are enough good samples.")
        said = (
            [self.tr("What resembles them more than any good part is NG below the limit, too.")]
            if status.escapes
            else []
        )
        advice = status.advice
        if advice is not None and status.suggested is not None:
            said.append(
                self.tr(
                    "A limit of {limit} lies in the middle between the good samples and the "
                    "weakest known defect."
                ).format(limit=f"{status.suggested:.2f}")
            )
        elif advice is not None:
            said.append(
                self.tr(
                    "No limit tells them apart: one that catches all ({limit}) would reject "
                    "{rejected} of {n} good samples."
                ).format(
                    limit=f"{advice.catching_all:.2f}", rejected=advice.rejected, n=advice.samples
                )
            )
        return " ".join(said)

    def _item(self, entry: DefectEntry) -> QListWidgetItem:
        pixmap = QPixmap()
        if not pixmap.loadFromData(entry.thumbnail):
            pixmap = QPixmap(_PICTURE)
            pixmap.fill(LINE)
        score = "" if entry.score is None else f"  {entry.score:.2f}"
        item = QListWidgetItem(QIcon(pixmap), f"#{entry.number}{score}")
        item.setData(_NUMBER, entry.number)
        item.setToolTip(self._about(entry))
        return item

    def _about(self, entry: DefectEntry) -> str:
        said = self.tr("#{number}: added {when} by {who} from {origin}").format(
            number=entry.number,
            when=f"{entry.added.astimezone():%Y-%m-%d %H:%M}" if entry.added else "–",
            who=entry.by or "–",
            origin=entry.origin or "–",
        )
        if entry.is_missed:
            said += self.tr(
                ". It still passes: it looks too much like good parts, or a zone or another "
                "setting lets it pass."
            )
        elif entry.kept < entry.patches:
            said += self.tr(". {n} of its {patches} patches look like good parts.").format(
                n=entry.patches - entry.kept, patches=entry.patches
            )
        return said

    def _offer(self) -> None:
        """Offer only what can be done now."""
        status, chosen = self._station.defects.status, self.chosen
        free = self._station.job is None
        suggested = status.suggested
        fresh = suggested is not None and abs(suggested - status.setting) >= 0.005
        self.apply.setVisible(fresh)
        self.apply.setText(
            self.tr("Set the limit to {limit}").format(limit=f"{suggested or 0.0:.2f}")
        )
        self.remove.setEnabled(free and chosen is not None)
        self.about.setVisible(bool(status.entries))
        self.about.setText(
            self._about(chosen) if chosen else self.tr("Choose one to see where it came from.")
        )

    def _on_selection_changed(self) -> None:
        self.remove.calm_down()
        self._offer()

    def _on_remove_confirmed(self) -> None:
        if self.chosen is not None:
            self._station.defects.remove(self.chosen.number, self._station.live.latest)

    def _on_apply_clicked(self) -> None:
        suggested = self._station.defects.status.suggested
        if suggested is not None:
            self._station.change_setting("decision.limit", suggested)

    def _lay_out(self) -> None:
        for label in (self.headline, self.advice, self.about):
            label.setWordWrap(True)
        self.apply.setMinimumHeight(36)
        self.pictures.setViewMode(QListWidget.ViewMode.IconMode)
        self.pictures.setMovement(QListWidget.Movement.Static)
        self.pictures.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.pictures.setIconSize(_PICTURE)
        self.pictures.setGridSize(QSize(_PICTURE.width() + 14, _PICTURE.height() + 34))
        self.pictures.setMinimumHeight(120)
        below = QHBoxLayout()
        below.addWidget(self.about, 1)
        below.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 10)
        column.setSpacing(10)
        column.addWidget(self.headline)
        column.addWidget(self.plot)
        column.addWidget(self.advice)
        column.addWidget(self.apply)
        column.addWidget(self.pictures, 1)
        column.addLayout(below)
        column.addStretch()


def _order(entry: DefectEntry) -> tuple[float, int]:
    """Put those that pass most easily first."""
    return (entry.score if entry.score is not None else 0.0, entry.number)
