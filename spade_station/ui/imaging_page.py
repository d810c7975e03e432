"""Imaging: what is done with a picture before the network sees it, and what of it is judged."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from spade_station.app.imaging_status import ImagingPreview, ReferenceRole
from spade_station.app.status import JobStatus, RunState
from spade_station.domain.frame import Frame, Mask, Picture
from spade_station.domain.imaging_settings import AlignmentMode, Box
from spade_station.domain.preset import Preset
from spade_station.domain.station_settings import StationSettings
from spade_station.domain.zone import Point, Zone, ZoneKind
from spade_station.ui.shown import Shown
from spade_station.ui.translated import Translated
from spade_station.ui.translation import tr_error
from spade_station.ui.widgets.buttons import offer, touch_button
from spade_station.ui.widgets.canvas_bars import GhostBar, Stage, StageBar, ToolBar
from spade_station.ui.widgets.imaging_panel import ImagingPanel
from spade_station.ui.widgets.scale_tools import LineBar
from spade_station.ui.widgets.zone_canvas import ZoneCanvas
from spade_station.ui.widgets.zone_paint import length_px
from spade_station.ui.widgets.zone_tools import Tool

if TYPE_CHECKING:
    from spade_station.app.station import Station

ZONES = "imaging.zones"
FEATURE = "imaging.alignment.feature"
_PARTS = (Tool.RECTANGLE, Tool.ELLIPSE, Tool.POLYGON, Tool.FEATURE)
"""Tools that draw on the part, wherever it lies; a scale line is drawn on the picture."""


class ImagingPage(Translated):
    """The picture to draw in on the left, the stages on the right; does nothing while hidden."""

    def __init__(self, station: "Station", shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._shown = shown
        self._drawn_on = _drawn_on(station.preset)
        self._source = station.settings.source
        self._asked: tuple[Frame, Preset] | None = None
        self._measured: Frame | None = None  # in which the scale line was drawn
        self._preview: ImagingPreview | None = None
        self._reference: Picture | None = None
        self._selected: int | None = None
        self._waits = False  # for the end of drawing
        self.canvas = ZoneCanvas()
        self.stages = StageBar()
        self.tools = ToolBar(self.canvas.tools.kind)
        self.line = LineBar()
        self.ghost = GhostBar()
        self.hold = touch_button("hold")
        self.step = touch_button("step")
        self.status = QLabel()
        self.about_views = QLabel()
        self.problem = QLabel()
        self.panel = ImagingPanel(station)
        self._lay_out()
        self._connect_station()
        self._connect_tools()
        self._show_preset(station.preset)
        self.retranslate()

    @property
    def frame(self) -> Frame | None:
        """The frame that is on the screen."""
        inspection = self._shown.inspection
        return inspection.frame if inspection is not None else None

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.step.setText(self.tr("One picture (F7)"))
        self.step.setToolTip(self.tr("Takes and inspects one picture while the line is stopped."))
        self.about_views.setText(
            self.tr("Zones hold in every view. The feature is sought in the first one.")
        )
        self._show_status()
        self._offer()

    def refresh(self) -> None:
        """Show the picture of now, while the page is seen and nobody draws."""
        if not self.isVisible():
            return
        if self.canvas.tools.is_busy:
            self._waits = True
            return
        self._waits = False
        frame, preset = self.frame, self._station.preset
        if frame is None:
            self._asked = self._preview = None
        if frame is not None and self._asked != (frame, preset):
            self._asked = frame, preset
            self._station.imaging.preview(frame)
        self._show_picture()
        self._offer()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self._show_preset(self._station.preset)
        self.refresh()

    # --- what comes from the station -------------------------------------------------------------

    def _on_previewed(self, preview: ImagingPreview) -> None:
        is_other = not self._shown.is_live and preview.frame is not self.frame
        if not self.isVisible() or self.frame is None or is_other:
            return
        self._preview = preview
        if self.canvas.tools.is_busy:
            self._waits = True
            return
        self._show_picture()

    def _on_reference_changed(self, reference: Picture | None) -> None:
        """Lay the picture upon another reference, or upon the same one of a newer bank."""
        self._reference = reference
        self.ghost.set_available(reference is not None)
        self._asked = None
        self.refresh()

    def _on_preset_changed(self, preset: Preset) -> None:
        self._show_preset(preset)
        self.refresh()

    def _on_settings_changed(self, settings: StationSettings) -> None:
        if settings.source != self._source:
            self._source = settings.source
            self._let_go()

    def _let_go(self) -> None:
        """Drop what was drawn, or begun, on pictures of another product, source or views."""
        self._asked = self._preview = self._measured = None
        self._waits = False
        self.canvas.let_go()
        self.line.hide()

    def _on_job_changed(self, job: JobStatus | None) -> None:
        """After learning, or after it was cancelled, show what is in force."""
        if job is None:
            self._show_preset(self._station.preset)

    def _show_preset(self, preset: Preset) -> None:
        views = preset.imaging.views.count
        if _drawn_on(preset) != self._drawn_on:
            self._drawn_on = _drawn_on(preset)
            self._let_go()
        self.canvas.set_views(views)
        self.canvas.show_zones(preset.imaging.zones, preset.imaging.alignment.feature)
        self.about_views.setVisible(views > 1)

    # --- what is done here -----------------------------------------------------------------------

    def _on_zones_drawn(self, zones: tuple[Zone, ...]) -> None:
        """Tell the station, and show what it made of it: it may have refused."""
        self._station.change_setting(ZONES, zones)
        self._show_preset(self._station.preset)

    def _on_feature_drawn(self, feature: Box | None) -> None:
        """Tell the station; the feature is seen already, and in force after learning."""
        self._station.change_setting(FEATURE, feature)

    def _on_feature_removed(self) -> None:
        self._station.change_setting(FEATURE, None)

    def _on_line_drawn(self, start: Point, end: Point) -> None:
        self._measured = self.frame
        if self._measured is not None:
            self.line.ask(length_px((start, end), self._measured.size))

    def _on_length_given(self, millimetres: float) -> None:
        frame, line = self._measured, self.canvas.line
        if frame is not None and line is not None:
            self._station.imaging.measure_line(*line, frame, millimetres)
        self._drop_line()

    def _drop_line(self) -> None:
        self.line.hide()
        self.canvas.forget_line()
        self.canvas.setFocus()

    def _on_checkerboard_wanted(self, square_mm: float) -> None:
        frame = self.frame
        if frame is not None:
            self._station.imaging.measure_checkerboard(frame, square_mm)

    def _on_take_wanted(self, role: ReferenceRole) -> None:
        frame = self.frame
        if frame is not None:
            self._station.imaging.take_reference(role, frame)

    def _choose_tool(self, tool: Tool) -> None:
        """Take a tool; what is drawn on the part needs the picture in which it lies."""
        if tool in _PARTS and not self.canvas.can_edit:
            self.stages.show_stage(Stage.ALIGNED)
        self.canvas.choose(tool)

    def _on_line_wanted(self) -> None:
        self._choose_tool(Tool.LINE)

    def _on_feature_wanted(self) -> None:
        self._choose_tool(Tool.FEATURE)

    def _on_kind_chosen(self, kind: ZoneKind) -> None:
        self.canvas.tools.kind = kind
        self.canvas.setFocus()

    def _on_zone_edited(self, changes: dict[str, object]) -> None:
        self.canvas.change_selected(**changes)

    def _on_zoom_wanted(self, factor: float) -> None:
        if factor:
            self.canvas.zoom(factor)
        else:
            self.canvas.fit()

    def _on_canvas_changed(self) -> None:
        tools = self.canvas.tools
        self.tools.show_tool(tools.tool)
        self.panel.zones.show_zones(tools.zones, tools.selected)
        if tools.selected != self._selected:
            self._selected = tools.selected
            if tools.selected is not None and tools.selected >= 0:
                self.panel.bring_zones_into_view()
        if self._waits and not tools.is_busy:
            self.refresh()

    # --- what is shown ---------------------------------------------------------------------------

    def _show_picture(self) -> None:
        if not self.isVisible():
            return
        self.canvas.set_is_waiting(self.frame is not None and self._preview is None)
        self.canvas.show_picture(*self._seen())
        self.canvas.set_can_edit(self._lies_in_place())
        strength = self.ghost.strength
        self.canvas.show_ghost(self._reference if strength else None, strength)
        self._show_status()

    def _seen(self) -> tuple[Picture | None, Mask | None]:
        """Return the picture of the chosen stage, and what of it is hatched."""
        frame, preview, stage = self.frame, self._preview, self.stages.stage
        if frame is None:
            return None, None
        if stage is Stage.CAMERA:
            return frame.image, None
        if preview is None:
            return None, None
        if stage is Stage.LIGHT:
            return preview.light, None
        if stage is Stage.ALIGNED:
            return preview.aligned, None
        if preview.problem is not None:  # nothing of it is judged
            return preview.aligned, np.ones(preview.aligned.shape[:2], np.bool_)
        return preview.aligned, preview.unjudged

    def _lies_in_place(self) -> bool:
        """Whether the part lies in the picture shown as it lies in the reference."""
        is_off = self._station.preset.imaging.alignment.mode is AlignmentMode.OFF
        if is_off or self._reference is None:
            return True
        is_laid = self._preview is not None and self._preview.shift is not None
        return is_laid and self.stages.stage in (Stage.ALIGNED, Stage.JUDGED)

    def _show_status(self) -> None:
        preview = self._preview
        problem = preview.problem if preview is not None else None
        text = " ".join(filter(None, tr_error(problem))) if problem is not None else ""
        self.problem.setText(f"⚠ {text}" if text else "")
        self.problem.setVisible(bool(text))
        self.status.setText(self._pose_text())

    def _pose_text(self) -> str:
        """Say how the part lies, or why zones cannot be drawn where they cannot."""
        preview = self._preview
        if preview is None:
            return ""
        if not self.canvas.can_edit:
            return self.tr("Zones are drawn on the aligned part.")
        parts = []
        if preview.shift is not None:
            x, y = preview.shift
            parts.append(self.tr("Shift {x}, {y} px").format(x=f"{x:+.1f}", y=f"{y:+.1f}"))
        if preview.turn is not None:
            parts.append(self.tr("turn {angle}°").format(angle=f"{preview.turn:+.1f}"))
        if preview.likeness is not None:
            parts.append(self.tr("likeness {share}").format(share=f"{preview.likeness:.2f}"))
        if preview.timings:
            parts.append(f"{sum(preview.timings.values()):.0f} ms")
        return " · ".join(parts)

    def _offer(self) -> None:
        missing = ""
        if self.frame is None:
            missing = self.tr("There is no picture yet: start the line (F5), or take one (F7).")
        self.tools.offer(missing)
        self.panel.offer(missing)
        stopped = self._station.state is RunState.STOPPED
        self.hold.setVisible(not stopped or not self._shown.is_live)
        hint = self.tr("Keeps this picture on the screen; the line goes on.")
        offer(self.hold, hint, missing)
        self.step.setVisible(stopped and self._shown.is_live)
        self.hold.setText(self.tr("Hold (H)") if self._shown.is_live else self.tr("Go on (H)"))

    # --- putting together ------------------------------------------------------------------------

    def _connect_station(self) -> None:
        station, desk = self._station, self._station.imaging
        self._shown.changed.connect(self.refresh)
        station.stateChanged.connect(self.refresh)
        station.presetChanged.connect(self._on_preset_changed)
        station.jobChanged.connect(self._on_job_changed)
        station.settingsChanged.connect(self._on_settings_changed)
        desk.previewed.connect(self._on_previewed)
        desk.referenceChanged.connect(self._on_reference_changed)
        self.hold.clicked.connect(self._shown.hold)
        self.step.clicked.connect(station.step)

    def _connect_tools(self) -> None:
        canvas, panel = self.canvas, self.panel
        canvas.zonesDrawn.connect(self._on_zones_drawn)
        canvas.featureDrawn.connect(self._on_feature_drawn)
        canvas.lineDrawn.connect(self._on_line_drawn)
        canvas.toolWanted.connect(self._choose_tool)
        canvas.changed.connect(self._on_canvas_changed)
        self.stages.chosen.connect(self._show_picture)
        self.tools.toolChosen.connect(self._choose_tool)
        self.tools.kindChosen.connect(self._on_kind_chosen)
        self.tools.zoomWanted.connect(self._on_zoom_wanted)
        self.line.lengthGiven.connect(self._on_length_given)
        self.line.dropped.connect(self._drop_line)
        self.ghost.changed.connect(self._show_picture)
        panel.zones.picked.connect(canvas.select)
        panel.zones.edited.connect(self._on_zone_edited)
        panel.zones.deleteWanted.connect(canvas.delete)
        panel.scale.lineWanted.connect(self._on_line_wanted)
        panel.scale.checkerboardWanted.connect(self._on_checkerboard_wanted)
        panel.draw_feature.clicked.connect(self._on_feature_wanted)
        panel.remove_feature.clicked.connect(self._on_feature_removed)
        for row in panel.references.values():
            row.takeWanted.connect(self._on_take_wanted)
            row.removeWanted.connect(self._station.imaging.remove_reference)

    def _lay_out(self) -> None:
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.status.setWordWrap(True)  # in a small window it takes two lines
        self.status.setProperty("quiet", True)
        self.status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.status.setProperty("may_be_empty", True)
        self.about_views.setWordWrap(True)
        self.about_views.setProperty("quiet", True)
        above = QHBoxLayout()
        above.setSpacing(8)
        above.addWidget(self.stages, 1)
        for button in (self.hold, self.step):
            above.addWidget(button)
        self.step.hide()  # it is never there beside Hold, but both would ask for room
        below = QHBoxLayout()
        below.setSpacing(16)
        below.addWidget(self.ghost)
        below.addWidget(self.status, 1)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addLayout(above)
        left.addWidget(self.tools)
        left.addWidget(self.line)
        left.addWidget(self.canvas, 1)
        left.addWidget(self.about_views)
        left.addWidget(self.problem)
        left.addLayout(below)
        self.panel.make_panel()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 10, 10, 8)
        row.setSpacing(12)
        row.addLayout(left, 60)
        row.addWidget(self.panel, 40)


def _drawn_on(preset: Preset) -> tuple[str, int]:
    """Say on which pictures is drawn: of which product, and of how many views."""
    return preset.name, preset.imaging.views.count
