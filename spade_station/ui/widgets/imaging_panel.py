"""The stages before the network, one block each in their order: settings, and what is taken."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from spade_station.app.imaging_status import REFERENCE_SETTINGS, ReferenceRole
from spade_station.app.status import JobStatus
from spade_station.domain.imaging_settings import AlignmentMode
from spade_station.domain.preset import Preset
from spade_station.domain.setting import describe
from spade_station.domain.text import QT_TRANSLATE_NOOP
from spade_station.ui.look import icon
from spade_station.ui.translation import tr_setting, tr_template
from spade_station.ui.widgets.buttons import offer
from spade_station.ui.widgets.editors_panel import EditorsPanel, value_at
from spade_station.ui.widgets.reference_row import ReferenceRow
from spade_station.ui.widgets.scale_tools import ScaleTools
from spade_station.ui.widgets.zone_list import ZoneList

if TYPE_CHECKING:
    from spade_station.app.station import Station

STAGES = {
    "trigger": QT_TRANSLATE_NOOP("settings", "Trigger"),
    "light": QT_TRANSLATE_NOOP("settings", "Light"),
    "glare": QT_TRANSLATE_NOOP("settings", "Glare"),
    "alignment": QT_TRANSLATE_NOOP("settings", "Alignment"),
    "views": QT_TRANSLATE_NOOP("settings", "Views"),
    "tiles": QT_TRANSLATE_NOOP("settings", "Tiles"),
    "scale": QT_TRANSLATE_NOOP("settings", "Scale"),
    "zones": QT_TRANSLATE_NOOP("settings", "Zones"),
}
"""Titles of the blocks."""

_MORE = {"scale": ("decision.mm_per_px",)}
"""Settings of other groups that belong to a stage."""

_ABOVE = {"alignment": ("imaging.alignment.mode",)}
"""Settings that say whether what is taken or drawn is used, and stand above it."""

_LAID_OUT_MS = 50  # a longer list is, all around it, within some rounds of events


class ImagingPanel(EditorsPanel):
    """The page connects what needs the picture."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(station, parent)
        self._titles: dict[str, QLabel] = {}
        self.references = {role: ReferenceRow(role) for role in ReferenceRole}
        self.draw_feature = QPushButton(icon("feature"), "")
        self.remove_feature = QPushButton(icon("delete"), "")
        self.alignment = QLabel()
        self.scale = ScaleTools()
        self.zones = ZoneList()
        self.blocked = QLabel()
        self._missing = ""
        self._later = QTimer(self, interval=_LAID_OUT_MS, singleShot=True)
        self._later.timeout.connect(self._scroll_to_zones)
        self._lay_out()
        station.bankChanged.connect(self._show_alignment)
        self._on_preset_changed(station.preset)
        self.retranslate()

    def offer(self, missing: str) -> None:
        """Say what is missing for taking and drawing; empty where nothing is."""
        if missing != self._missing:  # it is asked with each live picture
            self._missing = missing
            self._offer()

    def bring_zones_into_view(self) -> None:
        """Scroll to what can be set of a zone that was selected in the picture."""
        self._later.start()  # the list has just become longer, and is laid out first

    def _scroll_to_zones(self) -> None:
        self.area.ensureWidgetVisible(self.zones, 0, 8)

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        super().retranslate()
        for stage, title in self._titles.items():
            title.setText(tr_setting(STAGES[stage]))
        self.draw_feature.setText(self.tr("Draw the feature"))
        self.remove_feature.setAccessibleName(self.tr("Remove the feature"))
        self._show_alignment()
        self._offer()

    def _on_preset_changed(self, preset: Preset) -> None:
        super()._on_preset_changed(preset)
        for role, row in self.references.items():
            row.show_name(str(value_at(preset, REFERENCE_SETTINGS[role])))
        self._show_alignment()
        self._offer()

    def _on_job_changed(self, job: JobStatus | None) -> None:
        super()._on_job_changed(job)
        self._offer()

    def _show_alignment(self) -> None:
        text = self._alignment_text()
        self.alignment.setText(text)
        self.alignment.setVisible(bool(text))

    def _alignment_text(self) -> str:
        """Say what nobody sees in the settings: that they wait for another, or what auto did."""
        alignment, bank = self._station.preset.imaging.alignment, self._station.bank
        if alignment.mode is AlignmentMode.OFF:
            is_prepared = alignment.feature is not None or bool(alignment.reference)
            text = self.tr("⚠ Not in use yet: choose under “Align by” how a part is found.")
            return text if is_prepared else ""
        if alignment.mode is not AlignmentMode.AUTO or not bank.version:
            return ""
        if bank.is_aligned:
            return self.tr("Auto: parts are aligned.")
        return self.tr(
            "Auto: nothing is aligned; the good samples lie still, or not all could be found."
        )

    def _offer(self) -> None:
        """Offer only what can be done now, and say why the rest cannot be."""
        busy, missing = self._busy_text(), self._missing
        for row in self.references.values():
            row.offer(missing, busy)
        hint = self.tr("A box around something distinct that each good part has (A).")
        offer(self.draw_feature, hint, missing)
        is_drawn = self._station.preset.imaging.alignment.feature is not None
        hint = self.tr("Remove the feature: the whole picture is looked for instead.")
        offer(self.remove_feature, hint, "" if is_drawn else self.tr("No feature is drawn."))
        self.scale.offer(missing)
        self.blocked.setText(f"⚠ {missing or busy}")
        self.blocked.setVisible(bool(missing or busy))

    def _busy_text(self) -> str:
        """Say which job has to end first: references make the station learn again."""
        job = self._station.job
        if job is None or job.gives_way:
            return ""
        return self.tr(
            "References can be taken and removed when “{job}” has ended: wait, or cancel it below."
        ).format(job=tr_template(job.title, job.values))

    def _lay_out(self) -> None:
        self.blocked.setWordWrap(True)
        self.blocked.setObjectName("blocked")
        described = {info.path: info for info in describe(Preset) if not info.in_picture}
        for stage in STAGES:
            block = QWidget()
            block.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            block.setProperty("block", True)
            column = QVBoxLayout(block)
            column.setContentsMargins(0, 0, 0, 8)
            column.setSpacing(4)
            title = QLabel()
            title.setProperty("title", True)
            self._titles[stage] = title
            column.addWidget(title)
            paths = [path for path in described if path.startswith(f"imaging.{stage}.")]
            paths += _MORE.get(stage, ())
            above = _ABOVE.get(stage, ())
            self._add_editors(column, (described[path] for path in above))
            self._add_tools(column, stage)
            self._add_editors(column, (described[path] for path in paths if path not in above))
            self._column.addWidget(block)
        self._column.addStretch(1)
        self._lay_out_frame(above=self.blocked)

    def _add_tools(self, column: QVBoxLayout, stage: str) -> None:
        """Add what is not typed but taken from the picture, or drawn in it."""
        if stage == "trigger":
            column.addWidget(self.references[ReferenceRole.EMPTY])
        elif stage == "light":
            column.addWidget(self.references[ReferenceRole.WHITE])
            column.addWidget(self.references[ReferenceRole.DARK])
        elif stage == "alignment":
            self.alignment.setWordWrap(True)
            column.addWidget(self.alignment)
            column.addWidget(self.references[ReferenceRole.ALIGNMENT])
            feature = QHBoxLayout()
            for button in (self.draw_feature, self.remove_feature):
                button.setMinimumHeight(36)
            feature.addWidget(self.draw_feature, 1)
            feature.addWidget(self.remove_feature)
            column.addLayout(feature)
        elif stage == "scale":
            column.addWidget(self.scale)
        elif stage == "zones":
            column.addWidget(self.zones)
