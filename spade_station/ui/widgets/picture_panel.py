"""The picture with its colour bar, its opacity slider and the mark of an earlier picture."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from spade_station.app.status import RunState
from spade_station.domain.inspection import Inspection
from spade_station.domain.station_settings import StationSettings
from spade_station.ui.latest import LatestWins
from spade_station.ui.shown import Shown
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.buttons import touch_button
from spade_station.ui.widgets.heat_legend import HeatLegend
from spade_station.ui.widgets.picture_view import PictureView
from spade_station.ui.words import word

if TYPE_CHECKING:
    from spade_station.app.station import Station


class PicturePanel(Translated):
    """Shows what `Shown` says; does nothing while its page is hidden."""

    def __init__(self, station: "Station", shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self._shown = shown
        self.view = PictureView()
        self.legend = HeatLegend()
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.unjudged = QCheckBox()
        self._opacity_label = QLabel()
        self._opacity_number = QLabel()
        self._coalesced = LatestWins(40, self)
        self.earlier = QWidget()
        self._earlier_text = QLabel()
        self._back = touch_button("live")
        self._lay_out()
        self._connect()
        self._on_settings_changed(station.settings)
        self.retranslate()

    @property
    def earlier_text(self) -> str:
        """What is said of a picture that is not live."""
        return self._earlier_text.text()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._opacity_label.setText(self.tr("Heatmap"))
        self.opacity.setAccessibleName(self.tr("Opacity of the heatmap"))
        self.opacity.setToolTip(self.tr("How strongly the heatmap covers the picture; 0 hides it."))
        self.unjudged.setText(self.tr("Not judged"))
        self.unjudged.setToolTip(
            self.tr(
                "Hatches what is not judged: zones, glare, what is out of view. "
                "Tolerant zones (≈) are outlined, with how many times the limit holds there."
            )
        )
        self._back.setText(self.tr("Back to live (Esc)"))
        self._describe_earlier()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self._on_shown_changed()

    def _on_shown_changed(self) -> None:
        if not self.isVisible():
            return
        self.view.show_inspection(self._shown.inspection)
        waits = self._station.state is RunState.WAITING
        self.view.set_stale(waits and self._shown.is_live)
        self.earlier.setVisible(not self._shown.is_live)
        self._describe_earlier()

    def _on_settings_changed(self, settings: StationSettings) -> None:
        with QSignalBlocker(self.unjudged):
            self.unjudged.setChecked(settings.show_unjudged)
        self.view.set_shows_unjudged(settings.show_unjudged)
        if not self.opacity.isSliderDown():
            with QSignalBlocker(self.opacity):
                self.opacity.setValue(round(100 * settings.overlay_opacity))
            self._show_opacity(self.opacity.value())

    def _on_opacity_moved(self, percent: int) -> None:
        self._show_opacity(percent)
        self._coalesced.put(percent)

    def _on_unjudged_toggled(self, shows: bool) -> None:
        self._station.change_settings(show_unjudged=shows)

    def _on_opacity_due(self, percent: int) -> None:
        self._station.change_settings(overlay_opacity=percent / 100)

    def _show_opacity(self, percent: int) -> None:
        self._opacity_number.setText(f"{percent} %")
        self.view.set_opacity(percent / 100)

    def _describe_earlier(self) -> None:
        inspection = self._shown.inspection
        if inspection is None or self._shown.is_live:
            return
        text = self.tr("Earlier picture, not live: {verdict}, {time}").format(
            verdict=_said(inspection),
            time=inspection.frame.received_utc.astimezone().strftime("%H:%M:%S"),
        )
        if inspection.bank_version not in (0, self._station.bank.version):
            text += self.tr(", judged by bank version {version}").format(
                version=inspection.bank_version
            )
        self._earlier_text.setText(text)

    def _connect(self) -> None:
        self._shown.changed.connect(self._on_shown_changed)
        self._station.stateChanged.connect(self._on_shown_changed)
        self._station.settingsChanged.connect(self._on_settings_changed)
        self._station.bankChanged.connect(self._describe_earlier)
        self.opacity.valueChanged.connect(self._on_opacity_moved)
        self.opacity.sliderReleased.connect(self._coalesced.flush)
        self._coalesced.due.connect(self._on_opacity_due)
        self.unjudged.toggled.connect(self._on_unjudged_toggled)
        self._back.clicked.connect(self._shown.back_to_live)

    def _lay_out(self) -> None:
        self.earlier.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.earlier.setObjectName("earlier")
        self.earlier.hide()
        mark = QHBoxLayout(self.earlier)
        mark.setContentsMargins(12, 4, 4, 4)
        self._earlier_text.setWordWrap(True)
        mark.addWidget(self._earlier_text, 1)
        mark.addWidget(self._back)
        picture = QHBoxLayout()
        picture.setSpacing(8)
        picture.addWidget(self.view, 1)
        picture.addWidget(self.legend)
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(self._opacity_label)
        self.opacity.setMaximumWidth(260)
        below.addWidget(self.opacity, 1)
        self._opacity_number.setMinimumWidth(48)
        below.addWidget(self._opacity_number)
        below.addStretch(1)
        self.unjudged.setMinimumHeight(36)
        below.addWidget(self.unjudged)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.earlier)
        column.addLayout(picture, 1)
        column.addLayout(below)


def _said(inspection: Inspection) -> str:
    score = "" if inspection.score is None else f" {inspection.score:.2f}"
    return f"{word(inspection.verdict)}{score}"
